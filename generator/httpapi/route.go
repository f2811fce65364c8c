package httpapi

import (
	"net/url"
	"strings"

	"mcrpress/generator/endpoints"
)

// call is one request against one snapshot.
type call struct {
	target
	server *Server
	view   *view // nil where there is no snapshot
	query  string
}

// target is what a path names.
type target struct {
	family endpoints.Family
	run    func(*call) (*answer, error)
	key    string // of an API route: the text in the place of the placeholder
	file   string // of every other: its path in the tree
}

// route is one endpoint of the API.
type route struct {
	target
	segments []string // a placeholder stands for one that is not empty
}

// handlers are the endpoints of the API by the name of their family. Every
// other family is served as its files.
var handlers = map[string]func(*call) (*answer, error){
	"mcr":      (*call).rating,
	"machine":  (*call).profile,
	"operator": (*call).operator,
	"metadata": (*call).metadata,
	"machines": (*call).card,
	"health":   (*call).health,
	"ready":    (*call).ready,
}

func routes() []route {
	var out []route
	for f := range endpoints.All() {
		if run := handlers[f.Name]; run != nil {
			out = append(out, route{target{family: f, run: run}, strings.Split(f.Route[1:], "/")})
		}
	}
	return out
}

// find gives what a decoded path names.
func (s *Server) find(path string) (target, bool) {
	path, ok := strings.CutPrefix(path, "/")
	if !ok {
		return target{}, false
	}
	segments := strings.Split(path, "/")
	for _, r := range s.routes {
		if key, ok := r.match(segments); ok {
			t := r.target
			t.key = key
			return t, true
		}
	}
	if path == "" {
		path = "index.html"
	}
	f, _, ok := endpoints.Parse(path)
	if !ok || f.Route == "" || handlers[f.Name] != nil {
		return target{}, false
	}
	return target{family: f, run: (*call).published, file: path}, true
}

func (r route) match(segments []string) (key string, ok bool) {
	if len(segments) != len(r.segments) {
		return "", false
	}
	for i, want := range r.segments {
		switch {
		case strings.HasPrefix(want, "{") && segments[i] != "":
			key = segments[i]
		case segments[i] != want:
			return "", false
		}
	}
	return key, true
}

// unslashed gives the address without the slash at its end, where that names
// something. It begins with one slash, and so stays on this host.
func (s *Server) unslashed(u *url.URL) (string, bool) {
	path, ok := strings.CutSuffix(u.Path, "/")
	if !ok {
		return "", false
	}
	if _, known := s.find(path); !known {
		return "", false
	}
	return (&url.URL{Path: path, RawQuery: u.RawQuery}).String(), true
}
