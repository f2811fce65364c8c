package httpapi

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"mcrpress/generator/answers"
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
	return &problem{status, detail, endpoints.Envelope(detail)}
}

func notFound(detail string) *problem { return newProblem(http.StatusNotFound, detail) }

// The problems that always read the same, as the API words them.
var (
	errMethod   = newProblem(http.StatusMethodNotAllowed, "Method Not Allowed")
	errNoTree   = newProblem(http.StatusServiceUnavailable, endpoints.NotInitialised)
	errInternal = newProblem(http.StatusInternalServerError, endpoints.InternalError)
)

// fail answers with an error: a problem as it says, anything else as 500.
func (s *Server) fail(w *recorder, r *http.Request, err error) {
	var p *problem
	if !errors.As(err, &p) {
		s.opts.Log.Error("handling a request", "path", r.URL.Path, "err", err)
		p = errInternal
	}
	if p.status == http.StatusNotFound && p.detail == "Not Found" && page404(w, r) {
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

// page404 answers a browser with the tree's own page.
func page404(w *recorder, r *http.Request) bool {
	w.Header().Set("Vary", "Accept")
	if w.view == nil || !strings.Contains(r.Header.Get("Accept"), "text/html") {
		return false
	}
	target, _, file := w.view.api.find("/404.html")
	page, err := w.view.read(file)
	if err != nil || page.data == nil {
		return false
	}
	target.headers.set(w.Header())
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

// encode gives JSON as the tree has it.
func encode(v any) []byte {
	body, err := answers.Encode(v)
	if err != nil {
		panic(err) // what this package encodes always encodes
	}
	return body
}
