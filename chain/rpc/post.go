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

// httpError is an HTTP status other than 200.
type httpError struct{ status int }

func (e *httpError) Error() string {
	return strings.TrimSpace(fmt.Sprintf("HTTP %d %s", e.status, http.StatusText(e.status)))
}

func (e *httpError) tooLong() bool { return e.status == http.StatusRequestEntityTooLarge }

// refusesBatch says that the status may be about the batch, and not about the
// load, the state or the doorkeeper of the endpoint.
func (e *httpError) refusesBatch() bool {
	return slices.Contains([]int{400, 405, 413, 415, 422, 501}, e.status)
}

// post sends a body within the client's bounds and gives the answer's body.
func (c *Client) post(ctx context.Context, ep *endpoint, body []byte, calls int) ([]byte, error) {
	if err := c.limit.Wait(ctx); err != nil {
		return nil, err
	}
	select {
	case c.slots <- struct{}{}:
		defer func() { <-c.slots }()
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	timed, cancel := context.WithTimeoutCause(ctx, c.opts.Timeout, errTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(timed, http.MethodPost, ep.url, bytes.NewReader(body))
	if err != nil {
		return nil, errors.New("request could not be made")
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "mcrpress")
	c.stats.requests.Add(1)
	c.stats.calls.Add(uint64(calls))
	c.stats.sent.Add(uint64(len(body)))
	raw, err := c.read(req, ep)
	if err != nil {
		return nil, plain(timed, err, ep.hide)
	}
	return raw, nil
}

// read gives the body of a 200, and of the errors that some nodes dress as 400
// or 500 though they are about a call: those are JSON.
func (c *Client) read(req *http.Request, ep *endpoint) ([]byte, error) {
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	if wait, ok := retryAfter(resp.Header); ok && resp.StatusCode != http.StatusOK {
		ep.pause(min(wait, longestRest))
	}
	dressed := resp.StatusCode == http.StatusBadRequest || resp.StatusCode == http.StatusInternalServerError
	if resp.StatusCode != http.StatusOK && !dressed {
		return nil, &httpError{status: resp.StatusCode}
	}
	raw, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	c.stats.received.Add(uint64(len(raw)))
	switch {
	case dressed && (err != nil || !answersCalls(raw)):
		return nil, &httpError{status: resp.StatusCode}
	case len(raw) > maxAnswer:
		return nil, errTooLong
	}
	return raw, err
}

// answersCalls says that a body is a JSON-RPC answer.
func answersCalls(raw []byte) bool {
	got, err := decode(raw, false, noSecrets)
	return err == nil && len(got) > 0 && (got[0].Error != nil || got[0].Result != nil)
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
