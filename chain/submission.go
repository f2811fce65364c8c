package chain

import (
	"bytes"
	"unicode/utf8"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
)

// The two forms of submitEvent: with a currency, and the older one without.
var (
	submitWithCurrency = selector("submitEvent(uint256,uint8,uint256,string,uint256,bytes32,uint8,uint256,bytes32,bytes)")
	submitPlain        = selector("submitEvent(uint256,uint8,uint256,uint256,bytes32,uint8,uint256,bytes32,bytes)")
)

// eventKey is what an EventSubmitted log and the call behind it have in
// common.
type eventKey struct {
	machineID uint256.Int
	typ       uint8
	value     uint256.Int
}

func (e *Event) key() eventKey { return eventKey{e.MachineID, e.Type, e.Value} }

// submission is the arguments of one submitEvent call. Its bytes are those of
// the input that it was decoded from.
type submission struct {
	eventKey
	currency    []byte
	time        uint64
	dataHash    common.Hash
	trust       uint8
	sourceChain uint256.Int
	sourceTx    common.Hash
	metadata    []byte
}

func (s *submission) same(other *submission) bool {
	return s.eventKey == other.eventKey && bytes.Equal(s.currency, other.currency) && s.time == other.time &&
		s.dataHash == other.dataHash && s.trust == other.trust && s.sourceChain == other.sourceChain &&
		s.sourceTx == other.sourceTx && bytes.Equal(s.metadata, other.metadata)
}

// maxCurrency is far beyond the ten characters that the registry takes. It
// bounds the work on hostile input.
const maxCurrency = 64

// span is a range of offsets, the end excluded.
type span struct{ start, end int }

func (s span) contains(at int) bool { return s.start <= at && at < s.end }

// decodeSubmission decodes a submitEvent call at the start of data as the
// contract would: tails may lie anywhere behind the selector, and bytes behind
// the last of them do not matter. parts are the ranges that the call consists
// of. A call whose key is not wanted is not decoded further.
func decodeSubmission(data []byte, wanted func(eventKey) bool) (s submission, parts []span, ok bool) {
	if len(data) < 4 {
		return s, nil, false
	}
	args := argReader{data: words(data[4:])}
	s.eventKey = eventKey{args.uint256(), args.uint8(), args.uint256()}
	if args.err != nil || !wanted(s.eventKey) {
		return s, nil, false
	}
	switch [4]byte(data[:4]) {
	case submitWithCurrency:
		s.currency = args.bytes()
	case submitPlain:
	default:
		return s, nil, false
	}
	s.time, s.dataHash, s.trust = args.uint64(), args.hash(), args.uint8()
	s.sourceChain, s.sourceTx, s.metadata = args.uint256(), args.hash(), args.bytes()
	if args.err != nil || len(s.currency) > maxCurrency || !utf8.Valid(s.currency) {
		return s, nil, false
	}
	parts = append(args.tails, span{-4, 32 * args.next})
	for i := range parts {
		parts[i].start += 4
		parts[i].end += 4
	}
	return s, parts, true
}

// argReader reads arguments one after the other up to the first error.
type argReader struct {
	data  words
	next  int
	tails []span
	err   error
}

func take[T any](d *argReader, read func(int) (T, error)) (v T) {
	if d.err == nil {
		v, d.err = read(d.next)
		d.next++
	}
	return v
}

func (d *argReader) uint256() uint256.Int { return take(d, d.data.uint256) }
func (d *argReader) uint64() uint64       { return take(d, d.data.uint64) }
func (d *argReader) uint8() uint8         { return take(d, d.data.uint8) }
func (d *argReader) hash() common.Hash    { return common.BytesToHash(take(d, d.data.word)) }

func (d *argReader) bytes() []byte {
	return take(d, func(i int) ([]byte, error) {
		value, at, err := d.data.bytes(i)
		d.tails = append(d.tails, span{at, at + 32 + len(value)})
		return value, err
	})
}
