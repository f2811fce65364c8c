package chain

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/holiman/uint256"
)

// Attribute is one value of the DID registry, as stored. The zero Attribute
// is an absent one, and an empty value counts as absent.
type Attribute struct {
	Value      []byte
	ValidUntil uint32 // block number; 4294967295 never expires
	Created    uint64 // Unix milliseconds
}

// Document is the peaqOS attributes of one account.
type Document struct {
	MachineID        Attribute
	NFTTokenID       Attribute
	Operator         Attribute
	DocumentationURL Attribute
	DataAPI          Attribute
	DataVisibility   Attribute
	Machines         Attribute
}

// field is one attribute of a document and its name in the registry.
type field struct {
	name  string
	value *Attribute
}

func (d *Document) fields() [7]field {
	return [7]field{
		{"machineId", &d.MachineID},
		{"nftTokenId", &d.NFTTokenID},
		{"operator", &d.Operator},
		{"documentation_url", &d.DocumentationURL},
		{"data_api", &d.DataAPI},
		{"data_visibility", &d.DataVisibility},
		{"machines", &d.Machines},
	}
}

// Present says whether the attribute has a value.
func (a Attribute) Present() bool { return len(a.Value) > 0 }

// Expired says whether the attribute's validity ended before a block. The
// registry still returns such a value, and so does the API.
func (a Attribute) Expired(block uint64) bool {
	return a.Present() && uint64(a.ValidUntil) < block
}

// Text is the value as valid UTF-8: every run of invalid bytes becomes U+FFFD.
func (a Attribute) Text() string { return strings.ToValidUTF8(string(a.Value), "\uFFFD") }

// Uint reads the value as a number: decimal text, else 0x hex text, else one
// 32-byte big-endian word. ok is false for anything else. How peaqOS encodes
// numbers is not published, so all three are taken.
func (a Attribute) Uint() (n uint256.Int, ok bool) {
	text := string(a.Value)
	if isDigits(text) {
		return n, n.SetFromDecimal(text) == nil
	}
	if hex, found := strings.CutPrefix(strings.ToLower(text), "0x"); found && len(hex) <= 64 && isHex(hex) {
		n.SetBytes(common.FromHex(hex))
		return n, true
	}
	if len(a.Value) == 32 {
		n.SetBytes32(a.Value)
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

// Account reads the value as an account: did:peaq:0x... or 0x..., in any
// letter case. ok is false for anything else.
func (a Attribute) Account() (addr common.Address, ok bool) {
	const prefix = "did:peaq:"
	text := string(a.Value)
	if len(text) >= len(prefix) && strings.EqualFold(text[:len(prefix)], prefix) {
		text = text[len(prefix):]
	}
	if len(text) != 42 || !strings.EqualFold(text[:2], "0x") {
		return addr, false
	}
	raw, err := hexutil.Decode("0x" + text[2:])
	return common.BytesToAddress(raw), err == nil
}

// IDs reads the value as a list of machine ids: the JSON integers of at least
// 1 in a JSON array, in order, duplicates kept, everything else dropped. A
// value that is no JSON array gives none.
func (a Attribute) IDs() []uint256.Int {
	var items []json.RawMessage
	if json.Unmarshal(a.Value, &items) != nil {
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
