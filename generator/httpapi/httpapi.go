// Package httpapi serves trees over HTTP with the semantics of the MCR API:
// its routes, validation, errors and paging, beside the trees' own pages and
// files.
//
// It reads trees and nothing else. There is no chain behind it, so the API's
// "Chain unavailable" has no cause here, and the API's visibility modes answer
// with what was true at the snapshot's block. Which generation of the API a
// tree answers stands in its index/snapshot.json; package endpoints has the
// grammar, the bounds and the texts of each.
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
//     end: 307 to the path without it, and the prefix of a tree without one to
//     the path with it, the query kept.
//  5. Known path, other method than GET and HEAD: 405 "Method Not Allowed".
//  6. token_id, machine_id, offset and limit that are no integers or out of
//     range: 422 with one entry a parameter, offset before limit.
//  7. No snapshot: 503 "Service not initialised".
//  8. The DID: 400 "Empty DID", and 400 "Invalid Ethereum address format" or
//     "Invalid machine DID format", as its grammar has it.
//  9. What the tree holds: 200, or the endpoint's 404.
//
// # Spellings
//
// Paths are compared decoded, so that did:peaq: and did%3Apeaq%3A are one.
// The prefix did:peaq: and the 0x are lower case, as the documented check has
// them; the 40 hex digits of an account may be of either case. A machine of
// generation 2.0 is a decimal number without leading zeros, at most 2^256-1.
// The prefix alone is the empty DID; no DID at all (/mcr/) is no route. /mcr
// answers with the DID as it was asked, and so does /operator. Integers may
// have a sign, leading zeros, white space around them, single underscores
// between digits, and .0 behind them. A repeated query parameter counts with
// its last value. Query parameters that the API does not know are ignored.
//
// # Validators
//
// Every 200 has a strong ETag, made of its bytes. Nothing has a Last-Modified:
// a date counts seconds, and the times of a copied tree may be anything, so
// that If-Modified-Since could answer 304 for data that has changed.
//
// # Freshness
//
// A file that is held in memory is looked at on disk at most once a second: what
// replaces it is answered within a second, and at once where its snapshot is
// taken up by Reload.
//
// # Several trees
//
// Trees may stand under path prefixes, each of its own generation. The limit
// of requests counts all of them together; the metrics tell them apart. Where
// no tree stands at the root, /health there is that of the process, and /ready
// is that of the first tree that is not ready, else of the first.
package httpapi

import (
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"mcrpress/chain"
	"mcrpress/generator/endpoints"
	"mcrpress/generator/mount"
)

// Options say how trees are served. The zero value serves them without limit
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

// Server is the HTTP handler of one tree or of several.
type Server struct {
	opts    Options
	apis    map[chain.Generation]*api
	sites   []*site  // as mount.Nested orders them
	limiter *limiter // nil without a limit
	metrics *metrics
}

// New is NewMounted for one tree at the root.
func New(dir string, opts Options) (*Server, error) { return NewMounted(mount.Root(dir), opts) }

// NewMounted reads the snapshots of trees. Where a directory is missing or
// holds no snapshot the server answers 503 below its prefix until Reload finds
// one. It is an error that there is a snapshot which cannot be read.
func NewMounted(mounts []mount.Mount, opts Options) (*Server, error) {
	if err := mount.Validate(mounts); err != nil {
		return nil, err
	}
	if opts.Now == nil {
		opts.Now = time.Now
	}
	if opts.Log == nil {
		opts.Log = slog.New(slog.DiscardHandler)
	}
	s := &Server{opts: opts, apis: apis(opts.RatingTTL)}
	for _, m := range mount.Nested(mounts) {
		s.sites = append(s.sites, &site{Mount: m})
	}
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
	everywhere.set(w.Header())
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
	c, known := s.find(r.URL)
	w.view = c.view
	if c.site != nil {
		w.prefix = c.site.Prefix
	}
	if known {
		w.route = c.family.Name
	}
	if !known || !c.unlimited() {
		if err := s.limit(w, r); err != nil {
			return err
		}
	}
	if !known {
		if to, ok := s.slashed(r.URL); ok {
			w.Header().Set("Location", to)
			w.WriteHeader(http.StatusTemporaryRedirect)
			return nil
		}
		return notFound("Not Found")
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return errMethod
	}
	a, err := c.answer()
	if err != nil {
		return err
	}
	s.send(w, r, &c, a)
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

// lines are those of an answer's header that are the same for many answers.
type lines []line

type line struct {
	name  string
	value []string // shared, never written to
}

func newLines(list []endpoints.Header) lines {
	out := make(lines, len(list))
	for i, h := range list {
		out[i] = line{http.CanonicalHeaderKey(h.Name), []string{h.Value}}
	}
	return out
}

func (list lines) set(h http.Header) {
	for _, l := range list {
		h[l.name] = l.value
	}
}

// everywhere is what every answer carries.
var everywhere = newLines(endpoints.Common())
