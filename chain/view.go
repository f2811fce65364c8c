package chain

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/ethereum/go-ethereum/crypto"
)

// View is a getter of one machine id, written name(uint256)(outputs).
type View struct {
	signature string
	selector  [4]byte
	outputs   []string // bool, or uint with its width in bits
}

var viewPattern = regexp.MustCompile(`^([A-Za-z_$][A-Za-z0-9_$]*\(uint256\))\(([a-z0-9,]+)\)$`)

// Set reports whether a view is named.
func (v View) Set() bool { return v.signature != "" }

// String gives the signature as it was written.
func (v View) String() string { return v.signature }

// MarshalText gives the signature.
func (v View) MarshalText() ([]byte, error) { return []byte(v.signature), nil }

// UnmarshalText reads a signature.
func (v *View) UnmarshalText(text []byte) error {
	s := strings.ReplaceAll(string(text), " ", "")
	m := viewPattern.FindStringSubmatch(s)
	if m == nil {
		return fmt.Errorf("%q is no view: write name(uint256)(uint256), for example negativeFlagAt(uint256)(uint256)", text)
	}
	parsed := View{signature: s, outputs: strings.Split(m[2], ",")}
	for i, output := range parsed.outputs {
		if output == "uint" {
			parsed.outputs[i] = "uint256"
		} else if output != "bool" && Width(output) == 0 {
			return fmt.Errorf("output %q of %s is neither bool nor uint8 to uint256", output, s)
		}
	}
	copy(parsed.selector[:], crypto.Keccak256([]byte(m[1])))
	*v = parsed
	return nil
}

// Width gives the bits of a uint type, 0 for anything else.
func Width(typ string) int {
	digits, ok := strings.CutPrefix(typ, "uint")
	bits, err := strconv.Atoi(digits)
	if !ok || err != nil || digits[0] == '0' || bits%8 != 0 || bits < 8 || bits > 256 {
		return 0
	}
	return bits
}

// fits checks the outputs of a named view against the shapes it may have.
func (v View) fits(shapes ...string) error {
	if !v.Set() {
		return nil
	}
	kinds := make([]string, len(v.outputs))
	for i, output := range v.outputs {
		kinds[i] = strings.TrimRight(output, "0123456789")
	}
	if !slices.Contains(shapes, strings.Join(kinds, ",")) {
		return fmt.Errorf("outputs of %s must be (%s)", v.signature, strings.Join(shapes, ") or ("))
	}
	return nil
}

// Selector returns the first four bytes of a call.
func (v View) Selector() [4]byte { return v.selector }

// Outputs lists the types that the view returns: bool, or uint with its width
// in bits.
func (v View) Outputs() []string { return v.outputs }
