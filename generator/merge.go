package generator

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"

	"github.com/holiman/uint256"

	"mcrpress/chain"
	"mcrpress/chain/read"
	"mcrpress/generator/answers"
	"mcrpress/generator/state"
	"mcrpress/generator/tree"
	"mcrpress/scoring/fx"
)

// PartError is the error of parts that make no tree: which one it is about, and
// why.
type PartError struct {
	Part   string // its directory, or the shard of one that is missing
	Reason string
}

func (e *PartError) Error() string { return fmt.Sprintf("part %s %s", e.Part, e.Reason) }

// parts are the parts of a tree to come. Of their machines it keeps where the rows
// are.
type parts struct {
	list        []*part
	rows        map[uint256.Int]rowAt
	rates       *fx.Table
	ratesReport fx.Report
}

// rowAt is the place of a machine's row.
type rowAt struct {
	part, chunk  int32
	offset, size int32
}

// part is one of them.
type part struct {
	dir     string
	shard   read.Shard
	pointer partPointer
	facts   partFacts
	files   fs.FS
}

// openParts reads what parts say, holds them against each other and the
// configuration, and joins their fleets.
func openParts(cfg *Config, dirs []string) (*read.Reading, *parts, error) {
	ps := &parts{rows: map[uint256.Int]rowAt{}}
	for _, dir := range dirs {
		pt, err := openPart(dir)
		if err != nil {
			return nil, nil, err
		}
		ps.list = append(ps.list, pt)
	}
	if err := ps.agree(cfg); err != nil {
		return nil, nil, err
	}
	fleets := make([]*chain.Fleet, len(ps.list))
	facts := make([]*read.Facts, len(ps.list))
	shares := make([]fx.Share, len(ps.list))
	for i, pt := range ps.list {
		var err error
		if fleets[i], err = ps.load(i); err != nil {
			return nil, nil, fmt.Errorf("part %s: %w", pt.dir, err)
		}
		facts[i], shares[i] = &pt.facts.Facts, pt.facts.Rates
	}
	fleet, err := read.Join(&cfg.Deployment, fleets, facts, cfg.Read.AllowShortfall, cfg.Log)
	if err != nil {
		return nil, nil, err
	}
	ps.rates, ps.ratesReport, err = fx.Join(shares)
	var dispute *fx.Dispute
	if errors.As(err, &dispute) {
		return nil, nil, &PartError{ps.list[dispute.Share].dir, "was built with other rates than the parts before it: " + dispute.Error()}
	}
	return read.Of(fleet, nil), ps, err
}

// openPart reads the pointer and the facts of a part.
func openPart(dir string) (*part, error) {
	pt := &part{dir: dir, files: os.DirFS(dir)}
	data, err := fs.ReadFile(pt.files, answers.SnapshotFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &PartError{dir, "is missing: it holds no " + answers.SnapshotFile}
	}
	if err != nil {
		return nil, fmt.Errorf("part %s: %w", dir, err)
	}
	if err := json.Unmarshal(data, &pt.pointer); err != nil {
		return nil, &PartError{dir, "is foreign: its pointer cannot be read"}
	}
	if pt.pointer.Part == nil || pt.shard.UnmarshalText([]byte(pt.pointer.Part.Shard)) != nil {
		return nil, &PartError{dir, "is foreign: it is no part of a tree"}
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
			return &PartError{pt.dir, fmt.Sprintf("is foreign: it is of %.60q, generation %.10q, chain %d", s.Network, s.Generation, s.ChainID)}
		case pt.pointer.Part.Setup != hex.EncodeToString(sum[:]):
			return &PartError{pt.dir, "is foreign: it was built by another program, or with other settings"}
		case pt.shard.Of != first.Of:
			return &PartError{pt.dir, fmt.Sprintf("is foreign: it is shard %s, and %s is shard %s", pt.shard, ps.list[0].dir, first)}
		case s.Block != newest.pointer.Block || !reflect.DeepEqual(s.Contracts, newest.pointer.Contracts):
			return &PartError{pt.dir, fmt.Sprintf("is stale: it is of block %d %s, and %s of block %d %s",
				s.Block.Number, s.Block.Hash, newest.dir, newest.pointer.Block.Number, newest.pointer.Block.Hash)}
		case have[pt.shard.Index] != "":
			return &PartError{pt.dir, fmt.Sprintf("is there twice: %s is shard %s too", have[pt.shard.Index], pt.shard)}
		}
		have[pt.shard.Index] = pt.dir
	}
	for i, dir := range have {
		if dir == "" {
			return &PartError{read.Shard{Index: i, Of: first.Of}.String(), "is missing"}
		}
	}
	return nil
}

