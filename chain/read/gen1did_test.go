package read

import (
	"bytes"
	"math/big"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/google/go-cmp/cmp"
)

func TestAttributeUint(t *testing.T) {
	tests := []struct{ value, want string }{ // want is "" for no number
		{"0", "0"}, {"17", "17"}, {"0017", "17"},
		{"115792089237316195423570985008687907853269984665640564039457584007913129639935", "115792089237316195423570985008687907853269984665640564039457584007913129639935"},
		{"115792089237316195423570985008687907853269984665640564039457584007913129639936", ""},
		{strings.Repeat("9", 5000), ""},
		{"0x41", "65"}, {"0X4a", "74"}, {"0x0041", "65"}, {"0xabc", "2748"},
		{"0x" + strings.Repeat("f", 64), "115792089237316195423570985008687907853269984665640564039457584007913129639935"},
		{"0x" + strings.Repeat("0", 65), ""},
		{strings.Repeat("\x00", 31) + "\x42", "66"},
		{strings.Repeat("\x00", 32), "0"},
		{"12345678901234567890123456789012", "12345678901234567890123456789012"}, // text before word
		{"", ""}, {"0x", ""}, {"-1", ""}, {"+1", ""}, {"0x-0", ""}, {"0x+1", ""}, {"0x1_0", ""}, {"1.0", ""}, {"1e3", ""},
		{" 1", ""}, {"1\n", ""}, {"١٢", ""}, {"\xff", ""}, {strings.Repeat("\x00", 31), ""}, {"ⅷ", ""},
	}
	for _, test := range tests {
		n, ok := attribute{value: []byte(test.value)}.uint()
		if got := n.Dec(); ok != (test.want != "") || ok && got != test.want {
			t.Errorf("%.40q is %s, %v; want %q", test.value, got, ok, test.want)
		}
	}
}

func TestAttributeAccount(t *testing.T) {
	const digits = "5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
	want := common.HexToAddress(digits)
	for _, value := range []string{"0x" + digits, "0X" + digits, "did:peaq:0x" + digits, "DID:PEAQ:0x" + strings.ToLower(digits), "did:peaq:0X" + strings.ToUpper(digits)} {
		if got, ok := (attribute{value: []byte(value)}).account(); !ok || got != want {
			t.Errorf("%q is %s, %v", value, got, ok)
		}
	}
	for _, value := range []string{"", digits, "0x" + digits[1:], "0x" + digits + "0", "did:eth:0x" + digits, "did:peaq:", "did:peaq:" + digits,
		"0x" + digits[:39] + "g", " 0x" + digits, "did:peaq:did:peaq:0x" + digits, strings.Repeat("é", 21), string(want[:])} {
		if got, ok := (attribute{value: []byte(value)}).account(); ok {
			t.Errorf("%q is %s", value, got)
		}
	}
}

func TestAttributeIDs(t *testing.T) {
	tests := []struct {
		value string
		want  []string
	}{
		{"[1,2,3]", []string{"1", "2", "3"}},
		{" [ 3 ,\n1, 3 ] ", []string{"3", "1", "3"}},
		{`[53,999999,"54",54,-1,54.0,1.5,null,0,[53],true,{"a":1},1e2,54]`, []string{"53", "999999", "54", "54"}},
		{"[115792089237316195423570985008687907853269984665640564039457584007913129639935,115792089237316195423570985008687907853269984665640564039457584007913129639936]",
			[]string{"115792089237316195423570985008687907853269984665640564039457584007913129639935"}},
		{"57, 58", nil}, {"", nil}, {"null", nil}, {"5", nil}, {"{}", nil}, {"[1,", nil}, {"[01]", nil}, {"[1] [2]", nil},
		{strings.Repeat("[", 20000), nil},
	}
	for _, test := range tests {
		var got []string
		for _, n := range (attribute{value: []byte(test.value)}).ids() {
			got = append(got, n.Dec())
		}
		if d := cmp.Diff(test.want, got); d != "" {
			t.Errorf("%.40q (-want +got):\n%s", test.value, d)
		}
	}
}

func TestAttributeTextAndExpiry(t *testing.T) {
	if got := (attribute{value: []byte("a\xff\xfeb\xc3")}).text(); got != "a\uFFFDb\uFFFD" {
		t.Errorf("text is %q", got)
	}
	a := attribute{value: []byte("x"), validUntil: 20}
	if a.expired(20) || !a.expired(21) || (attribute{validUntil: 20}).expired(21) || (attribute{value: []byte("x"), validUntil: 1<<32 - 1}).expired(1<<32-1) {
		t.Error("expiry is not that of the registry")
	}
}

// No value makes a reader of attributes panic, and what is read is the value's.
func FuzzAttribute(f *testing.F) {
	for _, seed := range []string{"17", "0x41", "[1,2]", "did:peaq:0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "\xff", strings.Repeat("\x01", 32)} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, value []byte) {
		a := attribute{value: value}
		if account, ok := a.account(); ok && !strings.HasSuffix(strings.ToLower(string(value)), strings.ToLower(account.Hex()[2:])) {
			t.Fatalf("%q is the account %s", value, account)
		}
		for _, n := range a.ids() {
			if n.IsZero() || !strings.Contains(string(value), n.Dec()) {
				t.Fatalf("%q lists %s", value, n.Dec())
			}
		}
		if n, ok := a.uint(); ok && isDigits(string(value)) && strings.TrimLeft(string(value), "0") != strings.TrimLeft(n.Dec(), "0") {
			t.Fatalf("%q is the number %s", value, n.Dec())
		}
		a.text()
	})
}

// An attribute is decoded as accounts/abi does; nothing panics.
func FuzzDecodeAttribute(f *testing.F) {
	outputs := arguments(f, "readAttribute", `[{"type":"tuple","components":[{"name":"name","type":"bytes"},{"name":"value","type":"bytes"},
		{"name":"validity","type":"uint32"},{"name":"created","type":"uint256"}]}]`)
	type stored struct {
		Name, Value []byte
		Validity    uint32
		Created     *big.Int
	}
	for _, a := range []stored{
		{[]byte("machineId"), []byte("17"), 1<<32 - 1, big.NewInt(1_700_000_000_000)},
		{nil, nil, 0, new(big.Int).Lsh(big.NewInt(1), 255)},
	} {
		raw, err := outputs.Pack(a)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
		f.Add(raw[:len(raw)-1])
	}
	f.Add(bytes.Repeat([]byte{0xff}, 256))
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := decodeAttribute(data)
		var want stored
		if !unpack(outputs, data, &want) {
			return
		}
		if err != nil {
			t.Fatalf("accounts/abi gives %+v: %v", want, err)
		}
		if !bytes.Equal(got.value, want.Value) || got.validUntil != want.Validity {
			t.Fatalf("%+v, not %+v", got, want)
		}
	})
}
