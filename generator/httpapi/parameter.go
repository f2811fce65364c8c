package httpapi

import (
	"fmt"
	"math/big"
	"net/url"
	"regexp"
	"strings"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
)

const didPrefix = "did:peaq:"

var addressPattern = regexp.MustCompile(`\A0x[a-fA-F0-9]{40}\z`)

// address reads the DID of the path, or the bare address.
func (c *call) address() (common.Address, error) {
	text := strings.TrimPrefix(c.key, didPrefix)
	switch {
	case text == "":
		return common.Address{}, errEmptyDID
	case !addressPattern.MatchString(text):
		return common.Address{}, errAddress
	}
	return common.HexToAddress(text), nil
}

// integer is an integer parameter of the API.
type integer struct {
	place, name string
	least, most *int // nil is no bound
}

// The integer parameters.
var (
	tokenID   = integer{"path", "token_id", new(1), nil}
	machineID = integer{"path", "machine_id", nil, nil}
	offset    = integer{"query", "offset", new(0), nil}
	limit     = integer{"query", "limit", new(1), new(20)}
)

// integerPattern is what the API's validator takes for an integer, and
// digitsMax the longest text that it tries.
var integerPattern = regexp.MustCompile(`\A\s*([+-]?[0-9]+(?:_[0-9]+)*)(?:\.0+)?\s*\z`)

const digitsMax = 4300

// read gives the value of a parameter, or what is wrong with it.
func (p integer) read(text string) (*big.Int, *mistake) {
	if len(text) > digitsMax {
		return nil, p.mistake("int_parsing_size", "Unable to parse input string as an integer, exceeded maximum size", text)
	}
	m := integerPattern.FindStringSubmatch(text)
	if m == nil {
		return nil, p.mistake("int_parsing", "Input should be a valid integer, unable to parse string as an integer", text)
	}
	n, _ := new(big.Int).SetString(strings.ReplaceAll(m[1], "_", ""), 10)
	switch {
	case p.least != nil && n.Cmp(big.NewInt(int64(*p.least))) < 0:
		out := p.mistake("greater_than_equal", fmt.Sprintf("Input should be greater than or equal to %d", *p.least), text)
		out.Ctx = map[string]int{"ge": *p.least}
		return nil, out
	case p.most != nil && n.Cmp(big.NewInt(int64(*p.most))) > 0:
		out := p.mistake("less_than_equal", fmt.Sprintf("Input should be less than or equal to %d", *p.most), text)
		out.Ctx = map[string]int{"le": *p.most}
		return nil, out
	}
	return n, nil
}

func (p integer) mistake(kind, message, text string) *mistake {
	return &mistake{Type: kind, Loc: [2]string{p.place, p.name}, Msg: message, Input: text}
}

// id reads the integer of the path. ok is false where no id on chain can be
// that number.
func (c *call) id(p integer) (id uint256.Int, ok bool, err error) {
	n, wrong := p.read(c.key)
	if wrong != nil {
		return id, false, unprocessable([]mistake{*wrong})
	}
	if n.Sign() < 0 || id.SetFromBig(n) {
		return uint256.Int{}, false, nil
	}
	return id, true, nil
}

// window reads offset and limit.
func (c *call) window() (first *big.Int, count int, err error) {
	var mistakes []mistake
	values := map[string]*big.Int{}
	for _, p := range []struct {
		integer
		otherwise int64
	}{{offset, 0}, {limit, 20}} {
		values[p.name] = big.NewInt(p.otherwise)
		text, given := lastValue(c.query, p.name)
		if !given {
			continue
		}
		n, wrong := p.read(text)
		if wrong != nil {
			mistakes = append(mistakes, *wrong)
			continue
		}
		values[p.name] = n
	}
	if mistakes != nil {
		return nil, 0, unprocessable(mistakes)
	}
	return values[offset.name], int(values[limit.name].Int64()), nil
}

// lastValue gives a parameter of a query string. Where it cannot be decoded,
// it is taken as it stands; a semicolon does not separate.
func lastValue(query, name string) (value string, given bool) {
	for pair := range strings.SplitSeq(query, "&") {
		key, text, _ := strings.Cut(pair, "=")
		if unescaped(key) == name {
			value, given = unescaped(text), true
		}
	}
	return value, given
}

func unescaped(text string) string {
	if out, err := url.QueryUnescape(text); err == nil {
		return out
	}
	return text
}
