package check

import (
	"encoding/binary"
	"hash/maphash"

	"mcrpress/generator/endpoints"
)

// inRow are the facts that a row of an operator's page says.
const inRow = 1<<machineID | 1<<did | 1<<letter | 1<<score

// listPage is what a page of an operator says, as JSON writes it.
type listPage struct {
	operator             []byte
	offset, limit, total []byte
	rows                 []uint64 // digests of inRow
}

// digest is a hash of all of it.
func (p *listPage) digest() uint64 {
	var buf [8 * endpoints.PageSize]byte
	text := buf[:0]
	for _, row := range p.rows {
		text = binary.LittleEndian.AppendUint64(text, row)
	}
	for _, part := range [][]byte{p.operator, p.offset, p.limit, p.total} {
		text = append(append(text, part...), 0)
	}
	return maphash.Bytes(pathSeed, text)
}

// pageSaid is the digest of a page that is JSON. It reports false where that
// takes more than reading.
func pageSaid(body []byte) (digest uint64, sure bool) {
	var p listPage
	w := walk{jsonText: jsonText{data: body}}
	lists := 0
	sure = w.members(func(name []byte, _ bool) bool {
		switch string(name) {
		case "operator_did":
			return w.once(&p.operator)
		case "machines":
			lists++
			return w.elements(func() bool {
				var said facts
				ok := w.facts(&said) && said.fields() == inRow
				hashes := said.hashes()
				p.rows = append(p.rows, hashes.digest(inRow))
				return ok
			})
		case "pagination":
			return p.offset == nil && w.members(func(name []byte, _ bool) bool {
				switch string(name) {
				case "offset":
					return w.once(&p.offset)
				case "limit":
					return w.once(&p.limit)
				case "total":
					return w.once(&p.total)
				}
				return false
			})
		}
		return false
	})
	return p.digest(), sure && lists == 1
}
