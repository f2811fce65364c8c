package chain

import (
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/google/go-cmp/cmp"
	"github.com/holiman/uint256"
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
		n, ok := Attribute{Value: []byte(test.value)}.Uint()
		if got := n.Dec(); ok != (test.want != "") || ok && got != test.want {
			t.Errorf("%.40q is %s, %v; want %q", test.value, got, ok, test.want)
		}
	}
}

func TestAttributeAccount(t *testing.T) {
	const digits = "5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
	want := common.HexToAddress(digits)
	for _, value := range []string{"0x" + digits, "0X" + digits, "did:peaq:0x" + digits, "DID:PEAQ:0x" + strings.ToLower(digits), "did:peaq:0X" + strings.ToUpper(digits)} {
		if got, ok := (Attribute{Value: []byte(value)}).Account(); !ok || got != want {
			t.Errorf("%q is %s, %v", value, got, ok)
		}
	}
	for _, value := range []string{"", digits, "0x" + digits[1:], "0x" + digits + "0", "did:eth:0x" + digits, "did:peaq:", "did:peaq:" + digits,
		"0x" + digits[:39] + "g", " 0x" + digits, "did:peaq:did:peaq:0x" + digits, strings.Repeat("é", 21), string(want[:])} {
		if got, ok := (Attribute{Value: []byte(value)}).Account(); ok {
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
		for _, n := range (Attribute{Value: []byte(test.value)}).IDs() {
			got = append(got, n.Dec())
		}
		if d := cmp.Diff(test.want, got); d != "" {
			t.Errorf("%.40q (-want +got):\n%s", test.value, d)
		}
	}
}

func TestAttributeTextAndExpiry(t *testing.T) {
	if got := (Attribute{Value: []byte("a\xff\xfeb\xc3")}).Text(); got != "a\uFFFDb\uFFFD" {
		t.Errorf("text is %q", got)
	}
	a := Attribute{Value: []byte("x"), ValidUntil: 20}
	if a.Expired(20) || !a.Expired(21) || (Attribute{ValidUntil: 20}).Expired(21) || (Attribute{Value: []byte("x"), ValidUntil: 1<<32 - 1}).Expired(1<<32-1) {
		t.Error("expiry is not that of the registry")
	}
}

// No value makes a reader of attributes panic, and what is read is the value's.
func FuzzAttribute(f *testing.F) {
	for _, seed := range []string{"17", "0x41", "[1,2]", "did:peaq:0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "\xff", strings.Repeat("\x01", 32)} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, value []byte) {
		a := Attribute{Value: value}
		if account, ok := a.Account(); ok && !strings.HasSuffix(strings.ToLower(string(value)), strings.ToLower(account.Hex()[2:])) {
			t.Fatalf("%q is the account %s", value, account)
		}
		for _, n := range a.IDs() {
			if n.IsZero() || !strings.Contains(string(value), n.Dec()) {
				t.Fatalf("%q lists %s", value, n.Dec())
			}
		}
		if n, ok := a.Uint(); ok && isDigits(string(value)) && strings.TrimLeft(string(value), "0") != strings.TrimLeft(n.Dec(), "0") {
			t.Fatalf("%q is the number %s", value, n.Dec())
		}
		a.Text()
	})
}

