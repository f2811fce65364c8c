// Package verify derives a published tree again from the chain and compares.
//
// It builds the tree of the snapshot's block a second time, with the model and
// the rates that the tree itself publishes, and holds the published bytes
// against the result. Of a sample it reads the machines alone, and compares
// their files and their entries in the index. It trusts the node that it is given and the published
// rates; whether the tree is whole and well-formed is for package check.
package verify

import (
	"context"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/holiman/uint256"

	"mcrpress/chain"
	"mcrpress/chain/rpc"
	"mcrpress/generator/answers"
	"mcrpress/generator/tree"
	"mcrpress/scoring/fx"
)

// Options say what to derive the tree from and how much of it to compare.
type Options struct {
	Client     *rpc.Client
	Deployment chain.Deployment
	// Rates take the place of those that the tree publishes. Nil is these; an
	// empty list knows USD alone.
	Rates []fx.Source
	// Sample is how many machines are read and compared, chosen by the hash of
	// the block; 0 is all of them, and every file.
	Sample int
	// Machines are read and compared in the place of a sample. Nil names none.
	Machines []uint256.Int
	// LogRange is the most blocks that one eth_getLogs asks for; 0 is no bound
	// by hand.
	LogRange uint64
	// Readers is how many published files are read at a time; 0 is one a
	// processor.
	Readers  int
	Log      *slog.Logger
	Progress func(stage string, done, total int)
}

// Tree compares a published tree with what the chain gives. Differences are
// in the report. An error says that nothing could be compared: the tree is of
// another chain, block or deployment (this wraps chain.ErrDeployment), it does
// not publish what it was made with, or the node failed.
func Tree(ctx context.Context, published fs.FS, opts Options) (*Report, error) {
	dir, err := os.MkdirTemp("", "mcrpress-verify")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	report, err := run(ctx, published, dir, opts)
	if err != nil {
		return nil, fmt.Errorf("verifying the tree: %w", err)
	}
	return report, nil
}

// run uses dir for the second tree.
func run(ctx context.Context, published fs.FS, dir string, opts Options) (*Report, error) {
	snapshot, err := answers.ReadSnapshot(published)
	if err != nil {
		return nil, err
	}
	if err := agree(ctx, snapshot, opts); err != nil {
		return nil, err
	}
	chosen, err := choose(published, snapshot, opts)
	if err != nil {
		return nil, err
	}
	if err := rebuild(ctx, published, snapshot, chosen, dir, opts); err != nil {
		return nil, err
	}
	return compare(ctx, published, os.DirFS(filepath.Join(dir, outDir)), chosen, opts)
}

// readTree reads the pointer of a tree and the manifest that it names.
func readTree(fsys fs.FS) (*answers.Snapshot, []tree.Entry, error) {
	s, err := answers.ReadSnapshot(fsys)
	if err != nil {
		return nil, nil, err
	}
	entries, _, err := tree.Manifest(fsys, s.Tree.Hash)
	return s, entries, err
}
