package rpc

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	maxAnswer   = 64 << 20    // bytes of one HTTP answer
	longestRest = time.Minute // however long an endpoint asks to be left alone
)

var (
	errTimeout = errors.New("timed out")
	errTooLong = fmt.Errorf("answer longer than %d bytes", maxAnswer)
)

// httpError is an HTTP status other than 200, with what the answer's JSON says.
type httpError struct {
	status int
	said   string
}

func (e *httpError) Error() string {
	text := strings.TrimSpace(fmt.Sprintf("HTTP %d %s", e.status, http.StatusText(e.status)))
	if e.said != "" {
		text += ": " + e.said
	}
	return text
}

func (e *httpError) tooLong() bool { return e.status == http.StatusRequestEntityTooLarge }

// refusesBatch says that the status may be about the batch, and not about the
// load, the state or the doorkeeper of the endpoint.
func (e *httpError) refusesBatch() bool {
	return slices.Contains([]int{400, 405, 413, 415, 422, 501}, e.status)
}

// tooSlow says that a gateway gave up waiting.
func (e *httpError) tooSlow() bool { return slices.Contains([]int{408, 504, 524}, e.status) }

// aboutCall says that an answer with this status may be about the call. The
// others are about the load, the state or the doorkeeper of the endpoint.
func aboutCall(status int) bool {
	return !slices.Contains([]int{401, 402, 403, 407, 408, 429, 502, 503, 504, 524}, status)
}

// post sends a body within the client's bounds and gives the answer's body and
// status.
func (c *Client) post(ctx context.Context, ep *endpoint, body []byte, calls int) ([]byte, int, error) {
	if err := c.limit.Wait(ctx); err != nil {
		return nil, 0, err
	}
	select {
	case c.slots <- struct{}{}:
		defer func() { <-c.slots }()
	case <-ctx.Done():
		return nil, 0, context.Cause(ctx)
	}
	timed, cancel := context.WithTimeoutCause(ctx, c.opts.Timeout, errTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(timed, http.MethodPost, ep.url, bytes.NewReader(body))
	if err != nil {
		return nil, 0, errors.New("request could not be made")
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "mcrpress")
	c.stats.requests.Add(1)
	c.stats.calls.Add(uint64(calls))
	c.stats.sent.Add(uint64(len(body)))
	raw, status, err := c.read(req, ep)
	if err != nil {
		return nil, 0, plain(timed, err, ep.hide)
	}
	return raw, status, nil
}

// read gives the body, whatever the status: some gateways dress an error about
// a call or a batch as any of them.
func (c *Client) read(req *http.Request, ep *endpoint) ([]byte, int, error) {
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, 0, err
	}
	defer resp.Body.Close()
	if wait, ok := retryAfter(resp.Header); ok && resp.StatusCode != http.StatusOK {
		ep.pause(min(wait, longestRest))
	}
	raw, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	c.stats.received.Add(uint64(len(raw)))
	switch {
	case resp.StatusCode != http.StatusOK && (err != nil || len(raw) > maxAnswer):
		return nil, 0, &httpError{status: resp.StatusCode}
	case len(raw) > maxAnswer:
		return nil, 0, errTooLong
	}
	return raw, resp.StatusCode, err
}

// retryAfter reads the header in both of its forms.
func retryAfter(h http.Header) (time.Duration, bool) {
	v := h.Get("Retry-After")
	if s, err := strconv.ParseUint(v, 10, 32); err == nil {
		return time.Duration(s) * time.Second, true
	}
	if at, err := http.ParseTime(v); err == nil {
		return time.Until(at), true
	}
	return 0, false
}

// plain makes an error of net/http fit to be shown: without the URL.
func plain(ctx context.Context, err error, hide *strings.Replacer) error {
	var h *httpError
	if errors.As(err, &h) || errors.Is(err, errTooLong) {
		return err
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err
	}
	var n net.Error
	if errors.As(err, &n) && n.Timeout() {
		return errTimeout
	}
	return errors.New(hide.Replace(err.Error()))
}
