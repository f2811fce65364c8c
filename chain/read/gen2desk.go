package read

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"mcrpress/chain"
	"mcrpress/chain/evm"
)

// peers are the roles that InfoDesk gives an address for. InfoDesk itself and
// the event registry have none: the latter is a machine-data contract.
var peers = []chain.Role{
	chain.MachineRegistry, chain.MachineStateAndSync, chain.MachineSubscription, chain.CrossChainMirror,
	chain.OperatorRegistry, chain.MachineBridgeAdapter, chain.RemoteBondSettlement, chain.SubscriptionTokenProvisionPool,
}

// peerKey is the key of a role at InfoDesk.
func peerKey(role chain.Role) [32]byte {
	return crypto.Keccak256Hash([]byte(strings.ToUpper(string(role))))
}

// prepare reads what holds for all machines, and holds the deployment's
// contracts against what InfoDesk says of them.
func (g *gen2) prepare(ctx context.Context) error {
	desk, state := g.contract(chain.InfoDesk), g.contract(chain.MachineStateAndSync)
	calls := []evm.Call{
		localChainID.at(desk), machineDataContracts.at(desk), generalPause.at(state), technicalPause.at(state),
	}
	for _, role := range peers {
		calls = append(calls, peer.at(desk, peerKey(role)))
	}
	answers, err := g.calls.All(ctx, calls)
	if err != nil {
		return err
	}
	for i := range answers {
		if err := answers[i].Err(); err != nil {
			return fmt.Errorf("%w: %s: %w: is %s an InfoDesk?", chain.ErrDeployment, calls[i].To, err, desk)
		}
	}
	if g.localChain, err = evm.Words(answers[0].Data).Uint16(0); err != nil || g.localChain == 0 {
		return fmt.Errorf("%w: localChainId of %s gives no number: is it an InfoDesk?", chain.ErrDeployment, desk)
	}
	modules, err := decodeAddresses(answers[1].Data)
	if err != nil {
		return fmt.Errorf("%w: getMachineDataContracts of %s: %w", chain.ErrDeployment, desk, err)
	}
	if registry := g.contract(chain.EventRegistry); !slices.Contains(modules, registry) {
		return fmt.Errorf("%w: contracts.%s: %s is none of the machine-data contracts of InfoDesk %s",
			chain.ErrDeployment, chain.EventRegistry, registry, desk)
	}
	if g.paused.General, err = evm.Words(answers[2].Data).Bool(0); err != nil {
		return fmt.Errorf("isGeneralPausedGlobal of %s: %w", state, err)
	}
	if g.paused.Technical, err = evm.Words(answers[3].Data).Bool(0); err != nil {
		return fmt.Errorf("isTechnicalPausedGlobal of %s: %w", state, err)
	}
	for i, role := range peers {
		says, err := evm.Words(answers[4+i].Data).Address(0)
		if err != nil {
			return fmt.Errorf("%w: peer of %s: %w", chain.ErrDeployment, desk, err)
		}
		if named := g.contract(role); named != (common.Address{}) && named != says {
			return fmt.Errorf("%w: contracts.%s is %s, InfoDesk %s says %s", chain.ErrDeployment, role, named, desk, says)
		}
	}
	return nil
}

// decodeAddresses reads a list of addresses.
func decodeAddresses(data evm.Words) ([]common.Address, error) {
	count, list, err := data.List(0)
	if err != nil {
		return nil, err
	}
	addresses := make([]common.Address, count)
	for i := range addresses {
		if addresses[i], err = list.Address(i); err != nil {
			return nil, err
		}
	}
	return addresses, nil
}
