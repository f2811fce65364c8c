package answers

import (
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"

	"mcrpress/chain"
	"mcrpress/generator/endpoints"
	"mcrpress/scoring"
	"mcrpress/scoring/fx"
)

// The accounts of the examples are made up.
var (
	exampleAccount  = common.HexToAddress("0xabc1230000000000000000000000000000000001")
	exampleOperator = common.HexToAddress("0xabc1230000000000000000000000000000000002")
)

// Example is an answer with the text that stands in the place of the key.
type Example struct {
	Name string
	Key  string
	Body any
}

// Examples lists what the files of a family hold: answers of made-up machines,
// or one value of an index, which may be empty. It is nil for a family without
// a body.
func Examples(g chain.Generation, f endpoints.Family) []Example {
	bodies := Of(g)
	var machines []namedMachine
	if g == chain.Gen1 {
		machines = []namedMachine{{"onchain", accountMachine()}, {"private", unratedMachine()}}
	} else {
		machines = []namedMachine{{"onchain", tokenMachine()}, {"foreign", foreignMachine()}}
	}
	one := func(v any) []Example { return []Example{{Body: v}} }
	first := &machines[0].Machine
	switch f.Body {
	case endpoints.MCRBody:
		return each(f.Of, machines, bodies.MCR)
	case endpoints.MachineBody:
		return each(f.Of, machines, bodies.Profile)
	case endpoints.CardBody:
		registry := RegistryName(3338, exampleOperator)
		return each(f.Of, machines, func(m *Machine) any { return bodies.Card(m, registry) })
	case endpoints.OperatorBody:
		entry := bodies.Entry(first)
		page := &Page{exampleOperator, []Listed{{first.DID, first.ID, entry.Rated, false}}, 0, endpoints.PageSize, 1}
		return []Example{{"operator", did(exampleOperator), bodies.Operator(page)}}
	case endpoints.HealthBody:
		return one(Well)
	case endpoints.ReadyBody:
		return one(bodies.Ready(true, true))
	case endpoints.SnapshotIndex:
		return one(Snapshot{})
	case endpoints.MachinesIndex:
		return one(MachineIndex{Machines: []MachineEntry{bodies.Entry(first)}})
	case endpoints.LeftIndex:
		return one(LeftIndex{})
	case endpoints.OperatorsIndex:
		return one(OperatorIndex{})
	case endpoints.OperatorList:
		return one(OperatorList{})
	case endpoints.UnresolvedIndex:
		return one(Unresolved{})
	case endpoints.FindingsIndex:
		return one(FindingIndex{})
	case endpoints.BreakdownIndex:
		return one(BreakdownIndex{})
	case endpoints.ChangesIndex:
		return one(Changes{})
	case endpoints.ModelIndex:
		return one(scoring.Parameters{})
	case endpoints.VectorsIndex:
		return one(scoring.VectorSet{})
	}
	return nil
}

type namedMachine struct {
	name string
	Machine
}

func each(of endpoints.Subject, machines []namedMachine, answer func(*Machine) any) (list []Example) {
	for i := range machines {
		m := &machines[i].Machine
		key := m.ID.Dec()
		switch of {
		case endpoints.OfProfile:
			key = m.DID
		case endpoints.OfToken:
			if m.TokenID.IsZero() {
				continue
			}
			key = m.TokenID.Dec()
		}
		list = append(list, Example{machines[i].name, key, answer(m)})
	}
	return list
}

// accountMachine is a rated machine of generation 1.0.
func accountMachine() Machine {
	m := ratedMachine(&chain.Machine{
		ID: *uint256.NewInt(1), DID: did(exampleAccount), TokenID: *uint256.NewInt(7),
		Gen1: &chain.Gen1Machine{Wallet: exampleAccount},
	})
	m.Operator = did(exampleOperator)
	return m
}

// unratedMachine is a new machine of generation 1.0.
func unratedMachine() Machine {
	return Machine{
		Machine: &chain.Machine{
			ID: *uint256.NewInt(2), DID: did(exampleOperator), Bonded: true,
			DataVisibility: Private, DataAPI: "https://machine.example.com/api/data",
			Gen1: &chain.Gen1Machine{Wallet: exampleOperator},
		},
		Rating: scoring.Rating{Letter: scoring.Provisioned, Trend: scoring.Insufficient, TotalRevenue: new(big.Int)},
	}
}

// tokenMachine is a rated machine of generation 2.0.
func tokenMachine() Machine {
	m := ratedMachine(&chain.Machine{
		ID: *uint256.NewInt(42), DID: "did:peaq:42", TokenID: *uint256.NewInt(42),
		Gen2: &chain.Gen2Machine{Owner: exampleAccount, HomeChain: 1, Subscription: chain.Subscription{Status: chain.Active}},
	})
	m.Operator = did(exampleOperator)
	return m
}

// foreignMachine is a machine of generation 2.0 that is homed on another
// chain.
func foreignMachine() Machine {
	return Machine{
		Machine: &chain.Machine{
			ID: *uint256.NewInt(5), DID: "did:peaq:5", Bonded: true, Foreign: true, DataVisibility: Private,
			Gen2: &chain.Gen2Machine{HomeChain: 5, Subscription: chain.Subscription{Status: chain.Active}},
		},
		Rating: scoring.Rating{Letter: scoring.Provisioned, TotalRevenue: new(big.Int)},
	}
}

// ratedMachine gives a machine two events and a rating.
func ratedMachine(m *chain.Machine) Machine {
	m.Bonded, m.DataVisibility, m.DocumentationURL, m.EventCount = true, Onchain, "https://machine.example.com/docs", 2
	return Machine{
		Machine: m,
		Events: []chain.Event{
			{
				Type: uint8(scoring.Revenue), Value: *uint256.NewInt(20000), Currency: "HKD", Time: *uint256.NewInt(1711900000),
				Trust: 2, Metadata: []byte(`{"job_id":"abc"}`),
			},
			{Type: uint8(scoring.Activity), Value: *uint256.NewInt(1), Time: *uint256.NewInt(1711903600), Trust: 1},
		},
		Values: []fx.Valuation{{Currency: "HKD", Subunit: 100, Status: scoring.OK, Cents: big.NewInt(2564)}, {}},
		Rating: scoring.Rating{
			Letter: scoring.BB, Score: 45, Trend: scoring.Stable, EventCount: 2, RevenueEventCount: 1, ActivityEventCount: 1,
			TotalRevenue: big.NewInt(2564), AverageRevenue: new(2564.0), LastUpdated: 1711903600,
		},
	}
}
