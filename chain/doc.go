// Package chain holds the values that a peaqOS deployment consists of:
// where it is, and what is true of it at one block. Both generations of the contracts have
// the same values; what only one of them says stands in a part of its own.
//
// It does no I/O. Package chain/read fills these values from a node.
package chain
