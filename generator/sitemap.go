package generator

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"slices"

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
	pages := p.pages()
	if len(pages) <= maxSitemap {
		return p.putXML("sitemap.xml", sitemapSet{Space: sitemapSpace, URLs: pages})
	}
	index := sitemapIndex{Space: sitemapSpace}
	for part := range slices.Chunk(pages, maxSitemap) {
		path := endpoints.Sitemap(len(index.Maps) + 1)
		if err := p.putXML(path, sitemapSet{Space: sitemapSpace, URLs: part}); err != nil {
			return err
		}
		index.Maps = append(index.Maps, sitemapURL{p.link(path)})
	}
	return p.putXML("sitemap.xml", index)
}

// pages lists the addresses of all pages.
func (p *publication) pages() []sitemapURL {
	list := []sitemapURL{{p.link("index.html")}, {p.link("methodology.html")}, {p.link("about.html")}}
	for _, path := range p.documents {
		list = append(list, sitemapURL{p.link(path)})
	}
	if p.cfg.Emit.Has(endpoints.Fleets) {
		for i := range p.fleet.Operators {
			list = append(list, sitemapURL{p.link(endpoints.Fleet(p.fleet.Operators[i].Address))})
		}
	}
	if p.cfg.Emit.Has(endpoints.Cards) {
		for i := range p.rows {
			if id := p.id(i); p.rows[i].card {
				list = append(list, sitemapURL{p.link(endpoints.Card(&id))})
			}
		}
	}
	return list
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
