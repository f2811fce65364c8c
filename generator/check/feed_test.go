package check

import (
	"encoding/xml"
	"strings"
	"testing"
)

const goodFeed = `<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><id>urn:mcrpress:1:test</id><title>Ratings on test</title><updated>2026-01-01T00:00:00.001Z</updated><author><name>a</name></author><link rel="self" href="feed.xml"></link><link rel="alternate" href="index.html"></link>` +
	`<entry><id>urn:mcrpress:1:test:7:1</id><title>Machine #1: BB to A</title><updated>2026-01-01T00:00:00.001Z</updated><link href="card/1.html"></link><summary>Score 46 to 80.</summary></entry>` +
	`<entry><id>urn:mcrpress:1:test:7:2</id><title>Machine #2: B to BB</title><updated>2026-01-01T00:00:00Z</updated><link href="https://mcr.example/card/2.html"></link><summary>Score 30 to 46.</summary></entry>` +
	`</feed>`

func TestFeed(t *testing.T) {
	for name, tc := range map[string]struct {
		old, new string // in a good feed
		want     string // the beginning of the only problem, empty for none
	}{
		"good":                   {"</feed>", "</feed>", ""},
		"another title":          {"BB to A", "BB &gt; A, 1 &lt; 2 &amp; 3", ""},
		"a fraction of a second": {"00:00:00Z", "00:00:00.5+02:00", ""},
		"an extension":           {"<summary>Score 46", `<x:y xmlns:x="urn:x:y">1</x:y><summary>Score 46`, ""},
		"no XML":                 {"</feed>", "", "feed.xml: XML syntax error"},
		"nothing":                {goodFeed, "", "feed.xml: it holds no element"},
		"a document type":        {"<feed ", "<!DOCTYPE feed [<!ENTITY a 'b'>]><feed ", "feed.xml: it holds a document type"},
		"an unknown entity":      {"Ratings on", "&a;", "feed.xml: XML syntax error"},
		"two roots":              {"</feed>", "</feed><feed></feed>", "feed.xml: it holds two root elements"},
		"another namespace":      {"2005/Atom", "2005/atom", "feed.xml: its root is {http://www.w3.org/2005/atom}feed"},
		"RSS":                    {goodFeed, "<rss></rss>", "feed.xml: its root is {}rss"},
		"no id":                  {"<id>urn:mcrpress:1:test</id>", "", "feed.xml: the feed does not have one id"},
		"two ids":                {"<id>urn:mcrpress:1:test:7:1</id>", "<id>urn:aa:b</id><id>urn:aa:c</id>", "feed.xml: entry 1 does not have one id"},
		"a relative id":          {"<id>urn:mcrpress:1:test:7:1</id>", "<id>card/1.html</id>", `feed.xml: entry 1 has the id "card/1.html"`},
		"a broken URN":           {"<id>urn:mcrpress:1:test:7:1</id>", "<id>urn:mcrpress</id>", `feed.xml: entry 1 has the id "urn:mcrpress"`},
		"one id twice":           {"test:7:2", "test:7:1", `feed.xml: entry 2 has the id "urn:mcrpress:1:test:7:1", and is not the first`},
		"the feed's id":          {"1:test:7:2", "1:test", `feed.xml: entry 2 has the id "urn:mcrpress:1:test", and is not the first`},
		"one time twice":         {"00:00:00Z", "01:00:00.001+01:00", "feed.xml: entry 2 was updated at 2026-01-01 00:00:00.001"},
		"a day":                  {"2026-01-01T00:00:00Z", "2026-01-01", `feed.xml: entry 2 was updated at "2026-01-01"`},
		"a time without a zone":  {"2026-01-01T00:00:00Z", "2026-01-01T00:00:00", `feed.xml: entry 2 was updated at`},
		"no time":                {"<updated>2026-01-01T00:00:00Z</updated>", "", "feed.xml: entry 2 does not have one time of update"},
		"no title":               {"<title>Machine #2: B to BB</title>", "", "feed.xml: entry 2 does not have one title"},
		"an empty title":         {"Machine #2: B to BB", " ", "feed.xml: entry 2 has an empty title"},
		"markup in a title":      {"Machine #2: B to BB", "&lt;b&gt;B&lt;/b&gt;", `feed.xml: entry 2 has markup in its title`},
		"an entity in a title":   {"Machine #2: B to BB", "B &amp;amp; BB", `feed.xml: entry 2 has markup in its title`},
		"an element in a title":  {"Machine #2: B to BB", "<b>B</b>", `feed.xml: entry 2 does not have one title`},
		"a title of HTML":        {"<title>Machine #2", `<title type="html">Machine #2`, `feed.xml: entry 2 has a title of type "html"`},
		"no author":              {"<author><name>a</name></author>", "<author><name></name></author>", "feed.xml: entry 1 has no author"},
		"no link to itself":      {`rel="self"`, `rel="via"`, "feed.xml: the feed has no link to itself"},
		"an entry of nothing":    {`<link href="card/1.html"></link>`, "", "feed.xml: entry 1 has neither content nor a link"},
		"a script for a link":    {"card/1.html", "javascript:alert(1)", `feed.xml: entry 1 has a link to "javascript:alert(1)"`},
		"a link to nowhere":      {` href="card/1.html"`, "", `feed.xml: entry 1 has a link to ""`},
		"two links":              {`<link href="card/1.html">`, `<link href="x"></link><link href="card/1.html">`, `feed.xml: entry 1 has two links`},
		"an element too many":    {"<summary>Score 46", `<sumary>x</sumary><summary>Score 46`, "feed.xml: entry 1 has an element sumary"},
	} {
		t.Run(name, func(t *testing.T) {
			if !strings.Contains(goodFeed, tc.old) {
				t.Fatalf("the feed does not hold %s", tc.old)
			}
			c := &checker{report: &Report{}}
			c.feed("feed.xml", []byte(strings.ReplaceAll(goodFeed, tc.old, tc.new)))
			got := c.report.Problems
			if tc.want == "" && len(got) > 0 || tc.want != "" && (len(got) == 0 || !strings.HasPrefix(got[0].String(), tc.want)) {
				t.Errorf("problems %v, want %q", got, tc.want)
			}
		})
	}
}

func TestFeedOfATree(t *testing.T) {
	s := newSample()
	s.files["feed.xml"] = []byte(strings.Replace(goodFeed, "test:7:2", "test:7:1", 1))
	wantProblems(t, []string{"feed.xml: entry 2 has the id"}, problems(t, s.publish(t), Options{}))
}

// FuzzFeed: nothing that stands in a feed stops the inspection.
func FuzzFeed(f *testing.F) {
	f.Add([]byte(goodFeed))
	f.Add([]byte("<a></b>"))
	f.Add([]byte(`<feed xmlns="http://www.w3.org/2005/Atom"><entry/><entry/></feed>`))
	f.Fuzz(func(t *testing.T, data []byte) {
		root, err := parseXML(data)
		if err != nil {
			return
		}
		if wrong := feedMistakes(root); len(wrong) == 0 && xml.Unmarshal(data, new(struct{})) != nil {
			t.Errorf("%q has no mistake, and cannot be read", data)
		}
	})
}
