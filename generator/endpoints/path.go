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
	if i, ok := t.exact[file]; ok {
		return t.families[i], Key{}, true
	}
	dir, _, _ := strings.Cut(file, "/")
	for _, i := range t.keyed[dir] {
		if key, ok := match(t.patterns[i], t.families[i].Step, file); ok {
			return t.families[i], key, true
		}
	}
	return Family{}, Key{}, false
}

// Path builds the file of a key: the inverse of Parse.
func (f Family) Path(k Key) string {
	var buf [128]byte
	path := buf[:0]
	for rest := f.Files; ; {
		before, keyed, found := strings.Cut(rest, "{")
		path = append(path, before...)
		if !found {
			return string(path)
		}
		keyed, rest, _ = strings.Cut(keyed, "}")
		path = k.appendTo(path, keyed)
	}
}

// appendTo adds what stands for a placeholder.
func (k *Key) appendTo(path []byte, placeholder string) []byte {
	switch placeholder {
	case "account":
		return hex.AppendEncode(append(path, "0x"...), k.Account[:])
	case "id":
		return append(path, k.ID.Dec()...)
	case "offset":
		return strconv.AppendInt(path, int64(k.Offset), 10)
	default:
		return append(path, k.Name...)
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

// part is a literal of Family.Files and the placeholder after it, empty in the
// last.
type part struct{ literal, placeholder string }

func (f Family) parts() (parts []part) {
	for rest := f.Files; ; {
		literal, keyed, found := strings.Cut(rest, "{")
		if !found {
			return append(parts, part{literal, ""})
		}
		keyed, rest, _ = strings.Cut(keyed, "}")
		parts = append(parts, part{literal, keyed})
	}
}

// match takes a path apart that expression matches.
func match(parts []part, step int, rest string) (k Key, ok bool) {
	for i, p := range parts {
		if rest, ok = strings.CutPrefix(rest, p.literal); !ok {
			return Key{}, false
		}
		n := 0
		switch p.placeholder {
		case "":
			return k, rest == ""
		case "account":
			n, ok = account(rest, &k.Account)
		case "id":
			n = digits(rest)
			ok = n > 0 && (n == 1 || rest[0] != '0') && k.ID.SetFromDecimal(rest[:n]) == nil
		case "offset":
			n = digits(rest)
			ok = n > 1 && n < 10 && rest[0] != '0'
			k.Offset, _ = strconv.Atoi(rest[:n])
			ok = ok && k.Offset%step == 0
		default: // before the last literal
			n = len(rest) - len(parts[i+1].literal)
			ok = n > 0 && names(rest[:n], p.placeholder == "path")
			k.Name = rest[:max(n, 0)]
		}
		if !ok {
			return Key{}, false
		}
		rest = rest[n:]
	}
	return k, true
}

// account reads 0x and 40 lower-case hex digits.
func account(text string, into *common.Address) (n int, ok bool) {
	n = 2 + 2*len(into)
	if len(text) < n || text[:2] != "0x" || strings.ContainsAny(text[2:n], "ABCDEF") {
		return 0, false
	}
	_, err := hex.Decode(into[:], []byte(text[2:n]))
	return n, err == nil
}

// digits counts the digits that a text begins with.
func digits(text string) int {
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return i
		}
	}
	return len(text)
}

// names reports whether a text is one name, or names with slashes.
func names(text string, many bool) bool {
	last := byte('/')
	for i := range len(text) {
		switch c := text[i]; {
		case c == '.' || c == '_' || c == '-':
			if last == '/' {
				return false
			}
		case c == '/':
			if !many || !alphanumeric(last) {
				return false
			}
		case !alphanumeric(c):
			return false
		}
		last = text[i]
	}
	return alphanumeric(last)
}

func alphanumeric(c byte) bool { return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' }
