package httpapi

import (
	"net/http"
	"path"
	"strconv"

	"mcrpress/generator/endpoints"
)

// answer is what a route found.
type answer struct {
	*file
	status   int  // 0 is 200
	degraded bool // not to be stored, because the next one may differ
}

// extensions are the content types of families whose files differ in them.
var extensions = map[string]string{
	".css":     "text/css; charset=utf-8",
	".js":      "text/javascript; charset=utf-8",
	".svg":     endpoints.SVG,
	".png":     "image/png",
	".ico":     "image/x-icon",
	".json":    endpoints.JSON,
	".minisig": endpoints.Text,
}

// send writes an answer: headers, conditions and ranges included.
func (s *Server) send(w http.ResponseWriter, r *http.Request, c *call, a *answer) {
	if a.handle != nil {
		defer a.handle.Close()
	}
	h := w.Header()
	for _, line := range s.headers(c.target) {
		h.Set(line.Name, line.Value)
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
			coding = negotiate(r.Header.Get("Accept-Encoding"))
		}
	}
	h.Set("ETag", a.etag(coding))
	if coding != identity {
		h.Set("Content-Encoding", codingNames[coding])
		h.Set("Content-Length", strconv.Itoa(len(a.encoded(coding))))
	}
	http.ServeContent(w, r, "", c.modified(), a.content(coding))
}

// headers are those of a target's 200 answers.
func (s *Server) headers(t target) []endpoints.Header {
	h := t.family.Headers(s.opts.RatingTTL)
	if t.family.Type != "" {
		return h
	}
	kind, known := extensions[path.Ext(t.file)]
	if !known {
		kind = "application/octet-stream"
	}
	h = append(h, endpoints.Header{Name: "Content-Type", Value: kind})
	if kind == endpoints.SVG {
		h = append(h, endpoints.Header{Name: "Content-Security-Policy", Value: endpoints.ContentSecurityPolicy})
	}
	return h
}
