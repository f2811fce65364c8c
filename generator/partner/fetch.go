package partner

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"mcrpress/generator/stranger"
)

const (
	timeout   = 5 * time.Second // of one fetch, look-up and body included
	maxBody   = 1 << 20         // bytes of one body, after decompression
	maxHeader = 16 << 10        // bytes of one response's header
	maxIdle   = 512             // connections kept, within the usual 1,024 open files
	userAgent = "mcrpress (static MCR API generator)"
)

var (
	errTooLarge = errors.New("response too large")
	errInvalid  = errors.New("not a JSON object that readers agree on")
	errStatus   = errors.New("unwanted status")
)

// newTransport is HTTP/1.1 with keep-alive and nothing else: a Transport with
// no Proxy asks no environment, and a bare RoundTrip follows no redirect and
// keeps no cookie.
func newTransport(g guard, perHost int) *http.Transport {
	return &http.Transport{
		DialContext:            g.DialContext,
		TLSHandshakeTimeout:    timeout,
		MaxResponseHeaderBytes: maxHeader,
		MaxIdleConns:           maxIdle,
		MaxIdleConnsPerHost:    perHost,
		IdleConnTimeout:        timeout,
	}
}

// get asks for u. An answer of 304 to the tag of old is old itself.
func (r *run) get(ctx context.Context, u *url.URL, old Answer) (Answer, error) {
	ctx, cancelRun := context.WithDeadline(ctx, r.end)
	defer cancelRun()
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	resp, err := r.transport.RoundTrip(newRequest(ctx, u, old.ETag))
	if err != nil {
		return Answer{}, fmt.Errorf("asking %s: %w", u.Host, err)
	}
	defer resp.Body.Close()
	if resp.StatusCode == http.StatusNotModified && old.ETag != "" {
		return old, r.meter.take(len(old.Body))
	}
	if err := checkStatus(resp.StatusCode); err != nil {
		return Answer{}, err
	}
	data, err := r.read(resp)
	return Answer{ETag: resp.Header.Get("ETag"), Body: data}, err
}

func newRequest(ctx context.Context, u *url.URL, etag string) *http.Request {
	header := http.Header{"Accept": {"application/json"}, "User-Agent": {userAgent}}
	if etag != "" {
		header.Set("If-None-Match", etag)
	}
	return (&http.Request{Method: http.MethodGet, URL: u, Header: header}).WithContext(ctx)
}

// checkStatus tells a host that declines (errStatus) from one in trouble,
// which counts against it.
func checkStatus(code int) error {
	switch {
	case code >= 200 && code < 300:
		return nil
	case code == http.StatusTooManyRequests || code >= 500:
		return fmt.Errorf("status %d", code)
	}
	return fmt.Errorf("%w %d", errStatus, code)
}

// read takes in the body. A length that is declared too large is believed.
func (r *run) read(resp *http.Response) (json.RawMessage, error) {
	if resp.ContentLength > maxBody {
		return nil, errTooLarge
	}
	body, err := io.ReadAll(io.LimitReader(metered{resp.Body, r.meter}, maxBody+1))
	if err != nil {
		return nil, fmt.Errorf("reading body: %w", err)
	}
	if len(body) > maxBody {
		return nil, errTooLarge
	}
	return object(body)
}

// object returns a body as a JSON object; a byte order mark before it is
// dropped.
func object(body []byte) (json.RawMessage, error) {
	data, ok := stranger.Object(bytes.TrimPrefix(body, []byte("\ufeff")))
	if !ok {
		return nil, errInvalid
	}
	return data, nil
}
