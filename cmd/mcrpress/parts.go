package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"path/filepath"
	"strings"

	"gocloud.dev/blob"

	"mcrpress/generator"
	"mcrpress/generator/publish"
)

// sources are parts by the names that merge was given.
type sources struct {
	list    []generator.Part
	buckets []*blob.Bucket
}

func (s *sources) close() {
	for _, b := range s.buckets {
		b.Close()
	}
}

// add resolves a name, which may be a pattern: an image has no shell to do it.
func (s *sources) add(ctx context.Context, name string) error {
	if strings.Contains(name, "://") {
		return s.addBucket(ctx, name)
	}
	if !isPattern(name) {
		s.list = append(s.list, generator.PartIn(name))
		return nil
	}
	found, err := filepath.Glob(name)
	if err != nil || len(found) == 0 {
		return noMatch(name)
	}
	for _, dir := range found {
		if !strings.HasPrefix(filepath.Base(dir), ".") { // what a killed build left
			s.list = append(s.list, generator.PartIn(dir))
		}
	}
	return nil
}

// addBucket adds a part of a bucket, or those whose prefixes match.
func (s *sources) addBucket(ctx context.Context, name string) error {
	address, err := bucketURL(name)
	if err != nil {
		return err
	}
	query := address.Query()
	prefix := query.Get("prefix")
	query.Del("prefix")
	query.Del("create_dir")
	address.RawQuery = query.Encode()
	bucket, err := blob.OpenBucket(ctx, address.String())
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	s.buckets = append(s.buckets, bucket)
	if !isPattern(prefix) {
		s.list = append(s.list, generator.Part{Name: name, Files: publish.Files(ctx, bucket, prefix)})
		return nil
	}
	found, err := matches(ctx, bucket, prefix)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if len(found) == 0 {
		return noMatch(name)
	}
	for _, prefix := range found {
		s.list = append(s.list, generator.Part{Name: prefix + " of " + name, Files: publish.Files(ctx, bucket, prefix)})
	}
	return nil
}

// matches lists the prefixes, each up to a slash, that match a pattern in its last
// part.
func matches(ctx context.Context, bucket *blob.Bucket, pattern string) (found []string, err error) {
	above, _ := path.Split(strings.TrimSuffix(pattern, "/"))
	if isPattern(above) {
		return nil, errors.New("only the last part of a prefix can be a pattern")
	}
	list := bucket.List(&blob.ListOptions{Prefix: above, Delimiter: "/"})
	for {
		o, err := list.Next(ctx)
		if err == io.EOF {
			return found, nil
		}
		if err != nil {
			return nil, err
		}
		if ok, err := path.Match(pattern, o.Key); err != nil {
			return nil, err
		} else if ok && o.IsDir {
			found = append(found, o.Key)
		}
	}
}

func isPattern(name string) bool { return strings.ContainsAny(name, "*?[") }

func noMatch(name string) error { return fmt.Errorf("no part matches %s", name) }
