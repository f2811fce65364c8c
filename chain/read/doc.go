// Package read fills the values of package chain from a node: everything that
// is true of a peaqOS deployment at one pinned block. What it has read it keeps
// in a Store, and of generation 2.0 it reads again only what new logs name and
// what time may have changed, as long as the contracts' own counts bear that out.
package read
