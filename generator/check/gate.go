package check

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
)

// Errors of a tree that does not follow from the earlier one.
var (
	// ErrAgainst marks all of them.
	ErrAgainst = errors.New("against the published tree")
	// ErrRerated: more machines have another letter than Options.MaxRerated allows.
	ErrRerated = fmt.Errorf("%w", ErrAgainst)
	// ErrLostEvents: more events are gone than Options.MaxLostEvents allows.
	ErrLostEvents = fmt.Errorf("%w", ErrAgainst)
)

// Gate inspects a tree that is about to be committed. An error names its first
// problem.
func Gate(ctx context.Context, next fs.FS, opts Options) error {
	report, err := Tree(ctx, next, opts)
	if err != nil {
		return err
	}
	if report.Clean() {
		return nil
	}
	first := report.Problems[0]
	if first.Err != nil {
		return fmt.Errorf("the tree is not published (problems: %d): %w: %s", len(report.Problems), first.Err, first)
	}
	return fmt.Errorf("the tree is not published (problems: %d): %s", len(report.Problems), first)
}
