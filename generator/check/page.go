package check

import (
	"errors"
	"fmt"
	"net/url"
	"path"
	"slices"
	"strings"
	"sync"
)

// page follows every link of an HTML file that leads into the tree.
func (c *checker) page(file string, data []byte) {
	count := 0
	for link := range links(data) {
		link := string(link)
		target, internal := beside(file, link)
		if !internal {
			var err error
			if target, internal, err = resolve(c.root, file, link); err != nil {
				c.report.problem(file, "link %.100q: %v", link, err)
			}
		}
		if !internal {
			continue
		}
		count++
		switch {
		case c.reaches(target):
		case c.later.links != nil:
			c.later.link(target, file, link)
		default:
			c.report.problem(file, noTarget, link)
		}
	}
	c.report.mu.Lock()
	defer c.report.mu.Unlock()
	c.report.Pages++
	c.report.Links += count
}

// reached are some files that a page has led to, and that are there.
type reached struct {
	mu    sync.RWMutex
	files map[string]bool
}

// reachedMost is how many files are remembered: enough for those that every page
// leads to.
const reachedMost = 1024

// reaches is holds, with a memory.
func (c *checker) reaches(target string) bool {
	r := &c.reached
	r.mu.RLock()
	known := r.files[target]
	r.mu.RUnlock()
	if known || !c.holds(target) {
		return known
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.files == nil || len(r.files) == reachedMost {
		r.files = map[string]bool{}
	}
	r.files[target] = true
	return true
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
