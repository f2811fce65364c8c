package answers

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"iter"
	"strconv"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"

	"mcrpress/chain"
	"mcrpress/generator/endpoints"
	"mcrpress/scoring"
)

// MachineIndex is one file of index/machines.json.
type MachineIndex struct {
	Machines []MachineEntry `json:"machines"` // by ascending id
	Next     *string        `json:"next"`     // the file with the entries after these, null in the last
}

// MachineEntry is one machine of the MachineIndex. Account stands in
// generation 1.0, Token and Home in 2.0.
type MachineEntry struct {
	MachineID ID `json:"machine_id"`
	*Account
	*Token
	Operator *string `json:"operator"` // as in the answers
	*Home
	Rated
	Degraded   bool `json:"mcr_degraded"`
	EventCount int  `json:"event_count"`
	// Resolves says how mcr/ and machine/ answer for the machine: ok, or the
	// detail of their 404.
	Resolves string `json:"resolves"`
}

// Account is what a MachineEntry of generation 1.0 has beside.
type Account struct {
	Wallet  *string `json:"wallet"`   // EIP-55, null where the registry names none
	TokenID *ID     `json:"token_id"` // null where there is no NFT
}

// Token is what a MachineEntry of generation 2.0 has beside.
type Token struct {
	Owner      *string `json:"owner"`      // EIP-55, null for a machine that is homed on another chain
	Controller *string `json:"controller"` // EIP-55, null where the owner controls it
}

// Home is what a MachineEntry of generation 2.0 has beside.
type Home struct {
	HomeChain    *uint16 `json:"home_chain"` // protocol chain id, null for a machine that is homed here
	Subscription string  `json:"subscription"`
}

// Rated is a rating and its score.
type Rated struct {
	MCR      scoring.Letter `json:"mcr"`
	MCRScore int            `json:"mcr_score"`
}

// entry is what both generations say of a machine.
func (m *Machine) entry() MachineEntry {
	return MachineEntry{
		MachineID:  ID(m.ID),
		Operator:   optional(m.Operator),
		Rated:      Rated{m.Rating.Letter, m.Rating.Score},
		Degraded:   m.Rating.Degraded,
		EventCount: m.Rating.EventCount,
		Resolves:   m.resolves(),
	}
}

// IDs words ids, none as an empty list.
func IDs(ids []uint256.Int) []ID {
	list := make([]ID, len(ids))
	for i := range ids {
		list[i] = ID(ids[i])
	}
	return list
}

// Key is what the paths of a machine are made of, by their subject; ok is
// false where it has no file of that subject.
func (e *MachineEntry) Key(of endpoints.Subject) (k endpoints.Key, ok bool) {
	k.ID = e.MachineID.Uint()
	if e.Account == nil {
		foreign := e.Home != nil && e.Home.HomeChain != nil
		return k, of != endpoints.OfToken || !foreign && !k.ID.IsZero() // there is no /metadata/0
	}
	if e.Wallet == nil {
		return k, false
	}
	k.Account = common.HexToAddress(*e.Wallet)
	switch of {
	case endpoints.OfProfile:
		return k, e.Resolves == Resolves
	case endpoints.OfToken:
		if e.TokenID == nil {
			return k, false
		}
		k.ID = e.TokenID.Uint()
	}
	return k, true
}

// DID is the canonical DID of the machine. One without a wallet has that of the
// zero account.
func (e *MachineEntry) DID() string {
	switch {
	case e.Account == nil:
		return endpoints.DIDPrefix + e.MachineID.String()
	case e.Wallet == nil:
		return did(common.Address{})
	default:
		return endpoints.DIDPrefix + *e.Wallet
	}
}

// Facts are what the entry says of the machine's answers, by their fields, as
// encoding/json decodes them with numbers as json.Number. nil is a null, or a
// field that is absent.
func (e *MachineEntry) Facts() map[string]any {
	facts := map[string]any{
		"machine_id":   e.MachineID.String(),
		"did":          e.DID(),
		"operator":     nil,
		"mcr":          string(e.MCR),
		"mcr_score":    json.Number(strconv.Itoa(e.MCRScore)),
		"mcr_degraded": e.Degraded,
		"event_count":  json.Number(strconv.Itoa(e.EventCount)),
		"home_chain":   nil,
	}
	if e.Account != nil {
		facts["machine_id"] = json.Number(e.MachineID.String())
	}
	if e.Operator != nil {
		facts["operator"] = *e.Operator
	}
	if e.Home != nil && e.HomeChain != nil {
		facts["home_chain"] = json.Number(strconv.Itoa(int(*e.HomeChain)))
	}
	return facts
}

