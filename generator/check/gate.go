package check

import (
	"context"
	"fmt"
	"io/fs"
)

// Gate inspects a tree that is about to be committed. An error names its first
// problem.
func Gate(ctx context.Context, next fs.FS, opts Options) error {
	report, err := Tree(ctx, next, opts)
	if err != nil {
		return err
	}
	if !report.Clean() {
		return fmt.Errorf("the tree is not published (problems: %d): %s", len(report.Problems), report.Problems[0])
	}
	return nil
}
