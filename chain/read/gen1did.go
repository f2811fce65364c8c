package read

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/holiman/uint256"

	"mcrpress/chain"
	"mcrpress/chain/evm"
)

// The DID registry of generation 1.0. An attribute that nobody wrote reverts,
// with a text or with an error, by the build of the precompile.
var (
	readAttribute = newView(gen1Only, chain.DIDRegistry, "readAttribute(address,bytes)", "((bytes,bytes,uint32,uint256))")
	entryNotFound = newError(gen1Only, chain.DIDRegistry, "EntryNotFound(address,bytes)")
)

const missingAttribute = "Cannot find the item"

// attribute is one value of the DID registry, as stored. The zero attribute is
// an absent one, and an empty value counts as absent.
type attribute struct {
	stored     bool // somebody wrote it, if only empty
	value      []byte
	validUntil uint32 // block number; 4294967295 never expires
}

// document is the peaqOS attributes of one account.
type document struct {
	machineID        attribute
	nftTokenID       attribute
	operator         attribute
	documentationURL attribute
	dataAPI          attribute
	dataVisibility   attribute
	machines         attribute
}

// field is one attribute of a document and its name in the registry.
type field struct {
	name  string
	value *attribute
}

// fields are the attributes of every account. Only an operator has the list
// of machines beside them.
func (d *document) fields() []field {
	return []field{
		{"machineId", &d.machineID},
		{"nftTokenId", &d.nftTokenID},
		{"operator", &d.operator},
		{"documentation_url", &d.documentationURL},
		{"data_api", &d.dataAPI},
		{"data_visibility", &d.dataVisibility},
	}
}

func (d *document) list() field { return field{"machines", &d.machines} }

// present reports whether the attribute has a value.
func (a attribute) present() bool { return len(a.value) > 0 }

// expired reports whether the attribute's validity ended before a block. The
// registry still returns such a value, and so does the API.
func (a attribute) expired(block uint64) bool {
	return a.present() && uint64(a.validUntil) < block
}

func (a attribute) text() string { return validText(a.value) }

// validText is text of a stranger as valid UTF-8: every run of invalid bytes
// becomes U+FFFD.
func validText(b []byte) string { return strings.ToValidUTF8(string(b), "\uFFFD") }

// uint reads the value as a number: decimal text, else 0x hex text, else one
// 32-byte big-endian word. ok is false for anything else. Clients write
// decimal text; anyone may write the others.
func (a attribute) uint() (n uint256.Int, ok bool) {
	text := string(a.value)
	if isDigits(text) {
		return n, n.SetFromDecimal(text) == nil
	}
	if hex, found := strings.CutPrefix(strings.ToLower(text), "0x"); found && len(hex) <= 64 && isHex(hex) {
		n.SetBytes(common.FromHex(hex))
		return n, true
	}
	if len(a.value) == 32 {
		n.SetBytes32(a.value)
		return n, true
	}
	return n, false
}

func isDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

func isHex(s string) bool {
	return s != "" && strings.Trim(s, "0123456789abcdef") == ""
}

// account reads the value as an account: did:peaq:0x... or 0x..., in any
// letter case. ok is false for anything else.
func (a attribute) account() (addr common.Address, ok bool) {
	text := string(a.value)
	if len(text) >= len(didPrefix) && strings.EqualFold(text[:len(didPrefix)], didPrefix) {
		text = text[len(didPrefix):]
	}
	if len(text) != 42 || !strings.EqualFold(text[:2], "0x") {
		return addr, false
	}
	raw, err := hexutil.Decode("0x" + text[2:])
	return common.BytesToAddress(raw), err == nil
}

// ids reads the value as a list of machine ids: the JSON integers of at least
// 1 in a JSON array, in order, duplicates kept, everything else dropped. A
// value that is no JSON array gives none.
func (a attribute) ids() []uint256.Int {
	var items []json.RawMessage
	if json.Unmarshal(a.value, &items) != nil {
		return nil
	}
	var ids []uint256.Int
	for _, item := range items {
		text := string(bytes.TrimSpace(item))
		var id uint256.Int
		if isDigits(text) && id.SetFromDecimal(text) == nil && !id.IsZero() {
			ids = append(ids, id)
		}
	}
	return ids
}

// visibility is the data_visibility in a text; anything unrecognised is
// private.
func visibility(text string) string {
	switch text {
	case "onchain", "public":
		return text
	default:
		return "private"
	}
}

