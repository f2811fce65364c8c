package httpapi

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"mcrpress/chain"
	"mcrpress/generator/answers"
	"mcrpress/generator/endpoints"
	"mcrpress/generator/mount"
)

// site is one tree of a server.
type site struct {
	mount.Mount
	view   atomic.Pointer[view] // nil where there is no snapshot
	reason string               // why the last reload failed, for Watch
}

// view is one snapshot: what the indexes say, and the directory they came
// from. It never changes; requests in flight keep the one they began with.
type view struct {
	dir     string
	root    *os.Root // of dir; closed by the runtime when the last request lets go
	pointer fs.FileInfo
	block   answers.SnapshotBlock
	api     *api
	bodies  answers.Bodies
	// details are the texts of 404s other than the plain one, by what was
	// asked for.
	details map[endpoints.Subject]map[endpoints.Key]string

	files   cache[*file]
	lists   cache[*list]
	answers cache[*given] // by path
}

// undecided answers where nothing says which generation is served.
var undecided = answers.Of(chain.Gen1)

// time is the time of the snapshot's block.
func (v *view) time() time.Time { return time.Unix(int64(v.block.Time), 0).UTC() }

// load reads the snapshot of a tree, nil where there is none.
func load(dir string, apis map[chain.Generation]*api) (*view, error) {
	root, err := os.OpenRoot(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	v := &view{dir: dir, root: root}
	if err := v.open(apis); err != nil {
		root.Close()
		if errors.Is(err, errNoPointer) {
			err = nil
		}
		return nil, err
	}
	return v, nil
}

var errNoPointer = errors.New("no snapshot")

// open takes the pointer's identity first: a snapshot that is published in
// the meantime then differs from it.
func (v *view) open(apis map[chain.Generation]*api) (err error) {
	if v.pointer, err = v.root.Stat(answers.SnapshotFile); errors.Is(err, fs.ErrNotExist) {
		return errNoPointer
	} else if err != nil {
		return err
	}
	snapshot, err := answers.ReadSnapshot(v.root.FS())
	if err != nil {
		return err
	}
	if snapshot.Schema != answers.Schema {
		return fmt.Errorf("%s has schema %d, and this program reads %d: build the tree again",
			answers.SnapshotFile, snapshot.Schema, answers.Schema)
	}
	if v.api = apis[snapshot.Generation]; v.api == nil {
		return fmt.Errorf("%s has the generation %q", answers.SnapshotFile, snapshot.Generation)
	}
	v.block, v.bodies = snapshot.Block, answers.Of(snapshot.Generation)
	var unresolved answers.Unresolved
	if err := answers.ReadJSON(v.root.FS(), endpoints.Index(endpoints.UnresolvedIndex, 0), &unresolved); err != nil {
		return err
	}
	v.explain(&unresolved)
	return nil
}

func (v *view) explain(unresolved *answers.Unresolved) {
	profiles, machines, tokens := map[endpoints.Key]string{}, map[endpoints.Key]string{}, map[endpoints.Key]string{}
	for _, a := range unresolved.Addresses {
		profiles[endpoints.Key{Account: common.HexToAddress(a.Address)}] = a.Detail
	}
	for _, m := range unresolved.Machines {
		machines[endpoints.Key{ID: m.MachineID.Uint()}] = m.Detail
	}
	for _, t := range unresolved.Tokens {
		tokens[endpoints.Key{ID: t.TokenID.Uint()}] = t.Detail
	}
	v.details = map[endpoints.Subject]map[endpoints.Key]string{
		endpoints.OfProfile: profiles,
		endpoints.OfMachine: machines,
		endpoints.OfToken:   tokens,
	}
}

// Reload takes up the snapshots that are published now, and reports whether
// one is another than before. Where one cannot be read, the server goes on
// with the one it has.
func (s *Server) Reload() (changed bool, err error) {
	for _, at := range s.sites {
		other, failed := at.reload(s.apis)
		changed, err = changed || other, errors.Join(err, failed)
	}
	return changed, err
}

func (at *site) reload(apis map[chain.Generation]*api) (changed bool, err error) {
	info, err := os.Stat(filepath.Join(at.Dir, filepath.FromSlash(answers.SnapshotFile)))
	absent := errors.Is(err, fs.ErrNotExist)
	if err != nil && !absent {
		return false, fmt.Errorf("reading the snapshot of %s: %w", at.Dir, err)
	}
	current := at.view.Load()
	if absent && current == nil || !absent && current != nil && same(info, current.pointer) {
		return false, nil
	}
	next, err := load(at.Dir, apis)
	if err != nil {
		return false, fmt.Errorf("reading the snapshot of %s: %w", at.Dir, err)
	}
	at.view.Store(next)
	return true, nil
}

// same reports whether two looks at a path saw one file.
func same(a, b fs.FileInfo) bool {
	return os.SameFile(a, b) && a.ModTime().Equal(b.ModTime()) && a.Size() == b.Size()
}

// Watch looks for other snapshots every interval until the context ends, and
// logs what it takes up and what it cannot read, once.
func (s *Server) Watch(ctx context.Context, interval time.Duration) {
	tick := time.NewTicker(interval)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		for _, at := range s.sites {
			s.look(at)
		}
	}
}

func (s *Server) look(at *site) {
	changed, err := at.reload(s.apis)
	reason := ""
	if err != nil {
		reason = err.Error()
	}
	if reason != "" && reason != at.reason {
		s.opts.Log.Error("reloading", "err", err)
	}
	at.reason = reason
	if changed {
		s.announce(at)
	}
}

// Announce logs which snapshots are served.
func (s *Server) Announce() {
	for _, at := range s.sites {
		s.announce(at)
	}
}

func (s *Server) announce(at *site) {
	v := at.view.Load()
	if v == nil {
		s.opts.Log.Warn("no snapshot, so that data is answered with 503", "at", at.Path()+"/", "dir", at.Dir)
		return
	}
	s.opts.Log.Info("serving", "at", at.Path()+"/", "dir", at.Dir,
		"generation", v.api.table.Generation, "block", v.block.Number, "time", v.time())
}
