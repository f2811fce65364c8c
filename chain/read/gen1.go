package read

import (
	"context"
	"fmt"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"

	"mcrpress/chain"
	"mcrpress/chain/evm"
)

// The views of generation 1.0 beside those of the event registry.
var (
	totalMachines       = newView(gen1Only, chain.IdentityRegistry, "totalMachines()", "(uint256)")
	machineExists       = newView(gen1Only, chain.IdentityRegistry, "machineExists(uint256)", "(bool)")
	getVerificationInfo = newView(gen1Only, chain.IdentityRegistry, "getVerificationInfo(uint256)",
		"(address,address,bool,uint8)")
	gen1OperatorOf = newView(gen1Only, chain.IdentityRegistry, "operatorOf(uint256)", "(address)")
	isStaked       = newView(gen1Only, chain.IdentityStaking, "isStaked(uint256)", "(bool)")
	tokenIDOf      = newView(gen1Only, chain.MachineNFT, "tokenIdOf(uint256)", "(uint256)")
	machineIDOf    = newView(gen1Only, chain.MachineNFT, "machineIdOf(uint256)", "(uint256)")
)

// maxID bounds the sequence of ids, which is held in memory. What is beyond it
// is no count.
const maxID = 1 << 24

// gen1 reads generation 1.0: machines are accounts, numbered from 1 on.
type gen1 struct {
	*Reader
	total     uint64
	documents map[common.Address]*document // of every account read so far
	listed    map[common.Address]bool      // accounts whose list of machines was read
	garbled   map[common.Address][]string  // names of attributes that cannot be decoded
}

func newGen1(r *Reader) *gen1 { return &gen1{Reader: r} }

func (g *gen1) samples() []evm.Call {
	samples := []evm.Call{g.attributeCall(common.Address{19: 1}, "machineId")}
	one := uint256.NewInt(1)
	for _, q := range g.questions() {
		samples = append(samples, q.of(one))
	}
	return samples
}

// logs is empty: the registry counts its machines.
func (g *gen1) logs() []source { return nil }

func (g *gen1) uncounted(uint64) uint64 { return 0 }

func (g *gen1) prepare(ctx context.Context) error {
	g.documents, g.garbled = map[common.Address]*document{}, map[common.Address][]string{}
	g.listed = map[common.Address]bool{{}: true}
	registry := g.contract(chain.IdentityRegistry)
	answers, err := g.calls.All(ctx, []evm.Call{totalMachines.at(registry)})
	if err != nil {
		return err
	}
	if err := answers[0].Err(); err != nil {
		return fmt.Errorf("%w: totalMachines of %s: %w", chain.ErrDeployment, registry, err)
	}
	if g.total, err = evm.Words(answers[0].Data).Uint64(0); err != nil || g.total > maxID {
		return fmt.Errorf("%w: totalMachines of %s gives no count: is it an IdentityRegistry?", chain.ErrDeployment, registry)
	}
	return nil
}

func (g *gen1) ids(context.Context, Store) ([]uint256.Int, error) {
	if g.opts.Only != nil {
		return g.opts.Only, nil
	}
	var ids []uint256.Int
	for n := range g.total {
		if id := *uint256.NewInt(n + 1); g.opts.Shard.Has(id) {
			ids = append(ids, id)
		}
	}
	return ids, nil
}

// update: attributes change without a log, so that every machine is read in
// every run.
func (g *gen1) update(context.Context, Store, *survey) (*Reading, error) {
	return nil, stale("")
}

func (g *gen1) sweep(ctx context.Context, store Store, found *survey, ids []uint256.Int) (*Reading, error) {
	g.findings = nil
	fleet := &chain.Fleet{
		Generation: chain.Gen1,
		ChainID:    g.deployment.ChainID,
		Block:      g.block,
		Contracts:  found.contracts,
		FlagsRead:  g.deployment.FlagsRead(),
	}
	if err := g.machines(ctx, ids, fleet); err != nil {
		return nil, err
	}
	said := &Facts{}
	if g.facts != nil {
		said = g.facts
	}
	said.Machines = g.total
	if g.opts.Only == nil {
		if err := g.operators(ctx, fleet, said); err != nil {
			return nil, err
		}
	}
	if err := g.records(ctx, store, found, ids, fleet); err != nil {
		return nil, err
	}
	g.tokens(fleet)
	if g.whole() {
		findings, err := conclude(g.contract(chain.IdentityRegistry), fleet, pointers(fleet.Machines), said)
		if err != nil {
			return nil, err
		}
		g.findings = append(g.findings, findings...)
	}
	fleet.Findings = g.findings
	chain.SortFindings(fleet.Findings)
	if err := g.checkPinned(ctx); err != nil {
		return nil, err
	}
	return &Reading{
		Block:     g.block,
		Contracts: found.contracts,
		Facts:     g.said(),
		fleet:     func() (*chain.Fleet, error) { return fleet, nil },
	}, nil
}