// readDocuments reads the attributes of the accounts that were not read yet.
// The zero address has none.
func (g *gen1) readDocuments(ctx context.Context, accounts []common.Address) error {
	var wanted []wantedField
	for _, account := range accounts {
		if g.documents[account] != nil {
			continue
		}
		doc := new(document)
		g.documents[account] = doc
		if account == (common.Address{}) {
			continue
		}
		for _, f := range doc.fields() {
			wanted = append(wanted, wantedField{account, f})
		}
	}
	return g.readFields(ctx, wanted)
}

// readLists reads the list of machines of accounts whose other attributes are
// read, where it was not read yet.
func (g *gen1) readLists(ctx context.Context, accounts []common.Address) error {
	return g.readFields(ctx, g.unlisted(accounts))
}

// unlisted gives the lists of machines that were not read yet.
func (g *gen1) unlisted(accounts []common.Address) (wanted []wantedField) {
	for _, account := range accounts {
		if !g.listed[account] {
			g.listed[account] = true
			wanted = append(wanted, wantedField{account, g.documents[account].list()})
		}
	}
	return wanted
}

// wantedField is an attribute to read.
type wantedField struct {
	account common.Address
	field
}

func (g *gen1) readFields(ctx context.Context, wanted []wantedField) error {
	answers, err := g.calls.All(ctx, g.fieldCalls(wanted))
	if err != nil {
		return err
	}
	return g.takeFields(wanted, answers)
}

func (g *gen1) fieldCalls(wanted []wantedField) []evm.Call {
	calls := make([]evm.Call, len(wanted))
	for i, w := range wanted {
		calls[i] = g.attributeCall(w.account, w.name)
	}
	return calls
}

func (g *gen1) takeFields(wanted []wantedField, answers []evm.Answer) error {
	for i, w := range wanted {
		if err := g.takeAttribute(w.account, w.field, &answers[i]); err != nil {
			return fmt.Errorf("reading attribute %s of %s at block %d: %w", w.name, w.account, g.block.Number, err)
		}
	}
	return nil
}

// takeAttribute keeps the attribute in an answer of the DID registry, if there
// is one. A record that cannot be decoded counts as absent and is remembered.
func (g *gen1) takeAttribute(account common.Address, f field, a *evm.Answer) (err error) {
	if a.Is(entryNotFound) || a.Reverted && strings.Contains(a.Reason, missingAttribute) {
		return nil
	}
	if err := a.Err(); err != nil {
		return err
	}
	if len(a.Data) == 0 {
		return fmt.Errorf("%w: empty answer: is it a DID registry?", chain.ErrDeployment)
	}
	if *f.value, err = decodeAttribute(a.Data); err != nil {
		g.garbled[account] = append(g.garbled[account], f.name)
	}
	return nil
}

// reportGarbled lists the attributes of an account that could not be decoded.
func (g *gen1) reportGarbled(machine *uint256.Int, account common.Address) {
	g.findings = append(g.findings, garbled(machine, account, g.garbled[account])...)
}

func garbled(machine *uint256.Int, account common.Address, names []string) (findings []chain.Finding) {
	for _, name := range names {
		findings = append(findings,
			finding(machine, chain.UnreadableAttribute, "attribute %s of %s cannot be decoded", name, account))
	}
	return findings
}

func (g *gen1) attributeCall(account common.Address, name string) evm.Call {
	return evm.Call{
		To:     g.contract(chain.DIDRegistry),
		Data:   evm.AppendBytes(readAttribute.selector.Encode(evm.Address(account), evm.Uint(64)), []byte(name)),
		Weight: 2,
		Check:  evm.Insist(func(data []byte) error { _, err := decodeAttribute(data); return err }),
	}
}

// decodeAttribute decodes the struct (bytes name, bytes value, uint32
// validity, uint256 created).
func decodeAttribute(data []byte) (a attribute, err error) {
	tuple, err := evm.Words(data).Tail(0)
	if err != nil {
		return a, err
	}
	value, err := tuple.Bytes(1)
	if err != nil {
		return a, err
	}
	validity, err := tuple.Uint32(2)
	if err != nil {
		return a, err
	}
	_, err = tuple.Uint256(3)
	return attribute{true, bytes.Clone(value), validity}, err
}
