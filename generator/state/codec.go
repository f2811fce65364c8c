package state

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"math/big"
	"reflect"
)

// Digest returns the SHA-256 of a value: of every field and element of it, in
// order, with pointers followed. Values that differ have different digests. It
// panics at a map, an interface or a field that is not exported.
func Digest(v any) [sha256.Size]byte {
	return sha256.Sum256(appendValue(make([]byte, 0, 1024), reflect.ValueOf(v)))
}

// Encode is every field and element of what a pointer points to, in order:
// numbers as varints, texts and lists with their length, arrays of bytes as they
// are, pointers as 0 or 1 and what they point to. Empty lists come back as nil.
func Encode(from any) []byte { return appendValue(nil, reflect.ValueOf(from).Elem()) }

// Decode reads what Encode wrote into what a pointer points to.
func Decode(b []byte, into any) error {
	rest, err := cutValue(b, reflect.ValueOf(into).Elem())
	if err == nil && len(rest) > 0 {
		err = errors.New("something follows")
	}
	return err
}

var bigInt = reflect.TypeFor[*big.Int]()

func appendValue(b []byte, v reflect.Value) []byte {
	switch v.Kind() {
	case reflect.Bool:
		if v.Bool() {
			return append(b, 1)
		}
		return append(b, 0)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return binary.AppendVarint(b, v.Int())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return binary.AppendUvarint(b, v.Uint())
	case reflect.Float64:
		return binary.BigEndian.AppendUint64(b, math.Float64bits(v.Float()))
	case reflect.String:
		return appendText(b, v.String())
	case reflect.Slice:
		b = binary.AppendUvarint(b, uint64(v.Len()))
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return append(b, v.Bytes()...)
		}
		return appendElements(b, v)
	case reflect.Array:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return appendBytes(b, v)
		}
		return appendElements(b, v)
	case reflect.Pointer:
		if v.IsNil() {
			return append(b, 0)
		}
		if v.Type() == bigInt {
			n := v.Interface().(*big.Int)
			return appendText(append(b, byte(2+n.Sign())), string(n.Bytes()))
		}
		return appendValue(append(b, 1), v.Elem())
	case reflect.Struct:
		for i := range v.NumField() {
			b = appendValue(b, v.Field(i))
		}
		return b
	}
	panic(fmt.Sprintf("state: no code for a %s", v.Type()))
}

// appendBytes appends an array of bytes.
func appendBytes(b []byte, array reflect.Value) []byte {
	if array.CanAddr() {
		return append(b, array.Bytes()...)
	}
	for i := range array.Len() {
		b = append(b, byte(array.Index(i).Uint()))
	}
	return b
}

func appendElements(b []byte, list reflect.Value) []byte {
	for i := range list.Len() {
		b = appendValue(b, list.Index(i))
	}
	return b
}

var errShort = errors.New("it ends too early, or holds no such value")

// cutValue takes a value from the front.
func cutValue(b []byte, v reflect.Value) (rest []byte, err error) {
	switch v.Kind() {
	case reflect.Bool:
		n, rest, err := cutNumber(b)
		v.SetBool(n != 0)
		return rest, err
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		n, size := binary.Varint(b)
		if size <= 0 || v.OverflowInt(n) {
			return nil, errShort
		}
		v.SetInt(n)
		return b[size:], nil
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		n, rest, err := cutNumber(b)
		if v.OverflowUint(n) {
			return nil, errShort
		}
		v.SetUint(n)
		return rest, err
	case reflect.Float64:
		if len(b) < 8 {
			return nil, errShort
		}
		v.SetFloat(math.Float64frombits(binary.BigEndian.Uint64(b)))
		return b[8:], nil
	case reflect.String:
		text, rest, err := cutBytes(b)
		v.SetString(string(text))
		return rest, err
	case reflect.Slice:
		return cutSlice(b, v)
	case reflect.Array:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			if len(b) < v.Len() {
				return nil, errShort
			}
			return b[copy(v.Bytes(), b):], nil
		}
		return cutElements(b, v)
	case reflect.Pointer:
		return cutPointer(b, v)
	case reflect.Struct:
		for i := 0; i < v.NumField() && err == nil; i++ {
			b, err = cutValue(b, v.Field(i))
		}
		return b, err
	}
	panic(fmt.Sprintf("state: no code for a %s", v.Type()))
}

func cutSlice(b []byte, v reflect.Value) ([]byte, error) {
	n, rest, err := cutNumber(b)
	if err != nil || n > uint64(len(rest)) { // an element takes a byte at least
		return nil, errShort
	}
	if n == 0 {
		return rest, nil
	}
	v.Set(reflect.MakeSlice(v.Type(), int(n), int(n)))
	if v.Type().Elem().Kind() == reflect.Uint8 {
		return rest[copy(v.Bytes(), rest):], nil
	}
	return cutElements(rest, v)
}

func cutElements(b []byte, list reflect.Value) (rest []byte, err error) {
	for i := 0; i < list.Len() && err == nil; i++ {
		b, err = cutValue(b, list.Index(i))
	}
	return b, err
}

func cutPointer(b []byte, v reflect.Value) ([]byte, error) {
	if len(b) == 0 {
		return nil, errShort
	}
	there, b := b[0], b[1:]
	switch {
	case there == 0:
		return b, nil
	case v.Type() == bigInt:
		abs, rest, err := cutBytes(b)
		n := new(big.Int).SetBytes(abs)
		if there == 1 {
			n.Neg(n)
		}
		v.Set(reflect.ValueOf(n))
		return rest, err
	}
	v.Set(reflect.New(v.Type().Elem()))
	return cutValue(b, v.Elem())
}

func cutNumber(b []byte) (n uint64, rest []byte, err error) {
	n, size := binary.Uvarint(b)
	if size <= 0 {
		return 0, nil, errShort
	}
	return n, b[size:], nil
}

func cutBytes(b []byte) (data, rest []byte, err error) {
	n, rest, err := cutNumber(b)
	if err != nil || n > uint64(len(rest)) {
		return nil, nil, errShort
	}
	return rest[:n], rest[n:], nil
}
