package check

import (
	"errors"
	"fmt"
	"maps"
	"net/url"
	"path"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"mcrpress/generator/endpoints"
)

// page follows every link of an HTML file that leads into the tree.
func (c *checker) page(file string, data []byte) {
	count := 0
	dir := file[:strings.LastIndexByte(file, '/')+1]
	for link := range links(data) {
		if c.shared.has(dir, link) || c.follow(file, string(link)) {
			count++
		}
	}
	c.report.mu.Lock()
	defer c.report.mu.Unlock()
	c.report.Pages++
	c.report.Links += count
}

// follow follows one link of a page, and reports whether it leads into the tree.
func (c *checker) follow(file, link string) bool {
	target, internal := beside(file, link)
	if !internal {
		var err error
		if target, internal, err = resolve(c.root, file, link); err != nil {
			c.report.problem(file, "link %.100q: %v", link, err)
		}
	}
	switch {
	case !internal:
		return false
	case c.holds(target):
	case c.later.links != nil:
		c.later.link(target, file, link)
	default:
		c.report.problem(file, noTarget, link)
		return true
	}
	if family, _, known := c.table.Parse(target); known && family.Of == endpoints.OfTree {
		c.shared.add(file[:strings.LastIndexByte(file, '/')+1], link)
	}
	return true
}

// shared are links to files of no machine and no operator, by the directory of
// their pages: those that all pages have. They are followed once.
type shared struct {
	links atomic.Pointer[map[string]map[string]bool] // never written to again
	mu    sync.Mutex                                 // guards adding
}

// sharedMost is how many links of a directory are remembered.
const sharedMost = 256

func (s *shared) has(dir string, link []byte) bool {
	links := s.links.Load()
	return links != nil && (*links)[dir][string(link)]
}

func (s *shared) add(dir, link string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := map[string]map[string]bool{}
	if links := s.links.Load(); links != nil {
		all = maps.Clone(*links)
	}
	if len(all[dir]) == sharedMost {
		return
	}
	of := maps.Clone(all[dir])
	if of == nil {
		of = map[string]bool{}
	}
	of[link] = true
	all[dir] = of
	s.links.Store(&all)
}

const noTarget = "link %.100q leads to no file"

// schemes of links that lead out of the tree.
var schemes = []string{"http", "https", "mailto", "data"}

// rootOf is the path under which a tree is served, without a trailing slash.
func rootOf(base *string) string {
	if base == nil {
		return ""
	}
	u, err := url.Parse(*base)
	if err != nil {
		return ""
	}
	return strings.TrimSuffix(u.Path, "/")
}

// beside is resolve for a link that is a path of names, after any number of
// "../". It reports false for any other, and for one that leaves the tree.
func beside(page, link string) (target string, ok bool) {
	dir := page[:strings.LastIndexByte(page, '/')+1]
	for strings.HasPrefix(link, "../") {
		if dir == "" {
			return "", false
		}
		dir, link = dir[:strings.LastIndexByte(dir[:len(dir)-1], '/')+1], link[len("../"):]
	}
	last := byte('/')
	for i := range len(link) {
		c := link[i]
		named := c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		if !named && (last == '/' || c != '/' && c != '.' && c != '-' && c != '_') {
			return "", false
		}
		last = c
	}
	return dir + link, last != '/'
}

// resolve gives the file that a link of a page means, in a tree that is served
// under root. A link to elsewhere or to a place in the page itself is not
// internal.
func resolve(root, page, link string) (target string, internal bool, err error) {
	u, err := url.Parse(strings.TrimSpace(link))
	switch {
	case err != nil:
		return "", false, errors.New("malformed")
	case u.Scheme != "" && !slices.Contains(schemes, u.Scheme):
		return "", false, fmt.Errorf("scheme %.20q", u.Scheme)
	case u.Scheme != "" || u.Host != "" || u.Path == "":
		return "", false, nil
	}
	dir, rest := path.Dir(page), u.Path
	if strings.HasPrefix(rest, "/") {
		below, ok := strings.CutPrefix(rest, root+"/")
		if !ok {
			return "", false, errors.New("it leaves the tree")
		}
		dir, rest = "", strings.TrimLeft(below, "/")
	}
	if last := path.Base(rest); rest == "" || strings.HasSuffix(rest, "/") || last == "." || last == ".." {
		rest += "/index.html"
	}
	target = strings.TrimPrefix(path.Join(dir, rest), "/")
	if strings.HasPrefix(target, "../") {
		return "", false, errors.New("it leaves the tree")
	}
	return target, true, nil
}
