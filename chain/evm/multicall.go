package evm

import (
	"github.com/ethereum/go-ethereum/common"

	"mcrpress/chain/rpc"
)

var aggregate3 = SelectorOf("aggregate3((address,bool,bytes)[])")

// newMulticall is the route through a Multicall3.
func newMulticall(multicall common.Address) *route {
	return &route{
		to:     &multicall,
		encode: encodeAggregate,
		decode: decodeAggregate,
		weight: packWeight,
		reads:  map[common.Address]bool{},
	}
}

// encodeAggregate encodes aggregate3 of calls[i] for each i of indexes, each
// allowed to fail. What is called stands there without the zeros that fill up
// its last word: contracts follow offsets, and need no word to begin where one
// ends. That is an eighth of all that is sent.
func encodeAggregate(calls []Call, indexes []int) []byte {
	const head = 4 * 32
	size := 4 + 64
	for _, i := range indexes {
		size += 32 + head + len(calls[i].Data)
	}
	data := append(make([]byte, 0, size), aggregate3.Encode(Uint(32), Uint(uint64(len(indexes))))...)
	offset := 32 * len(indexes)
	for _, i := range indexes {
		word := Uint(uint64(offset))
		data = append(data, word[:]...)
		offset += head + len(calls[i].Data)
	}
	for _, i := range indexes {
		for _, word := range [][32]byte{Address(calls[i].To), Uint(1), Uint(96), Uint(uint64(len(calls[i].Data)))} {
			data = append(data, word[:]...)
		}
		data = append(data, calls[i].Data...)
	}
	return data
}

// decodeAggregate decodes what aggregate3 returned for n calls.
func decodeAggregate(data []byte, n int) ([]Answer, error) {
	count, list, err := Words(data).List(0)
	if err != nil {
		return nil, err
	}
	if count != n {
		return nil, ErrABI
	}
	answers := make([]Answer, n)
	for i := range answers {
		if answers[i], err = decodeOutcome(list, i); err != nil {
			return nil, err
		}
	}
	return answers, nil
}

// decodeOutcome decodes the i-th tuple (bool success, bytes returnData).
func decodeOutcome(list Words, i int) (Answer, error) {
	tuple, err := list.Tail(i)
	if err != nil {
		return Answer{}, err
	}
	success, err := tuple.Bool(0)
	if err != nil {
		return Answer{}, err
	}
	data, err := tuple.Bytes(1)
	if err != nil {
		return Answer{}, err
	}
	if !success {
		return reverted(&rpc.Error{Data: data}), nil
	}
	return Answer{Data: data}, nil
}
