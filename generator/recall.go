package generator

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"sync/atomic"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"

	"mcrpress/chain"
	"mcrpress/generator/answers"
	"mcrpress/generator/endpoints"
	"mcrpress/generator/partner"
	"mcrpress/generator/state"
	"mcrpress/scoring/fx"
)

// recalled is what holds, in this run too, of what the run that published the
// tree made of it.
type recalled struct {
	tree  *state.Tree                          // nil where nothing holds
	rows  []state.Place                        // by machine, in the scratch file; none for one that has none
	holds []bool                               // by machine, whether its row holds; one whose does not is rated
	gone  []uint256.Int                        // machines that have a row and are none any more
	lists map[common.Address][sha256.Size]byte // digests of operators' lists

	// records says that the events of all machines are the same, and worth the
	// same. all says that every row holds, and that there is no other.
	records, all bool
}

// recallTree finds out whether the published tree is the one that the rows are
// of, made by this program as it is told to.
func (p *publication) recallTree() (err error) {
	if p.cfg.Rows == nil || p.cfg.Read.Only != nil {
		return nil
	}
	if p.setup, err = setup(p.cfg); err != nil {
		return err
	}
	t, ok, err := p.cfg.Rows.Tree()
	last := changesFile
	if p.cfg.Read.Shard != nil {
		last = factsFile
	}
	_, following := p.out.Listed(last)
	if err != nil || !ok || !following || p.previous == nil {
		return err
	}
	if t.Hash == p.previous.Tree.Hash && t.Setup == p.setup && t.Block.Time <= p.reading.Block.Time {
		p.recalled.tree = &t
	}
	return nil
}

// continues reports whether the reading says what differs from the last run.
func (p *publication) continues() bool {
	t := p.recalled.tree
	return t != nil && p.reading.Since != nil && *p.reading.Since == t.Block
}

// still reports whether nothing that the chain says differs from the last run,
// and no machine's time has come.
func (p *publication) still() bool {
	return p.continues() && p.reading.Quiet() && p.recalled.tree.Until > p.reading.Block.Time
}

// sameAnswers reports whether rates and partners say what they did in the last
// run.
func (p *publication) sameAnswers() bool {
	t := p.recalled.tree
	rates, listed := p.out.Listed(ratesFile)
	return slices.Equal(p.rates.Answers(), t.Rates) && listed && sha256.Sum256(p.rates.CSV()) == rates.SHA256 &&
		p.partnerDigest() == t.Answers
}

// partnerDigest covers what the partners answered.
func (p *publication) partnerDigest() [sha256.Size]byte {
	results := make([]partner.Result, len(p.urls))
	for i, url := range p.urls {
		results[i] = p.partners[url]
	}
	return state.Digest(results)
}

// recallMachines finds out which machines need not be rated: those whose inputs
// are the same, and whose time has not come. Their files are published: the
// published tree is the one that the rows are of.
func (p *publication) recallMachines(ctx context.Context) (err error) {
	r := &p.recalled
	r.rows, r.holds = make([]state.Place, len(p.fleet.Machines)), make([]bool, len(p.fleet.Machines))
	if r.tree == nil {
		return nil
	}
	if err := p.recallRows(); err != nil {
		return err
	}
	if r.lists, err = p.cfg.Rows.Operators(); err != nil {
		return err
	}
	return p.tryRows(ctx)
}

// recallRows takes the rows of the machines that are there to the scratch file.
func (p *publication) recallRows() error {
	machines := p.fleet.Machines
	i := 0
	err := p.cfg.Rows.All(func(id uint256.Int, row []byte) (err error) {
		for i < len(machines) && machines[i].ID.Lt(&id) {
			i++
		}
		if i == len(machines) || machines[i].ID != id {
			p.recalled.gone = append(p.recalled.gone, id)
			return nil
		}
		p.recalled.rows[i], err = p.scratch.Put(row)
		return err
	})
	if err != nil {
		return err
	}
	return p.scratch.Flush()
}