// LeftIndex is one file of index/left.json: the ids that once stood for a
// machine and no longer do, by the chain's own record.
type LeftIndex struct {
	Machines []ID    `json:"machines"` // ascending
	Next     *string `json:"next"`
}

// OperatorIndex is one file of index/operators.json.
type OperatorIndex struct {
	Operators []OperatorEntry `json:"operators"` // by ascending address
	Next      *string         `json:"next"`
}

// OperatorEntry says where an operator's list is.
type OperatorEntry struct {
	Address  string `json:"address"`
	Machines int    `json:"machines"` // entries of the list
	File     string `json:"file"`
}

// OperatorList is the list from which every page of an operator can be cut.
type OperatorList struct {
	Address  string `json:"address"`
	Machines []ID   `json:"machines"` // in the order of the pages, registered or not
}

// FindingIndex is one file of index/findings.json.
type FindingIndex struct {
	Findings []Finding `json:"findings"` // by ascending machine id, those about no machine first
	Next     *string   `json:"next"`
}

// Finding is one disagreement on chain.
type Finding struct {
	MachineID *ID               `json:"machine_id"` // null where it is about an account or the deployment
	Kind      chain.FindingKind `json:"kind"`
	Detail    string            `json:"detail"`
}

// Unresolved lists what answers 404 with another detail than the plain one of
// its endpoint.
type Unresolved struct {
	Addresses []UnresolvedAddress `json:"addresses"` // of mcr/ and machine/
	Machines  []UnresolvedMachine `json:"machines"`  // of machines/
	Tokens    []UnresolvedToken   `json:"tokens"`    // of metadata/
}

// UnresolvedAddress is an account whose DID leads to no machine of its own.
type UnresolvedAddress struct {
	Address   string `json:"address"`
	MachineID ID     `json:"machine_id"` // what its attribute says
	Detail    string `json:"detail"`
}

// UnresolvedMachine is a registered machine without a wallet.
type UnresolvedMachine struct {
	MachineID ID     `json:"machine_id"`
	Detail    string `json:"detail"`
}

// UnresolvedToken is a token of a machine without a wallet.
type UnresolvedToken struct {
	TokenID ID     `json:"token_id"`
	Detail  string `json:"detail"`
}

// UnresolvedOf words what the chain leaves unresolved.
func UnresolvedOf(u *chain.Unresolved) Unresolved {
	out := Unresolved{[]UnresolvedAddress{}, []UnresolvedMachine{}, []UnresolvedToken{}}
	for _, a := range u.Accounts {
		out.Addresses = append(out.Addresses, UnresolvedAddress{a.Address.Hex(), ID(a.MachineID), endpoints.Detail(chain.NotRegistered)})
	}
	for _, id := range u.Machines {
		out.Machines = append(out.Machines, UnresolvedMachine{ID(id), endpoints.Detail(chain.NoWallet)})
	}
	for _, id := range u.Tokens {
		out.Tokens = append(out.Tokens, UnresolvedToken{ID(id), endpoints.Detail(chain.NotRegistered)})
	}
	return out
}

// Count is the number of entries.
func (u *Unresolved) Count() int { return len(u.Addresses) + len(u.Machines) + len(u.Tokens) }

// Changes is index/changes.json: what differs from the previous snapshot.
type Changes struct {
	Previous *SnapshotPrevious `json:"previous"` // null for a first snapshot
	Added    []ID              `json:"added"`    // machine ids, ascending
	Removed  []ID              `json:"removed"`  // that left by the chain's own record
	Lost     []ID              `json:"lost"`     // that are gone without one
	Rerated  []Rerated         `json:"rerated"`
	// Implementations lists the proxies that were upgraded.
	Implementations []Upgrade `json:"implementations"`
	Changed         []string  `json:"changed_paths"` // files that are new or have other bytes
	Deleted         []string  `json:"removed_paths"`
	// Purge lists the URL paths of both, in every spelling that a cache may
	// hold them under.
	Purge []string `json:"purge_urls"`
}

// Upgrade is a contract whose implementation changed. Null is none.
type Upgrade struct {
	Role    chain.Role `json:"role"`
	Address string     `json:"address"`
	From    *string    `json:"from"`
	To      *string    `json:"to"`
}

