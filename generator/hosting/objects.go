package hosting

import (
	"slices"

	"mcrpress/generator/endpoints"
)

// Headers lists the headers that a bucket or a host of files is to send with
// a file of a tree: its Content-Type, its Cache-Control, a page's
// Content-Security-Policy and those of every answer. served is false for a
// path that no URL has: what is not of the tree, and what only hosts read.
// ratingTTL is MCR_CACHE_TTL in seconds.
func Headers(table *endpoints.Table, file string, ratingTTL uint) (headers []endpoints.Header, served bool) {
	f, _, known := table.Parse(file)
	if !known || f.Route == "" {
		return nil, false
	}
	return slices.Concat(f.HeadersOf(file, ratingTTL), endpoints.Common()), true
}
