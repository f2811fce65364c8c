package httpapi

import (
	"net/url"
	"strings"

	"mcrpress/chain"
	"mcrpress/generator/endpoints"
)

// api is what is answered of one generation.
type api struct {
	table  *endpoints.Table
	routes []*target          // of the endpoints
	files  map[string]*target // of every other served family, by its name
}

// target is a served family.
type target struct {
	family  endpoints.Family
	run     func(*call) (*answer, error)
	headers lines // of its 200 answers
	// The route is before, the key, after. keyed is false for a route without
	// a key, which is before alone. Only endpoints have them.
	before, after string
	keyed         bool
}

// call is one request against one snapshot.
type call struct {
	*target
	server *Server
	site   *site
	view   *view  // nil where there is no snapshot
	path   string // below the site
	key    string // of an endpoint: the text in the place of the placeholder
	file   string // of every other family: its path in the tree
	query  string
	given  *given // the answer that the path was given before, nil for none
}

func apis(ratingTTL uint) map[chain.Generation]*api {
	out := map[chain.Generation]*api{}
	for _, g := range []chain.Generation{chain.Gen1, chain.Gen2} {
		a := &api{table: endpoints.Of(g), files: map[string]*target{}}
		for f := range a.table.All() {
			a.add(&target{family: f, headers: newLines(f.Headers(ratingTTL))})
		}
		out[g] = a
	}
	return out
}

func (a *api) add(t *target) {
	switch e := t.family.Endpoint; {
	case t.family.Route == "":
	case e == nil:
		t.run = (*call).published
		a.files[t.family.Name] = t
	default:
		t.run = handler(t.family.Body)
		t.before, t.after, t.keyed = strings.Cut(t.family.Route, "{")
		_, t.after, _ = strings.Cut(t.after, "}")
		a.routes = append(a.routes, t)
	}
}

// handler is how a body is answered. What is not listed is the file of a key.
func handler(body endpoints.Body) func(*call) (*answer, error) {
	switch body {
	case endpoints.HealthBody:
		return (*call).health
	case endpoints.ReadyBody:
		return (*call).ready
	case endpoints.OperatorBody:
		return (*call).operator
	case endpoints.MCRBody:
		return (*call).rating
	default:
		return (*call).document
	}
}

// find is the call that a URL makes, and whether it names something.
func (s *Server) find(u *url.URL) (c call, known bool) {
	c = call{server: s, query: u.RawQuery}
	if c.site, c.path = s.locate(u.Path); c.site == nil {
		return c, false
	}
	a := s.apis[chain.Gen1]
	if c.view = c.site.view.Load(); c.view != nil {
		a = c.view.api
		if g, ok := c.view.answers.get(c.path); ok {
			c.given, c.target, c.key, c.file = g, g.target, g.key, g.file
			return c, true
		}
	}
	c.target, c.key, c.file = a.find(c.path)
	return c, c.target != nil
}

// locate is the site that a path is under, nil for none, and the rest of the
// path.
func (s *Server) locate(path string) (*site, string) {
	for _, at := range s.sites {
		if below, ok := at.Cut(path); ok {
			return at, below
		}
	}
	if t, _, _ := s.apis[chain.Gen1].find(path); t != nil && t.unlimited() {
		return s.leastReady(), path
	}
	return nil, ""
}

// leastReady is the first site that is not ready, else the first.
func (s *Server) leastReady() *site {
	for _, at := range s.sites {
		if v := at.view.Load(); v == nil || s.stale(v) {
			return at
		}
	}
	return s.sites[0]
}

// unlimited reports whether requests are not counted: /health has no error
// answer.
func (t *target) unlimited() bool { return t.family.Endpoint != nil && t.family.Endpoint.Unlimited }

// find is what a decoded path names, nil for nothing.
func (a *api) find(path string) (t *target, key, file string) {
	for _, t := range a.routes {
		if key, ok := t.match(path); ok {
			return t, key, ""
		}
	}
	file, ok := strings.CutPrefix(path, "/")
	if !ok {
		return nil, "", ""
	}
	if file == "" {
		file = "index.html"
	}
	f, _, ok := a.table.Parse(file)
	if !ok || f.IsNotFoundBody(file) {
		return nil, "", ""
	}
	return a.files[f.Name], "", file
}

func (t *target) match(path string) (key string, ok bool) {
	if !t.keyed {
		return "", path == t.before
	}
	if key, ok = strings.CutPrefix(path, t.before); ok {
		key, ok = strings.CutSuffix(key, t.after)
	}
	return key, ok && key != "" && !strings.Contains(key, "/")
}

// slashed is the address with one slash less at its end, or with one more for
// a site itself, where that names something. It begins with one slash, and so
// stays on this host.
func (s *Server) slashed(u *url.URL) (string, bool) {
	to := url.URL{Path: u.Path, RawQuery: u.RawQuery}
	if at, below := s.locate(u.Path); at != nil && below == "" {
		to.Path += "/"
	} else if path, ok := strings.CutSuffix(u.Path, "/"); ok {
		to.Path = path
	} else {
		return "", false
	}
	_, known := s.find(&to)
	return to.String(), known
}
