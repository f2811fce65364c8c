package generator

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"sync"

	"github.com/holiman/uint256"
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

// parts are the parts of a tree to come. Of their machines it keeps where the rows
// are: a machine is read when it is asked for.
type parts struct {
	list        []*part
	rows        []rowAt // by ascending id
	scratch     string  // a directory for the rows of parts that are none
	rates       *fx.Table
	ratesReport fx.Report

	mu     sync.Mutex
	failed error // of reading a machine
}

// rowAt is the place of a machine's row.
type rowAt struct {
	id           uint256.Int
	part, chunk  int32
	offset, size uint32
}

// part is one of them.
type part struct {
	Part
	shard   read.Shard
	pointer partPointer
	facts   partFacts

	rowsDir string // of the files of rows
	mu      sync.Mutex
	chunk   int32 // of them, the one that is open
	open    *os.File
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
		var err error
		if fleets[i], err = ps.load(i); err != nil {
			return nil, fmt.Errorf("part %s: %w", pt.Name, err)
		}
		facts[i], shares[i] = &pt.facts.Facts, pt.facts.Rates
		cfg.Progress("opened", i+1, len(ps.list))
	}
	slices.SortFunc(ps.rows, func(a, b rowAt) int { return a.id.Cmp(&b.id) })
	fleet, err := read.Join(&cfg.Deployment, fleets, facts, ps.machines, cfg.Read.AllowShortfall, cfg.Log)
	if err := cmp.Or(ps.failure(), err); err != nil {
		return nil, err
	}
	ps.rates, ps.ratesReport, err = fx.Join(shares)
	var dispute *fx.Dispute
	if errors.As(err, &dispute) {
		return nil, &PartError{ps.list[dispute.Share].Name, "was built with other rates than the parts before it: " + dispute.Error()}
	}
	return read.Of(fleet, nil), err
}

