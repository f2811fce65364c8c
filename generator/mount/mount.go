// Package mount says which trees one site serves, and under which paths.
package mount

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"mcrpress/chain"
	"mcrpress/generator/endpoints"
)

// Mount is a tree under a path of a site.
type Mount struct {
	// Prefix is the path without slashes at its ends, such as v1. Empty for
	// the root.
	Prefix string
	// Dir is the directory of the tree.
	Dir string
}

// Root is the mount of the only tree of a site.
func Root(dir string) []Mount { return []Mount{{Dir: dir}} }

// UnmarshalText reads [PREFIX=]DIR. A directory with an equals sign in its
// name is written behind another one: =DIR.
func (m *Mount) UnmarshalText(text []byte) error {
	prefix, dir, found := strings.Cut(string(text), "=")
	if !found {
		prefix, dir = "", prefix
	}
	if dir == "" {
		return errors.New("the directory is empty: write [PREFIX=]DIR")
	}
	if err := validate(prefix); err != nil {
		return err
	}
	*m = Mount{prefix, dir}
	return nil
}

// Path is what a URL of the mount begins with: /v1, or nothing for the root.
func (m Mount) Path() string {
	if m.Prefix == "" {
		return ""
	}
	return "/" + m.Prefix
}

// segments is one or more names that mean the same in a URL, in a regular
// expression once its dots are escaped, and in the configuration of a host.
var segments = regexp.MustCompile(`\A[0-9A-Za-z][0-9A-Za-z._-]*(?:/[0-9A-Za-z][0-9A-Za-z._-]*)*\z`)

func validate(prefix string) error {
	if prefix == "" {
		return nil
	}
	if !segments.MatchString(prefix) {
		return fmt.Errorf("%q is no path prefix: write names of letters, digits and .-_, with slashes between them", prefix)
	}
	for name := range strings.SplitSeq(prefix, "/") {
		if taken[name] {
			return fmt.Errorf("%q is no path prefix: %s is a path of the tree itself", prefix, name)
		}
	}
	return nil
}

// taken are the names at the top of a tree of either generation.
var taken = func() map[string]bool {
	names := map[string]bool{}
	for _, g := range []chain.Generation{chain.Gen1, chain.Gen2} {
		for f := range endpoints.Of(g).All() {
			name, _, _ := strings.Cut(f.Files, "/")
			names[name] = true
		}
	}
	return names
}()

// Validate refuses two trees under one path, prefixes that no URL can have,
// and a site without a tree.
func Validate(mounts []Mount) error {
	if len(mounts) == 0 {
		return errors.New("there is no tree to serve")
	}
	seen := map[string]bool{}
	for _, m := range mounts {
		if err := validate(m.Prefix); err != nil {
			return err
		}
		if seen[m.Prefix] {
			return fmt.Errorf("two trees are to stand under /%s: give each a prefix of its own", m.Prefix)
		}
		seen[m.Prefix] = true
	}
	return nil
}

// Nested lists the mounts so that a prefix stands before those that it lies
// in: the first that a path is under is the one that it belongs to.
func Nested(mounts []Mount) []Mount {
	return slices.SortedStableFunc(slices.Values(mounts), func(a, b Mount) int { return len(b.Prefix) - len(a.Prefix) })
}

// Cut is the path below the mount, and whether a path is under it. It is
// empty for the mount itself without a closing slash.
func (m Mount) Cut(path string) (below string, ok bool) {
	below, ok = strings.CutPrefix(path, m.Path())
	return below, ok && (below == "" || below[0] == '/')
}
