package check

import (
	"sync"

	"mcrpress/generator/endpoints"
)

// later is what the files of an unfinished tree leave to be looked at. It may
// be added to from several goroutines.
type later struct {
	mu     sync.Mutex
	claims []claim
	links  map[string]link // to files that are not there so far, by target
	files  []string        // to be read when the tree is complete
	fleet  bool            // there is a file of the fleet
}

// link is a link of the first page that leads somewhere.
type link struct{ page, text string }

// claim is what the body of a machine says of what is also in the index: which
// of the facts it has, and a hash of their values.
type claim struct {
	path   string
	fields uint8
	sum    uint64
}

// claim notes what a body says. Pages of operators say it of many machines, and
// are read again.
func (l *later) claim(path string, family endpoints.Family, body []byte) {
	said, sure := saidBy(family, body)
	c := claim{path: path}
	c.fields, c.sum = said.sum(0xff)
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case family.Body == endpoints.OperatorBody, !sure:
		l.files = append(l.files, path)
	case family.Of != endpoints.OfTree:
		l.claims = append(l.claims, c)
	}
}

// link notes a link to a file that is not there so far.
func (l *later) link(target, page, text string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, known := l.links[target]; !known {
		l.links[target] = link{page, text}
	}
}

// defers notes a file that is to be read.
func (l *later) defers(path string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.files = append(l.files, path)
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
