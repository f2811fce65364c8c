package evm

import (
	"encoding/binary"
	"slices"

	"github.com/ethereum/go-ethereum/common"

	"mcrpress/chain/rpc"
)

// newReader is the route of code that is sent along and makes the calls where the
// node runs it, as if a contract were created. What it answers is as short as it
// can be: a fifth of what travels through Multicall3. Not every endpoint takes such
// an eth_call.
func newReader() *route {
	return &route{
		encode: encodeReader,
		decode: decodeReader,
		weight: packWeight,
		least:  packWeight / 4,
		light:  true,
		reads:  map[common.Address]bool{},
	}
}

// longestCode is what EIP-170 lets a created contract be.
const longestCode = 24_576

// program is the code. Behind it stand the addresses that are called, then each
// call: the number of its address and the length of its data, two bytes each, and
// the data. It returns of each call, in order, one byte that says whether it
// succeeded, the length of what it returned in three bytes, and what it returned,
// and ends before the first for which there is no more room.
//
// Words 0 and 1 of its memory are the head of a call and an address, and answers
// begin at 64. On its stack are the place of the next call in the code, and that
// of the next answer in memory. It uses no opcode that is newer than SHL.
var program = []byte{
	0x61, 0, 0, // PUSH2 where the calls begin
	0x60, 64, // PUSH1 where the answers begin
	// 5, next: end where the code ends
	0x5b, 0x38, 0x82, 0x10, 0x15, 0x60, atEnd, 0x57, // JUMPDEST CODESIZE DUP3 LT ISZERO PUSH1 JUMPI
	// the head, at the end of word 0
	0x60, 4, 0x82, 0x60, 28, 0x39, // PUSH1 DUP3 PUSH1 CODECOPY
	// the address, at the end of word 1
	0x60, 20, 0x60, 0, 0x51, 0x60, 16, 0x1c, // PUSH1 PUSH1 MLOAD PUSH1 SHR
	0x60, 20, 0x02, 0x60, atTable, 0x01, 0x60, 44, 0x39, // PUSH1 MUL PUSH1 ADD PUSH1 CODECOPY
	// the data, behind the room for the head of the answer
	0x60, 0, 0x51, 0x61, 0xff, 0xff, 0x16, // PUSH1 MLOAD PUSH2 AND
	0x80, 0x83, 0x60, 4, 0x01, 0x83, 0x60, 4, 0x01, 0x39, // DUP1 DUP4 PUSH1 ADD DUP4 PUSH1 ADD CODECOPY
	// the call, with all the gas
	0x60, 0, 0x60, 0, 0x82, 0x84, 0x60, 4, 0x01, // PUSH1 PUSH1 DUP3 DUP5 PUSH1 ADD
	0x60, 0, 0x60, 32, 0x51, 0x5a, 0xf1, // PUSH1 PUSH1 MLOAD GAS CALL
	// full where there is no room for what it returned
	0x3d, 0x83, 0x01, 0x61, (64 + longestCode - 4) >> 8, (64 + longestCode - 4) & 0xff, // RETURNDATASIZE DUP4 ADD PUSH2
	0x10, 0x60, atFull, 0x57, // LT PUSH1 JUMPI
	// the head of the answer
	0x60, 24, 0x1b, 0x3d, 0x17, 0x60, 224, 0x1b, 0x82, 0x52, // PUSH1 SHL RETURNDATASIZE OR PUSH1 SHL DUP3 MSTORE
	// what it returned
	0x3d, 0x60, 0, 0x83, 0x60, 4, 0x01, 0x3e, // RETURNDATASIZE PUSH1 DUP4 PUSH1 ADD RETURNDATACOPY
	// next
	0x90, 0x60, 4, 0x01, 0x3d, 0x01, // SWAP1 PUSH1 ADD RETURNDATASIZE ADD
	0x91, 0x01, 0x60, 4, 0x01, 0x90, 0x60, 5, 0x56, // SWAP2 ADD PUSH1 ADD SWAP1 PUSH1 JUMP
	// atFull
	0x5b, 0x50, 0x50, // JUMPDEST POP POP
	// atEnd
	0x5b, 0x60, 64, 0x90, 0x03, 0x60, 64, 0xf3, // JUMPDEST PUSH1 SWAP1 SUB PUSH1 RETURN
}

// Places in the program.
const (
	atFull  = 112
	atEnd   = 115
	atTable = 123
)

// encodeReader is the program with calls[i] for each i of indexes.
func encodeReader(calls []Call, indexes []int) []byte {
	var targets []common.Address
	var list []byte
	for _, i := range indexes {
		call := &calls[i]
		at := slices.Index(targets, call.To)
		if at < 0 {
			at, targets = len(targets), append(targets, call.To)
		}
		list = binary.BigEndian.AppendUint16(list, uint16(at))
		list = binary.BigEndian.AppendUint16(list, uint16(len(call.Data)))
		list = append(list, call.Data...)
	}
	code := slices.Clone(program)
	for _, target := range targets {
		code = append(code, target[:]...)
	}
	binary.BigEndian.PutUint16(code[1:], uint16(len(code)))
	return append(code, list...)
}

// decodeReader decodes what the program returned for n calls.
func decodeReader(data []byte, n int) ([]Answer, error) {
	answers := make([]Answer, 0, n)
	for len(data) > 0 {
		if len(data) < 4 || len(answers) == n {
			return nil, ErrABI
		}
		head := binary.BigEndian.Uint32(data)
		success, size := head>>24, head&0xffffff
		if data = data[4:]; success > 1 || int(size) > len(data) {
			return nil, ErrABI
		}
		answer := Answer{Data: data[:size:size]}
		if success == 0 {
			answer = reverted(&rpc.Error{Data: answer.Data})
		}
		answers, data = append(answers, answer), data[size:]
	}
	return answers, nil
}