// tryRows finds out which rows hold.
func (p *publication) tryRows(ctx context.Context) error {
	r := &p.recalled
	days := changedDays(r.tree.Rates, p.rates.Answers())
	var stale, otherRecords atomic.Int64
	err := parallel(ctx, len(r.rows), func(i int) error {
		row, records, err := p.holds(i, days)
		r.holds[i] = row
		if !row {
			stale.Add(1)
		}
		if !records {
			otherRecords.Add(1)
		}
		return err
	})
	r.records = otherRecords.Load() == 0 && len(r.gone) == 0
	r.all = stale.Load() == 0 && len(r.gone) == 0
	return err
}

// holds reports whether the row of the i-th machine holds, and whether at
// least its events do, with what they are worth. days are those on which some
// rate is another one.
func (p *publication) holds(i int, days []int64) (row, records bool, err error) {
	if p.recalled.rows[i] == (state.Place{}) {
		return false, false, nil
	}
	body, err := p.scratch.Get(p.recalled.rows[i])
	if err != nil {
		return false, false, err
	}
	r, err := state.DecodeInputs(body)
	if err != nil {
		return false, false, err
	}
	m := &p.fleet.Machines[i]
	first, _ := slices.BinarySearch(days, r.FirstRate)
	if first < len(days) && days[first] <= r.LastRate || r.Machine != p.digest(m) {
		return false, false, nil
	}
	if same, err := p.sameEvents(m, &r); err != nil || !same {
		return false, false, err
	}
	now, then := p.fleet.Block.Time, p.recalled.tree.Block.Time
	if r.Until <= now {
		return false, r.LastRate <= int64(then/daySeconds), nil // a day that was to come may have got a rate
	}
	return true, true, nil
}

// sameEvents reports whether a machine has the events of its row. They are
// read where the reading does not tell.
func (p *publication) sameEvents(m *chain.Machine, r *state.Inputs) (bool, error) {
	if p.continues() {
		_, changed := slices.BinarySearchFunc(p.reading.Changed, m.ID, compareIDs)
		return !changed, nil
	}
	events, err := p.eventsOf(m)
	return err == nil && r.Events == state.Digest(events), err
}

// keep takes over files that are published.
func (p *publication) keep(files ...string) error {
	for _, file := range files {
		if !p.kept(file) {
			return fmt.Errorf("%s cannot be kept", file)
		}
	}
	return nil
}

// kept takes over a file where it is published.
func (p *publication) kept(file string) bool {
	e, ok := p.out.Listed(file)
	return ok && p.out.Keep(file, e.SHA256)
}

// knows reports whether the lists of an operator had a digest in the last run.
func (r *recalled) knows(operator common.Address, lists [sha256.Size]byte) bool {
	known, ok := r.lists[operator]
	return ok && known == lists
}

// place is where the machine with an id is in the fleet that was read, if it is there.
func (p *publication) place(id uint256.Int) (int, bool) {
	return slices.BinarySearchFunc(p.fleet.Machines, id, func(m chain.Machine, id uint256.Int) int { return m.ID.Cmp(&id) })
}

// wasMachine reports whether an id that stands for no machine did in the last run.
func (r *recalled) wasMachine(id uint256.Int) bool {
	_, was := slices.BinarySearchFunc(r.gone, id, compareIDs)
	return was
}

func compareIDs(a, b uint256.Int) int { return a.Cmp(&b) }

// recallMachine is the i-th machine as its row has it.
func (p *publication) recallMachine(i int) (*assessment, error) {
	body, err := p.scratch.Get(p.recalled.rows[i])
	if err != nil {
		return nil, err
	}
	r, err := state.DecodeRow(body)
	return &assessment{Machine: answers.Machine{Machine: &p.fleet.Machines[i], Rating: r.Rating}, until: r.Until}, err
}

