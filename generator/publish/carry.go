package publish

import (
	"bytes"
	"context"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"mcrpress/generator/tree"
)

func (p *Plan) carry(ctx context.Context) error {
	uploads := stage{"uploaded", len(p.Uploads()), new(atomic.Int64), p.put}
	for group, files := range p.uploads {
		if group == uploadSignature && uploads.total > 0 {
			if err := p.unmoved(ctx); err != nil {
				return err
			}
		}
		if err := p.each(ctx, uploads, files); err != nil {
			return err
		}
	}
	deletes := stage{"deleted", len(p.Deletes()), new(atomic.Int64), p.bucket.remove}
	for _, files := range p.deletes {
		if err := p.each(ctx, deletes, files); err != nil {
			return err
		}
	}
	return nil
}

// stage is something to be done to files.
type stage struct {
	name  string
	total int
	done  *atomic.Int64
	do    func(ctx context.Context, file string) error
}

// each does it to a group of files, several at a time.
func (p *Plan) each(ctx context.Context, s stage, files []string) error {
	g, running := errgroup.WithContext(ctx)
	g.SetLimit(p.opts.Concurrency)
	for _, file := range files {
		if running.Err() != nil {
			break
		}
		g.Go(func() error {
			if err := s.do(running, file); err != nil {
				return err
			}
			p.opts.Progress(s.name, int(s.done.Add(1)), s.total)
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	return context.Cause(ctx)
}

// put uploads one file with its headers.
func (p *Plan) put(ctx context.Context, file string) error {
	data, err := p.source.read(file)
	if err != nil {
		return err
	}
	var metadata map[string]string
	if file == tree.Pointer && !p.opts.NoHeaders {
		metadata = map[string]string{hashKey: p.source.headersHash()}
	}
	contentType, cacheControl := p.source.header(file)
	return p.bucket.write(ctx, file, data, contentType, cacheControl, metadata)
}

// unmoved fails where the pointer is not the one that the plan was made for.
// The lists are then brought once more: the other upload may have removed them,
// and nothing else tells the next run what this one has written.
func (p *Plan) unmoved(ctx context.Context) error {
	now, err := p.bucket.read(ctx, tree.Pointer, maxPointer)
	if err != nil || bytes.Equal(now, p.there.pointer) {
		return err
	}
	for _, list := range p.source.lists {
		if err := p.put(ctx, list); err != nil {
			return err
		}
	}
	return ErrRaced
}
