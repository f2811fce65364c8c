package scoring

import (
	"cmp"
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

// compare compares n times s with m times o.
func (s sum) compare(n int, o sum, m int) int {
	if s.large != nil || o.large != nil {
		return percent(s.value(), n).Cmp(percent(o.value(), m))
	}
	high, low := bits.Mul64(s.small, uint64(n))
	otherHigh, otherLow := bits.Mul64(o.small, uint64(m))
	return cmp.Or(cmp.Compare(high, otherHigh), cmp.Compare(low, otherLow))
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
