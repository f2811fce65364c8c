package chain

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/ethereum/go-ethereum/common"
)

// ErrDeployment marks an error that the operator mends in the configuration:
// a deployment that is malformed or does not fit the chain behind the RPC.
var ErrDeployment = errors.New("deployment")

// Deployment says where the peaqOS contracts of one network are.
type Deployment struct {
	Name       string    `json:"name"`
	ChainID    uint64    `json:"chain_id"`
	StartBlock uint64    `json:"start_block"` // first block that can hold an event; 0 = unknown
	Contracts  Contracts `json:"contracts"`
	Views      Views     `json:"views"`
	Explorer   Explorer  `json:"explorer,omitzero"`
}

// Explorer is where a block explorer shows accounts and transactions. {}
// stands for the address or the hash. Empty means no links.
type Explorer struct {
	Address string `json:"address,omitempty"`
	Tx      string `json:"tx,omitempty"`
}

// Contracts are the addresses of a deployment.
type Contracts struct {
	IdentityRegistry Address   `json:"identity_registry"`
	IdentityStaking  Address   `json:"identity_staking"`
	EventRegistries  Addresses `json:"event_registry"` // one address or a list
	MachineNFT       Address   `json:"machine_nft"`
	AdminFlags       *Address  `json:"admin_flags,omitempty"`
	DIDRegistry      Address   `json:"did_registry"`
	Multicall3       *Address  `json:"multicall3,omitempty"`
}

// Views are the getters of AdminFlags, whose names are not published, as
// signatures with outputs: name(uint256)(outputs).
//
// NegativeFlag gives a Unix timestamp in seconds, 0 for none. TrustOverride
// gives a value of 0 to 100 and a bool that says whether it is set, in either
// order, or the value alone, where 0 is none.
type Views struct {
	NegativeFlag  View `json:"negative_flag,omitzero"`
	TrustOverride View `json:"trust_override,omitzero"`
}

//go:embed deployments/*.json
var builtin embed.FS

// LoadDeployment gives a built-in deployment by its name (peaq, agung) or
// reads one from a JSON file.
func LoadDeployment(network string) (Deployment, error) {
	data, err := builtin.ReadFile("deployments/" + network + ".json")
	if err != nil {
		if !strings.HasSuffix(network, ".json") {
			return Deployment{}, fmt.Errorf("%w: no network named %q: use peaq, agung or the path of a .json file", ErrDeployment, network)
		}
		if data, err = os.ReadFile(network); err != nil {
			return Deployment{}, fmt.Errorf("%w: %w", ErrDeployment, err)
		}
	}
	d, err := ParseDeployment(data)
	if err != nil {
		return d, fmt.Errorf("%w %s: %w", ErrDeployment, network, err)
	}
	return d, nil
}

// ParseDeployment reads a deployment file. An unknown field, a missing
// address or one that fails its EIP-55 checksum is an error.
func ParseDeployment(data []byte) (Deployment, error) {
	var d Deployment
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&d); err != nil {
		return d, err
	}
	if _, err := dec.Token(); err != io.EOF {
		return d, errors.New("data after the JSON object")
	}
	return d, d.validate()
}

func (d *Deployment) validate() error {
	if d.Name == "" {
		return errors.New("name is missing")
	}
	if d.ChainID == 0 {
		return errors.New("chain_id is missing")
	}
	if len(d.Contracts.EventRegistries) == 0 {
		return errors.New("contracts.event_registry is missing")
	}
	for _, contract := range d.roles() {
		if contract.Address == (common.Address{}) {
			return fmt.Errorf("contracts.%s is missing", contract.Role)
		}
	}
	if d.Contracts.AdminFlags == nil && (d.Views.NegativeFlag.set() || d.Views.TrustOverride.set()) {
		return errors.New("views are named but contracts.admin_flags is missing")
	}
	if err := d.Views.NegativeFlag.fits("uint"); err != nil {
		return fmt.Errorf("views.negative_flag: %w", err)
	}
	if err := d.Views.TrustOverride.fits("bool,uint", "uint,bool", "uint"); err != nil {
		return fmt.Errorf("views.trust_override: %w", err)
	}
	return nil
}

