package generator

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"slices"
	"strings"
	"time"

	"mcrpress/generator/answers"
	"mcrpress/generator/endpoints"
)

const (
	feedFile = "feed.xml"
	maxFeed  = 500 // entries that the feed keeps

	// feedTime is RFC 3339. No two entries are of one time: readers sort by it,
	// and those of a snapshot stand milliseconds apart.
	feedTime = "2006-01-02T15:04:05.000Z"
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

// feed returns the published feed with the changes of this snapshot in front.
func (p *publication) feed(changes *answers.Changes) (*feed, error) {
	old, err := p.publishedFeed()
	if err != nil {
		return nil, err
	}
	name := p.cfg.Deployment.Name
	next := feed{
		ID:      fmt.Sprintf("urn:mcrpress:%d:%s", p.fleet.ChainID, urnPart(name)),
		Title:   "Machine Credit Ratings on " + strings.NewReplacer("<", "", ">", "", "&", "").Replace(name),
		Author:  "mcrpress",
		Links:   []feedLink{{"self", p.link(feedFile)}, {"alternate", p.link("index.html")}},
		Entries: make([]feedEntry, len(changes.Rerated)),
	}
	at := time.Unix(int64(p.fleet.Block.Time), 0)
	if len(old.Entries) > 0 {
		if newest, err := time.Parse(time.RFC3339, old.Entries[0].Updated); err == nil && !newest.Before(at) {
			at = newest.Add(time.Millisecond)
		}
	}
	next.Updated = at.UTC().Format(feedTime)
	for i, r := range slices.Backward(changes.Rerated) {
		next.Updated = at.UTC().Format(feedTime)
		next.Entries[i] = p.feedEntry(next.ID, &r, changes.Previous, next.Updated)
		at = at.Add(time.Millisecond)
	}
	next.Entries = first(append(next.Entries, old.Entries...), maxFeed)
	return &next, nil
}

// feedEntry is the entry of one change. Its id is of the change and of the
// snapshot before it, so that no other change ever has it.
func (p *publication) feedEntry(
	feed string, r *answers.Rerated, before *answers.SnapshotPrevious, updated string,
) feedEntry {
	id, block := r.MachineID.Uint(), p.fleet.Block.Number
	page := endpoints.Card(&id)
	if !p.cfg.Emit.Has(endpoints.Cards) {
		page = endpoints.Machines(&id)
	}
	title := fmt.Sprintf("Machine #%s: %s to %s", r.MachineID, r.From.MCR, r.To.MCR)
	if r.From.MCR == r.To.MCR {
		title = fmt.Sprintf("Machine #%s: %s, score %d to %d", r.MachineID, r.To.MCR, r.From.MCRScore, r.To.MCRScore)
	}
	return feedEntry{
		ID: fmt.Sprintf("%s:%d:%s:%s-%d:%s-%d:%.16s", feed, block, r.MachineID,
			r.From.MCR, r.From.MCRScore, r.To.MCR, r.To.MCRScore, before.TreeHash),
		Title:   title,
		Updated: updated,
		Link:    feedLink{Href: p.link(page)},
		Summary: fmt.Sprintf("Score %d to %d at block %d.", r.From.MCRScore, r.To.MCRScore, block),
	}
}

// publishedFeed reads the feed that is published. It is empty where there is
// none, and where the published tree is one that this one does not follow.
func (p *publication) publishedFeed() (old feed, err error) {
	data, err := fs.ReadFile(p.out.Published(), feedFile)
	if errors.Is(err, fs.ErrNotExist) || p.previous == nil {
		return feed{}, nil
	}
	if err == nil {
		err = xml.Unmarshal(data, &old)
	}
	if err != nil {
		return feed{}, fmt.Errorf("reading the published %s: %w", feedFile, err)
	}
	return old, nil
}

// urnPart is text as one part of a URN, which colons separate.
func urnPart(text string) string {
	return strings.ReplaceAll(url.PathEscape(text), ":", "%3A")
}

// link is the address of a file, absolute where the tree's own is known.
func (p *publication) link(file string) string {
	if p.cfg.BaseURL == "" {
		return file
	}
	return p.cfg.BaseURL + "/" + file
}
