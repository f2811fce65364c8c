package publish

import (
	"context"
	"crypto/md5"
	"fmt"
	"io"
	"sync/atomic"

	"gocloud.dev/blob"
	"gocloud.dev/gcerrors"
)

// Limits on what is read of a bucket.
const (
	maxPointer = 8 << 20
	maxList    = 8 << 20
	maxObjects = 1 << 19 // under one prefix
	maxGone    = 1 << 22 // files to be deleted
)

// hashKey is the metadata of the pointer that holds the hash of all headers.
const hashKey = "headers"

// bucket counts the requests to a bucket and bounds what they bring.
type bucket struct {
	*blob.Bucket
	requests atomic.Int64
}

// read gives an object, nil where there is none.
func (b *bucket) read(ctx context.Context, key string, most int64) ([]byte, error) {
	b.requests.Add(1)
	r, err := b.NewReader(ctx, key, nil)
	if gcerrors.Code(err) == gcerrors.NotFound {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", key, err)
	}
	defer r.Close()
	data, err := io.ReadAll(io.LimitReader(r, most+1))
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", key, err)
	}
	if int64(len(data)) > most {
		return nil, fmt.Errorf("reading %s: it has more than %d MiB", key, most>>20)
	}
	return data, nil
}

// attributes gives what the service knows of an object, nil where there is none.
func (b *bucket) attributes(ctx context.Context, key string) (*blob.Attributes, error) {
	b.requests.Add(1)
	a, err := b.Attributes(ctx, key)
	if gcerrors.Code(err) == gcerrors.NotFound {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("looking at %s: %w", key, err)
	}
	return a, nil
}

// list gives the objects under a prefix.
func (b *bucket) list(ctx context.Context, prefix string) (all []*blob.ListObject, err error) {
	for token := blob.FirstPageToken; token != nil; {
		b.requests.Add(1)
		var page []*blob.ListObject
		if page, token, err = b.ListPage(ctx, token, 1000, &blob.ListOptions{Prefix: prefix}); err != nil {
			return nil, fmt.Errorf("listing %s: %w", prefix, err)
		}
		if all = append(all, page...); len(all) > maxObjects {
			return nil, fmt.Errorf("listing %s: there are more than %d objects", prefix, maxObjects)
		}
	}
	return all, nil
}

// any gives the key of one object, and whether there is one.
func (b *bucket) any(ctx context.Context) (key string, found bool, err error) {
	b.requests.Add(1)
	page, _, err := b.ListPage(ctx, blob.FirstPageToken, 1, nil)
	if err != nil {
		return "", false, fmt.Errorf("listing it: %w", err)
	}
	if len(page) == 0 {
		return "", false, nil
	}
	return page[0].Key, true, nil
}

// write replaces an object whole.
func (b *bucket) write(ctx context.Context, key string, data []byte, contentType, cacheControl string, metadata map[string]string) error {
	b.requests.Add(1)
	sum := md5.Sum(data)
	err := b.WriteAll(ctx, key, data, &blob.WriterOptions{
		ContentType:                 contentType,
		DisableContentTypeDetection: true,
		CacheControl:                cacheControl,
		ContentMD5:                  sum[:],
		Metadata:                    metadata,
	})
	if err != nil {
		return fmt.Errorf("uploading %s: %w", key, err)
	}
	return nil
}

// remove deletes an object, if it is there.
func (b *bucket) remove(ctx context.Context, key string) error {
	b.requests.Add(1)
	if err := b.Delete(ctx, key); err != nil && gcerrors.Code(err) != gcerrors.NotFound {
		return fmt.Errorf("deleting %s: %w", key, err)
	}
	return nil
}
