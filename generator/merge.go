package generator

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"

	"golang.org/x/sync/errgroup"

	"mcrpress/chain"
	"mcrpress/chain/read"
	"mcrpress/generator/answers"
	"mcrpress/generator/state"
	"mcrpress/scoring/fx"
)

// PartError is the error of parts that make no tree: which one it is about, and
// why.
type PartError struct {
	Part   string // its directory, or the shard of one that is missing
	Reason string
}

func (e *PartError) Error() string { return fmt.Sprintf("part %s %s", e.Part, e.Reason) }

// Part is where a part is.
type Part struct {
	Name  string // for people
	Files fs.FS
	// Dir is the directory of a part that is one: its files are linked. Those of any
	// other part are read from Files and written.
	Dir string
}

// parts are the parts of a tree to come. Their machines stay in them, and are read
// as often as all are wanted.
type parts struct {
	list        []*part
	machines    int
	scratch     string // a directory for the rows of parts that are none
	rates       *fx.Table
	ratesReport fx.Report
}

// part is one of them.
type part struct {
	Part
	shard   read.Shard
	pointer partPointer

	machines int
	rows     []partFile // the files of rows
	rowsDir  string     // where they are
}

// read reads what parts say, holds them against each other and the configuration,
// and joins their fleets.
func (ps *parts) read(cfg *Config, list []Part) (*read.Reading, error) {
	for _, p := range list {
		pt, err := openPart(p)
		if err != nil {
			return nil, err
		}
		ps.list = append(ps.list, pt)
	}
	if err := ps.agree(cfg); err != nil {
		return nil, err
	}
	fleets := make([]*chain.Fleet, len(ps.list))
	facts := make([]*read.Facts, len(ps.list))
	shares := make([]fx.Share, len(ps.list))
	for i, pt := range ps.list {
		said, err := ps.load(i)
		if err != nil {
			return nil, fmt.Errorf("part %s: %w", pt.Name, err)
		}
		fleets[i], facts[i], shares[i] = pt.fleet(said), &said.Facts, said.Rates
		cfg.Progress("opened", i+1, len(ps.list))
	}
	var failed error
	machines := func(yield func(*chain.Machine) bool) {
		for t, err := range ps.all {
			if failed = err; err != nil || !yield(t.machine) {
				return
			}
		}
	}
	fleet, err := read.Join(&cfg.Deployment, fleets, facts, machines, cfg.Read.AllowShortfall, cfg.Log)
	if err := cmp.Or(failed, err); err != nil {
		return nil, err
	}
	ps.rates, ps.ratesReport, err = fx.Join(shares)
	var dispute *fx.Dispute
	if errors.As(err, &dispute) {
		return nil, &PartError{ps.list[dispute.Share].Name, "was built with other rates than the parts before it: " + dispute.Error()}
	}
	return read.Of(fleet, nil), err
}

// close removes the scratch directory.
func (ps *parts) close() {
	if ps.scratch != "" {
		os.RemoveAll(ps.scratch)
	}
}

// openPart reads the pointer of a part.
func openPart(p Part) (*part, error) {
	pt := &part{Part: p}
	data, err := fs.ReadFile(pt.Files, answers.SnapshotFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &PartError{pt.Name, "is missing: it holds no " + answers.SnapshotFile}
	}
	if err != nil {
		return nil, fmt.Errorf("part %s: %w", pt.Name, err)
	}
	if err := json.Unmarshal(data, &pt.pointer); err != nil {
		return nil, &PartError{pt.Name, "is foreign: its pointer cannot be read"}
	}
	if pt.pointer.Part == nil || pt.shard.UnmarshalText([]byte(pt.pointer.Part.Shard)) != nil {
		return nil, &PartError{pt.Name, "is foreign: it is no part of a tree"}
	}
	return pt, nil
}

// agree refuses parts that are not the shards of one fleet at one block, built as
// the configuration says.
func (ps *parts) agree(cfg *Config) error {
	sum, err := setup(cfg)
	if err != nil {
		return err
	}
	newest := ps.list[0]
	for _, pt := range ps.list {
		if pt.pointer.Block.Number > newest.pointer.Block.Number {
			newest = pt
		}
	}
	first := ps.list[0].shard
	have := make([]string, first.Of)
	for _, pt := range ps.list {
		s, d := &pt.pointer.Snapshot, &cfg.Deployment
		switch {
		case s.Network != d.Name || s.Generation != d.Generation || s.ChainID != d.ChainID:
			return &PartError{pt.Name, fmt.Sprintf("is foreign: it is of %.60q, generation %.10q, chain %d", s.Network, s.Generation, s.ChainID)}
		case pt.pointer.Part.Setup != hex.EncodeToString(sum[:]):
			return &PartError{pt.Name, "is foreign: it was built by another program, or with other settings"}
		case pt.shard.Of != first.Of:
			return &PartError{pt.Name, fmt.Sprintf("is foreign: it is shard %s, and %s is shard %s", pt.shard, ps.list[0].Name, first)}
		case s.Block != newest.pointer.Block || !reflect.DeepEqual(s.Contracts, newest.pointer.Contracts):
			return &PartError{pt.Name, fmt.Sprintf("is stale: it is of block %d %s, and %s of block %d %s",
				s.Block.Number, s.Block.Hash, newest.Name, newest.pointer.Block.Number, newest.pointer.Block.Hash)}
		case have[pt.shard.Index] != "":
			return &PartError{pt.Name, fmt.Sprintf("is there twice: %s is shard %s too", have[pt.shard.Index], pt.shard)}
		}
		have[pt.shard.Index] = pt.Name
	}
	for i, dir := range have {
		if dir == "" {
			return &PartError{read.Shard{Index: i, Of: first.Of}.String(), "is missing"}
		}
	}
	return nil
}

