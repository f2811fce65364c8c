package httpapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"mcrpress/generator/endpoints"
)

// problem is an error that has an answer of its own.
type problem struct {
	status int
	detail string
	body   []byte // JSON
}

func (p *problem) Error() string { return fmt.Sprintf("%d %s", p.status, p.detail) }

func newProblem(status int, detail string) *problem {
	return &problem{status, detail, endpoints.Detail(detail)}
}

func notFound(detail string) *problem { return newProblem(http.StatusNotFound, detail) }

// The problems that always read the same, as the API words them.
var (
	errEmptyDID = newProblem(http.StatusBadRequest, "Empty DID")
	errAddress  = newProblem(http.StatusBadRequest, "Invalid Ethereum address format")
	errMethod   = newProblem(http.StatusMethodNotAllowed, "Method Not Allowed")
	errNoTree   = newProblem(http.StatusServiceUnavailable, "Service not initialised")
	errInternal = newProblem(http.StatusInternalServerError, "Internal server error")
)

// fail answers with an error: a problem as it says, anything else as 500.
func (s *Server) fail(w *recorder, r *http.Request, err error) {
	var p *problem
	if !errors.As(err, &p) {
		s.opts.Log.Error("handling a request", "path", r.URL.Path, "err", err)
		p = errInternal
	}
	if p.status == http.StatusNotFound && p.detail == "Not Found" && s.page404(w, r) {
		return
	}
	write(w, r, p)
}

func write(w http.ResponseWriter, r *http.Request, p *problem) {
	h := w.Header()
	h.Set("Content-Type", endpoints.JSON)
	h.Set("Content-Length", strconv.Itoa(len(p.body)))
	if p.status == http.StatusMethodNotAllowed {
		h.Set("Allow", http.MethodGet)
	}
	w.WriteHeader(p.status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(p.body) // a client that has gone needs no answer
	}
}

// page404 answers a browser with the site's own page.
func (s *Server) page404(w http.ResponseWriter, r *http.Request) bool {
	w.Header().Set("Vary", "Accept")
	v := s.view.Load()
	if v == nil || !strings.Contains(r.Header.Get("Accept"), "text/html") {
		return false
	}
	family, _, _ := endpoints.Parse("404.html")
	page, err := v.read("404.html")
	if err != nil || page.data == nil {
		return false
	}
	for _, h := range family.Headers(0) {
		w.Header().Set(h.Name, h.Value)
	}
	w.WriteHeader(http.StatusNotFound)
	if r.Method != http.MethodHead {
		_, _ = w.Write(page.data)
	}
	return true
}

// mistake is one entry of FastAPI's 422 body.
type mistake struct {
	Type  string         `json:"type"`
	Loc   [2]string      `json:"loc"`
	Msg   string         `json:"msg"`
	Input string         `json:"input"`
	Ctx   map[string]int `json:"ctx,omitempty"`
}

// unprocessable is the 422 of the mistakes.
func unprocessable(mistakes []mistake) *problem {
	body := encode(struct {
		Detail []mistake `json:"detail"`
	}{mistakes})
	return &problem{http.StatusUnprocessableEntity, mistakes[0].Type, body}
}

// encode gives JSON as the tree has it: compact, without HTML escaping, with
// a newline at the end.
func encode(v any) []byte {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		panic(err) // the types of this package always encode
	}
	return buf.Bytes()
}
