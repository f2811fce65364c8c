package check

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"

	"mcrpress/generator/answers"
)

// Report is what an inspection found and how much it looked at.
type Report struct {
	Snapshot *answers.Snapshot
	Previous *answers.Snapshot // of Options.Against, nil without
	Problems []Problem         // by path
	Notes    []string          // what is worth knowing and no problem

	Files     int   // listed files that were read
	Bytes     int64 // of these
	JSON      int   // of these, JSON
	Bodies    int   // of these, bodies of the API held against their schema
	Pages     int   // HTML files
	Links     int   // in these, to files of the tree
	Machines  int   // whose files were held against the index
	Operators int   // likewise
	Rerated   int   // machines with another letter than in Previous
	Removed   int   // machines of Previous that left by the chain's own record
	Newer     int   // files that are already those of a later tree, which is being uploaded
	Signed    bool  // the signature was demanded and is good

	mu sync.Mutex
}

// Problem is one thing that is wrong with one file.
type Problem struct {
	Path string
	Text string
	Err  error // ErrAgainst or one of its kinds, nil for a problem of the tree alone
}

// String is the problem as one line. A path that could garble it is quoted.
func (p Problem) String() string {
	path := p.Path
	if quoted := strconv.QuoteToASCII(path); quoted != `"`+path+`"` {
		path = quoted
	}
	return path + ": " + p.Text
}

// maxText is how much of foreign text a problem shows, in bytes.
const maxText = 200

// oneLine makes foreign text fit to be printed.
func oneLine(text string) string {
	if len(text) > maxText {
		text = strings.ToValidUTF8(text[:maxText], "") + "..."
	}
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, text)
}

// Clean reports whether nothing is wrong.
func (r *Report) Clean() bool { return len(r.Problems) == 0 }

// WriteTo prints a line a problem, then the notes and the summary.
func (r *Report) WriteTo(w io.Writer) (int64, error) {
	var b strings.Builder
	for _, p := range r.Problems {
		fmt.Fprintln(&b, p)
	}
	for _, note := range r.Notes {
		fmt.Fprintf(&b, "note         %s\n", note)
	}
	fmt.Fprintf(&b, "block        %d of chain %d\n", r.Snapshot.Block.Number, r.Snapshot.ChainID)
	fmt.Fprintf(&b, "files        %d, %d bytes\n", r.Files, r.Bytes)
	fmt.Fprintf(&b, "json         %d, %d of them against their schema\n", r.JSON, r.Bodies)
	fmt.Fprintf(&b, "pages        %d with %d links\n", r.Pages, r.Links)
	fmt.Fprintf(&b, "machines     %d\n", r.Machines)
	fmt.Fprintf(&b, "operators    %d\n", r.Operators)
	if r.Signed {
		fmt.Fprintf(&b, "signature    good\n")
	}
	if r.Previous != nil {
		fmt.Fprintf(&b, "previous     block %d: %d machines rated otherwise, %d left\n",
			r.Previous.Block.Number, r.Rerated, r.Removed)
	}
	if r.Newer > 0 {
		fmt.Fprintf(&b, "newer        %d files are already those of a later tree\n", r.Newer)
	}
	fmt.Fprintf(&b, "problems     %d\n", len(r.Problems))
	n, err := io.WriteString(w, b.String())
	return int64(n), err
}

// problem adds one. It may be called from several goroutines.
func (r *Report) problem(path, format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.Problems = append(r.Problems, Problem{Path: path, Text: fmt.Sprintf(format, args...)})
}

// moved adds a problem with how the tree follows from an earlier one.
func (r *Report) moved(kind error, path, format string, args ...any) {
	r.Problems = append(r.Problems, Problem{path, fmt.Sprintf(format, args...), kind})
}

func (r *Report) note(format string, args ...any) {
	r.Notes = append(r.Notes, fmt.Sprintf(format, args...))
}

func (r *Report) sort() {
	slices.SortFunc(r.Problems, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Text, b.Text))
	})
}