// records says what the registries hold of the machines.
func (g *gen1) records(ctx context.Context, store Store, found *survey, ids []uint256.Int, fleet *chain.Fleet) error {
	t, err := g.events(ctx, store, found, ids)
	if err != nil {
		return err
	}
	g.findings = append(g.findings, t.findings...)
	fleet.Shortfall, fleet.EventsWithoutLog = t.shortfall, sum(t.unlogged)
	fleet.Events = store.Events(g.registries(), t.counts)
	for i := range fleet.Machines {
		m := &fleet.Machines[i]
		for _, registry := range g.registries() {
			m.EventCount += t.counts[RecordsOf{registry, m.ID}]
		}
		if m.EventCount == 0 || g.opts.Only != nil {
			continue
		}
		events, err := fleet.Events.Of(m.ID)
		if err != nil {
			return err
		}
		g.findings = append(g.findings, odd(events)...)
	}
	return nil
}

func (g *gen1) machines(ctx context.Context, ids []uint256.Int, fleet *chain.Fleet) error {
	return g.sweeps("machines", ids, func(ids []uint256.Int) error {
		machines, err := g.registered(ctx, ids)
		if err != nil {
			return err
		}
		pointers := make([]*chain.Machine, len(machines))
		for i := range machines {
			pointers[i] = &machines[i]
		}
		if err := g.ask(ctx, g.questions(), pointers); err != nil {
			return err
		}
		if err := g.readDIDs(ctx, pointers); err != nil {
			return err
		}
		fleet.Machines = append(fleet.Machines, machines...)
		return nil
	})
}

// registered reads the identity of the ids that are registered. What
// getVerificationInfo does not know as a machine is asked for again by
// machineExists, which decides.
func (g *gen1) registered(ctx context.Context, ids []uint256.Int) (machines []chain.Machine, err error) {
	registry := g.contract(chain.IdentityRegistry)
	identity := getVerificationInfo.about(registry, setVerification)
	calls := make([]evm.Call, len(ids))
	for i := range ids {
		calls[i] = identity.of(&ids[i])
	}
	answers, err := g.calls.All(ctx, calls)
	if err != nil {
		return nil, err
	}
	all := make([]chain.Machine, len(ids))
	known := make([]bool, len(ids))
	var doubtful []int
	for i := range all {
		all[i] = chain.Machine{ID: ids[i], Gen1: &chain.Gen1Machine{}}
		if identity.take(&all[i], &answers[i]) == nil {
			known[i], _ = evm.Words(answers[i].Data).Bool(2)
		}
		if !known[i] {
			doubtful = append(doubtful, i)
		}
	}
	exist, err := g.exist(ctx, ids, doubtful)
	if err != nil {
		return nil, err
	}
	for i := range all {
		if !known[i] && !exist[i] {
			continue
		}
		if err := identity.take(&all[i], &answers[i]); err != nil {
			g.report(&ids[i], chain.UnreadableView, "%s: %v", identity.name, err)
		}
		machines = append(machines, all[i])
	}
	return machines, nil
}

// exist asks machineExists about some of the ids, by index.
func (g *gen1) exist(ctx context.Context, ids []uint256.Int, indexes []int) (map[int]bool, error) {
	registry := g.contract(chain.IdentityRegistry)
	calls := make([]evm.Call, len(indexes))
	for i, index := range indexes {
		calls[i] = machineExists.of(registry, &ids[index])
		calls[i].Check = isBool
	}
	answers, err := g.calls.All(ctx, calls)
	if err != nil {
		return nil, err
	}
	exist := map[int]bool{}
	for i, index := range indexes {
		if err := answers[i].Err(); err != nil {
			return nil, fmt.Errorf("%w: machineExists(%s) of %s: %w", chain.ErrDeployment, ids[index].Dec(), registry, err)
		}
		exist[index], _ = evm.Words(answers[i].Data).Bool(0)
	}
	return exist, nil
}

func isBool(data []byte) error {
	_, err := evm.Words(data).Bool(0)
	return err
}

// questions lists the views that are asked of every machine beside its
// identity. A token that was never minted is 0 or a revert that says so.
func (g *gen1) questions() []question {
	registry := g.contract(chain.IdentityRegistry)
	token := tokenIDOf.about(g.contract(chain.MachineNFT), func(m *chain.Machine, d evm.Words) (err error) {
		m.TokenID, err = d.Uint256(0)
		return err
	})
	token.lacks = givesReason
	list := []question{
		gen1OperatorOf.about(registry, func(m *chain.Machine, d evm.Words) (err error) {
			m.Gen1.OperatorOf, err = d.Address(0)
			return err
		}),
		isStaked.about(g.contract(chain.IdentityStaking), func(m *chain.Machine, d evm.Words) (err error) {
			m.Bonded, err = d.Bool(0)
			return err
		}),
		token,
	}
	return append(list, g.flagQuestions()...)
}

// tokenMachine is asked of a machine's token: which machine it is of. That of a
// token that was never minted is 0 or a revert that says so.
func (g *gen1) tokenMachine() question {
	q := machineIDOf.about(g.contract(chain.MachineNFT), func(m *chain.Machine, d evm.Words) (err error) {
		m.Gen1.TokenOf, err = d.Uint256(0)
		return err
	})
	q.lacks = givesReason
	return q
}

// setVerification reads (address owner, address wallet, bool exists, uint8
// status).
func setVerification(m *chain.Machine, d evm.Words) (err error) {
	if m.Gen1.Owner, err = d.Address(0); err != nil {
		return err
	}
	if m.Gen1.Wallet, err = d.Address(1); err != nil {
		return err
	}
	if _, err = d.Bool(2); err != nil {
		return err
	}
	status, err := d.Uint8(3)
	m.Gen1.Status = min(chain.Status(status), chain.StatusUnknown)
	return err
}