// Rerated is a machine whose rating or score changed.
type Rerated struct {
	MachineID ID    `json:"machine_id"`
	From      Rated `json:"from"`
	To        Rated `json:"to"`
}

// BreakdownIndex is index/breakdown.json: what the ratings of the fleet are
// made of.
type BreakdownIndex struct {
	Scored     int                  `json:"scored"`     // machines that passed the gates
	StoppedBy  map[scoring.Gate]int `json:"stopped_by"` // machines by the first gate that is shut
	Components []ComponentBreakdown `json:"components"`
}

// ComponentBreakdown is one component over all scored machines. Points are
// thousandths.
type ComponentBreakdown struct {
	Component string `json:"component"`
	Max       int    `json:"max"`
	Average   int    `json:"average"` // rounded down; 0 where no machine is scored
	Full      int    `json:"full"`    // machines that have all of its points
	Lifts     int    `json:"lifts"`   // machines that this component alone could bring to the next letter
}

// ReadMachines reads the whole index of machines of a tree.
func ReadMachines(tree fs.FS) ([]MachineEntry, error) {
	return collect(machineFiles(tree))
}

// EachMachine yields the index of machines of a tree, up to the first error. It
// holds the entries of one file.
func EachMachine(tree fs.FS) iter.Seq2[*MachineEntry, error] {
	return func(yield func(*MachineEntry, error) bool) {
		for entries, err := range machineFiles(tree) {
			if err != nil {
				yield(nil, err)
				return
			}
			for i := range entries {
				if !yield(&entries[i], nil) {
					return
				}
			}
		}
	}
}

func machineFiles(tree fs.FS) iter.Seq2[[]MachineEntry, error] {
	return indexFiles(tree, endpoints.MachinesIndex, func(f *MachineIndex) ([]MachineEntry, *string) { return f.Machines, f.Next })
}

// ReadOperators reads the whole index of operators of a tree.
func ReadOperators(tree fs.FS) ([]OperatorEntry, error) {
	return readIndex(tree, endpoints.OperatorsIndex, func(f *OperatorIndex) ([]OperatorEntry, *string) { return f.Operators, f.Next })
}

// ReadOperator reads the list of one operator.
func ReadOperator(tree fs.FS, operator common.Address) (*OperatorList, error) {
	var list OperatorList
	return &list, ReadJSON(tree, endpoints.Operator(operator), &list)
}

// ReadFindings reads all findings of a tree.
func ReadFindings(tree fs.FS) ([]Finding, error) {
	return readIndex(tree, endpoints.FindingsIndex, func(f *FindingIndex) ([]Finding, *string) { return f.Findings, f.Next })
}

// ReadLeft reads the ids that left.
func ReadLeft(tree fs.FS) ([]ID, error) {
	return readIndex(tree, endpoints.LeftIndex, func(f *LeftIndex) ([]ID, *string) { return f.Machines, f.Next })
}

// readIndex reads a whole index.
func readIndex[File, Entry any](tree fs.FS, index endpoints.Body, part func(*File) ([]Entry, *string)) ([]Entry, error) {
	return collect(indexFiles(tree, index, part))
}

func collect[Entry any](files iter.Seq2[[]Entry, error]) (all []Entry, err error) {
	for entries, err := range files {
		if err != nil {
			return nil, err
		}
		all = append(all, entries...)
	}
	return all, nil
}

// indexFiles follows an index from file to file, up to the first error.
func indexFiles[File, Entry any](tree fs.FS, index endpoints.Body, part func(*File) ([]Entry, *string)) iter.Seq2[[]Entry, error] {
	return func(yield func([]Entry, error) bool) {
		for n := 0; ; {
			path := endpoints.Index(index, n)
			var file File
			if err := ReadJSON(tree, path, &file); err != nil {
				yield(nil, err)
				return
			}
			entries, next := part(&file)
			n += len(entries)
			if next != nil && (len(entries) != endpoints.IndexSize || *next != endpoints.Index(index, n)) {
				yield(nil, fmt.Errorf("%s: %d entries, and %.80q is next", path, len(entries), *next))
				return
			}
			if !yield(entries, nil) || next == nil {
				return
			}
		}
	}
}

// ReadJSON reads a JSON file of a tree.
func ReadJSON(tree fs.FS, path string, into any) error {
	data, err := fs.ReadFile(tree, path)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, into); err != nil {
		return fmt.Errorf("reading %s: %w", path, err)
	}
	return nil
}
