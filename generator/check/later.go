package check

import (
	"cmp"
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

// claims are what bodies say of what is also in the indexes, by the first byte
// of the hash of their paths.
type claims [256][]claim

// claim is the hash of a path, and a digest of what the body says.
type claim struct{ path, digest uint64 }

// pathSeed is of the hash of a path.
var pathSeed = maphash.MakeSeed()

// sort makes the claims ready to be looked up.
func (all *claims) sort() {
	for _, part := range all {
		slices.SortFunc(part, func(a, b claim) int { return cmp.Compare(a.path, b.path) })
	}
}

// of gives the claim of a path by its hash, and how many there are: none, one, or
// two where paths share a hash.
func (all *claims) of(path uint64) (digest uint64, n int) {
	part := all[path>>56]
	i, _ := slices.BinarySearchFunc(part, path, func(c claim, path uint64) int { return cmp.Compare(c.path, path) })
	for ; i+n < len(part) && part[i+n].path == path; n++ {
		digest = part[i].digest
	}
	return digest, n
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
	l.claims[hash>>56] = append(l.claims[hash>>56], claim{hash, digest})
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
