package generator

import (
	"bytes"
	"context"
	"fmt"
	"os"

	"github.com/a-h/templ"
	"github.com/holiman/uint256"

	"mcrpress/chain"
	"mcrpress/generator/answers"
	"mcrpress/generator/endpoints"
	"mcrpress/generator/hosting"
	"mcrpress/generator/openapi"
	"mcrpress/generator/partner"
	"mcrpress/generator/tree"
	"mcrpress/scoring"
	"mcrpress/templates"
)

// publication is one tree in the making.
type publication struct {
	*input
	cfg      *Config
	out      *tree.Writer
	previous *answers.Snapshot // that is published, nil for none
	table    *endpoints.Table
	bodies   answers.Bodies
	registry string // as answers.RegistryName gives it
	site     *templates.Site

	byID     map[uint256.Int]int      // of fleet.Machines
	gone     map[uint256.Int]struct{} // fleet.Left
	rows     []row                    // by machine, filled while staging
	findings []answers.Finding

	documents []string // paths of the documentation's pages
}

// row is what the files of the whole fleet need to know of a machine once its
// own are staged.
type row struct {
	entry     answers.MachineEntry
	listed    answers.Listed
	view      templates.MachineRow
	lacksRate bool
	breakdown scoring.Breakdown
}

func newPublication(cfg *Config, out *tree.Writer, previous *answers.Snapshot, in *input) *publication {
	generation := in.fleet.Generation
	bodies := answers.Of(generation)
	p := &publication{
		input:    in,
		cfg:      cfg,
		out:      out,
		previous: previous,
		table:    endpoints.Of(generation),
		bodies:   bodies,
		registry: answers.RegistryName(in.fleet.ChainID, cfg.Deployment.Contracts.Of(bodies.Registry())),
		site:     siteView(cfg, in.fleet),
		byID:     make(map[uint256.Int]int, len(in.fleet.Machines)),
		gone:     make(map[uint256.Int]struct{}, len(in.fleet.Left)),
		rows:     make([]row, len(in.fleet.Machines)),
		findings: findings(in.fleet),
	}
	for i := range in.fleet.Machines {
		p.byID[in.fleet.Machines[i].ID] = i
	}
	for _, id := range in.fleet.Left {
		p.gone[id] = struct{}{}
	}
	return p
}

// stage rates every machine and puts every file. Where Config.Read.Only names
// machines, it puts their files alone, and an index of them.
func (p *publication) stage(ctx context.Context) error {
	if err := p.stageMachines(ctx); err != nil {
		return err
	}
	if p.cfg.Read.Only != nil {
		return p.putMachines()
	}
	if err := p.stageOperators(); err != nil {
		return err
	}
	if err := p.stageSite(); err != nil {
		return err
	}
	return p.stageIndexes()
}

// stageMachines rates several machines at a time and exports them in order.
// Only the events of a few are in memory.
func (p *publication) stageMachines(ctx context.Context) error {
	exports, scratch, err := p.openExports()
	defer os.RemoveAll(scratch)
	if err != nil {
		return err
	}
	done := 0
	err = ordered(ctx, len(p.fleet.Machines), p.rate, func(a *assessment) error {
		p.rows[done] = p.newRow(a)
		done++
		p.cfg.Progress("rated", done, len(p.rows))
		return p.export(exports, a)
	})
	if err != nil {
		return err
	}
	return p.putExports(exports, scratch)
}

// rate rates the i-th machine and puts its files.
func (p *publication) rate(i int) (*assessment, error) {
	m := &p.fleet.Machines[i]
	events, err := p.fleet.Events.Of(m.ID)
	if err != nil {
		return nil, fmt.Errorf("reading the events of machine %s: %w", m.ID.Dec(), err)
	}
	a := assess(m, events, p.fleet.Block, p.rates, p.cfg.Model)
	if m.DataVisibility == answers.Public {
		answer := p.partners[m.DataAPI]
		a.PartnerData, a.PartnerError = answer.Data, answer.Error
	}
	return a, p.stageMachine(a)
}

func (p *publication) newRow(a *assessment) row {
	entry := p.bodies.Entry(&a.Machine)
	return row{
		entry:     entry,
		listed:    answers.Listed{DID: a.DID, ID: a.ID, Rated: entry.Rated, Flagged: a.Rating.NegativeFlag},
		view:      machineRow(a),
		lacksRate: a.Rating.Breakdown.Unvalued.Unavailable > 0,
		breakdown: a.Rating.Breakdown,
	}
}

// stageMachine puts the files of one machine.
func (p *publication) stageMachine(a *assessment) error {
	profile := p.bodies.Profile(&a.Machine)
	if a.Profile == chain.Resolves {
		if err := p.putJSON(p.table.MCR(a.Machine.Machine), p.bodies.MCR(&a.Machine)); err != nil {
			return err
		}
		if err := p.putProfile(p.table.Machine(a.Machine.Machine), a, profile); err != nil {
			return err
		}
	}
	if a.Metadata {
		if err := p.putProfile(endpoints.Metadata(&a.TokenID), a, profile); err != nil {
			return err
		}
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
	for path, schema := range openapi.Files(p.table, openapi.Info{Version: Version, BaseURL: p.cfg.BaseURL}) {
		if err := p.putJSON(path, schema); err != nil {
			return err
		}
	}
	return p.stagePages()
}

func (p *publication) putJSON(path string, v any) error {
	body, err := answers.Encode(v)
	if err != nil {
		return fmt.Errorf("encoding %s: %w", path, err)
	}
	return p.out.Put(path, body)
}

// putProfile puts a profile. One that holds what a partner answered is marked
// in the manifest: it does not follow from the chain.
func (p *publication) putProfile(path string, a *assessment, profile any) error {
	body, err := answers.Encode(profile)
	if err != nil {
		return fmt.Errorf("encoding %s: %w", path, err)
	}
	if a.DataVisibility == answers.Public && p.cfg.Partner.Mode != partner.Off {
		return p.out.PutLive(path, body)
	}
	return p.out.Put(path, body)
}

func (p *publication) putPage(path string, page templ.Component) error {
	var buf bytes.Buffer
	if err := page.Render(context.Background(), &buf); err != nil {
		return fmt.Errorf("rendering %s: %w", path, err)
	}
	return p.out.Put(path, buf.Bytes())
}
