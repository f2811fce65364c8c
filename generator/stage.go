package generator

import (
	"bytes"
	"context"
	"fmt"
	"os"

	"github.com/a-h/templ"
	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"

	"mcrpress/chain"
	"mcrpress/generator/endpoints"
	"mcrpress/generator/hosting"
	"mcrpress/generator/partner"
	"mcrpress/generator/tree"
	"mcrpress/scoring"
	"mcrpress/scoring/fx"
	"mcrpress/templates"
)

// publication is one tree in the making.
type publication struct {
	cfg      *Config
	out      *tree.Writer
	fleet    *chain.Fleet
	resolver resolver
	tokens   map[uint256.Int]*chain.Machine // the machine that each token's metadata is of
	lists    [][]uint256.Int                // the ids of each operator's machines attribute
	registry string                         // eip155:<chain id>:<IdentityRegistry>
	site     *templates.Site

	rates         *fx.Table
	ratesReport   fx.Report
	answers       map[string]partner.Result
	partnerReport partner.Report

	rows     []row                    // by machine, filled while staging
	findings []chain.Finding          // of the state and the events
	members  map[common.Address][]int // rows of each operator's machines, ascending
}

// row is what the indexes need to know of a machine once its files are staged.
type row struct {
	templates.MachineRow
	partial   int
	degraded  bool
	lacksRate bool
	findings  []chain.Finding
	breakdown scoring.Breakdown
}

func newPublication(cfg *Config, out *tree.Writer, fleet *chain.Fleet) *publication {
	p := &publication{
		cfg:      cfg,
		out:      out,
		fleet:    fleet,
		resolver: newResolver(fleet),
		tokens:   map[uint256.Int]*chain.Machine{},
		registry: registryName(fleet.ChainID, cfg.Deployment.Contracts.IdentityRegistry),
		site:     siteView(cfg, fleet),
		rows:     make([]row, len(fleet.Machines)),
	}
	for i := range fleet.Operators {
		p.lists = append(p.lists, fleet.Operators[i].DID.Machines.IDs())
	}
	for i := range fleet.Machines {
		m := &fleet.Machines[i]
		if _, taken := p.tokens[m.TokenID]; !taken && !m.TokenID.IsZero() {
			p.tokens[m.TokenID] = m
		}
	}
	return p
}

// stage rates every machine and puts every file.
func (p *publication) stage(ctx context.Context) error {
	if err := p.stageMachines(ctx); err != nil {
		return err
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
		p.rows[done] = newRow(a)
		done++
		p.cfg.Progress("rated", done, len(p.rows))
		return p.export(exports, a)
	})
	if err != nil {
		return err
	}
	p.findings = p.fleet.Findings
	for i := range p.rows {
		p.findings = append(p.findings, p.rows[i].findings...)
	}
	chain.SortFindings(p.findings)
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
	return a, p.stageMachine(a)
}

func newRow(a *assessment) row {
	r := row{
		MachineRow: templates.MachineRow{
			ID:      a.ID.Dec(),
			Wallet:  account(a.Wallet),
			Token:   nonzero(a.TokenID),
			Letter:  string(a.rating.Letter),
			Score:   a.rating.Score,
			Bonded:  a.Bonded,
			Flagged: a.rating.NegativeFlag,
			Events:  a.rating.EventCount,
			Revenue: a.rating.TotalRevenue,
		},
		degraded:  a.rating.Degraded,
		lacksRate: a.rating.Breakdown.Unvalued.Unavailable > 0,
		findings:  chain.EventFindings(a.events),
		breakdown: a.rating.Breakdown,
	}
	if operator, ok := a.DID.Operator.Account(); ok {
		r.Operator = operator.Hex()
	}
	for i := range a.events {
		if a.events[i].Partial {
			r.partial++
		}
	}
	return r
}

// stageMachine puts the files of one machine. One without a wallet has none.
func (p *publication) stageMachine(a *assessment) error {
	if a.Wallet == (common.Address{}) {
		return nil
	}
	body := a.machineBody(p.answers)
	if p.resolver.detail(a.Machine) == "" {
		if err := p.putJSON(endpoints.MCR(a.Wallet), a.mcrBody()); err != nil {
			return err
		}
		if err := p.putProfile(endpoints.Machine(a.Wallet), body); err != nil {
			return err
		}
	}
	if p.ownsToken(a.Machine) {
		if err := p.putProfile(endpoints.Metadata(&a.TokenID), body); err != nil {
			return err
		}
	}
	if err := p.putJSON(endpoints.Machines(&a.ID), a.cardBody(p.registry)); err != nil {
		return err
	}
	return p.stagePictures(a)
}

// stagePictures puts what people see of one machine.
func (p *publication) stagePictures(a *assessment) error {
	if p.cfg.Emit.Has(Badges) {
		badge := templates.Badge(string(a.rating.Letter), a.rating.Score)
		if err := p.putPage(endpoints.Badge(&a.ID), badge); err != nil {
			return err
		}
	}
	if !p.cfg.Emit.Has(Cards) {
		return nil
	}
	return p.putPage(endpoints.Card(&a.ID), templates.Card(p.cardPage(a)))
}

// ownsToken says whether a machine's token has its metadata from the machine.
func (p *publication) ownsToken(m *chain.Machine) bool { return p.tokens[m.TokenID] == m }

// stageSite puts the pages that are of no machine, the assets and what hosts
// read.
func (p *publication) stageSite() error {
	for path, data := range templates.Assets() {
		if err := p.out.Put(path, data); err != nil {
			return err
		}
	}
	for path, body := range endpoints.NotFoundBodies() {
		if err := p.out.Put(path, body); err != nil {
			return err
		}
	}
	for path, body := range hosting.Files(p.cfg.CacheTTL) {
		if err := p.out.Put(path, body); err != nil {
			return err
		}
	}
	if err := p.putJSON("health", allWell); err != nil {
		return err
	}
	if err := p.putJSON("ready", allReady); err != nil {
		return err
	}
	if err := p.stageOpenAPI(); err != nil {
		return err
	}
	return p.stagePages()
}

// What the probes say of a tree that has been built.
var (
	allWell  = Health{"ok"}
	allReady = Ready{"ready", true, ReadyContracts{true, true, true, true, true, true}}
)

func (p *publication) putJSON(path string, v any) error {
	body, err := encode(v)
	if err != nil {
		return fmt.Errorf("encoding %s: %w", path, err)
	}
	return p.out.Put(path, body)
}

// putProfile puts a profile. One that holds what a partner answered is marked
// in the manifest: it does not follow from the chain.
func (p *publication) putProfile(path string, m Machine) error {
	body, err := encode(m)
	if err != nil {
		return fmt.Errorf("encoding %s: %w", path, err)
	}
	if m.PeaqOS.DataVisibility == "public" && p.cfg.Partner.Mode != partner.Off {
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
