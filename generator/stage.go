package generator

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"fmt"
	"iter"
	"math"
	"sync"

	"github.com/a-h/templ"
	"github.com/holiman/uint256"
	"golang.org/x/sync/errgroup"

	"mcrpress/chain"
	"mcrpress/chain/read"
	"mcrpress/generator/answers"
	"mcrpress/generator/check"
	"mcrpress/generator/endpoints"
	"mcrpress/generator/hosting"
	"mcrpress/generator/openapi"
	"mcrpress/generator/partner"
	"mcrpress/generator/state"
	"mcrpress/generator/tree"
	"mcrpress/templates"
)

// publication is one tree in the making.
type publication struct {
	*input
	cfg      *Config
	out      *tree.Writer
	previous *answers.Snapshot // that is published, nil for none
	table    *endpoints.Table
	gate     *check.Gate // nil checks nothing
	parts    *parts      // that are merged, nil for none
	bodies   answers.Bodies
	registry string // as answers.RegistryName gives it
	site     *templates.Site
	commands []string // of every card

	gone     map[uint256.Int]struct{} // fleet.Left
	findings []answers.Finding

	setup    [sha256.Size]byte
	scratch  state.Scratch // for rows of the last run
	recalled recalled
	quiet    bool // nothing differs from the last run but the block

	// Filled while staging.
	rows     rows
	overview overview
	rated    int            // machines that were not recalled
	until    uint64         // the earliest of all machines
	changes  []state.Change // of the rows that the next run recalls

	documents []string // paths of the documentation's pages
}

// newPublication begins a tree that follows a reading, and recalls which one
// the last run made.
func newPublication(
	cfg *Config, out *tree.Writer, previous *answers.Snapshot, reading *read.Reading, parts *parts,
) (*publication, error) {
	d := &cfg.Deployment
	bodies := answers.Of(d.Generation)
	p := &publication{
		input: &input{reading: reading, fleet: &chain.Fleet{
			Generation: d.Generation, ChainID: d.ChainID, Block: reading.Block, Contracts: reading.Contracts, FlagsRead: d.FlagsRead(),
		}},
		cfg:      cfg,
		out:      out,
		previous: previous,
		table:    endpoints.Of(d.Generation),
		bodies:   bodies,
		registry: answers.RegistryName(d.ChainID, d.Contracts.Of(bodies.Registry())),
		parts:    parts,
		overview: overview{totals: noTotals(), breakdown: newBreakdown(&cfg.Model.Points)},
		until:    math.MaxUint64,
	}
	p.site, p.commands = siteView(cfg, p.fleet), commands(cfg)
	if err := p.recallTree(); err != nil {
		return nil, fmt.Errorf("recalling the last run: %w", err)
	}
	p.gate = gate(cfg, out, previous, p.table)
	return p, nil
}

// load takes the fleet from the reading.
func (p *publication) load() (err error) {
	if p.fleet, err = p.reading.Fleet(); err != nil {
		return err
	}
	p.gone = make(map[uint256.Int]struct{}, len(p.fleet.Left))
	for _, id := range p.fleet.Left {
		p.gone[id] = struct{}{}
	}
	p.findings = findings(p.fleet)
	return nil
}

// close removes what the publication has beside the tree.
func (p *publication) close() error { return cmp.Or(p.scratch.Close(), p.rows.scratch.Close()) }

// stage puts every file: those of the machines, and then what is of the whole
// fleet. A shard is the first half alone, with what the second one needs; a merge
// takes the first half from parts. Where Config.Read.Only names machines, their
// files are put alone, and an index of them. A quiet run keeps all that is
// published.
func (p *publication) stage(ctx context.Context) error {
	if p.quiet {
		p.out.KeepAll()
		return nil
	}
	if err := p.recallMachines(ctx); err != nil {
		return fmt.Errorf("recalling the last run: %w", err)
	}
	switch {
	case p.cfg.Read.Shard != nil, p.cfg.Read.Only != nil:
		return p.stageMachines(ctx)
	}
	if err := p.stageDescription(); err != nil {
		return err
	}
	if err := p.stageMachines(ctx); err != nil {
		return err
	}
	return p.stageFleet(ctx)
}

