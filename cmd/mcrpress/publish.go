package main

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"strings"

	"gocloud.dev/blob"
	_ "gocloud.dev/blob/azureblob"
	_ "gocloud.dev/blob/fileblob"
	_ "gocloud.dev/blob/gcsblob"
	_ "gocloud.dev/blob/s3blob"

	"mcrpress/generator/publish"
	"mcrpress/internal/console"
)

// publishCmd brings a tree to a bucket.
type publishCmd struct {
	Dir          string `default:"public" env:"MCRPRESS_DIR" placeholder:"DIR" help:"Directory of the tree (${default})."`
	To           string `required:"" env:"MCRPRESS_TO" placeholder:"URL" help:"Bucket: s3://NAME, gs://NAME, azblob://NAME or file:///DIR, with ?prefix=PATH/ for a part of it. Credentials come from where the provider's own tools look."`
	DryRun       bool   `env:"MCRPRESS_DRY_RUN" help:"Print what would be uploaded and deleted, and write nothing."`
	CacheTTL     uint   `name:"cache-ttl" default:"3600" env:"MCR_CACHE_TTL" placeholder:"SECONDS" help:"How long a rating may be cached; 0 is not at all (${default})."`
	Concurrency  int    `default:"16" env:"MCRPRESS_CONCURRENCY" placeholder:"N" help:"Requests in flight at most (${default})."`
	MaxDeletes   int    `default:"0" env:"MCRPRESS_MAX_DELETES" placeholder:"N" help:"Fail where more files would be deleted; 0 is 5 % and at least 256 (${default})."`
	AllowDeletes bool   `env:"MCRPRESS_ALLOW_DELETES" help:"Delete any number of files."`
}

// Run is called by kong.
func (p *publishCmd) Run(e *env) error {
	if p.Concurrency < 1 || p.MaxDeletes < 0 {
		return &console.Mistake{Err: errors.New("--concurrency must be above 0, and --max-deletes must not be negative")}
	}
	tree, err := openTree("--dir", p.Dir)
	if err != nil {
		return &console.Mistake{Err: err}
	}
	address, err := bucketURL(p.To)
	if err != nil {
		return &console.Mistake{Err: fmt.Errorf("--to: %w", err)}
	}
	bucket, err := blob.OpenBucket(e.ctx, address.String())
	if err != nil {
		return &console.Mistake{Err: fmt.Errorf("--to: %w", err)}
	}
	return errors.Join(adviseUpload(p.publish(e, tree, bucket, address)), bucket.Close())
}

func (p *publishCmd) publish(e *env, tree fs.FS, bucket *blob.Bucket, address *url.URL) error {
	there, err := bucket.IsAccessible(e.ctx)
	if err != nil {
		return fmt.Errorf("opening the bucket: %w", err)
	}
	if !there {
		return &console.Mistake{Err: fmt.Errorf("--to: there is no bucket %q", address.Host)}
	}
	plan, err := publish.Compare(e.ctx, tree, bucket, publish.Options{
		RatingTTL:    p.CacheTTL,
		NoHeaders:    address.Scheme == "file",
		MaxDeletes:   p.MaxDeletes,
		AllowDeletes: p.AllowDeletes,
		Concurrency:  p.Concurrency,
		Log:          e.Log,
		Progress:     e.Progress,
	})
	if err != nil {
		return err
	}
	return p.carry(e, plan)
}

func (p *publishCmd) carry(e *env, plan *publish.Plan) error {
	if p.DryRun {
		for _, file := range plan.Uploads() {
			fmt.Fprintf(e.stdout, "upload       %s\n", file)
		}
		for _, file := range plan.Deletes() {
			fmt.Fprintf(e.stdout, "delete       %s\n", file)
		}
	} else if err := plan.Carry(e.ctx); err != nil {
		return fmt.Errorf("%w (the next run completes what is left)", err)
	}
	summary, err := plan.Summary()
	if err != nil {
		return err
	}
	e.Done()
	_, err = summary.WriteTo(e.stdout)
	return err
}

// bucketURL reads the address of a bucket, and completes it: a prefix ends with
// a slash, and a directory holds the tree's files alone, each written beside its
// place and renamed.
func bucketURL(text string) (*url.URL, error) {
	u, err := url.Parse(text)
	if err != nil {
		return nil, err
	}
	query := u.Query()
	switch u.Scheme {
	case "s3", "gs", "azblob":
		if u.Host == "" || strings.Trim(u.Path, "/") != "" {
			return nil, fmt.Errorf("%q does not name a bucket alone: write %s://NAME or %[2]s://NAME?prefix=PATH/", text, u.Scheme)
		}
	case "file":
		if u.Host != "" && u.Host != "." || u.Path == "" {
			return nil, fmt.Errorf("%q is no directory: write file:///PATH, or file://./PATH from the working directory", text)
		}
		query.Set("create_dir", "true")
		query.Set("metadata", "skip")
		query.Set("no_tmp_dir", "true")
	default:
		return nil, fmt.Errorf("%q is no bucket: write s3://NAME, gs://NAME, azblob://NAME or file:///DIR", text)
	}
	if prefix := query.Get("prefix"); prefix != "" && !strings.HasSuffix(prefix, "/") {
		query.Set("prefix", prefix+"/")
	}
	u.RawQuery = query.Encode()
	return u, nil
}

// adviseUpload adds the way out to an error of an upload.
func adviseUpload(err error) error {
	switch {
	case errors.Is(err, publish.ErrForeign):
		return &console.Mistake{Err: fmt.Errorf("%w: name another --to, or a part of the bucket with ?prefix=PATH/", err)}
	case errors.Is(err, publish.ErrOlder):
		return fmt.Errorf("%w: to go back all the same, delete index/snapshot.json in the bucket first", err)
	case errors.Is(err, publish.ErrDeletes):
		return fmt.Errorf("%w: pass --allow-deletes if that is right", err)
	}
	return err
}
