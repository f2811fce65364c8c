// Package store keeps what was read from one deployment in one SQLite file, so
// that a run reads only what is new: Store is the read.Store of a file.
//
// All it keeps are rows of bytes by key. Each row has a checksum, and each
// table a total: a count and a digest of its rows. So what was altered or lost
// is known, and never taken for what was written or for what never was there:
//
//   - A row is checked whenever it is read.
//   - Tables that are small are read, and held against their totals, when the
//     file is opened.
//   - Of the others, each is read and held against its total before any of its
//     rows is looked up, unless what is found tells by itself that it is whole:
//     the records of a list are numbered, and its row in the table of lists says
//     how many there are, and the total of its logs.
//   - What is written beside a row that was lost stays at odds with the total,
//     so that the next one who reads the whole table knows.
//
// Opening a file thus costs the same however much it holds, and so does finding
// that nothing is new. What is counted or compared over all records and logs
// (how many there are, which of them disagree, which amounts they are of) is
// kept as they come in.
//
// A damaged file is moved aside, and the run reads the chain again.
package store
