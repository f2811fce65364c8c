package templates

import (
	"bytes"
	"compress/gzip"
	"errors"
	"flag"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
	"golang.org/x/net/html"
)

var update = flag.Bool("update", false, "write the goldens of this package anew")

const goldens = "testdata/pages.txtar"

// samplePages are all pages in all their states, with paths as in the tree.
func samplePages(t testing.TB) []txtar.File {
	t.Helper()
	brief := fullCard()
	brief.Events = append(brief.Events[:2], Event{Type: 9, Time: 1 << 40, Trust: 7, Value: "3"},
		Event{Value: "500", Currency: "XAU", Status: "unsupported_currency", Time: 1795000000, Block: 5},
		Event{Value: "100000000000000000000", Currency: "USD", Subunit: 100, Status: "fx_unavailable", Time: 1795000000, Trust: 7})
	methodology, err := Methodology(sampleSite())
	if err != nil {
		t.Fatal(err)
	}
	unread := sampleSite()
	unread.FlagsRead = false
	about, err := About(unread)
	if err != nil {
		t.Fatal(err)
	}
	pages := []struct {
		path string
		page templ.Component
	}{
		{"card/full.html", Card(brief)},
		{"card/private.html", Card(privateCard())},
		{"card/provisioned.html", Card(youngCard())},
		{"card/unbonded.html", Card(unbondedCard())},
		{"card/flagged.html", Card(flaggedCard())},
		{"card/hostile.html", Card(hostileCard(hostile))},
		{"card/subscribed.html", Card(subscribedCard())},
		{"card/stopped.html", Card(stoppedCard())},
		{"card/foreign.html", Card(foreignCard())},
		{"fleet/all.html", Fleet(sampleFleet(4, 4))},
		{"fleet/capped.html", Fleet(sampleFleet(4, 2))},
		{"fleet/second.html", Fleet(secondFleet(3))},
		{"fleet/empty.html", Fleet(&FleetPage{Site: secondSite(), Operator: sampleAddress(2)})},
		{"index-second.html", Index(secondIndex(3))},
		{"index.html", Index(sampleIndex(30))},
		{"index-empty.html", Index(&IndexPage{Site: sampleSite()})},
		{"404.html", NotFound(&NotFoundPage{Site: sampleSite(), Root: "/mcr/"})},
		{"methodology.html", methodology},
		{"about.html", about},
		{"badge/AA.svg", Badge("AA", 87)},
		{"badge/B.svg", Badge("B", 30)},
		{"badge/Provisioned.svg", Badge("Provisioned", 0)},
	}
	files := make([]txtar.File, len(pages))
	for i, p := range pages {
		files[i] = txtar.File{Name: p.path, Data: render(t, p.page)}
	}
	return files
}

