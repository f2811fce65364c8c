package httpapi

import (
	"fmt"
	"math/big"
	"net/url"
	"regexp"
	"strings"

	"mcrpress/generator/endpoints"
)

// The places of a parameter.
const (
	inPath  = "path"
	inQuery = "query"
)

// integerPattern is what the API's validator takes for an integer, and
// digitsMax the longest text that it tries.
var integerPattern = regexp.MustCompile(`\A\s*([+-]?[0-9]+(?:_[0-9]+)*)(?:\.0+)?\s*\z`)

const digitsMax = 4300

// read gives the value of an integer, or what is wrong with it.
func read(p *endpoints.Parameter, place, text string) (*big.Int, *mistake) {
	wrong := &mistake{Loc: [2]string{place, p.Name}, Input: text}
	if len(text) > digitsMax {
		wrong.Type, wrong.Msg = "int_parsing_size", "Unable to parse input string as an integer, exceeded maximum size"
		return nil, wrong
	}
	m := integerPattern.FindStringSubmatch(text)
	if m == nil {
		wrong.Type, wrong.Msg = "int_parsing", "Input should be a valid integer, unable to parse string as an integer"
		return nil, wrong
	}
	n, _ := new(big.Int).SetString(strings.ReplaceAll(m[1], "_", ""), 10)
	switch {
	case p.Least != nil && n.Cmp(big.NewInt(int64(*p.Least))) < 0:
		wrong.Type, wrong.Msg = "greater_than_equal", fmt.Sprintf("Input should be greater than or equal to %d", *p.Least)
		wrong.Ctx = map[string]int{"ge": *p.Least}
	case p.Most != nil && n.Cmp(big.NewInt(int64(*p.Most))) > 0:
		wrong.Type, wrong.Msg = "less_than_equal", fmt.Sprintf("Input should be less than or equal to %d", *p.Most)
		wrong.Ctx = map[string]int{"le": *p.Most}
	default:
		return n, nil
	}
	return nil, wrong
}

// window reads offset and limit, which the table lists in this order.
func (c *call) window() (first *big.Int, count int, err error) {
	var mistakes []mistake
	var values [2]*big.Int
	for i, p := range c.family.Endpoint.Query {
		values[i] = big.NewInt(int64(p.Default))
		text, given := lastValue(c.query, p.Name)
		if !given {
			continue
		}
		n, wrong := read(p, inQuery, text)
		if wrong != nil {
			mistakes = append(mistakes, *wrong)
			continue
		}
		values[i] = n
	}
	if mistakes != nil {
		return nil, 0, unprocessable(mistakes)
	}
	return values[0], int(values[1].Int64()), nil
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
