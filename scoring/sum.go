package scoring

import (
	"math/big"
	"math/bits"
)

// sum adds amounts exactly: small holds what fits into 64 bits, large the
// rest. A large value is never changed in place, so sums may be copied.
type sum struct {
	small uint64
	large *big.Int
}

func (s *sum) add(amount *big.Int) {
	if amount.IsUint64() {
		if total, carry := bits.Add64(s.small, amount.Uint64(), 0); carry == 0 {
			s.small = total
			return
		}
	}
	if s.large == nil {
		s.large = amount
		return
	}
	s.large = new(big.Int).Add(s.large, amount)
}

func (s *sum) merge(other sum) {
	if total, carry := bits.Add64(s.small, other.small, 0); carry == 0 {
		s.small = total
	} else {
		s.add(new(big.Int).SetUint64(other.small))
	}
	if other.large != nil {
		s.add(other.large)
	}
}

// value returns a fresh number that the caller may keep.
func (s sum) value() *big.Int {
	v := new(big.Int).SetUint64(s.small)
	if s.large != nil {
		v.Add(v, s.large)
	}
	return v
}

func (s sum) atLeast(cents int64) bool {
	return s.small >= uint64(cents) || s.large != nil && s.value().Cmp(big.NewInt(cents)) >= 0
}
