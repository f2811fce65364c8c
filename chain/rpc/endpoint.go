package rpc

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

const (
	startBatch = 100       // calls in the first batches to an endpoint
	maxBatch   = 500       // calls in a batch, however well it goes
	maxBody    = 1_000_000 // bytes of a request: under the 1 MiB that proxies take by default
)

// endpoint is one URL and what was learnt about it.
type endpoint struct {
	url  string
	name string            // scheme and host: what may be shown
	hide *strings.Replacer // takes what may not be shown out of a text

	proving sync.Mutex // held while the endpoint is asked for the pinned block

	mu     sync.Mutex
	proven *Pin      // the pin that the endpoint was found good for
	aside  error     // why the endpoint is not used any more
	rest   time.Time // no request before, as the endpoint asked
	size   int       // calls a batch
	cap    int       // size is known to be refused above
	body   int       // bytes a request
}

func newEndpoint(raw string) (*endpoint, error) {
	u, err := url.Parse(raw)
	switch {
	case err != nil: // its text would quote the URL
		return nil, errors.New("not a URL")
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, errors.New("must start with http:// or https://")
	case u.Hostname() == "":
		return nil, errors.New("has no host")
	}
	u.Fragment = ""
	return &endpoint{
		url:  u.String(),
		name: u.Scheme + "://" + u.Host,
		hide: hider(u),
		size: startBatch,
		cap:  maxBatch,
		body: maxBody,
	}, nil
}

// noSecrets leaves a text as it is.
var noSecrets = strings.NewReplacer()

// hider replaces every part of the URL that may be a key. Short path segments
// such as "v1" or "public" stay: they are words, not keys.
func hider(u *url.URL) *strings.Replacer {
	const shortest = 8
	secrets := []string{u.RawQuery}
	if pass, ok := u.User.Password(); ok {
		secrets = append(secrets, pass)
	}
	secrets = append(secrets, u.User.String(), u.User.Username())
	for _, values := range u.Query() {
		secrets = append(secrets, values...)
	}
	for _, path := range []string{u.Path, u.EscapedPath()} {
		for segment := range strings.SplitSeq(path, "/") {
			if len(segment) >= shortest {
				secrets = append(secrets, segment)
			}
		}
	}
	var pairs []string
	for _, s := range secrets {
		if s != "" {
			pairs = append(pairs, s, "***")
		}
	}
	return strings.NewReplacer(pairs...)
}

// fit says how many of the calls todo go into the next request of at most so many
// bytes: at least one.
func (ep *endpoint) fit(calls []message, todo []int, share int) int {
	ep.mu.Lock()
	defer ep.mu.Unlock()
	n, bytes := 0, 0
	for n < min(ep.size, len(todo)) {
		bytes += calls[todo[n]].bytes()
		if n > 0 && bytes > min(ep.body, share) {
			break
		}
		n++
	}
	return n
}

// single says that the endpoint takes no batches.
func (ep *endpoint) single() bool {
	ep.mu.Lock()
	defer ep.mu.Unlock()
	return ep.cap == 1
}

// took grows the batch after a full one of n calls went well.
func (ep *endpoint) took(n int) {
	ep.mu.Lock()
	defer ep.mu.Unlock()
	if n >= ep.size {
		ep.size = min(2*ep.size, ep.cap)
	}
}

// choked halves the batch after one of n calls failed as a whole. It does not
// where the endpoint said why, mostly that it wants less load: smaller batches
// are more requests.
func (ep *endpoint) choked(n int, why error) {
	var h *httpError
	var e *Error
	if n == 1 || errors.As(why, &e) || errors.As(why, &h) && h.status == http.StatusTooManyRequests {
		return
	}
	ep.mu.Lock()
	defer ep.mu.Unlock()
	ep.size = min(ep.size, n/2)
}

// refuse remembers that the endpoint does not take n calls in a request.
func (ep *endpoint) refuse(n, bytes int, r refusal) {
	ep.mu.Lock()
	defer ep.mu.Unlock()
	if r.bytes {
		ep.body = max(1, min(ep.body, bytes/2))
		return
	}
	ep.cap = max(1, min(ep.cap, n/2))
	if r.always {
		ep.cap = 1
	}
	ep.size = min(ep.size, ep.cap)
}

// pause keeps the endpoint unused for a while.
func (ep *endpoint) pause(d time.Duration) {
	ep.mu.Lock()
	defer ep.mu.Unlock()
	if until := time.Now().Add(d); until.After(ep.rest) {
		ep.rest = until
	}
}

// state says until when the endpoint rests and why it is set aside, if it is.
func (ep *endpoint) state() (rest time.Time, aside error) {
	ep.mu.Lock()
	defer ep.mu.Unlock()
	return ep.rest, ep.aside
}