// close closes files and removes the scratch directory.
func (ps *parts) close() {
	for _, pt := range ps.list {
		pt.open.Close() // nil or not
	}
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

// load reads the facts of the i-th part, and notes where the rows of its machines
// are.
func (ps *parts) load(i int) (fleet *chain.Fleet, err error) {
	pt := ps.list[i]
	s, facts, head := &pt.pointer.Snapshot, &pt.facts, pt.pointer.Part
	listed := partFile{Size: head.Size}
	if sum, err := hex.DecodeString(head.Facts); err != nil || copy(listed.SHA256[:], sum) != sha256.Size {
		return nil, errors.New("its pointer is damaged")
	}
	body, err := pt.read(factsFile, listed)
	if err != nil {
		return nil, err
	}
	if err := state.Decode(body, facts); err != nil {
		return nil, fmt.Errorf("%s: %w", factsFile, err)
	}
	if pt.rowsDir = pt.Dir; pt.rowsDir == "" {
		if pt.rowsDir, err = ps.makeScratch(i); err != nil {
			return nil, err
		}
	}
	before := len(ps.rows)
	for chunk := range facts.Rows {
		if err := ps.loadChunk(i, chunk); err != nil {
			return nil, fmt.Errorf("%s: %w", chunkFile(chunk), err)
		}
	}
	if n := len(ps.rows) - before; n != facts.Machines {
		return nil, fmt.Errorf("it has %d machines, and should have %d", n, facts.Machines)
	}
	return &chain.Fleet{
		Generation: s.Generation, ChainID: s.ChainID, Block: facts.Block, Contracts: facts.Contracts, FlagsRead: s.FlagsRead,
		Left: facts.Left, Findings: facts.Findings, EventsWithoutLog: facts.EventsWithoutLog,
	}, nil
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

// loadChunk notes where the rows of one file are, whose machines ascend.
func (ps *parts) loadChunk(i, chunk int) error {
	pt, file := ps.list[i], chunkFile(chunk)
	body, err := pt.read(file, pt.facts.Rows[chunk])
	if err != nil {
		return err
	}
	if pt.Dir == "" {
		if err := os.WriteFile(filepath.Join(pt.rowsDir, file), body, 0o600); err != nil {
			return err
		}
	}
	for rest := body; len(rest) > 0; {
		var record []byte
		if record, rest, err = cutSized(rest); err != nil {
			return err
		}
		m, _, err := pt.machine(record)
		if err != nil {
			return err
		}
		if n := len(ps.rows); n > 0 && ps.rows[n-1].part == int32(i) && !ps.rows[n-1].id.Lt(&m.ID) {
			return fmt.Errorf("machine %s is out of order", m.ID.Dec())
		}
		offset := len(body) - len(rest) - len(record)
		ps.rows = append(ps.rows, rowAt{m.ID, int32(i), int32(chunk), uint32(offset), uint32(len(record))})
	}
	return nil
}

// machine reads the machine of a record, and gives the rest.
func (pt *part) machine(record []byte) (*chain.Machine, []byte, error) {
	body, rest, err := cutSized(record)
	if err != nil {
		return nil, nil, err
	}
	m := new(chain.Machine)
	if err := state.Decode(body, m); err != nil {
		return nil, nil, err
	}
	generation := pt.pointer.Generation
	if !pt.shard.Has(m.ID) || (m.Gen1 != nil) != (generation == chain.Gen1) || (m.Gen2 != nil) != (generation == chain.Gen2) {
		return nil, nil, fmt.Errorf("machine %s is of another shard or generation", m.ID.Dec())
	}
	return m, rest, nil
}

// cutSized takes what appendSized appended from the front.
func cutSized(b []byte) (body, rest []byte, err error) {
	size, n := binary.Uvarint(b)
	if n <= 0 || size > uint64(len(b)-n) {
		return nil, nil, errors.New("it ends too early")
	}
	return b[n : n+int(size)], b[n+int(size):], nil
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

// record reads the record at a place.
func (ps *parts) record(at rowAt) (*part, []byte, error) {
	pt := ps.list[at.part]
	body := make([]byte, at.size)
	pt.mu.Lock()
	defer pt.mu.Unlock()
	if pt.open == nil || pt.chunk != at.chunk {
		pt.open.Close() // nil or not
		var err error
		if pt.open, err = os.Open(filepath.Join(pt.rowsDir, chunkFile(int(at.chunk)))); err != nil {
			return pt, nil, fmt.Errorf("part %s: %w", pt.Name, err)
		}
		pt.chunk = at.chunk
	}
	if _, err := pt.open.ReadAt(body, int64(at.offset)); err != nil {
		return pt, nil, fmt.Errorf("part %s: %w", pt.Name, err)
	}
	return pt, body, nil
}

// machine reads the i-th machine. Where that fails, it is an empty one, and failure
// tells.
func (ps *parts) machine(i int) *chain.Machine {
	pt, record, err := ps.record(ps.rows[i])
	if err == nil {
		var m *chain.Machine
		if m, _, err = pt.machine(record); err == nil {
			return m
		}
		err = fmt.Errorf("part %s: %w", pt.Name, err)
	}
	ps.mu.Lock()
	defer ps.mu.Unlock()
	ps.failed = cmp.Or(ps.failed, err)
	if pt.pointer.Generation == chain.Gen1 {
		return &chain.Machine{Gen1: new(chain.Gen1Machine)}
	}
	return &chain.Machine{Gen2: new(chain.Gen2Machine)}
}

// machines yields all of them, by ascending id.
func (ps *parts) machines(yield func(*chain.Machine) bool) {
	for i := range ps.rows {
		if !yield(ps.machine(i)) {
			return
		}
	}
}

// failure is the first error of reading a machine.
func (ps *parts) failure() error {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	return ps.failed
}

// take takes the i-th machine and its files from its part.
func (p *publication) take(i int) (*assessment, error) {
	pt, record, err := p.parts.record(p.parts.rows[i])
	if err != nil {
		return nil, err
	}
	a, err := p.takeFrom(pt, record)
	if err != nil {
		return nil, fmt.Errorf("part %s: %w", pt.Name, err)
	}
	return a, nil
}

func (p *publication) takeFrom(pt *part, record []byte) (*assessment, error) {
	m, rest, err := pt.machine(record)
	if err != nil {
		return nil, err
	}
	var row partRow
	if err := state.Decode(rest, &row); err != nil {
		return nil, err
	}
	files := p.filesOf(m)
	if len(files) != len(row.Files) {
		return nil, fmt.Errorf("machine %s has %d files, and should have %d", m.ID.Dec(), len(row.Files), len(files))
	}
	if err := p.takeFiles(pt, files, row.Files); err != nil {
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
