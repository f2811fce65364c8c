package hosting

import "fmt"

// mistake is a value of an integer parameter that the API refuses.
type mistake struct {
	pattern string // of the value
	kind    string // FastAPI's name
	message string
	context string // JSON members after the input
	echo    bool   // the pattern lets nothing through that JSON would escape
}

// integer is a parameter of the API that is an integer.
type integer struct {
	name     string
	place    string // query or path
	mistakes []mistake
}

var (
	offset  = integer{"offset", "query", []mistake{below(0), unparsed, unsafe}}
	limit   = integer{"limit", "query", []mistake{below(1), above20, unparsed, unsafe}}
	tokenID = integer{"token_id", "path", []mistake{below(1), unparsed, unsafe}}
	machine = integer{"machine_id", "path", []mistake{unparsed, unsafe}}
)

var above20 = mistake{`0*(?:2[1-9]|[3-9][0-9]|[1-9][0-9]{2,})`, "less_than_equal",
	"Input should be less than or equal to 20", `,"ctx":{"le":20}`, true}

// unparsed is what is no integer and can be repeated as it is; unsafe what
// cannot, so that the input is left out.
var (
	unparsed = mistake{`[0-9A-Za-z_.~-]*[A-Za-z_.~][0-9A-Za-z_.~-]*|[0-9-]*[0-9]-[0-9-]*|-+`, "int_parsing",
		"Input should be a valid integer, unable to parse string as an integer", "", true}
	unsafe = mistake{`.*[^0-9A-Za-z_.~-].*`, unparsed.kind, unparsed.message, "", false}
)

func below(least int) mistake {
	pattern := `-[0-9]+`
	if least == 1 {
		pattern = `-[0-9]+|0+`
	}
	return mistake{pattern, "greater_than_equal", fmt.Sprintf("Input should be greater than or equal to %d", least),
		fmt.Sprintf(`,"ctx":{"ge":%d}`, least), true}
}

// object is FastAPI's JSON for a mistake. value is the server's variable that
// holds the input.
func (m mistake) object(p integer, value string) string {
	input := ""
	if m.echo {
		input = fmt.Sprintf(`,"input":"%s"`, value)
	}
	return fmt.Sprintf(`{"type":"%s","loc":["%s","%s"],"msg":"%s"%s%s}`, m.kind, p.place, p.name, m.message, input, m.context)
}

// The pages of an operator's list that are files: the first, and those at
// multiples of 20. Other offsets and limits are in order, and beyond a server
// that only hands out files.
const (
	firstOffset = `0*`
	pageOffset  = `[2468]0|[1-9][0-9]*[02468]0`
	wholeLimit  = `|20`
)

// Bodies that are in no file.
const (
	emptyDID     = `{"detail":"Empty DID"}`
	badAddress   = `{"detail":"Invalid Ethereum address format"}`
	badMethod    = `{"detail":"Method Not Allowed"}`
	notFound     = `{"detail":"Not Found"}`
	notSliceable = `{"detail":"This host has whole pages only: leave limit out and use multiples of 20 as offset"}`
)
