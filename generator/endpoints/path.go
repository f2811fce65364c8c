package endpoints

import (
	"encoding/hex"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"

	"mcrpress/chain"
)

// MCR is the file of a machine's rating.
func (t *Table) MCR(m *chain.Machine) string { return t.families[0].Path(keyOf(m)) }

// Machine is the file of a machine's profile.
func (t *Table) Machine(m *chain.Machine) string { return t.families[1].Path(keyOf(m)) }

func keyOf(m *chain.Machine) Key {
	k := Key{ID: m.ID}
	if m.Gen1 != nil {
		k.Account = m.Gen1.Wallet
	}
	return k
}

// OperatorPage is the file of one page of an operator's machines. The offset
// is a multiple of PageSize; it panics otherwise, since no such page is
// published.
func OperatorPage(operator common.Address, offset int) string {
	if offset < 0 || offset%PageSize != 0 {
		panic(fmt.Sprintf("endpoints: no page starts at offset %d", offset))
	}
	if k := (Key{Account: operator, Offset: offset}); offset > 0 {
		return operatorPages.Path(k)
	} else {
		return operatorPage.Path(k)
	}
}

// Metadata is the file of a token's metadata.
func Metadata(token *uint256.Int) string { return "metadata/" + token.Dec() }

// Machines is the file of a machine's registration card in JSON.
func Machines(machine *uint256.Int) string { return "machines/" + machine.Dec() }

// Card is the page of a machine.
func Card(machine *uint256.Int) string { return "card/" + machine.Dec() + ".html" }

// Fleet is the page of an operator.
func Fleet(operator common.Address) string { return "fleet/" + Lower(operator) + ".html" }

// Badge is the picture of a machine's rating.
func Badge(machine *uint256.Int) string { return "badge/" + machine.Dec() + ".svg" }

// Index is the file of an index whose entries begin at an offset, which is a
// multiple of IndexSize.
func Index(index Body, offset int) string {
	if offset == 0 {
		return "index/" + string(index) + ".json"
	}
	return "index/" + string(index) + "/" + strconv.Itoa(offset) + ".json"
}

// Operator is the file of an operator's whole list.
func Operator(operator common.Address) string { return "index/operators/" + Lower(operator) + ".json" }

// Schema is the file of an index's JSON Schema.
func Schema(index Body) string { return "index/schema/" + string(index) + ".json" }

// Sitemap is one part of a sitemap that is too long for one file, from 1.
func Sitemap(part int) string { return "sitemap/" + strconv.Itoa(part) + ".xml" }

// Lower is the spelling of an account in paths: 0x and lower-case hex.
func Lower(a common.Address) string { return "0x" + hex.EncodeToString(a[:]) }

// Key is what stands in a path for the placeholders of its family. Fields that
// the family has no placeholder for are zero.
type Key struct {
	Account common.Address
	ID      uint256.Int
	Name    string
	Offset  int
}

// Parse finds the family of a file in the tree, and its key. A family's JSON
// 404 body belongs to it, with a zero key. Parse returns false for every path
// that no function of this package builds.
func (t *Table) Parse(file string) (Family, Key, bool) {
	for i, f := range t.families {
		if f.IsNotFoundBody(file) {
			return f, Key{}, true
		}
		if key, ok := t.patterns[i].match(file); ok {
			return f, key, true
		}
	}
	return Family{}, Key{}, false
}

// Path builds the file of a key: the inverse of Parse.
func (f Family) Path(k Key) string {
	var path []byte
	for rest := f.Files; ; {
		before, keyed, found := strings.Cut(rest, "{")
		path = append(path, before...)
		if !found {
			return string(path)
		}
		keyed, rest, _ = strings.Cut(keyed, "}")
		path = append(path, k.text(keyed)...)
	}
}

// text is what stands for a placeholder.
func (k *Key) text(placeholder string) string {
	switch placeholder {
	case "account":
		return Lower(k.Account)
	case "id":
		return k.ID.Dec()
	case "offset":
		return strconv.Itoa(k.Offset)
	default:
		return k.Name
	}
}

// Bare is a key without what the family's paths do not name: what Parse gives.
func (f Family) Bare(k Key) Key {
	var bare Key
	if strings.Contains(f.Files, "{account}") {
		bare.Account = k.Account
	}
	if strings.Contains(f.Files, "{id}") {
		bare.ID = k.ID
	}
	if strings.Contains(f.Files, "{name}") || strings.Contains(f.Files, "{path}") {
		bare.Name = k.Name
	}
	if f.Step > 0 {
		bare.Offset = k.Offset
	}
	return bare
}

// pattern is the compiled form of Family.Files.
type pattern struct {
	prefix string // up to the first placeholder
	step   int
	re     *regexp.Regexp
}

const decimal = `(?:0|[1-9][0-9]{0,77})`

// Pattern is a regular expression of the paths of the family's files, without
// anchors. It has nothing that JavaScript reads in another way.
func (f Family) Pattern() string {
	return strings.ReplaceAll(f.expression(), "?P<", "?<")
}

// expression has a group for each placeholder, of its name.
func (f Family) expression() string {
	const name = `[0-9a-z](?:[0-9a-z._-]*[0-9a-z])?`
	return strings.NewReplacer(
		`\{account\}`, `(?P<account>0x[0-9a-f]{40})`,
		`\{id\}`, `(?P<id>`+decimal+`)`,
		`\{name\}`, `(?P<name>`+name+`)`,
		`\{path\}`, `(?P<name>`+name+`(?:/`+name+`)*)`,
		`\{offset\}`, `(?P<offset>[1-9][0-9]{1,8})`,
	).Replace(regexp.QuoteMeta(f.Files))
}

func compile(families []Family) []pattern {
	out := make([]pattern, len(families))
	for i, f := range families {
		prefix, _, _ := strings.Cut(f.Files, "{")
		out[i] = pattern{prefix, f.Step, regexp.MustCompile(`\A` + f.expression() + `\z`)}
	}
	return out
}

func (p pattern) match(file string) (k Key, ok bool) {
	if !strings.HasPrefix(file, p.prefix) {
		return k, false
	}
	m := p.re.FindStringSubmatch(file)
	if m == nil {
		return k, false
	}
	for i, group := range p.re.SubexpNames() {
		switch group {
		case "account":
			k.Account = common.HexToAddress(m[i])
		case "id":
			if k.ID.SetFromDecimal(m[i]) != nil {
				return Key{}, false
			}
		case "name":
			k.Name = m[i]
		case "offset":
			k.Offset, _ = strconv.Atoi(m[i])
			if k.Offset%p.step != 0 {
				return Key{}, false
			}
		}
	}
	return k, true
}
