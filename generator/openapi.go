package generator

import (
	"fmt"

	"mcrpress/chain"
	"mcrpress/generator/openapi"
)

// stageOpenAPI puts the description of the API. Its examples are the answers
// for one machine and for the first operator.
func (p *publication) stageOpenAPI() error {
	bodies := map[string]openapi.Body{
		"mcr":      {Answer: MCR{}},
		"machine":  {Answer: Machine{}},
		"operator": {Answer: OperatorMachines{}},
		"metadata": {Answer: Machine{}},
		"machines": {Answer: Card{}},
		"health":   {Answer: allWell},
		"ready":    {Answer: allReady},
	}
	if m := p.example(); m != nil {
		events, err := p.fleet.Events.Of(m.ID)
		if err != nil {
			return fmt.Errorf("reading the events of machine %s: %w", m.ID.Dec(), err)
		}
		a := assess(m, events, p.fleet.Block, p.rates, p.cfg.Model)
		profile := a.machineBody(p.answers)
		bodies["mcr"] = openapi.Body{Answer: a.mcrBody(), Key: did(m.Wallet)}
		bodies["machine"] = openapi.Body{Answer: profile, Key: did(m.Wallet)}
		bodies["metadata"] = openapi.Body{Answer: profile, Key: m.TokenID.Dec()}
		bodies["machines"] = openapi.Body{Answer: a.cardBody(p.registry), Key: m.ID.Dec()}
	}
	if len(p.fleet.Operators) > 0 {
		bodies["operator"] = openapi.Body{Answer: p.operatorPage(0, 0), Key: did(p.fleet.Operators[0].Address)}
	}
	doc, err := openapi.Document(openapi.Info{Version: Version, BaseURL: p.cfg.BaseURL}, bodies)
	if err != nil {
		return err
	}
	return p.out.Put("openapi.json", doc)
}

// example is the machine with the fewest events, but some, that every
// endpoint answers for from the chain alone.
func (p *publication) example() *chain.Machine {
	var best *chain.Machine
	fewest := 0
	for i := range p.fleet.Machines {
		m, events := &p.fleet.Machines[i], p.rows[i].Events
		if events == 0 || best != nil && events >= fewest {
			continue
		}
		public := m.DID.DataVisibility.Text() == "public"
		if p.resolver.detail(m) == "" && p.ownsToken(m) && !public {
			best, fewest = m, events
		}
	}
	return best
}
