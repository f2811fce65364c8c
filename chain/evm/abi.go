package evm

import (
	"encoding/binary"
	"errors"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"
)

// accounts/abi does the same as this file some forty times slower; the tests
// hold the two against each other.

// ErrABI says that data is not in the layout that was asked for.
var ErrABI = errors.New("malformed ABI data")

// Selector is the first four bytes of a call, or of a custom error.
type Selector [4]byte

// SelectorOf gives the selector of a signature such as name(uint256).
func SelectorOf(signature string) Selector {
	return Selector(crypto.Keccak256([]byte(signature))[:4])
}

// Encode encodes a call whose arguments are all one word.
func (s Selector) Encode(words ...[32]byte) []byte {
	data := make([]byte, 0, 4+32*len(words))
	data = append(data, s[:]...)
	for _, w := range words {
		data = append(data, w[:]...)
	}
	return data
}

// Address is an address as one word.
func Address(a common.Address) (w [32]byte) {
	copy(w[12:], a[:])
	return w
}

// Uint is a number as one word.
func Uint(n uint64) (w [32]byte) {
	binary.BigEndian.PutUint64(w[24:], n)
	return w
}

// AppendBytes appends a dynamic bytes value: its length, then its content
// padded to whole words.
func AppendBytes(data, value []byte) []byte {
	length := Uint(uint64(len(value)))
	data = append(append(data, length[:]...), value...)
	return append(data, make([]byte, pad(len(value)))...)
}

// pad gives the bytes that are missing to a whole word.
func pad(n int) int { return (32 - n%32) % 32 }

// Words reads ABI data by word index and by offset. Each method answers
// ErrABI for a word that is missing or does not fit.
type Words []byte

// Word gives the i-th word.
func (d Words) Word(i int) ([]byte, error) {
	if i < 0 || i > len(d)/32-1 {
		return nil, ErrABI
	}
	return d[32*i : 32*i+32], nil
}

// Uint256 gives the i-th word as a number.
func (d Words) Uint256(i int) (n uint256.Int, err error) {
	w, err := d.Word(i)
	if err == nil {
		n.SetBytes32(w)
	}
	return n, err
}

// Uint64 gives the i-th word as a number of at most 64 bits.
func (d Words) Uint64(i int) (uint64, error) { return d.uint(i, 64) }

// Uint32 gives the i-th word as a number of at most 32 bits.
func (d Words) Uint32(i int) (uint32, error) {
	n, err := d.uint(i, 32)
	return uint32(n), err
}

// Uint16 gives the i-th word as a number of at most 16 bits.
func (d Words) Uint16(i int) (uint16, error) {
	n, err := d.uint(i, 16)
	return uint16(n), err
}

// Uint8 gives the i-th word as a number of at most 8 bits.
func (d Words) Uint8(i int) (uint8, error) {
	n, err := d.uint(i, 8)
	return uint8(n), err
}

func (d Words) uint(i, bits int) (uint64, error) {
	n, err := d.Uint256(i)
	if err != nil || n.BitLen() > bits {
		return 0, ErrABI
	}
	return n.Uint64(), nil
}

// Bool gives the i-th word, which must be 0 or 1.
func (d Words) Bool(i int) (bool, error) {
	n, err := d.uint(i, 1)
	return n == 1, err
}

// Hash gives the i-th word as a hash.
func (d Words) Hash(i int) (common.Hash, error) {
	w, err := d.Word(i)
	return common.BytesToHash(w), err
}

// Address gives the i-th word as an address.
func (d Words) Address(i int) (a common.Address, err error) {
	w, err := d.Word(i)
	if err != nil {
		return a, err
	}
	if [12]byte(w[:12]) != [12]byte{} {
		return a, ErrABI
	}
	return common.BytesToAddress(w[12:]), nil
}

// Tail gives the data from the offset in the i-th word on.
func (d Words) Tail(i int) (Words, error) {
	offset, err := d.Uint64(i)
	if err != nil || offset > uint64(len(d)) {
		return nil, ErrABI
	}
	return d[offset:], nil
}

// Bytes gives the dynamic bytes that the i-th word points to. They are a part
// of the data and no copy.
func (d Words) Bytes(i int) ([]byte, error) {
	rest, err := d.Tail(i)
	if err != nil {
		return nil, err
	}
	length, err := rest.Uint64(0)
	if err != nil || length > uint64(len(rest)-32) {
		return nil, ErrABI
	}
	return rest[32 : 32+length], nil
}

// List gives the length of the dynamic array that the i-th word points to, and
// the data behind the length. Each element has at least one word.
func (d Words) List(i int) (length int, elements Words, err error) {
	rest, err := d.Tail(i)
	if err != nil {
		return 0, nil, err
	}
	n, err := rest.Uint64(0)
	if err != nil || n > uint64(len(rest)/32-1) {
		return 0, nil, ErrABI
	}
	return int(n), rest[32:], nil
}
