package generator

import (
	"bytes"
	"encoding/xml"
	"fmt"

	"mcrpress/generator/endpoints"
)

const (
	sitemapSpace = "http://www.sitemaps.org/schemas/sitemap/0.9"
	maxSitemap   = 50_000 // addresses in one file, by the protocol
)

type sitemapSet struct {
	XMLName xml.Name     `xml:"urlset"`
	Space   string       `xml:"xmlns,attr"`
	URLs    []sitemapURL `xml:"url"`
}

type sitemapIndex struct {
	XMLName xml.Name     `xml:"sitemapindex"`
	Space   string       `xml:"xmlns,attr"`
	Maps    []sitemapURL `xml:"sitemap"`
}

type sitemapURL struct {
	Loc string `xml:"loc"`
}

// stageSitemap lists the pages for search engines: in one file, or in several
// with an index where they are too many. Sitemaps hold absolute addresses, so
// there is none where the tree's own address is not known.
func (p *publication) stageSitemap() error {
	if p.cfg.BaseURL == "" {
		return nil
	}
	robots := fmt.Sprintf("User-agent: *\nAllow: /\nSitemap: %s\n", p.link("sitemap.xml"))
	if err := p.out.Put("robots.txt", []byte(robots)); err != nil {
		return err
	}
	index := sitemapIndex{Space: sitemapSpace}
	part := sitemapSet{Space: sitemapSpace}
	put := func() error {
		path := endpoints.Sitemap(len(index.Maps) + 1)
		index.Maps = append(index.Maps, sitemapURL{p.link(path)})
		err := p.putXML(path, part)
		part.URLs = part.URLs[:0]
		return err
	}
	for page, err := range p.pages {
		if err != nil {
			return err
		}
		if len(part.URLs) == maxSitemap {
			if err := put(); err != nil {
				return err
			}
		}
		part.URLs = append(part.URLs, sitemapURL{p.link(page)})
	}
	if len(index.Maps) == 0 {
		return p.putXML("sitemap.xml", part)
	}
	if err := put(); err != nil {
		return err
	}
	return p.putXML("sitemap.xml", index)
}

// pages yields all pages.
func (p *publication) pages(yield func(path string, err error) bool) {
	for _, path := range append([]string{"index.html", "methodology.html", "about.html"}, p.documents...) {
		if !yield(path, nil) {
			return
		}
	}
	if p.cfg.Emit.Has(endpoints.Fleets) {
		for i := range p.fleet.Operators {
			if !yield(endpoints.Fleet(p.fleet.Operators[i].Address), nil) {
				return
			}
		}
	}
	if p.cfg.Emit.Has(endpoints.Cards) {
		for r, err := range p.rows.all {
			switch {
			case err != nil:
				yield("", err)
				return
			case r.Card && !yield(endpoints.Card(&r.ID), nil):
				return
			}
		}
	}
}

// putXML puts an XML file.
func (p *publication) putXML(path string, v any) error {
	body, err := encodeXML(v)
	if err != nil {
		return fmt.Errorf("encoding %s: %w", path, err)
	}
	return p.out.Put(path, body)
}

func encodeXML(v any) ([]byte, error) {
	var buf bytes.Buffer
	buf.WriteString(xml.Header)
	err := xml.NewEncoder(&buf).Encode(v)
	buf.WriteByte('\n')
	return buf.Bytes(), err
}
