package httpapi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"

	"mcrpress/generator"
	"mcrpress/generator/tree"
)

// view is one snapshot: what the indexes say, and the directory they came
// from. It never changes; requests in flight keep the one they began with.
type view struct {
	root    *os.Root // closed by the runtime when the last request lets go
	pointer fs.FileInfo
	block   generator.SnapshotBlock
	cache   cache

	operators map[common.Address][]generator.Integer
	addresses map[common.Address]string // address to the detail of its 404
	machines  map[uint256.Int]string    // likewise, by machine id
	tokens    map[uint256.Int]string    // likewise, by token id
}

// time is the time of the snapshot's block.
func (v *view) time() time.Time { return time.Unix(int64(v.block.Time), 0).UTC() }

// load reads the snapshot of a tree. It gives nil where there is none.
func load(dir string) (*view, error) {
	root, err := os.OpenRoot(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	v, err := read(root)
	if err != nil {
		root.Close()
	}
	if errors.Is(err, errNoPointer) {
		return nil, nil
	}
	return v, err
}

var errNoPointer = errors.New("no snapshot")

// read takes the pointer's identity first: a snapshot that is published in
// the meantime then differs from it.
func read(root *os.Root) (*view, error) {
	pointer, err := root.Stat(tree.Pointer)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errNoPointer
	}
	if err != nil {
		return nil, err
	}
	var snapshot struct {
		Block generator.SnapshotBlock `json:"block"`
	}
	var operators generator.OperatorIndex
	var unresolved generator.Unresolved
	for _, index := range []struct {
		path string
		into any
	}{
		{tree.Pointer, &snapshot},
		{"index/operators.json", &operators},
		{"index/unresolved.json", &unresolved},
	} {
		data, err := root.ReadFile(index.path)
		if err != nil {
			return nil, err
		}
		if err := json.Unmarshal(data, index.into); err != nil {
			return nil, fmt.Errorf("reading %s: %w", index.path, err)
		}
	}
	v := &view{root: root, pointer: pointer, block: snapshot.Block}
	v.index(operators, unresolved)
	return v, nil
}

func (v *view) index(operators generator.OperatorIndex, unresolved generator.Unresolved) {
	v.operators = map[common.Address][]generator.Integer{}
	for _, o := range operators.Operators {
		v.operators[common.HexToAddress(o.Address)] = o.Machines
	}
	v.addresses = map[common.Address]string{}
	for _, a := range unresolved.Addresses {
		v.addresses[common.HexToAddress(a.Address)] = a.Detail
	}
	v.machines = map[uint256.Int]string{}
	for _, m := range unresolved.Machines {
		v.machines[uint256.Int(m.MachineID)] = m.Detail
	}
	v.tokens = map[uint256.Int]string{}
	for _, t := range unresolved.Tokens {
		v.tokens[uint256.Int(t.TokenID)] = t.Detail
	}
}

// Reload takes up the snapshot that is published now, and reports whether it
// is another one than before. Where it cannot be read, the server goes on
// with the one it has.
func (s *Server) Reload() (changed bool, err error) {
	info, err := os.Stat(filepath.Join(s.dir, filepath.FromSlash(tree.Pointer)))
	absent := errors.Is(err, fs.ErrNotExist)
	if err != nil && !absent {
		return false, fmt.Errorf("reading the snapshot: %w", err)
	}
	current := s.view.Load()
	if absent && current == nil || !absent && current != nil && same(info, current.pointer) {
		return false, nil
	}
	next, err := load(s.dir)
	if err != nil {
		return false, fmt.Errorf("reading the snapshot: %w", err)
	}
	s.view.Store(next)
	return true, nil
}

// same reports whether two looks at a path saw one file.
func same(a, b fs.FileInfo) bool {
	return os.SameFile(a, b) && a.ModTime().Equal(b.ModTime()) && a.Size() == b.Size()
}

// Watch calls Reload every interval until the context ends.
func (s *Server) Watch(ctx context.Context, interval time.Duration) {
	tick := time.NewTicker(interval)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		changed, err := s.Reload()
		if err != nil {
			s.opts.Log.Error("reloading", "err", err)
		} else if changed {
			s.Announce()
		}
	}
}

// Announce logs which snapshot is served.
func (s *Server) Announce() {
	v := s.view.Load()
	if v == nil {
		s.opts.Log.Warn("no snapshot, so that data is answered with 503", "dir", s.dir)
		return
	}
	s.opts.Log.Info("serving", "dir", s.dir, "block", v.block.Number, "time", v.time())
}
