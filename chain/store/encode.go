package store

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"

	"mcrpress/chain"
	"mcrpress/chain/read"
	"mcrpress/internal/packed"
)

const (
	listKeyLen = 32 + 20             // machine, registry
	placeLen   = listKeyLen + 8 + 16 // and index, block, log index
)

func appendUint64(b []byte, n uint64) []byte { return binary.BigEndian.AppendUint64(b, n) }

// appendWord appends 32 bytes without the zeros that they begin with.
func appendWord(b []byte, word [32]byte) []byte {
	n := 0
	for n < 32 && word[n] == 0 {
		n++
	}
	return packed.AppendText(b, word[n:])
}

// decoder takes apart what stands in rows. After the first error it gives zeros.
type decoder struct{ packed.Reader }

func decode(b []byte) decoder { return decoder{packed.Reader{Rest: b}} }

func (d *decoder) uint64() uint64 {
	if b := d.Take(8); len(b) == 8 {
		return binary.BigEndian.Uint64(b)
	}
	return 0
}

func (d *decoder) word() (w common.Hash) {
	text := d.Text()
	if len(text) > 32 || len(text) > 0 && text[0] == 0 {
		d.Short = true
		return w
	}
	copy(w[32-len(text):], text)
	return w
}

func (d *decoder) number() (n uint256.Int) {
	w := d.word()
	n.SetBytes32(w[:])
	return n
}

func (d *decoder) id() (n uint256.Int) {
	n.SetBytes(d.Take(32))
	return n
}

func (d *decoder) hash() common.Hash { return common.BytesToHash(d.Take(32)) }

var errDecode = errors.New("a row cannot be decoded")

// end says whether all was there and nothing is left.
func (d *decoder) end() error {
	if d.Short || len(d.Rest) > 0 {
		return fmt.Errorf("%w: %w", ErrDamaged, errDecode)
	}
	return nil
}

func decodeUint64(b []byte) (uint64, error) {
	d := decode(b)
	n := d.uint64()
	return n, d.end()
}

func encodeHead(b chain.Block) (key, body []byte) {
	return appendUint64(nil, b.Number), appendUint64(b.Hash[:], b.Time)
}

func decodeHead(key, body []byte) (b chain.Block, err error) {
	k, d := decode(key), decode(body)
	b = chain.Block{Number: k.uint64(), Hash: d.hash(), Time: d.uint64()}
	return b, errors.Join(k.end(), d.end())
}

func encodeSighting(s read.Sighting) []byte {
	id, linked := s.Machine.Bytes32(), byte(0)
	if s.Linked {
		linked = 1
	}
	return appendUint64(append(id[:], linked), s.Block)
}

func decodeSighting(key, body []byte) (read.Sighting, error) {
	k, d := decode(key), decode(body)
	s := read.Sighting{Machine: k.id(), Linked: k.Byte() == 1, Block: k.uint64()}
	return s, errors.Join(k.end(), d.end())
}

func encodeMark(m read.Mark) (key, body []byte) {
	id := m.Machine.Bytes32()
	key = appendUint64(appendUint64(nil, m.Block), m.LogIndex)
	return append(packed.AppendText(key, string(m.Kind)), id[:]...), m.Tx[:]
}

func decodeMark(key, body []byte) (m read.Mark, err error) {
	k, d := decode(key), decode(body)
	m.Block, m.LogIndex = k.uint64(), k.uint64()
	m.Kind = read.MarkKind(k.Text())
	m.Machine, m.Tx = k.id(), d.hash()
	return m, errors.Join(k.end(), d.end())
}

func encodeListKey(of read.RecordsOf) []byte {
	id := of.Machine.Bytes32()
	return append(id[:], of.Registry[:]...)
}

func (d *decoder) list() (of read.RecordsOf) {
	of.Machine = d.id()
	of.Registry = common.BytesToAddress(d.Take(20))
	return of
}

func encodeRecordKey(of read.RecordsOf, index uint64) []byte {
	return appendUint64(encodeListKey(of), index)
}

// encodeList takes what stands in the table list.
func encodeList(l *list) []byte {
	var flags byte
	if l.settled {
		flags |= 1
	}
	if l.disputed {
		flags |= 2
	}
	b := appendUint64([]byte{flags}, l.logs.Digest)
	b = binary.AppendUvarint(b, l.records)
	b = binary.AppendUvarint(b, l.logs.Rows)
	return binary.AppendUvarint(b, l.unlogged)
}

func decodeList(key, body []byte) (l list, err error) {
	k, d := decode(key), decode(body)
	l.RecordsOf = k.list()
	flags := d.Byte()
	l.settled, l.disputed = flags&1 > 0, flags&2 > 0
	l.logs.Digest = d.uint64()
	l.records, l.logs.Rows, l.unlogged = d.Uvarint(), d.Uvarint(), d.Uvarint()
	return l, errors.Join(k.end(), d.end())
}

