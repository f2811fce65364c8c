package verify

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"mcrpress/generator/answers"
)

// maxShown is how many differences are printed.
const maxShown = 20

// Report is what a comparison found and how much it covered.
type Report struct {
	Snapshot    *answers.Snapshot
	Tool        string       // this program, as snapshots name it
	Differences []Difference // by path

	Fleet    int  // machines on the chain; of a sample, in the tree
	Machines int  // of these, whose files were compared
	Files    int  // that were compared
	Live     int  // of these, without what a partner answered
	Skipped  int  // of either tree, not compared
	Pages    bool // whether pages were compared; only between equal versions

	mu sync.Mutex
}

// Difference is one file that the chain does not give.
type Difference struct{ Path, Text string }

// Clean reports whether everything compared is what the chain gives.
func (r *Report) Clean() bool { return len(r.Differences) == 0 }

// WriteTo prints the first differences, a line each, then the summary.
func (r *Report) WriteTo(w io.Writer) (int64, error) {
	var b strings.Builder
	for _, d := range r.Differences[:min(len(r.Differences), maxShown)] {
		fmt.Fprintf(&b, "%s: %s\n", d.Path, d.Text)
	}
	if more := len(r.Differences) - maxShown; more > 0 {
		fmt.Fprintf(&b, "... and %d files more\n", more)
	}
	if !r.Pages {
		fmt.Fprintf(&b, "note         made by %.60q, this is %q: pages were not compared\n", r.Snapshot.Tool, r.Tool)
	}
	fmt.Fprintf(&b, "block        %d of chain %d\n", r.Snapshot.Block.Number, r.Snapshot.ChainID)
	fmt.Fprintf(&b, "machines     %d of %d\n", r.Machines, r.Fleet)
	fmt.Fprintf(&b, "files        %d, %d without their partner's answer; %d not compared\n", r.Files, r.Live, r.Skipped)
	fmt.Fprintf(&b, "differences  %d\n", len(r.Differences))
	n, err := io.WriteString(w, b.String())
	return int64(n), err
}

// differ adds a difference. It may be called from several goroutines.
func (r *Report) differ(path, text string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.Differences = append(r.Differences, Difference{path, text})
}

func (r *Report) count(live bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.Files++
	if live {
		r.Live++
	}
}

func (r *Report) sort() {
	slices.SortFunc(r.Differences, func(a, b Difference) int { return cmp.Compare(a.Path, b.Path) })
}