// stageFleet puts what is of more than one machine.
func (p *publication) stageFleet(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return p.stageOperators(ctx) })
	g.Go(p.stageSite)
	g.Go(p.stageIndexes)
	return g.Wait()
}

// stageMachines rates several machines at a time, and exports and lists them in
// order. Only the events of a few are in memory.
func (p *publication) stageMachines(ctx context.Context) error {
	exports, err := p.openExports()
	if err != nil {
		return err
	}
	defer exports.remove()
	done, index := 0, machineIndex{p: p}
	candidates, total := p.candidates()
	work := func(c candidate) (*assessment, error) {
		a, err := p.assess(c, exports)
		if err != nil {
			return nil, err
		}
		a.outline, a.entry = newRow(a), p.bodies.Entry(&a.Machine)
		if exports.Writer != nil {
			a.exported = p.exportMachine(a)
		}
		return a, nil
	}
	err = ordered(ctx, candidates, work, func(a *assessment) error {
		if p.parts == nil && !p.recalled.holds[done] {
			p.rated++
		}
		p.until = min(p.until, a.until)
		if a.row != nil {
			place, err := p.scratch.Put(a.row)
			if err != nil {
				return err
			}
			p.changes = append(p.changes, state.Change{Machine: a.ID, Row: place})
		}
		done++
		p.cfg.Progress("rated", done, total)
		p.overview.add(a)
		if p.cfg.Read.Shard != nil {
			return exports.add(p, a)
		}
		return cmp.Or(p.rows.add(a.outline), index.add(&a.entry), exports.add(p, a))
	})
	if err != nil {
		return err
	}
	if p.cfg.Read.Shard != nil {
		return exports.put(p)
	}
	return cmp.Or(p.rows.end(), index.end(), exports.put(p))
}

// candidate is a machine to be assessed: one of the fleet that was read, or one of a part.
type candidate struct {
	place int
	taken *taken
}

// candidates are all machines, by ascending id.
func (p *publication) candidates() (all iter.Seq2[candidate, error], total int) {
	if p.parts != nil {
		return func(yield func(candidate, error) bool) {
			for t, err := range p.parts.all {
				if !yield(candidate{taken: t}, err) {
					return
				}
			}
		}, p.parts.machines
	}
	return func(yield func(candidate, error) bool) {
		for i := range p.fleet.Machines {
			if !yield(candidate{place: i}, nil) {
				return
			}
		}
	}, len(p.fleet.Machines)
}

// assess recalls a machine where its row holds, and keeps its files, or takes it
// from its part. Any other is rated, and its files put.
func (p *publication) assess(c candidate, exports *exports) (*assessment, error) {
	if c.taken != nil {
		return p.take(c.taken)
	}
	m := &p.fleet.Machines[c.place]
	if !p.recalled.holds[c.place] {
		return p.rate(m)
	}
	a, err := p.recallMachine(c.place)
	if err == nil && exports.wants(m) {
		if a.Events, err = p.eventsOf(m); err == nil {
			a.Values = values(a.Events, p.rates)
		}
	}
	if err != nil {
		return nil, err
	}
	return a, p.keep(p.filesOf(m)...)
}

// rate rates a machine and puts its files.
func (p *publication) rate(m *chain.Machine) (*assessment, error) {
	events, err := p.eventsOf(m)
	if err != nil {
		return nil, err
	}
	a := assess(m, events, p.fleet.Block, p.rates, p.cfg.Model, p.cfg.Emit.Has(endpoints.Cards))
	if m.DataVisibility == answers.Public {
		answer := p.partners[m.DataAPI]
		a.PartnerData, a.PartnerError = answer.Data, answer.Error
	}
	if p.cfg.Rows != nil {
		a.row = p.rowOf(a)
	}
	return a, p.stageMachine(a)
}

func (p *publication) eventsOf(m *chain.Machine) ([]chain.Event, error) {
	events, err := p.fleet.Events.Of(m.ID)
	if err != nil {
		return nil, fmt.Errorf("reading the events of machine %s: %w", m.ID.Dec(), err)
	}
	return events, nil
}

