package publish

import (
	"bytes"
	"context"
	"crypto/md5"
	"fmt"
	"io/fs"
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
	lists     map[string]bool   // under index/files/: whether it is what it is named by
	md5       map[string][]byte // of these, where the service tells
	complete  bool              // whether the pointer's manifest is there and whole

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
	t := &present{lists: map[string]bool{}, md5: map[string][]byte{}, says: make([]says, len(p.source.files)), gone: map[string]bool{}}
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
			t.lists[o.Key], t.md5[o.Key] = false, o.MD5
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
	if now, before := answers.ShardOf(p.source.pointer), answers.ShardOf(t.pointer); now != before {
		return fmt.Errorf("%w: its tree is of shard %.20q, and this one of shard %q, where none is the whole", ErrForeign, before, now)
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

// readLists reads every list in the bucket and notes what it says of the files:
// first those of the pointer's tree, from its root on.
func (p *Plan) readLists(ctx context.Context) error {
	t := p.there
	others := maps.Clone(t.lists)
	if t.snapshot != nil {
		t.complete = true
		for level := []string{tree.ListPath(t.snapshot.Tree.Hash)}; len(level) > 0; {
			there := slices.DeleteFunc(slices.Clone(level), func(list string) bool { _, ok := t.lists[list]; return !ok })
			t.complete = t.complete && len(there) == len(level)
			named, err := p.readSome(ctx, there, true)
			if err != nil {
				return err
			}
			for _, list := range there {
				delete(others, list)
				t.complete = t.complete && t.lists[list]
			}
			level = slices.DeleteFunc(named, func(list string) bool { return t.lists[list] }) // named at two levels
		}
	}
	if _, err := p.readSome(ctx, slices.Sorted(maps.Keys(others)), false); err != nil {
		return err
	}
	if t.pointer != nil && !t.complete {
		p.opts.Log.Warn("the manifest in the bucket is not complete, and counts for nothing")
	}
	return nil
}

// readSome reads lists of the bucket and gives those that they name, each once.
func (p *Plan) readSome(ctx context.Context, lists []string, ofPointer bool) (named []string, err error) {
	t := p.there
	g, running := errgroup.WithContext(ctx)
	g.SetLimit(p.opts.Concurrency)
	var mu sync.Mutex
	for _, list := range lists {
		g.Go(func() error {
			data, err := p.readList(running, list)
			if err != nil {
				return err
			}
			entries, err := tree.ParseList(list, data)
			if err != nil {
				p.opts.Log.Warn("a list in the bucket is damaged, and counts for nothing", "list", list)
				return nil
			}
			mu.Lock()
			defer mu.Unlock()
			for _, e := range entries {
				if strings.HasPrefix(e.Path, tree.ListDir) {
					named = append(named, e.Path)
				}
			}
			return t.note(p.source, list, entries, ofPointer)
		})
	}
	err = g.Wait()
	slices.Sort(named)
	return slices.Compact(named), err
}

// readList reads a list in the bucket. One that the source has too is not asked
// for, where the service says that the bytes are the same.
func (p *Plan) readList(ctx context.Context, list string) ([]byte, error) {
	if sum := p.there.md5[list]; sum != nil && p.source.isList[list] {
		data, err := fs.ReadFile(p.source, list)
		if err != nil {
			return nil, err
		}
		if is := md5.Sum(data); bytes.Equal(is[:], sum) {
			return data, nil
		}
	}
	return p.bucket.read(ctx, list, maxList)
}

// note takes down what a list says. What stands outside the manifest is no
// list's business.
func (t *present) note(s *source, list string, entries []tree.Entry, ofPointer bool) error {
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
