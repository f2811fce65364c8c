package chain

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/ethereum/go-ethereum/common"
)

// ErrDeployment marks an error that the operator mends in the configuration:
// a deployment that is malformed or does not fit the chain behind the RPC.
var ErrDeployment = errors.New("deployment")

// Generation is a set of contracts that peaq deployed together, as deployment
// files write it.
type Generation string

// The generations.
const (
	Gen1 Generation = "1.0" // IdentityRegistry: machines are accounts
	Gen2 Generation = "2.0" // MachineRegistry: machines are tokens
)

// Deployment says where the peaqOS contracts of one network are.
type Deployment struct {
	Name       string     `json:"name"`
	Generation Generation `json:"generation"` // 1.0 where a file says nothing
	ChainID    uint64     `json:"chain_id"`
	StartBlock uint64     `json:"start_block"` // first block that can hold a machine or an event; 0 = unknown
	Contracts  Contracts  `json:"contracts"`
	Views      Views      `json:"views"`
	Explorer   Explorer   `json:"explorer,omitzero"`
}

// Explorer is where a block explorer shows accounts and transactions. {}
// stands for the address or the hash. Empty means no links.
type Explorer struct {
	Address string `json:"address,omitempty"`
	Tx      string `json:"tx,omitempty"`
}

// Role is what a contract is to a deployment, as deployment files write it.
type Role string

// The roles of both generations.
const (
	EventRegistry Role = "event_registry"
	AdminFlags    Role = "admin_flags"
	Multicall3    Role = "multicall3"
)

// The roles of generation 1.0.
const (
	IdentityRegistry Role = "identity_registry"
	IdentityStaking  Role = "identity_staking"
	MachineNFT       Role = "machine_nft"
	DIDRegistry      Role = "did_registry"
)

// The roles of generation 2.0.
const (
	InfoDesk                       Role = "info_desk"
	MachineRegistry                Role = "machine_registry"
	MachineStateAndSync            Role = "machine_state_and_sync"
	MachineSubscription            Role = "machine_subscription"
	CrossChainMirror               Role = "cross_chain_mirror"
	OperatorRegistry               Role = "operator_registry"
	MachineBridgeAdapter           Role = "machine_bridge_adapter"
	RemoteBondSettlement           Role = "remote_bond_settlement"
	SubscriptionTokenProvisionPool Role = "subscription_token_provision_pool"
)

// RoleRule says what a deployment of a generation may and must name.
type RoleRule struct {
	Role     Role
	Required bool
	Several  bool // a list of addresses is taken
}

var roles = map[Generation][]RoleRule{
	Gen1: {
		{IdentityRegistry, true, false},
		{IdentityStaking, true, false},
		{EventRegistry, true, true},
		{MachineNFT, true, false},
		{AdminFlags, false, false},
		{DIDRegistry, true, false},
		{Multicall3, false, false},
	},
	Gen2: {
		{InfoDesk, true, false},
		{MachineRegistry, true, false},
		{MachineStateAndSync, true, false},
		{MachineSubscription, true, false},
		{CrossChainMirror, true, false},
		{EventRegistry, true, false},
		{OperatorRegistry, false, false},
		{MachineBridgeAdapter, false, false},
		{RemoteBondSettlement, false, false},
		{SubscriptionTokenProvisionPool, false, false},
		{AdminFlags, false, false},
		{Multicall3, false, false},
	},
}

// Roles lists the contracts of a generation, in the order in which they are
// read and published. It is nil for a generation that does not exist.
func (g Generation) Roles() []RoleRule { return roles[g] }

// Contracts are the addresses of a deployment, by role.
type Contracts map[Role]Addresses

// Of is the contract of a role that has one address, zero where it is not
// named.
func (c Contracts) Of(role Role) common.Address {
	if len(c[role]) == 0 {
		return common.Address{}
	}
	return common.Address(c[role][0])
}

