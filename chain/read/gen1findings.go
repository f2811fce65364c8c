package read

import (
	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"

	"mcrpress/chain"
)

// compare reports where the attributes of machines disagree with what the
// contracts say.
func (g *gen1) compare(fleet *chain.Fleet) {
	for i := range fleet.Machines {
		m := &fleet.Machines[i]
		doc := g.documents[m.Gen1.Wallet]
		g.compareIDs(m, doc)
		g.compareOperator(m, doc)
		for _, f := range append(doc.fields(), doc.list()) {
			if f.value.expired(g.block.Number) {
				g.report(&m.ID, chain.ExpiredAttribute, "attribute %s was valid until block %d", f.name, f.value.validUntil)
			}
		}
		g.findings = append(g.findings, flagFindings(m, g.block.Time)...)
	}
}

// compare reports likewise of operators that are no machine's wallet.
func (r *roll) compare(accounts []Account, claims map[common.Address]uint256.Int) (findings []chain.Finding) {
	ofMachine := make(map[common.Address]bool, len(r.wallets))
	for _, wallet := range r.wallets {
		ofMachine[wallet] = true
	}
	for _, o := range accounts {
		if ofMachine[o.Address] {
			continue // it is the machine's
		}
		findings = append(findings, garbled(nil, o.Address, o.Garbled)...)
		id, ok := claims[o.Address]
		if wallet, registered := r.wallets[id]; ok && registered {
			findings = append(findings, finding(&id, chain.MachineIDMismatch,
				"attribute machineId of operator %s is %s, whose wallet is %s", o.Address, id.Dec(), wallet))
		}
	}
	return findings
}

func (g *gen1) compareIDs(m *chain.Machine, doc *document) {
	if a := doc.machineID; a.present() {
		if id, ok := a.uint(); !ok {
			g.report(&m.ID, chain.MachineIDMismatch, "attribute machineId of %s is no number", m.Gen1.Wallet)
		} else if id != m.ID {
			g.report(&m.ID, chain.MachineIDMismatch, "attribute machineId of %s is %s", m.Gen1.Wallet, id.Dec())
		}
	}
	if a := doc.nftTokenID; a.present() {
		if id, ok := a.uint(); !ok {
			g.report(&m.ID, chain.TokenIDMismatch, "attribute nftTokenId is no number, tokenIdOf is %s", m.TokenID.Dec())
		} else if id != m.TokenID {
			g.report(&m.ID, chain.TokenIDMismatch, "attribute nftTokenId is %s, tokenIdOf is %s", id.Dec(), m.TokenID.Dec())
		}
	}
}

func (g *gen1) compareOperator(m *chain.Machine, doc *document) {
	if !doc.operator.present() {
		return
	}
	registered := m.Gen1.OperatorOf
	if registered == (common.Address{}) {
		registered = m.Gen1.Wallet // self-managed
	}
	if account, ok := doc.operator.account(); !ok {
		g.report(&m.ID, chain.OperatorMismatch, "attribute operator is no account, operatorOf is %s", m.Gen1.OperatorOf)
	} else if account != registered {
		g.report(&m.ID, chain.OperatorMismatch, "attribute operator is %s, operatorOf is %s", account, m.Gen1.OperatorOf)
	}
}
