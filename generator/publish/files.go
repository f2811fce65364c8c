package publish

import (
	"context"
	"fmt"
	"io/fs"
	"path"
	"time"

	"gocloud.dev/blob"
	"gocloud.dev/gcerrors"
)

// Files is what has a prefix in a bucket, as a file system that lists nothing. To
// open a file is one request.
func Files(ctx context.Context, from *blob.Bucket, prefix string) fs.FS {
	return files{ctx, from, prefix}
}

type files struct {
	ctx    context.Context
	bucket *blob.Bucket
	prefix string
}

// Open implements fs.FS.
func (f files) Open(name string) (fs.File, error) {
	r, err := f.bucket.NewReader(f.ctx, f.prefix+name, nil)
	if gcerrors.Code(err) == gcerrors.NotFound {
		err = fmt.Errorf("%w: %w", fs.ErrNotExist, err)
	}
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: err}
	}
	return object{r, name}, nil
}

// object is a fs.File, and its own fs.FileInfo.
type object struct {
	*blob.Reader
	name string
}

func (o object) Stat() (fs.FileInfo, error) { return o, nil }
func (o object) Name() string               { return path.Base(o.name) }
func (o object) Mode() fs.FileMode          { return 0o444 }
func (o object) ModTime() time.Time         { return o.Reader.ModTime() }
func (o object) IsDir() bool                { return false }
func (o object) Sys() any                   { return nil }