// FlagsRead says whether negative flags can be read.
func (d *Deployment) FlagsRead() bool {
	return d.Contracts.AdminFlags != nil && d.Views.NegativeFlag.set()
}

// roles lists the configured contracts in a fixed order.
func (d *Deployment) roles() []Contract {
	c := d.Contracts
	list := []Contract{
		{Role: "identity_registry", Address: common.Address(c.IdentityRegistry)},
		{Role: "identity_staking", Address: common.Address(c.IdentityStaking)},
	}
	for _, a := range d.eventRegistries() {
		list = append(list, Contract{Role: "event_registry", Address: a})
	}
	list = append(list, Contract{Role: "machine_nft", Address: common.Address(c.MachineNFT)})
	if c.AdminFlags != nil {
		list = append(list, Contract{Role: "admin_flags", Address: common.Address(*c.AdminFlags)})
	}
	list = append(list, Contract{Role: "did_registry", Address: common.Address(c.DIDRegistry)})
	if c.Multicall3 != nil {
		list = append(list, Contract{Role: "multicall3", Address: common.Address(*c.Multicall3)})
	}
	return list
}

func (d *Deployment) eventRegistries() []common.Address {
	list := make([]common.Address, len(d.Contracts.EventRegistries))
	for i, a := range d.Contracts.EventRegistries {
		list[i] = common.Address(a)
	}
	return list
}

// precompile says whether an address is in the range that peaq keeps for
// contracts without code.
func precompile(a common.Address) bool {
	return bytes.Equal(a[:18], make([]byte, 18))
}

// Address is a contract address in a configuration. Mixed case must be a
// valid EIP-55 checksum: a wrong address in circulation is known by that.
type Address common.Address

// String gives the EIP-55 form.
func (a Address) String() string { return common.Address(a).Hex() }

// MarshalText gives the EIP-55 form.
func (a Address) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// UnmarshalText reads an address.
func (a *Address) UnmarshalText(text []byte) error {
	s := string(text)
	if !strings.HasPrefix(s, "0x") || !common.IsHexAddress(s) {
		return fmt.Errorf("%q is no address: write 0x and 40 hex digits", s)
	}
	parsed := common.HexToAddress(s)
	digits := s[2:]
	mixed := digits != strings.ToLower(digits) && digits != strings.ToUpper(digits)
	if mixed && parsed.Hex() != s {
		return fmt.Errorf("%s fails its EIP-55 checksum: check the address, or write it in lower case", s)
	}
	*a = Address(parsed)
	return nil
}

// Addresses is one address or a list of them.
type Addresses []Address

// UnmarshalJSON reads a string or an array of strings.
func (l *Addresses) UnmarshalJSON(data []byte) error {
	if bytes.HasPrefix(data, []byte("[")) {
		if err := json.Unmarshal(data, (*[]Address)(l)); err != nil {
			return err
		}
		return l.validate()
	}
	var one Address
	err := json.Unmarshal(data, &one)
	*l = Addresses{one}
	return err
}

// UnmarshalText reads addresses separated by commas.
func (l *Addresses) UnmarshalText(text []byte) error {
	*l = nil
	for part := range strings.SplitSeq(string(text), ",") {
		var a Address
		if err := a.UnmarshalText([]byte(strings.TrimSpace(part))); err != nil {
			return err
		}
		*l = append(*l, a)
	}
	return l.validate()
}

func (l Addresses) validate() error {
	sorted := slices.SortedFunc(slices.Values(l), func(a, b Address) int { return bytes.Compare(a[:], b[:]) })
	for i := 1; i < len(sorted); i++ {
		if sorted[i] == sorted[i-1] {
			return fmt.Errorf("%s is listed twice", sorted[i])
		}
	}
	return nil
}

// sortAddresses puts addresses in ascending order.
func sortAddresses(list []common.Address) {
	slices.SortFunc(list, func(a, b common.Address) int { return bytes.Compare(a[:], b[:]) })
}
