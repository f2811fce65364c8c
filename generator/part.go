package generator

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"

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

// chunkFile holds the n-th rows of machines, some in a file.
func chunkFile(n int) string { return fmt.Sprintf("%srows.%09d", partDir, n) }

// partHead says what a part is one of, and what its facts are.
type partHead struct {
	Shard string `json:"shard"` // index/of
	Setup string `json:"setup"` // digest of the program and its configuration
	Facts string `json:"facts"` // sha256 of the file
	Size  int64  `json:"size"`  // and its bytes
}

// partPointer is the pointer of a part; Part is nil in that of a whole tree.
type partPointer struct {
	answers.Snapshot
	Part *partHead `json:"part"`
}

// partFacts is what a part says beside its machines.
type partFacts struct {
	Block            chain.Block
	Contracts        []chain.Contract
	Machines         int
	Rows             []partFile // the files of rows
	EventsWithoutLog uint64
	Left             []uint256.Int
	Findings         []chain.Finding
	Facts            read.Facts
	Rates            fx.Share
}

// partRow is what a part says of a machine, which stands in front of it.
type partRow struct {
	Rating scoring.Rating
	Events []chain.Event // where they are shown and exported
	Files  []partFile    // in the order of filesOf
}

// partFile is the line of the manifest of a file whose path is known.
type partFile struct {
	SHA256 [sha256.Size]byte
	Size   int64
	Live   bool
}

// partWriter puts the rows of a part, some in a file.
type partWriter struct {
	p     *publication
	chunk []byte
	files []partFile
	n     int
}

// add adds the row of a machine whose files are put or kept.
func (w *partWriter) add(a *assessment) error {
	row := partRow{Rating: a.Rating}
	if w.p.exportsEvents(a.Machine.Machine) {
		row.Events = a.Events
	}
	for _, file := range w.p.filesOf(a.Machine.Machine) {
		e, err := w.p.partFile(file)
		if err != nil {
			return err
		}
		row.Files = append(row.Files, e)
	}
	machine := appendSized(nil, state.Encode(a.Machine.Machine))
	w.chunk = appendSized(w.chunk, append(machine, state.Encode(&row)...))
	if w.n++; w.n%rowsInChunk == 0 {
		return w.flush()
	}
	return nil
}

func (w *partWriter) flush() error {
	if len(w.chunk) == 0 {
		return nil
	}
	file := chunkFile(len(w.files))
	if err := w.p.out.Put(file, w.chunk); err != nil {
		return err
	}
	w.chunk = w.chunk[:0]
	e, err := w.p.partFile(file)
	w.files = append(w.files, e)
	return err
}

// partFile looks a file up that was put or kept.
func (p *publication) partFile(file string) (partFile, error) {
	e, ok := p.out.Next().Entry(file)
	if !ok {
		return partFile{}, fmt.Errorf("%s was not put", file)
	}
	return partFile{e.SHA256, e.Size, e.Live}, nil
}

// appendSized appends a body and, in front of it, its length.
func appendSized(b, body []byte) []byte {
	return append(binary.AppendUvarint(b, uint64(len(body))), body...)
}

// end puts the last rows, and what the part says beside them.
func (w *partWriter) end() error {
	if err := w.flush(); err != nil {
		return err
	}
	fleet := w.p.fleet
	facts := partFacts{
		Block: fleet.Block, Contracts: fleet.Contracts, Machines: w.n, Rows: w.files, EventsWithoutLog: fleet.EventsWithoutLog,
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
	facts, err := p.partFile(factsFile)
	if err != nil {
		return nil, err
	}
	head := partHead{p.cfg.Read.Shard.String(), hex.EncodeToString(sum[:]), hex.EncodeToString(facts.SHA256[:]), facts.Size}
	return answers.Encode(partPointer{*s, &head})
}
