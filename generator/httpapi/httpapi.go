// Package httpapi serves a tree over HTTP with the semantics of the MCR API:
// its routes, validation, errors and paging, beside the tree's own pages and
// files.
//
// It reads the tree and nothing else. There is no chain behind it, so the
// API's "Chain unavailable" has no cause here, and the API's visibility modes
// answer with what was true at the snapshot's block.
//
// # Order of the checks
//
// The first that applies decides.
//
//  1. A path that cannot be decoded (a lone %) is refused by net/http with a
//     plain 400.
//  2. OPTIONS is 204 with the CORS headers, on every path.
//  3. Over the rate limit: 429, on every path but /health and /ready.
//  4. Unknown path: 404 "Not Found". A known path with one more slash at its
//     end: 307 to the path without it, the query kept.
//  5. Known path, other method than GET and HEAD: 405 "Method Not Allowed".
//  6. token_id, machine_id, offset and limit that are no integers or out of
//     range: 422 with one entry a parameter, offset before limit.
//  7. No snapshot: 503 "Service not initialised".
//  8. The DID: 400 "Empty DID", 400 "Invalid Ethereum address format".
//  9. What the tree holds: 200, or the endpoint's 404.
//
// # Spellings
//
// Paths are compared decoded, so that did:peaq: and did%3Apeaq%3A are one.
// The prefix did:peaq: and the 0x are lower case, as the documented check has
// them; the 40 hex digits may be of either case. The prefix alone is the
// empty DID; no DID at all (/mcr/) is no route. /mcr answers with the DID as
// it was asked, and so does /operator. Integers may have a sign, leading
// zeros, white space around them, single underscores between digits, and .0
// behind them. A repeated query parameter counts with its last value. Query
// parameters that the API does not know are ignored.
package httpapi

import (
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"sync/atomic"
	"time"

	"mcrpress/generator/endpoints"
)

// Options say how a tree is served. The zero value serves it without limit
// and without log, and never caches a rating.
type Options struct {
	// RatingTTL is MCR_CACHE_TTL in seconds.
	RatingTTL uint
	// MaxAge is the age of the snapshot's block from which /ready answers
	// 503. 0 is no limit.
	MaxAge time.Duration
	// RateLimit is how many requests a client may make a minute. 0 is no
	// limit.
	RateLimit int
	// TrustProxy takes the client's address from the last entry of
	// X-Forwarded-For. Set it only behind a proxy that writes the header.
	TrustProxy bool
	// Log gets what goes wrong. Nil is nothing.
	Log *slog.Logger
	// AccessLog gets a line a request. Nil is nothing.
	AccessLog *slog.Logger
	// Now is the clock. Nil is time.Now.
	Now func() time.Time
}

// Server is the HTTP handler of one tree.
type Server struct {
	dir     string
	opts    Options
	routes  []route
	limiter *limiter // nil without a limit
	metrics *metrics
	view    atomic.Pointer[view] // nil where there is no snapshot
}

// New reads the snapshot of a tree. Where dir is missing or holds no snapshot
// the server answers 503 until Reload finds one. It is an error that there is
// a snapshot which cannot be read.
func New(dir string, opts Options) (*Server, error) {
	if opts.Now == nil {
		opts.Now = time.Now
	}
	if opts.Log == nil {
		opts.Log = slog.New(slog.DiscardHandler)
	}
	s := &Server{dir: dir, opts: opts, routes: routes()}
	s.metrics = newMetrics(s)
	if opts.RateLimit > 0 {
		s.limiter = newLimiter(opts.RateLimit)
	}
	_, err := s.Reload()
	return s, err
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	start := time.Now()
	rec := &recorder{ResponseWriter: w, route: "unknown"}
	defer func() {
		s.caught(rec, r, recover())
		s.observe(rec, r, time.Since(start))
	}()
	for _, h := range endpoints.Common() {
		w.Header().Set(h.Name, h.Value)
	}
	if r.Method == http.MethodOptions {
		preflight(rec)
		return
	}
	if err := s.answer(rec, r); err != nil {
		s.fail(rec, r, err)
	}
}

// answer finds the route of a request and runs it.
func (s *Server) answer(w *recorder, r *http.Request) error {
	target, known := s.find(r.URL.Path)
	if known {
		w.route = target.family.Name
	}
	if err := s.limit(w, r, target.family); err != nil {
		return err
	}
	if !known {
		if to, ok := s.unslashed(r.URL); ok {
			w.Header().Set("Location", to)
			w.WriteHeader(http.StatusTemporaryRedirect)
			return nil
		}
		return notFound("Not Found")
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return errMethod
	}
	c := &call{target: target, server: s, view: s.view.Load(), query: r.URL.RawQuery}
	a, err := target.run(c)
	if err != nil {
		return err
	}
	s.send(w, r, c, a)
	return nil
}

// preflight answers OPTIONS: everything here may be read from everywhere.
func preflight(w http.ResponseWriter) {
	h := w.Header()
	h.Set("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS")
	h.Set("Access-Control-Allow-Headers", "*")
	h.Set("Access-Control-Max-Age", "86400")
	w.WriteHeader(http.StatusNoContent)
}

// caught turns a panic into the API's 500 where nothing has been sent yet.
func (s *Server) caught(w *recorder, r *http.Request, cause any) {
	if cause == nil {
		return
	}
	if cause == http.ErrAbortHandler {
		panic(cause)
	}
	s.opts.Log.Error("handling a request", "path", r.URL.Path, "panic", fmt.Sprint(cause), "stack", string(debug.Stack()))
	if w.status == 0 {
		write(w, r, errInternal)
	}
}
