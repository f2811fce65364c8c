package chain

import (
	"encoding/binary"
	"errors"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"
)

// This file is the little of the contract ABI that a run needs a million
// times. accounts/abi does the same some forty times slower; the tests hold
// the two against each other.

var errABI = errors.New("malformed ABI data")

// selector gives the first four bytes of a function's hash.
func selector(signature string) [4]byte {
	return [4]byte(crypto.Keccak256([]byte(signature))[:4])
}

// callOf encodes a call whose arguments are all one word.
func callOf(sel [4]byte, words ...[32]byte) []byte {
	data := make([]byte, 0, 4+32*len(words))
	data = append(data, sel[:]...)
	for _, w := range words {
		data = append(data, w[:]...)
	}
	return data
}

func addressWord(a common.Address) (w [32]byte) {
	copy(w[12:], a[:])
	return w
}

func uintWord(n uint64) (w [32]byte) {
	binary.BigEndian.PutUint64(w[24:], n)
	return w
}

// appendBytes appends a dynamic bytes value: its length, then its content
// padded to whole words.
func appendBytes(data, value []byte) []byte {
	length := uintWord(uint64(len(value)))
	data = append(append(data, length[:]...), value...)
	return append(data, make([]byte, pad(len(value)))...)
}

// pad gives the bytes that are missing to a whole word.
func pad(n int) int { return (32 - n%32) % 32 }

// words reads ABI data by word index and by offset.
type words []byte

// word gives the i-th word.
func (d words) word(i int) ([]byte, error) {
	if i < 0 || i > len(d)/32-1 {
		return nil, errABI
	}
	return d[32*i : 32*i+32], nil
}

// uint256 gives the i-th word as a number.
func (d words) uint256(i int) (n uint256.Int, err error) {
	w, err := d.word(i)
	if err == nil {
		n.SetBytes32(w)
	}
	return n, err
}

// uint64 gives the i-th word, which must fit.
func (d words) uint64(i int) (uint64, error) {
	n, err := d.uint256(i)
	if err != nil || !n.IsUint64() {
		return 0, errABI
	}
	return n.Uint64(), nil
}

// uint8 gives the i-th word, which must fit.
func (d words) uint8(i int) (uint8, error) {
	n, err := d.uint64(i)
	if err != nil || n > 255 {
		return 0, errABI
	}
	return uint8(n), nil
}

// bool gives the i-th word, which must be 0 or 1.
func (d words) bool(i int) (bool, error) {
	n, err := d.uint64(i)
	if err != nil || n > 1 {
		return false, errABI
	}
	return n == 1, nil
}

// address gives the i-th word, which must fit.
func (d words) address(i int) (a common.Address, err error) {
	w, err := d.word(i)
	if err != nil {
		return a, err
	}
	if [12]byte(w[:12]) != [12]byte{} {
		return a, errABI
	}
	return common.BytesToAddress(w[12:]), nil
}

// tail gives the data from the offset in the i-th word on.
func (d words) tail(i int) (words, error) {
	offset, err := d.uint64(i)
	if err != nil || offset > uint64(len(d)) {
		return nil, errABI
	}
	return d[offset:], nil
}

// bytes gives the dynamic bytes that the i-th word points to, and where their
// length word stands in the data.
func (d words) bytes(i int) (value []byte, at int, err error) {
	rest, err := d.tail(i)
	if err != nil {
		return nil, 0, err
	}
	length, err := rest.uint64(0)
	if err != nil || length > uint64(len(rest)-32) {
		return nil, 0, errABI
	}
	return rest[32 : 32+int(length)], len(d) - len(rest), nil
}
