package hosting

import (
	"fmt"
	"slices"
	"strings"

	"mcrpress/generator/endpoints"
)

// Alias is a kind of further spellings that a file is given, for hosts that
// have no rules for them.
type Alias string

// The kinds.
const (
	AliasDID      Alias = "did"      // did:peaq: before what a DID names
	AliasChecksum Alias = "checksum" // accounts as EIP-55 writes them
)

// Aliases lists kinds of further spellings. With both, accounts have the
// prefix in either case.
type Aliases []Alias

// UnmarshalText reads kinds with commas between them.
func (a *Aliases) UnmarshalText(text []byte) error {
	*a = nil
	for word := range strings.SplitSeq(string(text), ",") {
		switch alias := Alias(strings.TrimSpace(word)); alias {
		case "":
		case AliasDID, AliasChecksum:
			*a = append(*a, alias)
		default:
			return fmt.Errorf("no spelling named %q: use did, checksum or both", word)
		}
	}
	return nil
}

// has reports whether a kind is listed.
func (a Aliases) has(kind Alias) bool { return slices.Contains(a, kind) }

// of lists the further paths of a file. Machines of generation 2.0 have ids,
// which no letter case changes.
func (a Aliases) of(table *endpoints.Table, file string) (paths []string) {
	f, key, known := table.Parse(file)
	if !known || !f.TakesDID() || f.IsNotFoundBody(file) {
		return nil
	}
	plain := key.ID.Dec()
	if f.Grammar() == endpoints.AccountDID {
		plain = endpoints.Lower(key.Account)
	}
	names := []string{plain}
	if checksum := key.Account.Hex(); a.has(AliasChecksum) && f.Grammar() == endpoints.AccountDID && checksum != plain {
		names = append(names, checksum)
	}
	if a.has(AliasDID) {
		for _, name := range slices.Clone(names) {
			names = append(names, endpoints.DIDPrefix+name)
		}
	}
	dir, rest, _ := strings.Cut(file, "/")
	for _, name := range names[1:] {
		paths = append(paths, dir+"/"+name+strings.TrimPrefix(rest, plain))
	}
	return paths
}
