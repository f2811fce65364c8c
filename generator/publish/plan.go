package publish

import (
	"bytes"
	"context"
	"crypto/md5"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"sync"
	"sync/atomic"

	"gocloud.dev/blob"
	"golang.org/x/sync/errgroup"

	"mcrpress/generator/answers"
	"mcrpress/generator/endpoints"
	"mcrpress/generator/tree"
)

// planUploads decides which files are to be uploaded.
func (p *Plan) planUploads(ctx context.Context) error {
	t, s := p.there, p.source
	sameHeaders := t.headers == s.headersHash()
	var ask []string
	for i, e := range s.files {
		switch says := t.says[i]; {
		case t.complete && sameHeaders && says == current|known:
			p.unchanged++
		case says&known != 0:
			ask = append(ask, e.Path)
		default:
			p.uploads[uploadData] = append(p.uploads[uploadData], e.Path)
		}
	}
	for _, list := range s.lists {
		if t.lists[list] && sameHeaders {
			p.unchanged++
			continue
		}
		p.uploads[uploadLists] = append(p.uploads[uploadLists], list)
	}
	different, err := p.ask(ctx, ask)
	if err != nil {
		return err
	}
	p.uploads[uploadData] = append(p.uploads[uploadData], different...)
	if err := p.planBeside(sameHeaders); err != nil {
		return err
	}
	if slices.Sort(p.uploads[uploadData]); len(p.uploads[uploadData]) > 0 {
		p.uploads[uploadNext] = []string{tree.NextPointer}
	}
	return p.planLast(sameHeaders)
}

// ask looks at objects that may be those of the tree already, and gives the
// files that they are not.
func (p *Plan) ask(ctx context.Context, files []string) (different []string, err error) {
	var mu sync.Mutex
	var asked atomic.Int64
	g, running := errgroup.WithContext(ctx)
	g.SetLimit(p.opts.Concurrency)
	for _, file := range files {
		g.Go(func() error {
			a, err := p.bucket.attributes(running, file)
			if err != nil {
				return err
			}
			same, err := p.same(file, a)
			if err != nil {
				return err
			}
			p.opts.Progress("compared", int(asked.Add(1)), len(files))
			mu.Lock()
			defer mu.Unlock()
			if same {
				p.unchanged++
			} else {
				different = append(different, file)
			}
			return nil
		})
	}
	return different, g.Wait()
}

// same reports whether an object is the file, its headers included. One whose
// MD5 the service does not tell is not.
func (p *Plan) same(file string, a *blob.Attributes) (bool, error) {
	s := p.source
	if a == nil || a.Size != s.files[s.at[file]].Size || a.MD5 == nil {
		return false, nil
	}
	contentType, cacheControl := s.header(file)
	if !s.opts.NoHeaders && (a.ContentType != contentType || a.CacheControl != cacheControl) {
		return false, nil
	}
	data, err := s.read(file)
	sum := md5.Sum(data)
	return bytes.Equal(a.MD5, sum[:]), err
}

// planBeside decides on the signed snapshots of earlier blocks.
func (p *Plan) planBeside(sameHeaders bool) error {
	for _, file := range p.source.beside {
		data, err := p.source.read(file)
		if err != nil {
			return err
		}
		sum := md5.Sum(data)
		same := func(o *blob.ListObject) bool { return o.Key == file && bytes.Equal(o.MD5, sum[:]) }
		if sameHeaders && slices.ContainsFunc(p.there.snapshots, same) {
			p.unchanged++
			continue
		}
		p.uploads[uploadData] = append(p.uploads[uploadData], file)
	}
	return nil
}

// planLast decides on the pointer and its signature, which go together.
func (p *Plan) planLast(sameHeaders bool) error {
	t, s := p.there, p.source
	if s.signed {
		data, err := s.read(signature)
		if err != nil {
			return err
		}
		if !bytes.Equal(data, t.signature) || !sameHeaders {
			p.uploads[uploadSignature] = []string{signature}
		} else {
			p.unchanged++
		}
	}
	if !bytes.Equal(s.pointer, t.pointer) || !sameHeaders {
		p.uploads[uploadPointer] = []string{tree.Pointer}
	} else {
		p.unchanged++
	}
	return nil
}

// planDeletes decides which objects are to be deleted, and holds their number
// against the limit.
func (p *Plan) planDeletes() error {
	t, s := p.there, p.source
	p.deletes[deleteData] = slices.Sorted(maps.Keys(t.gone))
	for _, o := range p.outdated() {
		p.deletes[deleteBeside] = append(p.deletes[deleteBeside], o.Key)
	}
	if t.signature != nil && !s.signed {
		p.deletes[deleteBeside] = append(p.deletes[deleteBeside], signature)
	}
	if t.next || len(p.uploads[uploadNext]) > 0 {
		p.deletes[deleteBeside] = append(p.deletes[deleteBeside], tree.NextPointer)
	}
	for _, list := range slices.Sorted(maps.Keys(t.lists)) {
		if !s.isList[list] {
			p.deletes[deleteLists] = append(p.deletes[deleteLists], list)
		}
	}
	return p.checkDeletes()
}

// outdated lists the signed snapshots of the bucket that a tree would no longer
// keep.
func (p *Plan) outdated() (old []*blob.ListObject) {
	blocks := map[uint64]bool{}
	for _, o := range p.there.snapshots {
		block, _ := blockOf(o.Key)
		blocks[block] = true
	}
	for _, file := range p.source.beside {
		block, _ := blockOf(file)
		blocks[block] = true
	}
	newest := slices.Sorted(maps.Keys(blocks))
	newest = newest[max(0, len(newest)-answers.KeptSnapshots):]
	for _, o := range p.there.snapshots {
		if block, _ := blockOf(o.Key); !slices.Contains(newest, block) {
			old = append(old, o)
		}
	}
	return old
}

// checkDeletes holds the number of files to be deleted against its limit.
func (p *Plan) checkDeletes() error {
	files := p.deletes[deleteData]
	limit := p.opts.MaxDeletes
	if limit == 0 {
		limit = max(256, p.there.published/20)
	}
	if p.opts.AllowDeletes || len(files) <= limit {
		return nil
	}
	left, err := p.left(files)
	if err != nil {
		return err
	}
	if counted := len(files) - left; counted > limit {
		return fmt.Errorf("%w: %d of %d, and %d may", ErrDeletes, counted, p.there.published, limit)
	}
	return nil
}

// left counts the files of machines that left by the chain's own record.
func (p *Plan) left(files []string) (n int, err error) {
	ids, err := answers.ReadLeft(p.source)
	if errors.Is(err, fs.ErrNotExist) { // of a part
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	gone := map[answers.ID]bool{}
	for _, id := range ids {
		gone[id] = true
	}
	for _, file := range files {
		family, key, _ := p.source.table.Parse(file)
		switch family.Of {
		case endpoints.OfProfile, endpoints.OfToken, endpoints.OfMachine:
			if gone[answers.ID(key.ID)] {
				n++
			}
		}
	}
	return n, nil
}
