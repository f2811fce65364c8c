package httpapi

import (
	"net/http"
	"strconv"
	"time"

	"mcrpress/generator/endpoints"
)

// answer is what a route found.
type answer struct {
	*file
	status   int  // 0 is 200
	degraded bool // not to be stored, because the next one may differ
}

// send writes an answer: headers, conditions and ranges included.
func (s *Server) send(w http.ResponseWriter, r *http.Request, c *call, a *answer) {
	if a.handle != nil {
		defer a.handle.Close()
	}
	h := w.Header()
	if c.family.Type == "" {
		newLines(c.family.HeadersOf(c.file, s.opts.RatingTTL)).set(h)
	} else {
		c.headers.set(h)
	}
	if a.status != 0 {
		write(w, r, &problem{status: a.status, body: a.data})
		return
	}
	if a.degraded {
		h.Set("Cache-Control", endpoints.NoStore)
	}
	coding := identity
	if a.handle == nil && len(a.data) >= packedMin && compressible(h.Get("Content-Type")) {
		h.Set("Vary", "Accept-Encoding")
		if r.Header.Get("Range") == "" {
			coding = negotiate(r.Header.Values("Accept-Encoding"))
		}
	}
	h.Set("ETag", a.etag(coding))
	if coding != identity {
		h.Set("Content-Encoding", codingNames[coding])
		h.Set("Content-Length", strconv.Itoa(len(a.encoded(coding))))
	}
	http.ServeContent(w, r, "", time.Time{}, a.content(coding)) // no Last-Modified: see the package
}