// All lists the contracts of a role.
func (c Contracts) All(role Role) []common.Address {
	list := make([]common.Address, len(c[role]))
	for i, a := range c[role] {
		list[i] = common.Address(a)
	}
	return list
}

// Set replaces the contract of a role.
func (c Contracts) Set(role Role, address common.Address) {
	c[role] = Addresses{Address(address)}
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

// Networks lists the names of the built-in deployments.
func Networks() []string { return []string{"peaq", "agung", "peaq-1.0", "agung-1.0"} }

// LoadDeployment gives a built-in deployment by its name or reads one from a
// JSON file.
func LoadDeployment(network string) (Deployment, error) {
	data, err := builtin.ReadFile("deployments/" + network + ".json")
	if err != nil {
		if !strings.HasSuffix(network, ".json") {
			return Deployment{}, fmt.Errorf("%w: no network named %q: use %s or the path of a .json file",
				ErrDeployment, network, strings.Join(Networks(), ", "))
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
// address, a role of the other generation or an address that fails its EIP-55
// checksum is an error.
func ParseDeployment(data []byte) (Deployment, error) {
	d := Deployment{Generation: Gen1}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&d); err != nil {
		return d, err
	}
	if _, err := dec.Token(); err != io.EOF {
		return d, errors.New("data after the JSON object")
	}
	return d, d.Validate()
}

// Validate checks that a deployment is complete and of one generation.
func (d *Deployment) Validate() error {
	if d.Name == "" {
		return errors.New("name is missing")
	}
	if d.ChainID == 0 {
		return errors.New("chain_id is missing")
	}
	rules := d.Generation.Roles()
	if rules == nil {
		return fmt.Errorf("generation is %q: write 1.0 or 2.0", d.Generation)
	}
	known := map[Role]bool{}
	for _, rule := range rules {
		known[rule.Role] = true
		if err := rule.check(d.Contracts[rule.Role]); err != nil {
			return err
		}
	}
	for role := range d.Contracts {
		if !known[role] {
			return fmt.Errorf("contracts.%s: generation %s has no such contract", role, d.Generation)
		}
	}
	return d.validateViews()
}

func (r RoleRule) check(addresses Addresses) error {
	if len(addresses) == 0 && r.Required || slices.Contains(addresses, Address{}) {
		return fmt.Errorf("contracts.%s is missing", r.Role)
	}
	if len(addresses) > 1 && !r.Several {
		return fmt.Errorf("contracts.%s has %d addresses: name one", r.Role, len(addresses))
	}
	return nil
}

func (d *Deployment) validateViews() error {
	if len(d.Contracts[AdminFlags]) == 0 && (d.Views.NegativeFlag.Set() || d.Views.TrustOverride.Set()) {
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

// Clone is a copy whose contracts can be set apart from the deployment's.
func (d *Deployment) Clone() Deployment {
	clone := *d
	clone.Contracts = maps.Clone(d.Contracts)
	return clone
}

// FlagsRead reports whether negative flags can be read.
func (d *Deployment) FlagsRead() bool {
	return len(d.Contracts[AdminFlags]) > 0 && d.Views.NegativeFlag.Set()
}

// Listed lists the configured contracts in the order of the generation's
// roles.
func (d *Deployment) Listed() (list []Contract) {
	for _, rule := range d.Generation.Roles() {
		for _, a := range d.Contracts.All(rule.Role) {
			list = append(list, Contract{Role: rule.Role, Address: a})
		}
	}
	return list
}

// Address is a contract address in a configuration. Mixed case must be a
// valid EIP-55 checksum: a wrong address in circulation is known by that.
type Address common.Address

// String returns the EIP-55 form.
func (a Address) String() string { return common.Address(a).Hex() }

// MarshalText returns the EIP-55 form.
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

// MarshalJSON returns a string for one address, else an array.
func (l Addresses) MarshalJSON() ([]byte, error) {
	if len(l) == 1 {
		return json.Marshal(l[0])
	}
	return json.Marshal([]Address(l))
}

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