// encodeLog begins with the list and the place in it, so that logs stand in the
// order of their bytes.
func encodeLog(l *read.EventLog) []byte {
	b := appendUint64(appendUint64(encodeRecordKey(l.RecordsOf, l.Index), l.Block), l.LogIndex)
	b = appendWord(append(b, l.Type), l.Value.Bytes32())
	return append(appendWord(b, l.Currency), l.Tx[:]...)
}

// decodeLogs decodes a row of logs, whose bodies lack the list that the key
// begins with.
func decodeLogs(key, body []byte) (logs []read.EventLog, err error) {
	k, d := decode(key), decode(body)
	of := k.list()
	k.Take(placeLen - listKeyLen)
	for len(d.Rest) > 0 {
		l := read.EventLog{RecordsOf: of, Index: d.uint64()}
		l.Block, l.LogIndex = d.uint64(), d.uint64()
		l.Type, l.Value, l.Currency, l.Tx = d.Byte(), d.number(), d.word(), d.hash()
		logs = append(logs, l)
	}
	return logs, errors.Join(k.end(), d.end())
}

// decodeRecords decodes a row of records, without their provenance.
func decodeRecords(key, body []byte) (records []chain.Event, err error) {
	k, d := decode(key), decode(body)
	of, first := k.list(), k.uint64()
	for len(d.Rest) > 0 || len(records) == 0 {
		e, err := decodeRecord(d.Text())
		if err != nil {
			return nil, err
		}
		e.MachineID, e.Registry, e.Index = of.Machine, of.Registry, first+uint64(len(records))
		records = append(records, e)
	}
	return records, errors.Join(k.end(), d.end())
}

func encodeRecord(e *chain.Event) []byte {
	b := make([]byte, 0, 160+len(e.Currency)+len(e.Metadata))
	b = append(b, e.Type, e.Trust)
	b = appendWord(b, e.Value.Bytes32())
	b = appendWord(b, e.Time.Bytes32())
	b = appendWord(b, e.SourceChain.Bytes32())
	b = appendWord(b, e.DataHash)
	b = appendWord(b, e.SourceTx)
	return append(packed.AppendText(b, e.Currency), e.Metadata...)
}

// decodeRecord gives what a record says, and not where it stands.
func decodeRecord(body []byte) (e chain.Event, err error) {
	d := decode(body)
	e = chain.Event{Type: d.Byte(), Trust: d.Byte()}
	e.Value, e.Time, e.SourceChain = d.number(), d.number(), d.number()
	e.DataHash, e.SourceTx, e.Currency = d.word(), d.word(), string(d.Text())
	e.Metadata = append([]byte{}, d.Rest...)
	d.Rest = nil
	return e, d.end()
}

func encodeAmount(a chain.Amount) []byte {
	return appendUint64(packed.AppendText(nil, a.Currency), uint64(a.Day))
}

func decodeAmount(key []byte) (chain.Amount, error) {
	d := decode(key)
	a := chain.Amount{Currency: string(d.Text()), Day: int64(d.uint64())}
	return a, d.end()
}

// encodeHeld takes the block at which states hold, and that of the sweep.
func encodeHeld(blocks []chain.Block) (b []byte) {
	for _, block := range blocks {
		b = appendUint64(appendUint64(append(b, block.Hash[:]...), block.Number), block.Time)
	}
	return b
}

func decodeHeld(body []byte) ([]chain.Block, error) {
	d, held := decode(body), make([]chain.Block, 2)
	for i := range held {
		held[i] = chain.Block{Hash: d.hash(), Number: d.uint64(), Time: d.uint64()}
	}
	return held, d.end()
}

func encodeState(s *read.State) (key, body []byte) {
	id := s.Machine.Bytes32()
	return id[:], append(appendUint64(nil, s.Due), s.Data...)
}

// decodeState gives a state whose data are part of the body.
func decodeState(key, body []byte) (s read.State, err error) {
	k, d := decode(key), decode(body)
	s = read.State{Machine: k.id(), Due: d.uint64()}
	s.Data, d.Rest = d.Rest, nil
	return s, errors.Join(k.end(), d.end())
}

// due says when a machine must be read again.
type due struct {
	time    uint64
	machine uint256.Int
}

func encodeDues(list []due) (body []byte) {
	for i := range list {
		id := list[i].machine.Bytes32()
		body = append(appendUint64(body, list[i].time), id[:]...)
	}
	return body
}

func decodeDues(body []byte) (list []due, err error) {
	d := decode(body)
	for len(d.Rest) > 0 {
		list = append(list, due{d.uint64(), d.id()})
	}
	return list, d.end()
}
