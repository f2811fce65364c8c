package generator

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"

	"github.com/holiman/uint256"

	"mcrpress/chain"
	"mcrpress/chain/read"
	"mcrpress/generator/answers"
	"mcrpress/generator/state"
	"mcrpress/scoring"
	"mcrpress/scoring/fx"
)

// A part is a tree that a build of one shard leaves: the files of its machines,
// and below part/ what a merge needs to know beside them. Its pointer is that of
// a tree, with what it is a part of.

const (
	partDir     = "part/"
	factsFile   = partDir + "facts"
	rowsInChunk = 1000
)

// chunkFile holds the rows of machines, from the n-th on.
func chunkFile(n int) string { return fmt.Sprintf("%srows.%09d", partDir, n) }

// partHead says what a part is one of.
type partHead struct {
	Shard string `json:"shard"` // index/of
	Setup string `json:"setup"` // digest of the program and its configuration
}

// partPointer is the pointer of a part; Part is nil in that of a whole tree.
type partPointer struct {
	answers.Snapshot
	Part *partHead `json:"part"`
}

// readPart says what the tree of a published pointer is a part of, nil for a
// whole one.
func readPart(published fs.FS) (*partHead, error) {
	data, err := fs.ReadFile(published, answers.SnapshotFile)
	if err != nil {
		return nil, err
	}
	var pointer struct{ Part *partHead }
	if err := json.Unmarshal(data, &pointer); err != nil {
		return nil, fmt.Errorf("reading %s: %w", answers.SnapshotFile, err)
	}
	return pointer.Part, nil
}

// partFacts is what a part says beside its machines.
type partFacts struct {
	Block            chain.Block
	Contracts        []chain.Contract
	Machines         int
	EventsWithoutLog uint64
	Left             []uint256.Int
	Findings         []chain.Finding
	Facts            read.Facts
	Rates            fx.Share
}

// partRow is what a part says of a machine.
type partRow struct {
	Machine chain.Machine
	Rating  scoring.Rating
	Events  []chain.Event // where they are shown and exported
	Files   []partFile    // in the order of filesOf
}

type partFile struct {
	SHA256 [sha256.Size]byte
	Live   bool
}

// partWriter puts the rows of a part, some in a file.
type partWriter struct {
	p     *publication
	chunk []byte
	n     int
}

// add adds the row of a machine whose files are put or kept.
func (w *partWriter) add(a *assessment) error {
	row := partRow{Machine: *a.Machine.Machine, Rating: a.Rating}
	if w.p.exportsEvents(a.Machine.Machine) {
		row.Events = a.Events
	}
	for _, file := range w.p.filesOf(a.Machine.Machine) {
		e, ok := w.p.out.Next().Entry(file)
		if !ok {
			return fmt.Errorf("%s was not put", file)
		}
		row.Files = append(row.Files, partFile{e.SHA256, e.Live})
	}
	body := state.Encode(&row)
	w.chunk = append(binary.AppendUvarint(w.chunk, uint64(len(body))), body...)
	if w.n++; w.n%rowsInChunk == 0 {
		return w.flush()
	}
	return nil
}

func (w *partWriter) flush() error {
	if len(w.chunk) == 0 {
		return nil
	}
	chunk := w.chunk
	w.chunk = nil
	return w.p.out.Put(chunkFile((w.n-1)/rowsInChunk), chunk)
}

// end puts the last rows, and what the part says beside them.
func (w *partWriter) end() error {
	if err := w.flush(); err != nil {
		return err
	}
	fleet := w.p.fleet
	facts := partFacts{
		Block: fleet.Block, Contracts: fleet.Contracts, Machines: w.n, EventsWithoutLog: fleet.EventsWithoutLog,
		Left: fleet.Left, Findings: fleet.Findings,
		Facts: *w.p.reading.Facts, Rates: fx.ShareOf(w.p.rates, w.p.ratesReport),
	}
	return w.p.out.Put(factsFile, state.Encode(&facts))
}

// pointer is the bytes of the tree's pointer.
func (p *publication) pointer(s *answers.Snapshot) ([]byte, error) {
	if p.cfg.Read.Shard == nil {
		return answers.Encode(s)
	}
	sum, err := setup(p.cfg)
	if err != nil {
		return nil, err
	}
	return answers.Encode(partPointer{*s, &partHead{p.cfg.Read.Shard.String(), hex.EncodeToString(sum[:])}})
}
