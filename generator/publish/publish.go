// Package publish brings a tree to a bucket and keeps it there up to date.
//
// What the bucket holds is known from the manifests in it: the lists under
// index/files/ are uploaded before anything else and removed after everything
// else, so that the lists in a bucket name whatever an upload that was cut short
// may have left. A file that every one of them gives the same bytes is there and
// unchanged; where they disagree, the bucket is asked for the object itself.
//
// The order is: lists, the pointer to be, data, signature, pointer, deletions.
// Each object is replaced whole, so a reader finds the old bytes or the new
// ones, and the pointer never names a manifest that is not complete in the
// bucket. A run that was cut short at any point is completed by the next one, of
// the same tree or of a later one.
//
// Nothing in the bucket is trusted: lists are held against their hashes, paths
// have the form of a tree's, and every size is bounded. The package knows no
// provider: a bucket is whatever package blob opens. It takes no lock: of two
// uploads to one bucket at a time, the one that finds the pointer moved fails, and
// leaves what the next run needs to know.
package publish

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"slices"

	"gocloud.dev/blob"
)

// requests is how many requests are in flight by default.
const requests = 16

// Options say how a tree is uploaded.
type Options struct {
	// RatingTTL is MCR_CACHE_TTL in seconds.
	RatingTTL uint
	// NoHeaders is for a bucket that keeps none. Others keep the Content-Type
	// and the Cache-Control of the endpoint table; further headers are left to
	// what stands before the bucket.
	NoHeaders bool
	// MaxDeletes is the largest number of files to remove, those of machines
	// that left not counted. 0 is 5 % of the bucket's tree and at least 256;
	// AllowDeletes lifts it.
	MaxDeletes   int
	AllowDeletes bool
	// Concurrency is how many requests are in flight; 0 is 16.
	Concurrency int
	// Log and Progress are told what happens. Both are needed.
	Log      *slog.Logger
	Progress func(stage string, done, total int)
}

// The errors of a bucket that the tree does not follow from, and of the limit.
var (
	// ErrForeign: the bucket is another deployment's, or no tree's.
	ErrForeign = errors.New("the bucket is not for this tree")
	// ErrOlder: the bucket's tree is of a later block, or of another block of
	// the same number.
	ErrOlder = errors.New("the tree does not follow from the bucket's")
	// ErrDeletes: more files would be removed than Options.MaxDeletes.
	ErrDeletes = errors.New("too many files would be removed")
	// ErrRaced: somebody else moved the pointer during the upload.
	ErrRaced = errors.New("another tree was published in the meantime")
)

// Plan is what it takes to bring a tree to a bucket.
type Plan struct {
	opts   Options
	source *source
	bucket *bucket
	there  *present

	// Groups of files, each complete before the next.
	uploads   [5][]string
	deletes   [3][]string
	unchanged int
}

// The groups of uploads and of deletions.
const (
	uploadLists = iota
	uploadNext
	uploadData
	uploadSignature
	uploadPointer
)

const (
	deleteData = iota
	deleteBeside
	deleteLists
)

// Compare reads what the bucket holds and plans what to upload and to delete.
// It writes nothing.
func Compare(ctx context.Context, tree fs.FS, to *blob.Bucket, opts Options) (*Plan, error) {
	opts.Concurrency = cmp.Or(opts.Concurrency, requests)
	p := &Plan{opts: opts, bucket: &bucket{Bucket: to}}
	if err := p.compare(ctx, tree); err != nil {
		return nil, fmt.Errorf("comparing with the bucket: %w", err)
	}
	return p, nil
}

func (p *Plan) compare(ctx context.Context, tree fs.FS) (err error) {
	if p.source, err = openSource(tree, &p.opts); err != nil {
		return err
	}
	if err := p.look(ctx); err != nil {
		return err
	}
	if err := p.planUploads(ctx); err != nil {
		return err
	}
	return p.planDeletes()
}

// Uploads lists the files that are to be uploaded, in order.
func (p *Plan) Uploads() []string { return slices.Concat(p.uploads[:]...) }

// Deletes lists the files that are to be deleted, in order.
func (p *Plan) Deletes() []string { return slices.Concat(p.deletes[:]...) }

// Carry carries the plan out. After an error the bucket's pointer still names
// the old tree, unless the error came after its move, and a new plan completes
// what is left.
func (p *Plan) Carry(ctx context.Context) error {
	if err := p.carry(ctx); err != nil {
		return fmt.Errorf("publishing block %d: %w", p.source.snapshot.Block.Number, err)
	}
	return nil
}
