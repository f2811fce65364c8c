// Package templates turns view values into the pages, pictures and search
// files of the site.
//
// Each page is a templ component that takes one view value: [Card],
// [Fleet], [Index], [NotFound], [Badge], and [Methodology], [About] and
// [Documents], which are Markdown. [Assets] holds the files that pages refer to, and [Search]
// cuts the index that the fleet page loads on demand. The package reads no
// chain, computes no rating and writes no file: the caller prepares the views
// and decides where the bytes go.
//
// Pictures, the rows of tables and what else a page has many of are written
// without templ, as drawings. They escape text by the same rules.
//
// All links are relative to the root of the tree, so a site works from any
// host, under any path, and from a disk. Pages carry no inline script, no
// inline style and no reference to another origin except links that a reader
// may follow. Strings that anyone may have put on a chain pass through one
// function before they reach a page.
//
// To restyle the site, edit the custom properties at the top of
// assets/style.css.
package templates

//go:generate go run github.com/a-h/templ/cmd/templ@v0.3.1100 generate
//go:generate go run ./pictures
