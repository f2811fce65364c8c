package check

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"path"
	"time"

	"github.com/cenkalti/backoff/v5"
)

// Limits of one request to a site.
const (
	siteTimeout  = time.Minute
	siteTries    = 4
	siteMaxBytes = 256 << 20
	siteMaxHops  = 5
)

// errRedirect is not tried again.
var errRedirect = errors.New("redirected elsewhere")

// Site is a published tree behind an http or https address. Files are fetched
// when they are opened; it cannot list them. Redirects are followed on the
// same host, as hosts send them from a page's file name to its short form.
// The context bounds all requests.
func Site(ctx context.Context, address string) (fs.FS, error) {
	base, err := url.Parse(address)
	if err != nil || base.Scheme != "http" && base.Scheme != "https" || base.Host == "" ||
		base.RawQuery != "" || base.Fragment != "" {
		return nil, fmt.Errorf("%q is no address of a site: write https://HOST or https://HOST/PATH", address)
	}
	client := &http.Client{
		Timeout: siteTimeout,
		CheckRedirect: func(req *http.Request, via []*http.Request) error {
			if len(via) > siteMaxHops || req.URL.Host != base.Host || req.URL.Scheme != base.Scheme {
				return fmt.Errorf("%w: %s", errRedirect, req.URL.Redacted())
			}
			return nil
		},
	}
	return &site{ctx, client, base}, nil
}

// site implements fs.FS and fs.ReadFileFS.
type site struct {
	ctx    context.Context
	client *http.Client
	base   *url.URL
}

// Open fetches a file.
func (s *site) Open(name string) (fs.File, error) {
	data, err := s.ReadFile(name)
	if err != nil {
		return nil, err
	}
	return &siteFile{path.Base(name), bytes.NewReader(data)}, nil
}

// ReadFile fetches a file. What passes by itself is tried again.
func (s *site) ReadFile(name string) ([]byte, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	fetch := func() ([]byte, error) { return s.fetch(name) }
	data, err := backoff.Retry(s.ctx, fetch, backoff.WithMaxTries(siteTries))
	if err != nil {
		return nil, &fs.PathError{Op: "get", Path: name, Err: err}
	}
	return data, nil
}

func (s *site) fetch(name string) ([]byte, error) {
	req, err := http.NewRequestWithContext(s.ctx, http.MethodGet, s.base.JoinPath(name).String(), nil)
	if err != nil {
		return nil, backoff.Permanent(err)
	}
	resp, err := s.client.Do(req)
	if errors.Is(err, errRedirect) {
		return nil, backoff.Permanent(err)
	}
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	switch code := resp.StatusCode; {
	case code == http.StatusOK:
	case code == http.StatusNotFound, code == http.StatusGone:
		return nil, backoff.Permanent(fs.ErrNotExist)
	case code == http.StatusTooManyRequests, code >= 500:
		return nil, errors.New(resp.Status)
	default:
		return nil, backoff.Permanent(errors.New(resp.Status))
	}
	data, err := io.ReadAll(io.LimitReader(resp.Body, siteMaxBytes+1))
	if len(data) > siteMaxBytes {
		return nil, backoff.Permanent(fmt.Errorf("more than %d MiB", siteMaxBytes>>20))
	}
	return data, err
}

// siteFile is a fetched file, and what is known of it.
type siteFile struct {
	name string
	*bytes.Reader
}

func (f *siteFile) Stat() (fs.FileInfo, error) { return f, nil }
func (f *siteFile) Close() error               { return nil }
func (f *siteFile) Name() string               { return f.name }
func (f *siteFile) Mode() fs.FileMode          { return 0o444 }
func (f *siteFile) ModTime() time.Time         { return time.Time{} }
func (f *siteFile) IsDir() bool                { return false }
func (f *siteFile) Sys() any                   { return nil }