// load reads the facts of the i-th part, and holds the files of its rows against
// their sums.
func (ps *parts) load(i int) (*partFacts, error) {
	pt := ps.list[i]
	head := pt.pointer.Part
	listed := partFile{Size: head.Size}
	if sum, err := hex.DecodeString(head.Facts); err != nil || copy(listed.SHA256[:], sum) != sha256.Size {
		return nil, errors.New("its pointer is damaged")
	}
	body, err := pt.read(factsFile, listed)
	if err != nil {
		return nil, err
	}
	facts := new(partFacts)
	if err := state.Decode(body, facts); err != nil {
		return nil, fmt.Errorf("%s: %w", factsFile, err)
	}
	if pt.rowsDir = pt.Dir; pt.rowsDir == "" {
		if pt.rowsDir, err = ps.makeScratch(i); err != nil {
			return nil, err
		}
	}
	for n, listed := range facts.Rows {
		body, err := pt.read(chunkFile(n), listed)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", chunkFile(n), err)
		}
		if pt.Dir != "" {
			continue
		}
		if err := os.WriteFile(filepath.Join(pt.rowsDir, chunkFile(n)), body, 0o600); err != nil {
			return nil, err
		}
	}
	pt.machines, pt.rows = facts.Machines, facts.Rows
	ps.machines += facts.Machines
	return facts, nil
}

// fleet is that of a part, without its machines.
func (pt *part) fleet(said *partFacts) *chain.Fleet {
	s := &pt.pointer.Snapshot
	return &chain.Fleet{
		Generation: s.Generation, ChainID: s.ChainID, Block: said.Block, Contracts: said.Contracts, FlagsRead: s.FlagsRead,
		Left: said.Left, Findings: said.Findings, EventsWithoutLog: said.EventsWithoutLog,
	}
}

// makeScratch makes a directory for the rows of a part.
func (ps *parts) makeScratch(i int) (dir string, err error) {
	if ps.scratch == "" {
		if ps.scratch, err = os.MkdirTemp("", "mcrpress-merge-"); err != nil {
			return "", err
		}
	}
	dir = filepath.Join(ps.scratch, fmt.Sprint(i))
	return dir, os.MkdirAll(filepath.Join(dir, partDir), 0o755)
}

// read reads a file that has a known sum.
func (pt *part) read(name string, listed partFile) ([]byte, error) {
	f, err := pt.Files.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	buf := bytes.NewBuffer(make([]byte, 0, max(0, min(listed.Size, maxGuess))+bytes.MinRead))
	if _, err := io.Copy(buf, io.LimitReader(f, listed.Size+1)); err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, err)
	}
	if sha256.Sum256(buf.Bytes()) != listed.SHA256 {
		return nil, fmt.Errorf("%s is damaged: its bytes are not those that the part lists", name)
	}
	return buf.Bytes(), nil
}

// maxGuess bounds the memory that is taken at a file's word.
const maxGuess = 16 << 20

// take takes a machine and its files from its part.
func (p *publication) take(t *taken) (*assessment, error) {
	a, err := p.takeFrom(t)
	if err != nil {
		return nil, fmt.Errorf("part %s: %w", t.part.Name, err)
	}
	return a, nil
}

func (p *publication) takeFrom(t *taken) (*assessment, error) {
	var row partRow
	if err := state.Decode(t.row, &row); err != nil {
		return nil, err
	}
	m := t.machine
	files := p.filesOf(m)
	if len(files) != len(row.Files) {
		return nil, fmt.Errorf("machine %s has %d files, and should have %d", m.ID.Dec(), len(row.Files), len(files))
	}
	if err := p.takeFiles(t.part, files, row.Files); err != nil {
		return nil, err
	}
	a := &assessment{Machine: answers.Machine{Machine: m, Rating: row.Rating, Events: row.Events}}
	a.Values = values(row.Events, p.rates)
	return a, nil
}

// takeFiles takes files of a part: one after the other from a disk, and all at once
// from a bucket, which answers after a while.
func (p *publication) takeFiles(pt *part, files []string, listed []partFile) error {
	var g errgroup.Group
	for i, file := range files {
		if pt.Dir == "" {
			g.Go(func() error { return p.takeFile(pt, file, listed[i]) })
		} else if err := p.takeFile(pt, file, listed[i]); err != nil {
			return err
		}
	}
	return g.Wait()
}

func (p *publication) takeFile(pt *part, file string, listed partFile) error {
	data, err := pt.read(file, listed)
	if err != nil {
		return err
	}
	from := ""
	if pt.Dir != "" {
		from = filepath.Join(pt.Dir, file)
	}
	return p.out.PutLinked(file, data, from, listed.Live)
}
