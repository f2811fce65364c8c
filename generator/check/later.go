package check

import (
	"hash/maphash"
	"slices"
	"sync"

	"mcrpress/generator/endpoints"
)

// later is what files leave to be looked at when the indexes are known and every
// file is there. It may be added to from several goroutines.
type later struct {
	mu     sync.Mutex
	claims claims
	links  map[string]link // to files that are not there so far, by target; nil where every file is there
	files  []string        // to be inspected when the tree is complete
	unsure []string        // bodies that are to be read again, beside their claims
	fleet  bool            // there is a file of the fleet
}

// link is a link of the first page that leads somewhere.
type link struct{ page, text string }

// claims are what bodies say of what is also in the indexes: each is the hash of a
// path and a digest of what the body says, in one number. They are apart by their
// first bytes.
type claims struct {
	apart [256][]uint64
	// fields are those that the digests are of, by kinds of bodies: see facts.fields.
	// A page of an operator has none.
	fields map[endpoints.Body][]uint8
}

// pathSeed is of the hash of a path.
var pathSeed = maphash.MakeSeed()

// add adds what a body says.
func (all *claims) add(path, digest uint64, body endpoints.Body) {
	if fields := uint8(digest); body != endpoints.OperatorBody && !slices.Contains(all.fields[body], fields) {
		if all.fields == nil {
			all.fields = map[endpoints.Body][]uint8{}
		}
		all.fields[body] = append(all.fields[body], fields)
	}
	claim := path ^ digest
	all.apart[claim>>56] = append(all.apart[claim>>56], claim)
}

// sort makes the claims ready to be looked up.
func (all *claims) sort() {
	for _, list := range all.apart {
		slices.Sort(list)
	}
}

// count is how many there are.
func (all *claims) count() (n uint64) {
	for _, list := range all.apart {
		n += uint64(len(list))
	}
	return n
}

// has reports whether the body at a path has a digest.
func (all *claims) has(path, digest uint64) bool {
	claim := path ^ digest
	_, found := slices.BinarySearch(all.apart[claim>>56], claim)
	return found
}

// agree reports whether the body at a path says some of the facts of a machine.
func (all *claims) agree(path uint64, body endpoints.Body, facts *hashes) bool {
	return slices.ContainsFunc(all.fields[body], func(fields uint8) bool { return all.has(path, facts.digest(fields)) })
}

// claim notes what a body says.
func (l *later) claim(path string, family endpoints.Family, body []byte) {
	var digest uint64
	var sure bool
	switch family.Of {
	case endpoints.OfTree:
		return
	case endpoints.OfOperator:
		if family.Body != endpoints.OperatorBody {
			return
		}
		digest, sure = pageSaid(body)
	default:
		var said facts
		said, sure = saidBy(family, body)
		hashes := said.hashes()
		digest = hashes.digest(said.fields())
	}
	hash := maphash.String(pathSeed, path)
	l.mu.Lock()
	defer l.mu.Unlock()
	if !sure {
		l.unsure = append(l.unsure, path)
		return
	}
	l.claims.add(hash, digest, family.Body)
}

// defers notes a file that is to be inspected.
func (l *later) defers(path string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.files = append(l.files, path)
}

// link notes a link to a file that is not there so far.
func (l *later) link(target, page, text string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, known := l.links[target]; !known {
		l.links[target] = link{page, text}
	}
}

// note says that a file of this family was put.
func (l *later) note(family endpoints.Family) {
	if family.Of == endpoints.OfTree && !indexed[family.Body] {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.fleet = true
}

// indexed are the indexes that other files are held against.
var indexed = map[endpoints.Body]bool{
	endpoints.MachinesIndex: true, endpoints.OperatorsIndex: true, endpoints.OperatorList: true, endpoints.LeftIndex: true,
	endpoints.FindingsIndex: true, endpoints.UnresolvedIndex: true,
}
