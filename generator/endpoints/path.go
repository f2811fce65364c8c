package endpoints

import (
	"encoding/hex"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
)

// MCR is the file of a machine's rating, by wallet.
func MCR(wallet common.Address) string { return "mcr/" + Lower(wallet) }

// Machine is the file of a machine's profile, by wallet.
func Machine(wallet common.Address) string { return "machine/" + Lower(wallet) }

// Operator is the file of one page of an operator's machines. The offset is a
// multiple of PageSize; it panics otherwise, since no such page is published.
func Operator(operator common.Address, offset int) string {
	if offset < 0 || offset%PageSize != 0 {
		panic(fmt.Sprintf("endpoints: no page starts at offset %d", offset))
	}
	first := "operator/" + Lower(operator) + "/machines"
	if offset == 0 {
		return first
	}
	return first + ".p/" + strconv.Itoa(offset)
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

// Sitemap is one part of a sitemap that is too long for one file, from 1.
func Sitemap(part int) string { return "sitemap/" + strconv.Itoa(part) + ".xml" }

// Lower is the spelling of an address in paths: 0x and lower-case hex.
func Lower(a common.Address) string { return "0x" + hex.EncodeToString(a[:]) }

// Key is what stands in a path for the placeholder of its family. Fields that
// the family has no placeholder for are zero.
type Key struct {
	Address common.Address
	ID      uint256.Int
	Name    string
	Offset  int
}

// Parse finds the family of a file in the tree, and its key. A family's JSON
// 404 body belongs to it, with a zero key. Parse answers false for every path
// that no function of this package builds.
func Parse(file string) (Family, Key, bool) {
	for i, f := range table {
		if f.NotFound != "" && file == f.notFoundFile() {
			return f, Key{}, true
		}
		if key, ok := patterns[i].match(file); ok {
			return f, key, true
		}
	}
	return Family{}, Key{}, false
}

// Path builds the file of a key: the inverse of Parse.
func (f Family) Path(k Key) string {
	return strings.NewReplacer(
		"{address}", Lower(k.Address),
		"{id}", k.ID.Dec(),
		"{name}", k.Name,
		"{path}", k.Name,
		"{offset}", strconv.Itoa(k.Offset),
	).Replace(f.Files)
}

// pattern is the compiled form of Family.Files.
type pattern struct {
	prefix string // up to the first placeholder
	re     *regexp.Regexp
}

var patterns = compile()

func compile() []pattern {
	const name = `[0-9a-z](?:[0-9a-z._-]*[0-9a-z])?`
	groups := strings.NewReplacer(
		`\{address\}`, `(?P<address>0x[0-9a-f]{40})`,
		`\{id\}`, `(?P<id>0|[1-9][0-9]{0,77})`,
		`\{name\}`, `(?P<name>`+name+`)`,
		`\{path\}`, `(?P<name>`+name+`(?:/`+name+`)*)`,
		`\{offset\}`, `(?P<offset>[1-9][0-9]{1,8})`,
	)
	out := make([]pattern, len(table))
	for i, f := range table {
		prefix, _, _ := strings.Cut(f.Files, "{")
		out[i] = pattern{prefix, regexp.MustCompile(`\A` + groups.Replace(regexp.QuoteMeta(f.Files)) + `\z`)}
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
		case "address":
			k.Address = common.HexToAddress(m[i])
		case "id":
			if k.ID.SetFromDecimal(m[i]) != nil {
				return Key{}, false
			}
		case "name":
			k.Name = m[i]
		case "offset":
			k.Offset, _ = strconv.Atoi(m[i])
			if k.Offset%PageSize != 0 {
				return Key{}, false
			}
		}
	}
	return k, true
}
