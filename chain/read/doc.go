// Package read fills the values of package chain from a node: everything that
// is true of a peaqOS deployment at one pinned block.
package read