func render(t testing.TB, c templ.Component) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := c.Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestGolden compares each page with its golden, one tag a line.
func TestGolden(t *testing.T) {
	got := samplePages(t)
	for i := range got {
		got[i].Data = append(bytes.ReplaceAll(got[i].Data, []byte("><"), []byte(">\n<")), '\n')
	}
	if *update {
		archive := &txtar.Archive{Comment: []byte("Write anew with: go test ./templates -run TestGolden -update\n"), Files: got}
		if err := os.WriteFile(goldens, txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := txtar.ParseFile(goldens)
	if err != nil {
		t.Fatal(err)
	}
	if len(want.Files) != len(got) {
		t.Fatalf("%d goldens for %d pages", len(want.Files), len(got))
	}
	for i, file := range want.Files {
		if diff := cmp.Diff(file.Name+"\n"+string(file.Data), got[i].Name+"\n"+string(got[i].Data)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", file.Name, diff)
		}
	}
}

// TestBudget holds a full card with twenty events to 30 kB, and 8 kB
// compressed, and one whose texts are all as long and as strange as can be to
// a tenth more.
func TestBudget(t *testing.T) {
	tests := []struct {
		name string
		page *CardPage
		most int
	}{
		{"full", fullCard(), 30000},
		{"subscribed", subscribedCard(), 30000},
		{"hostile", hostileCard(strings.Repeat("\"\u202e<&\U0001F980", 1<<16)), 33000},
	}
	for _, test := range tests {
		page := render(t, Card(test.page))
		packed := compressed(t, page)
		if len(page) > test.most || packed > 8000 {
			t.Errorf("%s card: %d bytes, %d compressed; at most %d and 8000", test.name, len(page), packed, test.most)
		}
		t.Logf("%s card: %d bytes, %d compressed", test.name, len(page), packed)
	}
}

// TestFirstLoad holds the front page with all that it loads to 100 kB.
func TestFirstLoad(t *testing.T) {
	size := len(render(t, Index(sampleIndex(100_000))))
	for path, body := range Assets() {
		if !strings.HasSuffix(path, ".png") && path != "assets/recompute.js" {
			size += len(body)
		}
	}
	if size > 100_000 {
		t.Errorf("the first load is %d bytes, at most 100000", size)
	}
}

func compressed(t testing.TB, page []byte) int {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, err := w.Write(page)
	if err := errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Len()
}

// TestWellFormed checks what the content policy and screen readers need of
// every page: no inline style, script or handler, closed elements, ids that
// are there once and references that resolve.
func TestWellFormed(t *testing.T) {
	for _, file := range samplePages(t) {
		t.Run(file.Name, func(t *testing.T) {
			checkBalance(t, file.Data)
			if strings.HasSuffix(file.Name, ".html") {
				checkPage(t, file.Data)
			}
		})
	}
}

var void = map[string]bool{"meta": true, "link": true, "input": true, "br": true, "hr": true, "img": true}

func checkBalance(t *testing.T, page []byte) {
	t.Helper()
	var open []string
	for z := html.NewTokenizer(bytes.NewReader(page)); ; {
		kind := z.Next()
		name, _ := z.TagName()
		switch {
		case kind == html.ErrorToken:
			if z.Err() != io.EOF || len(open) > 0 {
				t.Fatalf("page ends with %v and open elements %v", z.Err(), open)
			}
			return
		case kind == html.StartTagToken && !void[string(name)]:
			open = append(open, string(name))
		case kind == html.EndTagToken:
			if len(open) == 0 || open[len(open)-1] != string(name) {
				t.Fatalf("</%s> closes %v", name, open)
			}
			open = open[:len(open)-1]
		}
	}
}

func checkPage(t *testing.T, page []byte) {
	t.Helper()
	doc, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	ids, headings := map[string]bool{}, 0
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if n.Data == "h1" {
			headings++
		}
		if id := attribute(n, "id"); id != "" && ids[id] {
			t.Errorf("id %q twice", id)
		} else {
			ids[id] = true
		}
		checkElement(t, n)
	}
	if headings != 1 {
		t.Errorf("%d first headings, want one", headings)
	}
	for n := range doc.Descendants() {
		for id := range strings.FieldsSeq(attribute(n, "aria-labelledby")) {
			if !ids[id] {
				t.Errorf("<%s> is labelled by %q, which is nowhere", n.Data, id)
			}
		}
	}
}

func checkElement(t *testing.T, n *html.Node) {
	t.Helper()
	if n.Data == "style" || n.Data == "iframe" || n.Data == "object" || n.Data == "base" {
		t.Errorf("<%s> is not for these pages", n.Data)
	}
	if n.Data == "script" && attribute(n, "src") == "" && attribute(n, "type") != "application/json" {
		t.Error("inline script")
	}
	for _, a := range n.Attr {
		if strings.HasPrefix(a.Key, "on") || a.Key == "style" || a.Key == "srcdoc" {
			t.Errorf("attribute %s on <%s>", a.Key, n.Data)
		}
		if (a.Key == "href" || a.Key == "src") && strings.Contains(a.Val, ":") {
			checkForeign(t, n, a.Val)
		}
	}
	if n.Data == "svg" && attribute(n, "aria-hidden") == "" && (n.FirstChild == nil || n.FirstChild.Data != "title" || attribute(n, "role") != "img") {
		t.Errorf("picture %q has no title", attribute(n, "class"))
	}
}

// checkForeign allows one kind of address with a scheme: a link to another
// site that passes no credit on to it.
func checkForeign(t *testing.T, n *html.Node, address string) {
	t.Helper()
	if n.Data == "link" && attribute(n, "rel") == "canonical" {
		return
	}
	if n.Data != "a" || !strings.HasPrefix(address, "https://") && !strings.HasPrefix(address, "http://") || !strings.HasPrefix(attribute(n, "rel"), "nofollow") {
		t.Errorf("<%s> refers to %q", n.Data, address)
	}
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// TestPolicyHoldsInAssets looks for what the content policy would stop.
func TestPolicyHoldsInAssets(t *testing.T) {
	for path, body := range Assets() {
		for _, bad := range []string{"://", "eval(", "innerHTML", "insertAdjacentHTML", ".style", "@import", "url("} {
			text := strings.ReplaceAll(string(body), "http://www.w3.org/2000/svg", "")
			if strings.Contains(text, bad) {
				t.Errorf("%s contains %q", path, bad)
			}
		}
	}
}

// TestAssetsExist checks that pages refer only to assets that there are.
func TestAssetsExist(t *testing.T) {
	there := map[string]bool{}
	for path := range Assets() {
		there[path] = true
	}
	for _, file := range samplePages(t) {
		_, rest, found := strings.Cut(string(file.Data), "assets/")
		for ; found; _, rest, found = strings.Cut(rest, "assets/") {
			name, _, _ := strings.Cut(rest, `"`)
			if !there["assets/"+name] {
				t.Errorf("%s refers to assets/%s", file.Name, name)
			}
		}
	}
}

// TestCardPicture checks that a card names the picture of its rating.
func TestCardPicture(t *testing.T) {
	for _, letter := range Letters {
		p := fullCard()
		p.Letter = letter
		if want := `content="https://mcr.example.org/assets/og-` + strings.ToLower(letter) + `.png"`; !bytes.Contains(render(t, Card(p)), []byte(want)) {
			t.Errorf("the card of a machine rated %s does not say %s", letter, want)
		}
	}
}

// TestLongNumbers checks that a long id is whole in the text of a page, is
// shortened for the eye and can be copied.
func TestLongNumbers(t *testing.T) {
	head, middle, tail := cutID(longID)
	want := `<span class="id"><span>` + head + `</span><span>` + middle + `</span>` + tail + `</span>`
	card := string(render(t, Card(subscribedCard())))
	for _, before := range []string{"#", "did:peaq:", "mcr/", "machines/"} {
		if !strings.Contains(card, before+want) {
			t.Errorf("the card does not show %s and the id", before)
		}
	}
	rows := secondRows(2)
	for name, page := range map[string]templ.Component{"front page": Index(secondIndex(2)), "fleet": Fleet(secondFleet(2))} {
		text := string(render(t, page))
		for _, m := range rows {
			head, middle, tail := cutID(m.ID)
			link := `<span class="copyable" data-copy>`
			if n := strings.Count(text, `<span class="id"><span>`+head+`</span><span>`+middle+`</span>`+tail+`</span>`); n == 0 || strings.Count(text, link) < len(rows) {
				t.Errorf("the %s does not show %s to be copied", name, m.ID)
			}
		}
	}
}

// TestEmpty checks that pages without machines have no empty tables.
func TestEmpty(t *testing.T) {
	for name, page := range map[string]templ.Component{
		"No machines yet.": Index(&IndexPage{Site: sampleSite()}),
		"No machines.":     Fleet(&FleetPage{Site: sampleSite(), Operator: sampleAddress(2)}),
	} {
		text := string(render(t, page))
		if !strings.Contains(text, name) || strings.Contains(text, "<table") || strings.Contains(text, "<form") {
			t.Errorf("not the empty page that says %q", name)
		}
	}
}

func BenchmarkCard(b *testing.B) {
	for _, test := range []struct {
		name string
		page *CardPage
	}{{"full", fullCard()}, {"private", privateCard()}, {"subscribed", subscribedCard()}} {
		b.Run(test.name, func(b *testing.B) {
			var out bytes.Buffer
			b.ReportAllocs()
			for b.Loop() {
				out.Reset()
				if err := Card(test.page).Render(b.Context(), &out); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "pages/s")
		})
	}
}

func BenchmarkFleet(b *testing.B) {
	page := secondFleet(100)
	var out bytes.Buffer
	b.ReportAllocs()
	for b.Loop() {
		out.Reset()
		if err := Fleet(page).Render(b.Context(), &out); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N*len(page.Machines))/b.Elapsed().Seconds(), "machines/s")
}

func BenchmarkBadge(b *testing.B) {
	var out bytes.Buffer
	b.ReportAllocs()
	for b.Loop() {
		out.Reset()
		if err := Badge("AA", 87).Render(b.Context(), &out); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSearch(b *testing.B) {
	rows, operators := sampleRows(100_000), sampleOperators()
	b.ReportAllocs()
	for b.Loop() {
		n := 0
		for file := range Search(sampleSite().Columns, slices.Values(rows), operators) {
			n += len(file.Body)
		}
		if n == 0 {
			b.Fatal("no files")
		}
	}
	b.ReportMetric(float64(b.N*len(rows))/b.Elapsed().Seconds(), "machines/s")
}
