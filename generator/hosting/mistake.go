package hosting

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/holiman/uint256"

	"mcrpress/generator/endpoints"
)

// mistake is a value of an integer parameter that the API refuses.
type mistake struct {
	pattern string // of the value
	kind    string // FastAPI's name
	message string
	context string // JSON members after the input
	echo    bool   // the pattern lets nothing through that JSON would escape
}

// mistakes are the ways to get a parameter wrong. A value matches one at most.
func mistakes(p *endpoints.Parameter) (list []mistake) {
	if p.Least != nil {
		list = append(list, below(*p.Least))
	}
	if p.Most != nil {
		list = append(list, mistake{"0*(?:" + over(strconv.Itoa(*p.Most)) + ")", "less_than_equal",
			fmt.Sprintf("Input should be less than or equal to %d", *p.Most), fmt.Sprintf(`,"ctx":{"le":%d}`, *p.Most), true})
	}
	return append(list, unparsed, unsafe)
}

// unparsed is what is no integer and can be repeated as it is; unsafe what
// cannot, so that the input is left out.
var (
	unparsed = mistake{`[0-9A-Za-z_.~-]*[A-Za-z_.~][0-9A-Za-z_.~-]*|[0-9-]*[0-9]-[0-9-]*|-+(?:-[0-9]+)?`, "int_parsing",
		"Input should be a valid integer, unable to parse string as an integer", "", true}
	unsafe = mistake{`.*[^0-9A-Za-z_.~-].*`, unparsed.kind, unparsed.message, "", false}
)

// below is the mistake of a number that is less than 0 or 1.
func below(least int) mistake {
	pattern := `-0*[1-9][0-9]*`
	if least == 1 {
		pattern = `-[0-9]+|0+`
	}
	return mistake{pattern, "greater_than_equal", fmt.Sprintf("Input should be greater than or equal to %d", least),
		fmt.Sprintf(`,"ctx":{"ge":%d}`, least), true}
}

// over is the pattern of the decimals without leading zeros that are greater
// than a number.
func over(number string) string {
	return fmt.Sprintf("[1-9][0-9]{%d,}|%s", len(number), greater(number))
}

// greater is the pattern of the decimals of the same length that are greater.
func greater(number string) string {
	digit, rest := number[0], number[1:]
	var ways []string
	if digit < '9' {
		ways = append(ways, fmt.Sprintf("[%c-9]%s", digit+1, digits(len(rest))))
	}
	if rest != "" && strings.Trim(rest, "9") != "" {
		ways = append(ways, fmt.Sprintf("%c%s", digit, greater(rest)))
	}
	return "(?:" + strings.Join(ways, "|") + ")"
}

func digits(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("[0-9]{%d}", n)
}

// oversize is the pattern of the ids that are as long as the largest one and
// greater. Longer ones do not match the pattern of an id.
var oversize = greater(new(uint256.Int).Not(new(uint256.Int)).Dec())

// object is FastAPI's JSON for a mistake in a place, query or path. value is
// the server's variable that holds the input.
func (m mistake) object(p *endpoints.Parameter, place, value string) string {
	input := ""
	if m.echo {
		input = fmt.Sprintf(`,"input":"%s"`, value)
	}
	return fmt.Sprintf(`{"type":"%s","loc":["%s","%s"],"msg":"%s"%s%s}`, m.kind, place, p.Name, m.message, input, m.context)
}

// The pages of an operator's list that are files: the first, and those at
// multiples of 20. Other offsets and limits are in order, and beyond a server
// that only hands out files.
const (
	firstOffset = `|-?0+`
	pageOffset  = `[2468]0|[1-9][0-9]*[02468]0`
	wholeLimit  = `|0*20`
)

// Bodies that are in no file.
const (
	badMethod    = `{"detail":"Method Not Allowed"}`
	notFound     = `{"detail":"Not Found"}`
	notSliceable = `{"detail":"This host has whole pages only: leave limit out and use multiples of 20 as offset"}`
	// emptyFleet has the place of the asked DID, and that of the page's size.
	emptyFleet = `{"operator_did":"%s","machines":[],"pagination":{"offset":0,"limit":%d,"total":0}}`
)
