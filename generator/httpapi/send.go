package httpapi

import (
	"net/http"
	"time"

	"mcrpress/generator/endpoints"
)

// answer is what a route found.
type answer struct {
	*file
	source   *file // of the tree, from which alone the answer is made; nil for any other answer
	status   int   // 0 is 200
	degraded bool  // not to be stored, because the next one may differ
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
	form := a.form(coding)
	h["Etag"] = form.tag[:]
	if coding != identity {
		h.Set("Content-Encoding", codingNames[coding])
	}
	if a.handle == nil {
		h["Content-Length"] = form.length[:]
		if whole(r) {
			h["Accept-Ranges"] = bytesRanges
			w.WriteHeader(http.StatusOK)
			if r.Method != http.MethodHead {
				_, _ = w.Write(form.data) // a client that has gone needs no answer
			}
			return
		}
	}
	http.ServeContent(w, r, "", time.Time{}, a.content(coding)) // no Last-Modified: see the package
}

var bytesRanges = []string{"bytes"}

// whole reports whether a request asks for the whole body whatever its tag is.
func whole(r *http.Request) bool {
	h := r.Header
	return h["Range"] == nil && h["If-None-Match"] == nil && h["If-Match"] == nil
}