func TestEventFindings(t *testing.T) {
	event := func(registry common.Address, index uint64) Event {
		return Event{MachineID: *uint256.NewInt(5), Registry: registry, Index: *uint256.NewInt(index)}
	}
	partial := event(registryA, 1)
	partial.Partial = true
	tests := []struct {
		name   string
		events []Event
		want   []FindingKind
	}{
		{"none", nil, nil},
		{"from 0", []Event{event(registryA, 0), event(registryA, 1), event(registryA, 2)}, nil},
		{"from 1", []Event{event(registryA, 1), event(registryA, 2)}, nil},
		{"from 2", []Event{event(registryA, 2), event(registryA, 3)}, []FindingKind{EventIndexGap}},
		{"a gap", []Event{event(registryA, 0), event(registryA, 2)}, []FindingKind{EventIndexGap}},
		{"twice", []Event{event(registryA, 0), event(registryA, 0)}, []FindingKind{EventIndexTwice}},
		{"partial", []Event{event(registryA, 0), partial}, []FindingKind{PartialEvent}},
		{"two registries", []Event{event(registryA, 0), event(registryB, 0), event(registryA, 1), event(registryB, 1)}, nil},
		{"a gap in one of two", []Event{event(registryA, 0), event(registryB, 0), event(registryA, 1), event(registryB, 2)}, []FindingKind{EventIndexGap}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var got []FindingKind
			for _, f := range EventFindings(test.events) {
				if f.MachineID != *uint256.NewInt(5) {
					t.Errorf("finding of machine %s", f.MachineID.Dec())
				}
				got = append(got, f.Kind)
			}
			if d := cmp.Diff(test.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestStateFindings(t *testing.T) {
	text := func(s string) Attribute { return Attribute{Value: []byte(s), ValidUntil: 1<<32 - 1} }
	wallet := common.Address{1}
	operator := common.Address{2}
	sound := func() Machine {
		return Machine{ID: *uint256.NewInt(1), Wallet: wallet, Operator: operator, OperatorRead: true, TokenID: *uint256.NewInt(9),
			DID: Document{MachineID: text("1"), NFTTokenID: text("9"), Operator: text("did:peaq:" + operator.Hex())}}
	}
	const now = 1_780_000_000
	tests := []struct {
		name   string
		change func(*Machine)
		want   []FindingKind
	}{
		{"sound", func(*Machine) {}, nil},
		{"no attributes", func(m *Machine) { m.DID = Document{} }, nil},
		{"another machineId", func(m *Machine) { m.DID.MachineID = text("2") }, []FindingKind{MachineIDMismatch}},
		{"a machineId that is no number", func(m *Machine) { m.DID.MachineID = text("one") }, []FindingKind{MachineIDMismatch}},
		{"another token", func(m *Machine) { m.DID.NFTTokenID = text("8") }, []FindingKind{TokenIDMismatch}},
		{"a token that is no number", func(m *Machine) { m.DID.NFTTokenID = text("x") }, []FindingKind{TokenIDMismatch}},
		{"another operator", func(m *Machine) { m.DID.Operator = text(wallet.Hex()) }, []FindingKind{OperatorMismatch}},
		{"an operator that is no account", func(m *Machine) { m.DID.Operator = text("me") }, []FindingKind{OperatorMismatch}},
		{"self-managed, by its own wallet", func(m *Machine) { m.Operator = common.Address{}; m.DID.Operator = text(wallet.Hex()) }, nil},
		{"operatorOf is not known", func(m *Machine) { m.OperatorRead = false; m.DID.Operator = text(wallet.Hex()) }, nil},
		{"expired", func(m *Machine) { m.DID.DataAPI = Attribute{Value: []byte("x"), ValidUntil: 99} }, []FindingKind{ExpiredAttribute}},
		{"valid to this block", func(m *Machine) { m.DID.DataAPI = Attribute{Value: []byte("x"), ValidUntil: 100} }, nil},
		{"override of 100", func(m *Machine) { m.TrustOverride = uint256.NewInt(100) }, nil},
		{"override of 101", func(m *Machine) { m.TrustOverride = uint256.NewInt(101) }, []FindingKind{OverrideRange}},
		{"flag of now", func(m *Machine) { m.FlaggedAt.SetUint64(now) }, nil},
		{"flag of tomorrow", func(m *Machine) { m.FlaggedAt.SetUint64(now + 86400) }, nil},
		{"flag beyond tomorrow", func(m *Machine) { m.FlaggedAt.SetUint64(now + 86401) }, []FindingKind{ImplausibleFlag}},
		{"flag before 2020", func(m *Machine) { m.FlaggedAt.SetUint64(1577836799) }, []FindingKind{ImplausibleFlag}},
		{"flag beyond 64 bits", func(m *Machine) { m.FlaggedAt.SetAllOne() }, []FindingKind{ImplausibleFlag}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m := sound()
			test.change(&m)
			var got []FindingKind
			for _, f := range stateFindings(&Fleet{Block: Block{Number: 100, Time: now}, Machines: []Machine{m}}) {
				got = append(got, f.Kind)
			}
			if d := cmp.Diff(test.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestFindingsAcrossAccounts(t *testing.T) {
	a := Machine{ID: *uint256.NewInt(1), Wallet: common.Address{1}, TokenID: *uint256.NewInt(4)}
	b := Machine{ID: *uint256.NewInt(2), Wallet: common.Address{2}, TokenID: *uint256.NewInt(4)}
	naming := func(id string) Document { return Document{MachineID: Attribute{Value: []byte(id), ValidUntil: 9}} }
	fleet := &Fleet{Machines: []Machine{a, b}, Operators: []Operator{
		{common.Address{2}, naming("1")}, // a wallet: checked as a machine
		{common.Address{8}, naming("3")}, // no such machine
		{common.Address{9}, naming("2")},
	}}
	want := []Finding{
		{b.ID, DuplicateToken, "token 4 belongs to machine 1 already"},
		{b.ID, MachineIDMismatch, "attribute machineId of operator " + common.Address{9}.Hex() + " is 2, whose wallet is " + b.Wallet.Hex()},
	}
	if d := cmp.Diff(want, stateFindings(fleet)); d != "" {
		t.Error(d)
	}
}
