package publish

import (
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"

	"gocloud.dev/blob"
	"golang.org/x/sync/errgroup"

	"mcrpress/generator/answers"
	"mcrpress/generator/tree"
)

// present is what the bucket holds, as far as its lists tell.
type present struct {
	pointer   []byte            // nil where there is none
	snapshot  *answers.Snapshot // likewise
	headers   string            // the hash that goes with the pointer
	signature []byte            // nil where there is none
	next      bool              // whether there is a pointer to be
	snapshots []*blob.ListObject
	lists     map[string]bool // under index/files/: whether it is what it is named by
	complete  bool            // whether the pointer's manifest is there and whole

	mu        sync.Mutex
	published int             // files of the pointer's manifest
	says      []says          // of each file of the source
	gone      map[string]bool // files that some list names and the source lacks
}

// says is what the lists in the bucket say of a file of the source.
type says uint8

const (
	current  says = 1 << iota // the pointer's manifest lists these bytes
	known                     // some list does
	disputed                  // a list of another tree names other bytes
)

// listName is what a list is named by.
var listName = regexp.MustCompile(`\A` + regexp.QuoteMeta(tree.ListDir) + `[0-9a-f]{64}\.txt\z`)

// look reads the bucket's pointer and lists, and refuses a bucket that the
// source does not follow from.
func (p *Plan) look(ctx context.Context) error {
	t := &present{lists: map[string]bool{}, says: make([]says, len(p.source.files)), gone: map[string]bool{}}
	p.there = t
	if err := p.lookAtPointer(ctx); err != nil {
		return err
	}
	objects, err := p.bucket.list(ctx, tree.ListDir)
	if err != nil {
		return err
	}
	for _, o := range objects {
		if listName.MatchString(o.Key) {
			t.lists[o.Key] = false
		}
	}
	if t.pointer == nil && len(t.lists) == 0 {
		return p.refuseForeign(ctx)
	}
	if err := p.readLists(ctx); err != nil {
		return err
	}
	if objects, err = p.bucket.list(ctx, snapshotsDir); err != nil {
		return err
	}
	for _, o := range objects {
		if _, ok := blockOf(o.Key); ok {
			t.snapshots = append(t.snapshots, o)
		}
	}
	return nil
}

// lookAtPointer reads the pointer and what is derived from it.
func (p *Plan) lookAtPointer(ctx context.Context) (err error) {
	t := p.there
	if t.pointer, err = p.bucket.read(ctx, tree.Pointer, maxPointer); err != nil {
		return err
	}
	next, err := p.bucket.attributes(ctx, tree.NextPointer)
	if err != nil {
		return err
	}
	t.next = next != nil
	if t.signature, err = p.bucket.read(ctx, signature, maxPointer); err != nil || t.pointer == nil {
		return err
	}
	if t.snapshot, err = answers.ParseSnapshot(t.pointer); err != nil {
		return fmt.Errorf("%w: %w", ErrForeign, err)
	}
	if err := follows(p.source.snapshot, t.snapshot); err != nil {
		return err
	}
	a, err := p.bucket.attributes(ctx, tree.Pointer)
	if a != nil {
		t.headers = a.Metadata[hashKey]
	}
	return err
}

// refuseForeign fails where a bucket without a tree holds something else.
func (p *Plan) refuseForeign(ctx context.Context) error {
	key, found, err := p.bucket.any(ctx)
	if err == nil && found {
		err = fmt.Errorf("%w: it holds %.200q and no %s", ErrForeign, key, tree.Pointer)
	}
	return err
}

// readLists reads every list in the bucket and notes what it says of the files.
func (p *Plan) readLists(ctx context.Context) error {
	t := p.there
	manifest, err := p.manifest(ctx)
	if err != nil {
		return err
	}
	g, running := errgroup.WithContext(ctx)
	g.SetLimit(p.opts.Concurrency)
	for _, list := range slices.Sorted(maps.Keys(t.lists)) {
		g.Go(func() error {
			data, err := p.bucket.read(running, list, maxList)
			if err != nil {
				return err
			}
			entries, err := tree.ParseList(list, data)
			if err != nil {
				p.opts.Log.Warn("a list in the bucket is damaged, and counts for nothing", "list", list)
				return nil
			}
			return t.note(p.source, list, entries, manifest[list])
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	t.complete = len(manifest) > 0
	for list := range manifest {
		t.complete = t.complete && t.lists[list]
	}
	if t.pointer != nil && !t.complete {
		p.opts.Log.Warn("the manifest in the bucket is not complete, and counts for nothing")
	}
	return nil
}

// manifest is the set of the lists of the pointer's tree, empty where its root
// is not to be had.
func (p *Plan) manifest(ctx context.Context) (map[string]bool, error) {
	t := p.there
	if t.snapshot == nil {
		return nil, nil
	}
	root := tree.ListPath(t.snapshot.Tree.Hash)
	if _, there := t.lists[root]; !there {
		return nil, nil
	}
	data, err := p.bucket.read(ctx, root, maxList)
	if err != nil {
		return nil, err
	}
	entries, err := tree.ParseList(root, data)
	if err != nil {
		return nil, nil
	}
	set := map[string]bool{root: true}
	for _, e := range entries {
		if strings.HasPrefix(e.Path, tree.ListDir) {
			set[e.Path] = true
		}
	}
	return set, nil
}

// note takes down what a list says. What stands outside the manifest is no
// list's business.
func (t *present) note(s *source, list string, entries []tree.Entry, ofPointer bool) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.lists[list] = true
	for _, e := range entries {
		if tree.Unlisted(e.Path) || strings.HasPrefix(e.Path, tree.ListDir) {
			continue
		}
		if ofPointer {
			t.published++
		}
		i, stays := s.at[e.Path]
		switch {
		case !stays:
			t.gone[e.Path] = true
		case e.SHA256 == s.files[i].SHA256 && e.Size == s.files[i].Size:
			t.says[i] |= known
			if ofPointer {
				t.says[i] |= current
			}
		case !ofPointer:
			t.says[i] |= disputed
		}
	}
	if len(t.gone) > maxGone {
		return fmt.Errorf("the lists name more than %d files that the tree lacks", maxGone)
	}
	return nil
}
