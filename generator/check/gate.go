package check

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"

	"mcrpress/generator/answers"
	"mcrpress/generator/endpoints"
	"mcrpress/generator/tree"
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

// Gate inspects a tree while it is written. What a file must satisfy alone is
// checked when it is put, what needs the whole tree when the tree is sealed.
type Gate struct {
	checker
	out         *tree.Writer
	next        tree.Next
	describedBy []string    // see descriptions
	trust       atomic.Bool // that the manifest stands for an inspection
	describe    sync.Mutex  // guards schemas until the tree is sealed
}

// Watch inspects what will be put, a tree of the given table that is served at
// a base address, nil where that is not known.
func Watch(out *tree.Writer, table *endpoints.Table, base *string, opts Options) *Gate {
	g := &Gate{out: out, next: out.Next(), describedBy: descriptions(table)}
	g.checker = checker{
		fsys: g.next, listed: g.next, opts: opts, table: table, root: rootOf(base),
		later: &later{links: map[string]link{}}, report: &Report{},
		upload: func() *upload { return nil }, // which is brought to a host, not written here
	}
	g.trust.Store(opts.Trust)
	out.Watch(g.put)
	return g
}

// put inspects one file. One that comes before the tree's description of its
// bodies is read again when the tree is sealed, and a new description is one
// that nothing was inspected by.
func (g *Gate) put(path string, data []byte, listed bool) {
	if listed && g.trust.Load() {
		return
	}
	if !listed && slices.Contains(g.describedBy, path) {
		g.trust.Store(false)
	}
	family, _, known := g.table.Parse(path)
	if !known {
		g.report.problem(path, "no kind of file that a tree holds")
	}
	g.later.note(family)
	if described(family, path) && !g.described() {
		g.later.defers(path)
		return
	}
	if inspect := inspection(path, family); inspect != nil {
		inspect(&g.checker, data)
	}
}

// described reports whether bodies can be held against their schemas.
func (g *Gate) described() bool {
	g.describe.Lock()
	defer g.describe.Unlock()
	if g.schemas != nil {
		return true
	}
	for _, file := range g.describedBy {
		if _, ok := g.next.Entry(file); !ok {
			return false
		}
	}
	g.schemas = g.openSchemas()
	return true
}

// Pass ends the inspection of a sealed tree whose pointer is to have these
// bytes. An error names the first problem.
func (g *Gate) Pass(ctx context.Context, pointer []byte) error {
	if err := g.pass(ctx, pointer); err != nil {
		return fmt.Errorf("checking the tree: %w", err)
	}
	return g.report.refusal()
}

func (g *Gate) pass(ctx context.Context, pointer []byte) (err error) {
	if err := g.point(pointer); err != nil {
		return err
	}
	if !g.described() {
		g.schemas = g.openSchemas()
	}
	if !g.trust.Load() {
		g.schemas.all()
	}
	g.shape()
	if err := g.files(ctx, g.deferred()); err != nil {
		return err
	}
	if !g.trust.Load() || g.later.fleet || g.next.Removed() > 0 {
		err = g.settle(g.later)
	} else {
		err = g.unchanged()
	}
	if err != nil {
		return err
	}
	for target, from := range g.later.links {
		if !g.holds(target) {
			g.report.problem(from.page, noTarget, from.text)
		}
	}
	if !g.trust.Load() {
		if err := g.inspected(); err != nil {
			return err
		}
	}
	return g.against()
}

// unchanged is settle for a tree whose machines, operators and indexes are
// the published ones: so are their numbers.
func (g *Gate) unchanged() error {
	g.model()
	g.changes()
	before, err := answers.ReadSnapshot(g.out.Published())
	if err != nil {
		return fmt.Errorf("reading the published snapshot: %w", err)
	}
	if was, is := fmt.Sprint(before.Counts), fmt.Sprint(g.snapshot.Counts); was != is {
		g.report.problem(tree.Pointer, "nothing has changed, and its counts are %s after %s", is, was)
	}
	return nil
}

// deferred lists the files that were left for later.
func (g *Gate) deferred() (entries []tree.Entry) {
	for _, path := range g.later.files {
		if e, ok := g.next.Entry(path); ok {
			entries = append(entries, e)
		}
	}
	return entries
}