// load reads the machines of the i-th part, and notes where their rows are.
func (ps *parts) load(i int) (*chain.Fleet, error) {
	pt := ps.list[i]
	listed, _, err := tree.Manifest(pt.files, pt.pointer.Tree.Hash)
	if err != nil {
		return nil, err
	}
	sums := map[string][sha256.Size]byte{}
	for _, e := range listed {
		if strings.HasPrefix(e.Path, partDir) {
			sums[e.Path] = e.SHA256
		}
	}
	body, err := pt.file(factsFile, sums[factsFile])
	if err != nil {
		return nil, err
	}
	if err := state.Decode(body, &pt.facts); err != nil {
		return nil, fmt.Errorf("%s: %w", factsFile, err)
	}
	s, facts := &pt.pointer.Snapshot, &pt.facts
	fleet := &chain.Fleet{
		Generation: s.Generation, ChainID: s.ChainID, Block: facts.Block, Contracts: facts.Contracts, FlagsRead: s.FlagsRead,
		Left: facts.Left, Findings: facts.Findings, EventsWithoutLog: facts.EventsWithoutLog,
	}
	for chunk := 0; chunk*rowsInChunk < facts.Machines; chunk++ {
		body, err := pt.file(chunkFile(chunk), sums[chunkFile(chunk)])
		if err != nil {
			return nil, err
		}
		for at := 0; at < len(body); {
			size, n := binary.Uvarint(body[at:])
			if n <= 0 || size > uint64(len(body)-at-n) {
				return nil, fmt.Errorf("%s: it ends too early", chunkFile(chunk))
			}
			at += n
			var row partRow
			if err := state.Decode(body[at:at+int(size)], &row); err != nil {
				return nil, fmt.Errorf("%s: %w", chunkFile(chunk), err)
			}
			m := &row.Machine
			if !pt.shard.Has(m.ID) || (m.Gen1 != nil) != (s.Generation == chain.Gen1) || (m.Gen2 != nil) != (s.Generation == chain.Gen2) {
				return nil, fmt.Errorf("%s: machine %s is of another shard or generation", chunkFile(chunk), m.ID.Dec())
			}
			ps.rows[m.ID] = rowAt{int32(i), int32(chunk), int32(at), int32(size)}
			fleet.Machines = append(fleet.Machines, row.Machine)
			at += int(size)
		}
	}
	if len(fleet.Machines) != facts.Machines {
		return nil, fmt.Errorf("it has %d machines, and should have %d", len(fleet.Machines), facts.Machines)
	}
	return fleet, nil
}

// file reads a file that has a known sum.
func (pt *part) file(name string, sum [sha256.Size]byte) ([]byte, error) {
	data, err := fs.ReadFile(pt.files, name)
	if err != nil {
		return nil, err
	}
	if sha256.Sum256(data) != sum {
		return nil, fmt.Errorf("%s is damaged: its bytes are not those of the manifest", name)
	}
	return data, nil
}

// row reads the row of a machine.
func (ps *parts) row(id uint256.Int) (pt *part, row partRow, err error) {
	at := ps.rows[id]
	pt = ps.list[at.part]
	f, err := os.Open(filepath.Join(pt.dir, chunkFile(int(at.chunk))))
	if err != nil {
		return pt, row, err
	}
	defer f.Close()
	body := make([]byte, at.size)
	if _, err := f.ReadAt(body, int64(at.offset)); err != nil {
		return pt, row, err
	}
	return pt, row, state.Decode(body, &row)
}

// take takes a machine and its files from its part.
func (p *publication) take(m *chain.Machine) (*assessment, error) {
	pt, row, err := p.parts.row(m.ID)
	if err != nil {
		return nil, fmt.Errorf("part %s: %w", pt.dir, err)
	}
	files := p.filesOf(m)
	if len(files) != len(row.Files) {
		return nil, fmt.Errorf("part %s: machine %s has %d files, and should have %d", pt.dir, m.ID.Dec(), len(row.Files), len(files))
	}
	for i, file := range files {
		data, err := pt.file(file, row.Files[i].SHA256)
		if err == nil {
			err = p.out.PutLinked(file, data, filepath.Join(pt.dir, file), row.Files[i].Live)
		}
		if err != nil {
			return nil, fmt.Errorf("part %s: %w", pt.dir, err)
		}
	}
	a := &assessment{Machine: answers.Machine{Machine: m, Rating: row.Rating, Events: row.Events}}
	a.Values = values(row.Events, p.rates)
	return a, nil
}
