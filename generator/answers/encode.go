package answers

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/big"
	"strconv"
	"sync"

	"github.com/holiman/uint256"

	"mcrpress/scoring"
)

// The values of data_visibility.
const (
	Private = "private"
	Onchain = "onchain"
	Public  = "public"
)

// Resolves is what the index of machines says of one whose DID resolves.
const Resolves = "ok"

// Pagination is the part of an operator's list that a page holds.
type Pagination struct {
	Offset int `json:"offset"`
	Limit  int `json:"limit"`
	Total  int `json:"total"`
}

func status(well bool) string {
	if well {
		return ready
	}
	return notReady
}

// average is the average revenue, nil where no event counts.
func average(r *scoring.Rating) *Float { return (*Float)(r.AverageRevenue) }

// lastUpdated is the time of the newest event, nil where there is none.
func lastUpdated(r *scoring.Rating) *uint64 {
	if r.LastUpdated == 0 {
		return nil
	}
	return &r.LastUpdated
}

// encoder is a JSON encoder and the buffer that it writes into.
type encoder struct {
	buf bytes.Buffer
	enc *json.Encoder
}

var encoders = sync.Pool{New: func() any {
	e := &encoder{}
	e.enc = json.NewEncoder(&e.buf)
	e.enc.SetEscapeHTML(false)
	return e
}}

// Encode returns the bytes of a JSON file: compact, without HTML escaping,
// with a newline at the end.
func Encode(v any) ([]byte, error) { return appendJSON(nil, v) }

func appendJSON(data []byte, v any) ([]byte, error) {
	e := encoders.Get().(*encoder)
	e.buf.Reset()
	if err := e.enc.Encode(v); err != nil {
		return nil, err // an encoder keeps its error
	}
	defer encoders.Put(e)
	return append(data, e.buf.Bytes()...), nil
}

// AppendMachine appends an entry to the bytes of a MachineIndex in the making.
func AppendMachine(data []byte, entry *MachineEntry) ([]byte, error) {
	separator := ","
	if len(data) == 0 {
		separator = machinesHead
	}
	data, err := appendJSON(append(data, separator...), entry)
	return bytes.TrimSuffix(data, []byte{'\n'}), err
}

// EndMachines appends what follows the last entry. The bytes are then those that
// Encode gives of a MachineIndex.
func EndMachines(data []byte, next *string) ([]byte, error) {
	if len(data) == 0 {
		data = append(data, machinesHead...)
	}
	data, err := appendJSON(append(data, `],"next":`...), next)
	return append(bytes.TrimSuffix(data, []byte{'\n'}), "}\n"...), err
}

const machinesHead = `{"machines":[`

// Integer is a uint256 that stands in JSON as a number with all its digits.
type Integer uint256.Int

// MarshalJSON returns the decimal digits.
func (n Integer) MarshalJSON() ([]byte, error) { return []byte((*uint256.Int)(&n).Dec()), nil }

// UnmarshalJSON reads decimal digits.
func (n *Integer) UnmarshalJSON(data []byte) error {
	return (*uint256.Int)(n).SetFromDecimal(string(data))
}

// ID is a uint256 that stands in JSON as a string of decimal digits.
type ID uint256.Int

// Uint is the number.
func (id ID) Uint() uint256.Int { return uint256.Int(id) }

// String returns the decimal digits.
func (id ID) String() string { return (*uint256.Int)(&id).Dec() }

// MarshalText returns the decimal digits.
func (id ID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText reads decimal digits without leading zeros.
func (id *ID) UnmarshalText(text []byte) error {
	if err := (*uint256.Int)(id).SetFromDecimal(string(text)); err != nil {
		return err
	}
	if id.String() != string(text) {
		return fmt.Errorf("%.80q is no canonical decimal", text)
	}
	return nil
}

// Number is an integer of any size, here an amount in cents.
type Number struct{ *big.Int }

// Float is a number that always shows a decimal point and never an exponent.
type Float float64

// MarshalJSON returns the shortest digits that read back as the same float64.
func (f Float) MarshalJSON() ([]byte, error) {
	text := strconv.AppendFloat(nil, float64(f), 'f', -1, 64)
	if !bytes.ContainsRune(text, '.') {
		text = append(text, ".0"...)
	}
	return text, nil
}
