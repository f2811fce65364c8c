// Package store keeps what was read from one deployment in one SQLite file, so
// that a run reads only what is new: Store is the read.Store of a file.
//
// All it keeps are rows of bytes by key. Each row has a checksum, and each
// table a count and a digest of its rows, so that a file in which a row was
// altered or lost is known as damaged: when it is opened, all of it is read
// and checked, and each row is checked again when it is used. A damaged file is
// moved aside, and the run reads the chain again.
package store