// stageMachine puts the files of one machine.
func (p *publication) stageMachine(a *assessment) error {
	var profiles []string
	if a.Profile == chain.Resolves {
		if err := p.putJSON(p.table.MCR(a.Machine.Machine), p.bodies.MCR(&a.Machine)); err != nil {
			return err
		}
		profiles = append(profiles, p.table.Machine(a.Machine.Machine))
	}
	if a.Metadata {
		profiles = append(profiles, endpoints.Metadata(&a.TokenID))
	}
	if err := p.putProfile(a, profiles...); err != nil {
		return err
	}
	if !a.Card {
		return nil
	}
	if err := p.putJSON(endpoints.Machines(&a.ID), p.bodies.Card(&a.Machine, p.registry)); err != nil {
		return err
	}
	return p.stagePictures(a)
}

// stagePictures puts what people see of one machine.
func (p *publication) stagePictures(a *assessment) error {
	if p.cfg.Emit.Has(endpoints.Badges) {
		badge := templates.Badge(string(a.Rating.Letter), a.Rating.Score)
		if err := p.putPage(endpoints.Badge(&a.ID), badge); err != nil {
			return err
		}
	}
	if !p.cfg.Emit.Has(endpoints.Cards) {
		return nil
	}
	return p.putPage(endpoints.Card(&a.ID), templates.Card(p.cardPage(a)))
}

// filesOf lists the files that stageMachine puts.
func (p *publication) filesOf(m *chain.Machine) (files []string) {
	if m.Profile == chain.Resolves {
		files = append(files, p.table.MCR(m), p.table.Machine(m))
	}
	if m.Metadata {
		files = append(files, endpoints.Metadata(&m.TokenID))
	}
	if !m.Card {
		return files
	}
	files = append(files, endpoints.Machines(&m.ID))
	if p.cfg.Emit.Has(endpoints.Badges) {
		files = append(files, endpoints.Badge(&m.ID))
	}
	if p.cfg.Emit.Has(endpoints.Cards) {
		files = append(files, endpoints.Card(&m.ID))
	}
	return files
}

// stageSite puts the pages that are of no machine, the assets and what hosts
// read.
func (p *publication) stageSite() error {
	for path, data := range templates.Assets() {
		if err := p.out.Put(path, data); err != nil {
			return err
		}
	}
	for path, body := range p.table.NotFoundBodies() {
		if err := p.out.Put(path, body); err != nil {
			return err
		}
	}
	for path, body := range hosting.Files(p.table, p.cfg.BaseURL, p.cfg.CacheTTL) {
		if err := p.out.Put(path, body); err != nil {
			return err
		}
	}
	if err := p.putJSON("health", answers.Well); err != nil {
		return err
	}
	if err := p.putJSON("ready", p.bodies.Ready(true, true)); err != nil {
		return err
	}
	return p.stagePages()
}

// stageDescription puts what bodies are checked against, and so before these.
func (p *publication) stageDescription() error {
	for path, schema := range openapi.Files(p.table, openapi.Info{Version: Version, BaseURL: p.cfg.BaseURL}) {
		if err := p.putJSON(path, schema); err != nil {
			return err
		}
	}
	return nil
}

func (p *publication) putJSON(path string, v any) error {
	body, err := answers.Encode(v)
	if err != nil {
		return fmt.Errorf("encoding %s: %w", path, err)
	}
	return p.out.Put(path, body)
}

// putProfile puts the profile of a machine at some paths. One that holds what a
// partner answered is marked in the manifest: it does not follow from the chain.
func (p *publication) putProfile(a *assessment, paths ...string) error {
	if len(paths) == 0 {
		return nil
	}
	body, err := answers.Encode(p.bodies.Profile(&a.Machine))
	if err != nil {
		return fmt.Errorf("encoding %s: %w", paths[0], err)
	}
	put := p.out.Put
	if a.DataVisibility == answers.Public && p.cfg.Partner.Mode != partner.Off {
		put = p.out.PutLive
	}
	for _, path := range paths {
		if err := put(path, body); err != nil {
			return err
		}
	}
	return nil
}

func (p *publication) putPage(path string, page templ.Component) error {
	buf := pages.Get().(*bytes.Buffer)
	defer pages.Put(buf)
	buf.Reset()
	if err := page.Render(context.Background(), buf); err != nil {
		return fmt.Errorf("rendering %s: %w", path, err)
	}
	return p.out.Put(path, buf.Bytes())
}

// pages are buffers to render into.
var pages = sync.Pool{New: func() any { return new(bytes.Buffer) }}
