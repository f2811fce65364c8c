package templates

import (
	"fmt"
	"math"
	"math/big"
	"testing"
)

func TestFormat(t *testing.T) {
	huge := new(big.Int).Exp(big.NewInt(10), big.NewInt(62), nil)
	tests := []struct{ name, got, want string }{
		{"no money", money(nil), "$0.00"},
		{"a cent", money(big.NewInt(1)), "$0.01"},
		{"dollars", money(big.NewInt(123456)), "$1,234.56"},
		{"a million", money(big.NewInt(100000000)), "$1,000,000.00"},
		{"debt", money(big.NewInt(-123456)), "-$1,234.56"},
		{"huge", money(huge), "$1.00e60"},
		{"average", average(new(7806.54)), "$78.07"},
		{"no average", average(nil), "none"},
		{"small count", count(999), "999"},
		{"count", count(1234567), "1,234,567"},
		{"negative count", count(-1234), "-1,234"},
		{"one", counted(1, "event"), "1 event"},
		{"none", counted(0, "event"), "0 events"},
		{"points", points(18346), "18.346"},
		{"few points", points(7), "0.007"},
		{"whole points", wholePoints(25000), "25"},
		{"broken points", wholePoints(12500), "12.5"},
		{"percent", percent(728), "72.8 %"},
		{"date", date(0), "1970-01-01"},
		{"minute", minute(1795410000), "2026-11-23 05:00"},
		{"iso", iso(1795410000), "2026-11-23T05:00:00Z"},
		{"no date", minute(math.MaxUint64), "after 9999"},
		{"no iso", iso(math.MaxUint64), "9999-12-31T23:59:59Z"},
		{"address", short("0xb53Af985765031936311273599389b5B68aC9956"), "0xb53A…9956"},
		{"short address", short(""), ""},
		{"short id", shortID("42"), "42"},
		{"long id", shortID(longID), "86008206…418155"},
		{"activity", amount(&Event{Type: 1, Value: "12345"}), "12,345"},
		{"cents", amount(&Event{Value: "5", Currency: "HKD", Subunit: 100}), "0.05 HKD"},
		{"units", amount(&Event{Value: "123456", Currency: "JPY", Subunit: 1}), "123,456 JPY"},
		{"unknown unit", amount(&Event{Value: "1234", Currency: "XAU"}), "1,234 XAU"},
		{"huge amount", amount(&Event{Value: "100000000000000000000", Currency: "USD", Subunit: 100}), "1.00e20 minor units USD"},
	}
	for _, test := range tests {
		if test.got != test.want {
			t.Errorf("%s: got %q, want %q", test.name, test.got, test.want)
		}
	}
}

// plainMoney is money by the arithmetic of large numbers alone.
func plainMoney(cents *big.Int) string {
	dollars, rest := new(big.Int).QuoRem(new(big.Int).Abs(cents), big.NewInt(100), new(big.Int))
	sign := map[bool]string{true: "-"}[cents.Sign() < 0]
	s := dollars.String()
	if len(s) > 15 {
		return fmt.Sprintf("%s$%s.%se%d", sign, s[:1], s[1:3], len(s)-1)
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return fmt.Sprintf("%s$%s.%02d", sign, s, rest)
}

// FuzzMoney holds amounts of all sizes against plainMoney.
func FuzzMoney(f *testing.F) {
	for _, shift := range []uint8{0, 1, 40, 60, 200} {
		f.Add(int64(1234567), shift)
		f.Add(int64(-99), shift)
	}
	f.Add(int64(math.MinInt64), uint8(0))
	f.Fuzz(func(t *testing.T, n int64, shift uint8) {
		cents := new(big.Int).Lsh(big.NewInt(n), uint(shift))
		if got, want := money(cents), plainMoney(cents); got != want {
			t.Errorf("money(%s) = %s, want %s", cents, got, want)
		}
		exact, _ := new(big.Float).SetInt(cents).Float64()
		if rounded, _ := big.NewFloat(exact).Int(nil); average(&exact) != plainMoney(rounded) {
			t.Errorf("average(%v) = %s, want %s", exact, average(&exact), plainMoney(rounded))
		}
	})
}

func TestShare(t *testing.T) {
	tests := []struct{ part, whole, want int }{{0, 0, 0}, {1, 0, 0}, {0, 5, 0}, {1, 1000000, 1}, {1, 3, 333}, {5, 5, 1000}}
	for _, test := range tests {
		if got := share(test.part, test.whole); got != test.want {
			t.Errorf("share(%d, %d) = %d, want %d", test.part, test.whole, got, test.want)
		}
	}
}
