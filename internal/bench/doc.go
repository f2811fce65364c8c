//go:build linux

// Command bench measures what the goals of the project are stated in: each
// table has its control beside it, and the two are measured side by side in one
// run, on the same cores, file system and node.
//
//	go run ./internal/bench --out docs/performance.md
//
// Trust the ratios, not the absolute numbers. What is measured runs in processes
// of its own, so that its processor time and its memory are its own: mcrpress is
// built and run as anybody runs it; the node, a publication of a synthetic fleet
// and the servers that serve as controls are this program again (part.go). A
// control that is not installed is named in the table's place: hugo, eleventy,
// nginx and wrk are looked for on the PATH.
//
// It runs on Linux alone: /proc, tmpfs and cp are its instruments.
package main
