package endpoints

import (
	"encoding/json"
	"fmt"
	"iter"
	"regexp"
	"strings"

	"github.com/ethereum/go-ethereum/common"

	"mcrpress/chain"
)

// Endpoint is what the API documents of a route.
type Endpoint struct {
	ID      string // of the operation, unique
	Summary string
	Key     *Parameter // that stands in the path, nil for none
	Query   []*Parameter
	Details Details
	// Unlimited is true where no limit of requests counts.
	Unlimited bool
}

// Details are the texts of an endpoint's errors, by status. 422 and the 503
// of /ready have bodies of their own, and no text here. 429 and 500 are the
// same everywhere and not listed.
type Details map[int][]string

// The texts, as the API words them.
const (
	emptyDID              = "Empty DID"
	invalidAddress        = "Invalid Ethereum address format"
	invalidDID            = "Invalid machine DID format"
	machineDIDNotFound    = "Machine DID not found"
	machineNotRegistered  = "Machine not registered"
	machineNotFound       = "Machine not found"
	machineWalletNotFound = "Machine wallet not found"
	tokenNotFound         = "Token not found"
	notFound              = "Not Found"

	NotInitialised   = "Service not initialised"
	ChainUnavailable = "Chain unavailable"
	InternalError    = "Internal server error"
)

var noService = []string{NotInitialised, ChainUnavailable}

// Detail is the text of the 404 of a machine that does not resolve, empty for
// one that does.
func Detail(r chain.Resolution) string {
	return [...]string{
		chain.Resolves:      "",
		chain.NoMachineID:   machineDIDNotFound,
		chain.NotRegistered: machineNotRegistered,
		chain.NoWallet:      machineWalletNotFound,
	}[r]
}

// Envelope is the JSON body of an error.
func Envelope(detail string) []byte {
	quoted, _ := json.Marshal(detail) // a string always marshals
	return fmt.Appendf(nil, "{\"detail\":%s}\n", quoted)
}

// Parameter is a parameter of an endpoint.
type Parameter struct {
	Name    string
	Grammar Grammar
	// Least and Most bound an integer; nil is no bound.
	Least, Most *int
	Default     int // of a parameter of the query
	Meaning     string
}

// Grammar is how a URL spells a parameter.
type Grammar uint8

// The grammars.
const (
	AccountDID Grammar = iota // did:peaq: and 0x with 40 hex digits of either case, or the account alone
	MachineDID                // did:peaq: and a decimal uint256 without leading zeros, or the number alone
	Integer                   // as the validator of the API reads one; package httpapi has its rules
)

// DIDPrefix begins every DID.
const DIDPrefix = "did:peaq:"

// Pattern is the regular expression of a DID without anchors, its prefix left
// out. It is empty for an integer.
func (g Grammar) Pattern() string {
	switch g {
	case AccountDID:
		return `0x[a-fA-F0-9]{40}`
	case MachineDID:
		return decimal
	default:
		return ""
	}
}

// Prefix is DIDPrefix where the grammar is one of DIDs, else empty.
func (g Grammar) Prefix() string {
	if g == Integer {
		return ""
	}
	return DIDPrefix
}

var (
	accountText = regexp.MustCompile(`\A` + AccountDID.Pattern() + `\z`)
	decimalText = regexp.MustCompile(`\A` + decimal + `\z`)
)

// ReadDID reads a DID, or what follows its prefix. detail is the text of the
// 400 where it is none.
func (g Grammar) ReadDID(text string) (k Key, detail string) {
	text = strings.TrimPrefix(text, DIDPrefix)
	switch {
	case text == "":
		return k, emptyDID
	case g == MachineDID:
		if !decimalText.MatchString(text) || k.ID.SetFromDecimal(text) != nil {
			return Key{}, invalidDID
		}
	case !accountText.MatchString(text):
		return k, invalidAddress
	default:
		k.Account = common.HexToAddress(text)
	}
	return k, ""
}

// DID is the canonical DID of a key.
func (g Grammar) DID(k Key) string {
	if g == MachineDID {
		return DIDPrefix + k.ID.Dec()
	}
	return DIDPrefix + k.Account.Hex()
}

// TakesDID reports whether the key in the URL may be spelt as a DID.
func (f Family) TakesDID() bool { return strings.Contains(f.Route, "{did}") }

// Grammar is how a family's URL spells what stands in Files for {account} or
// {id}.
func (f Family) Grammar() Grammar {
	switch {
	case !f.TakesDID():
		return Integer
	case strings.Contains(f.Files, "{account}"):
		return AccountDID
	default:
		return MachineDID
	}
}

// NotFoundBodies yields, for each family whose 404 is JSON, the file that
// hosts of the nearest-404.html kind answer with, and its bytes.
func (t *Table) NotFoundBodies() iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		seen := map[string]bool{}
		for _, f := range t.families {
			path := f.notFoundFile()
			if f.NotFound == "" || seen[path] {
				continue
			}
			seen[path] = true
			if !yield(path, Envelope(f.NotFound)) {
				return
			}
		}
	}
}

// IsNotFoundBody reports whether a file of the family is its JSON 404 body.
func (f Family) IsNotFoundBody(file string) bool {
	return f.NotFound != "" && file == f.notFoundFile()
}

// notFoundFile is the 404 page of the family's top directory.
func (f Family) notFoundFile() string {
	dir, _, _ := strings.Cut(f.Files, "/")
	return dir + "/404.html"
}
