// Package docs holds the reference pages. A site shows them too.
package docs

import "embed"

// Files are the pages in Markdown. README.md lists the others.
//
//go:embed *.md
var Files embed.FS
