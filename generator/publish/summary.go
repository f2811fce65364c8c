package publish

import (
	"fmt"
	"io"
	"io/fs"
	"strings"

	"mcrpress/generator/answers"
	"mcrpress/generator/tree"
)

// Summary is what a plan amounts to.
type Summary struct {
	Snapshot  *answers.Snapshot // of the tree
	Previous  *answers.Snapshot // of the bucket before, nil where it had none
	Uploaded  int
	Bytes     int64 // of the uploaded files
	Unchanged int
	Deleted   int
	Requests  int64 // so far; a deletion counts as one, whatever the service makes of it
}

// Summary says what the plan amounts to.
func (p *Plan) Summary() (s Summary, err error) {
	s = Summary{
		Snapshot:  p.source.snapshot,
		Previous:  p.there.snapshot,
		Unchanged: p.unchanged,
		Deleted:   len(p.Deletes()),
		Requests:  p.bucket.requests.Load(),
	}
	for _, file := range p.Uploads() {
		size, err := p.source.size(file)
		if err != nil {
			return s, err
		}
		s.Uploaded++
		s.Bytes += size
	}
	return s, nil
}

// size is the size of a file in bytes.
func (s *source) size(file string) (int64, error) {
	if i, listed := s.at[file]; listed {
		return s.files[i].Size, nil
	}
	if file == tree.NextPointer {
		file = tree.Pointer
	}
	info, err := fs.Stat(s, file)
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

// WriteTo prints the summary.
func (s Summary) WriteTo(w io.Writer) (int64, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "block        %d of chain %d", s.Snapshot.Block.Number, s.Snapshot.ChainID)
	if s.Previous != nil {
		fmt.Fprintf(&b, ", before %d", s.Previous.Block.Number)
	}
	fmt.Fprintf(&b, "\nobjects      %d uploaded, %d unchanged, %d deleted\n", s.Uploaded, s.Unchanged, s.Deleted)
	fmt.Fprintf(&b, "bytes        %d uploaded\n", s.Bytes)
	fmt.Fprintf(&b, "requests     %d\n", s.Requests)
	n, err := io.WriteString(w, b.String())
	return int64(n), err
}