// rowOf is the row of a machine that was rated.
func (p *publication) rowOf(a *assessment) []byte {
	r := state.Row{
		Inputs: state.Inputs{Machine: p.digest(a.Machine.Machine), Events: state.Digest(a.Events), Until: a.until},
		Rating: a.Rating,
	}
	r.FirstRate, r.LastRate = rateDays(a)
	return r.Encode()
}

// changedDays lists the days on which a need has another answer than before.
func changedDays(before, now []fx.Answer) (days []int64) {
	units := make(map[fx.Need]string, len(now))
	for _, a := range now {
		units[a.Need] = a.Units
	}
	for _, a := range before {
		if u, needed := units[a.Need]; needed && u != a.Units {
			days = append(days, a.Day)
		}
	}
	slices.Sort(days)
	return days
}

// digest covers what a machine's files are made of beside its events and their
// worth.
func (p *publication) digest(m *chain.Machine) [sha256.Size]byte {
	if m.DataVisibility != answers.Public {
		return state.Digest(m)
	}
	return state.Digest(struct {
		Machine *chain.Machine
		Data    []byte
		Error   string
	}{m, p.partners[m.DataAPI].Data, p.partners[m.DataAPI].Error})
}

// until is the first second from which a machine's files may be others though
// nothing else changes. Every event of the future has a place in the calendar
// then, and may have a rate as soon as its day has come.
func until(rating uint64, events []chain.Event, T uint64) uint64 {
	for i := range events {
		at := saturate(events[i].Time)
		for _, moment := range []uint64{at, at - at%daySeconds} {
			if moment > T {
				rating = min(rating, moment)
			}
		}
	}
	return rating
}

// rateDays are the first and the last day on which events need a rate.
func rateDays(a *assessment) (first, last int64) {
	first, last = math.MaxInt64, math.MinInt64
	for i := range a.Events {
		if v := &a.Values[i]; v.Subunit != 0 && v.Currency != "USD" {
			day := int64(saturate(a.Events[i].Time) / daySeconds)
			first, last = min(first, day), max(last, day)
		}
	}
	return first, last
}

// remember keeps what this run made of each machine, now that the tree is
// published.
func (p *publication) remember(hash string) error {
	if p.cfg.Rows == nil || p.cfg.Read.Only != nil {
		return nil
	}
	if p.recalled.tree == nil {
		if err := p.dropRows(); err != nil {
			return err
		}
	}
	run := &state.Run{Changes: p.changes, Rows: &p.scratch, Gone: p.recalled.gone, Operators: p.otherLists()}
	run.Tree = state.Tree{
		Hash: hash, Block: p.fleet.Block, Setup: p.setup, Until: p.until,
		Rates: p.rates.Answers(), Partners: p.urls, Answers: p.partnerDigest(),
	}
	if p.quiet {
		run.Tree.Until = p.recalled.tree.Until
	}
	return p.cfg.Rows.Save(run)
}

// dropRows has the rows dropped that an older tree left.
func (p *publication) dropRows() error {
	return p.cfg.Rows.All(func(id uint256.Int, _ []byte) error {
		if _, here := p.place(id); !here {
			p.recalled.gone = append(p.recalled.gone, id)
		}
		return nil
	})
}

const daySeconds = 86400

// setup is the digest of what all files depend on: the program, and what it is
// told.
func setup(cfg *Config) ([sha256.Size]byte, error) {
	self, err := program()
	if err != nil {
		return self, fmt.Errorf("reading the program itself: %w", err)
	}
	text, err := json.Marshal(struct {
		Program    []byte
		Deployment chain.Deployment
		Model      []byte
		Partner    string
		Outputs    []endpoints.Output
		BaseURL    string
		CacheTTL   uint
	}{self[:], cfg.Deployment, cfg.Model.Canonical(), string(cfg.Partner.Mode), cfg.Emit.list(), cfg.BaseURL, cfg.CacheTTL})
	return sha256.Sum256(text), err
}
