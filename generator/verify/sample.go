package verify

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"

	"mcrpress/generator"
	"mcrpress/generator/endpoints"
)

// sample is the machines whose files are compared.
type sample struct {
	machines, tokens map[uint256.Int]bool
	wallets          map[common.Address]bool
}

// choose draws the sample from the machines on the chain: those with the
// lowest hashes of block and id, which nobody knows before the block.
func (c *comparison) choose(derived *generator.Snapshot) error {
	c.report.Fleet = derived.Counts.Machines
	c.report.Machines = derived.Counts.Machines
	if c.options.Sample == 0 || c.options.Sample >= derived.Counts.Machines {
		return nil
	}
	data, err := fs.ReadFile(c.derived, "index/machines.json")
	if err != nil {
		return err
	}
	var index generator.MachineIndex
	if err := json.Unmarshal(data, &index); err != nil {
		return fmt.Errorf("reading the derived machines: %w", err)
	}
	drawn := index.Machines
	lot := func(m generator.MachineEntry) []byte {
		id := uint256.Int(m.MachineID)
		sum := sha256.Sum256(append(derived.Block.Hash.Bytes(), id.PaddedBytes(32)...))
		return sum[:]
	}
	slices.SortFunc(drawn, func(a, b generator.MachineEntry) int { return bytes.Compare(lot(a), lot(b)) })
	c.sample = newSample(drawn[:c.options.Sample])
	c.report.Machines = c.options.Sample
	return nil
}

func newSample(drawn []generator.MachineEntry) *sample {
	s := &sample{map[uint256.Int]bool{}, map[uint256.Int]bool{}, map[common.Address]bool{}}
	for _, m := range drawn {
		s.machines[uint256.Int(m.MachineID)] = true
		if m.TokenID != nil {
			s.tokens[uint256.Int(*m.TokenID)] = true
		}
		if m.Wallet != nil {
			s.wallets[common.HexToAddress(*m.Wallet)] = true
		}
	}
	return s
}

// covers reports whether a file is of a machine in the sample, or an index of
// all machines.
func (s *sample) covers(family endpoints.Family, key endpoints.Key) bool {
	switch family.Name {
	case "mcr", "machine":
		return s.wallets[key.Address]
	case "metadata":
		return s.tokens[key.ID]
	case "machines", "card", "badge":
		return s.machines[key.ID]
	}
	return strings.HasPrefix(family.Name, "index-")
}
