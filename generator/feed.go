package generator

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/holiman/uint256"

	"mcrpress/generator/endpoints"
)

const (
	feedFile = "feed.xml"
	maxFeed  = 500 // entries that the feed keeps
)

// feed is feed.xml: an Atom feed of rating changes, newest first.
type feed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	Updated string      `xml:"updated"`
	Author  string      `xml:"author>name"`
	Links   []feedLink  `xml:"link"`
	Entries []feedEntry `xml:"entry"`
}

type feedLink struct {
	Rel  string `xml:"rel,attr,omitempty"`
	Href string `xml:"href,attr"`
}

type feedEntry struct {
	ID      string   `xml:"id"`
	Title   string   `xml:"title"`
	Updated string   `xml:"updated"`
	Link    feedLink `xml:"link"`
	Summary string   `xml:"summary"`
}

// feed gives the published feed with the changes of this snapshot in front.
func (p *publication) feed(changes *Changes) (*feed, error) {
	block := p.fleet.Block
	updated := time.Unix(int64(block.Time), 0).UTC().Format(time.RFC3339)
	next := feed{
		ID:      fmt.Sprintf("urn:mcrpress:%d", p.fleet.ChainID),
		Title:   "Machine Credit Ratings on " + p.cfg.Deployment.Name,
		Updated: updated,
		Author:  "mcrpress",
		Links:   []feedLink{{"self", p.link(feedFile)}, {"alternate", p.link("index.html")}},
	}
	for _, r := range changes.Rerated {
		id := uint256.Int(r.MachineID)
		page := endpoints.Card(&id)
		if !p.cfg.Emit.Has(Cards) {
			page = endpoints.Machines(&id)
		}
		next.Entries = append(next.Entries, feedEntry{
			ID:      fmt.Sprintf("urn:mcrpress:%d:%d:%s", p.fleet.ChainID, block.Number, id.Dec()),
			Title:   fmt.Sprintf("Machine #%s: %s to %s", id.Dec(), r.From.MCR, r.To.MCR),
			Updated: updated,
			Link:    feedLink{Href: p.link(page)},
			Summary: fmt.Sprintf("Score %d to %d at block %d.", r.From.MCRScore, r.To.MCRScore, block.Number),
		})
	}
	published, err := fs.ReadFile(p.out.Published(), feedFile)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, err
	default:
		var old feed
		if err := xml.Unmarshal(published, &old); err != nil {
			return nil, fmt.Errorf("reading the published %s: %w", feedFile, err)
		}
		next.Entries = append(next.Entries, old.Entries...)
	}
	next.Entries = first(next.Entries, maxFeed)
	return &next, nil
}

// link is the address of a file, absolute where the tree's own is known.
func (p *publication) link(file string) string {
	if p.cfg.BaseURL == "" {
		return file
	}
	return p.cfg.BaseURL + "/" + file
}
