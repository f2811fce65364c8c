package templates

import (
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

func TestShare(t *testing.T) {
	tests := []struct{ part, whole, want int }{{0, 0, 0}, {1, 0, 0}, {0, 5, 0}, {1, 1000000, 1}, {1, 3, 333}, {5, 5, 1000}}
	for _, test := range tests {
		if got := share(test.part, test.whole); got != test.want {
			t.Errorf("share(%d, %d) = %d, want %d", test.part, test.whole, got, test.want)
		}
	}
}
