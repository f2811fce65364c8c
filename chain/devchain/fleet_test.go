package devchain

import (
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"testing"
	"unicode/utf8"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/google/go-cmp/cmp"
)

func atHead(t *testing.T) reader { return reader{t: t, client: client} }

func TestFleetSize(t *testing.T) {
	states, perOperator := map[string]bool{}, map[common.Address]int{}
	ratings := map[string]int{}
	for _, m := range shared.Fleet() {
		if states[m.State] {
			t.Errorf("two rows show %q", m.State)
		}
		states[m.State] = true
		ratings[m.Rating]++
		perOperator[m.Operator]++
	}
	if len(states) != DefaultMachines {
		t.Errorf("only %d machines", len(states))
	}
	delete(perOperator, common.Address{})
	if len(perOperator) < 6 {
		t.Errorf("only %d operators", len(perOperator))
	}
	if got := perOperator[accountOf("operator voltway").address]; got != 45 {
		t.Errorf("the big operator has %d machines", got)
	}
	for _, letter := range []string{"AAA", "AA", "A", "BBB", "BB", "B", "NR", "Provisioned"} {
		if ratings[letter] == 0 {
			t.Errorf("no machine is rated %s", letter)
		}
	}
}

// Every row is on the chain as it is written.
func TestRowsAreOnChain(t *testing.T) {
	f, err := newFleet(0)
	if err != nil {
		t.Fatal(err)
	}
	r := atHead(t)
	for _, m := range f.machines {
		t.Run(m.state, func(t *testing.T) {
			r := reader{t: t, client: client}
			if got := r.address(deployment.IdentityRegistry, registryABI.PackOwnerOf(m.big())); got != m.wallet {
				t.Errorf("identity belongs to %s, not %s", got, m.wallet)
			}
			if got := r.address(deployment.IdentityRegistry, registryABI.PackOperatorOf(m.big())); got != f.operatorOf(m) {
				t.Errorf("operator is %s, not %s", got, f.operatorOf(m))
			}
			if got := r.number(deployment.IdentityStaking, stakingABI.PackIsStaked(m.big())); (got.Sign() == 0) != m.unbonded {
				t.Errorf("isStaked is %s", got)
			}
			token := r.number(deployment.MachineNFT, nftABI.PackTokenIdOf(m.big()))
			if (token.Sign() == 0) != m.noNFT || token.Uint64() != m.token || token.Uint64() == m.id {
				t.Errorf("token is %s", token)
			}
			checkAttributes(r, m, f.operatorOf(m))
			checkEvents(r, m)
		})
	}
	for _, o := range f.operators {
		for _, a := range o.attributes() {
			if value, _, _ := r.attribute(o.account.address, a.name); value != a.value {
				t.Errorf("%s: %s is %q, not %q", o.state, a.name, value, a.value)
			}
		}
		if _, _, ok := r.attribute(o.account.address, "machines"); ok == o.noList {
			t.Errorf("%s: has a list: %v", o.state, ok)
		}
	}
}

func checkAttributes(r reader, m *machine, operator common.Address) {
	r.t.Helper()
	want := map[string]string{}
	if !m.noDID {
		for _, a := range m.attributes(operator) {
			want[a.name] = a.value
		}
	}
	for _, name := range []string{"machineId", "nftTokenId", "operator", "documentation_url", "data_visibility"} {
		if value, _, ok := r.attribute(m.wallet, name); value != want[name] || ok != (want[name] != "") {
			r.t.Errorf("%s is %q, not %q", name, value, want[name])
		}
	}
}

// checkEvents compares the registry's records with the ones that were to be
// submitted; events of moments come on top.
func checkEvents(r reader, m *machine) {
	r.t.Helper()
	var want []record
	for w := weeks - 1; w >= 0; w-- {
		for _, s := range m.events {
			want = append(want, s.in(w, blockTime(w), m)...)
		}
	}
	stored := map[string]bool{}
	got := r.events(m.id)
	for _, e := range got {
		stored[e.text()] = true
	}
	for _, e := range want {
		if !stored[e.text()] {
			r.t.Errorf("no event of %s", e.text())
		}
	}
	if extra := len(got) - len(want); extra < 0 || (extra > 0 && len(m.moments) == 0) {
		r.t.Errorf("%d events, not %d", len(got), len(want))
	}
}

// text is all of an event that the registry keeps.
func (r record) text() string {
	return fmt.Sprintf("type %d, %d %s at %d, trust %d, %q", r.kind, r.value, r.currency, r.time, r.trust, r.metadata)
}

// Moments and things that only show in the transactions.
func TestStates(t *testing.T) {
	checks := map[string]func(*testing.T, reader, Member){
		"negative flag younger than 180 days":                             checkFlag(headTime - 9*week),
		"negative flag older than 180 days":                               checkFlag(headTime - 40*week),
		"negative flag older than 2020":                                   checkFlag(setupTime),
		"negative flag that was lifted":                                   checkFlag(0),
		"trust override of 90":                                            checkOverride(true, 90),
		"trust override of 0":                                             checkOverride(true, 0),
		"trust override that was taken back":                              checkOverride(false, 0),
		"status Rejected":                                                 checkStatus(3),
		"status Deactivated":                                              checkStatus(4),
		"a planted attribute":                                             checkPlanted,
		"an expired attribute":                                            checkExpired,
		"an NFT that was sold":                                            checkSold,
		"a machine without a wallet":                                      checkUnplugged,
		"events through a smart account":                                  checkSmart,
		"all 25 currencies":                                               checkCurrencies,
		"metadata of every shape":                                         checkMetadata,
		"an unsupported currency":                                         checkUnsupported,
		"events by the call without a currency":                           checkLegacy,
		"several events in one transaction, where one inner call reverts": checkHalfFailed,
		"an event of an unknown type and one of a huge value":             checkHuge,
		"a wallet whose machineId names another machine":                  checkNames("3"),
		"a wallet whose machineId names an unregistered id":               checkNames("88888888"),
		"more than 100 events":                                            checkMany,
		"self-reported with more than a year of history":                  checkTenure,
		"a machineId in hexadecimal":                                      checkHex,
		"a machineId as a 32-byte word":                                   checkWord,
		"an operator attribute that is not the registered operator":       checkForeignOperator,
		"an nftTokenId that is another machine's":                         checkForeignToken,
		"events through the batch precompile":                             checkBatched,
		"a machine that is an operator":                                   checkProxy,
		"rating Provisioned, no events":                                   checkNone,
		"visibility public with a data_api":                               checkAPI("http://partner.demo/robots/46"),
		"visibility public without a data_api":                            checkAPI(""),
		"visibility public with an unsafe data_api":                       checkAPI("http://169.254.169.254/latest/meta-data/"),
		"visibility public with a malformed data_api":                     checkAPI("http://[::1/robots"),
		"visibility public with a data_api that redirects":                checkAPI("http://partner.demo/redirect"),
		"visibility public with a data_api that answers too much":         checkAPI("http://partner.demo/huge"),
		"visibility public with a data_api that answers no object":        checkAPI("http://partner.demo/list"),
		"visibility private with a data_api":                              checkAPI("https://api.voltway.example/units/28"),
	}
	members := map[string]Member{}
	for _, m := range shared.Fleet() {
		members[m.State] = m
	}
	for state, check := range checks {
		t.Run(state, func(t *testing.T) {
			m, ok := members[state]
			if !ok {
				t.Fatal("no machine shows it")
			}
			check(t, atHead(t), m)
		})
	}
}

func (m Member) big() *big.Int { return new(big.Int).SetUint64(m.MachineID) }

func checkFlag(want uint64) func(*testing.T, reader, Member) {
	return func(t *testing.T, r reader, m Member) {
		if got := r.number(deployment.AdminFlags, flagsABI.PackNegativeFlagAt(m.big())); got.Uint64() != want {
			t.Errorf("flag is %s, not %d", got, want)
		}
	}
}

func checkOverride(set bool, value int64) func(*testing.T, reader, Member) {
	return func(t *testing.T, r reader, m Member) {
		got, err := flagsABI.UnpackTrustOverride(r.view(deployment.AdminFlags, flagsABI.PackTrustOverride(m.big())))
		if err != nil || got.Set != set || got.Value.Int64() != value {
			t.Errorf("override is %+v, %v", got, err)
		}
	}
}

func checkStatus(want int64) func(*testing.T, reader, Member) {
	return func(t *testing.T, r reader, m Member) {
		if got := r.number(deployment.IdentityRegistry, registryABI.PackMachineStatus(m.big())); got.Int64() != want {
			t.Errorf("status is %s, not %d", got, want)
		}
	}
}

func checkPlanted(t *testing.T, r reader, m Member) {
	for _, log := range r.logs(ethereum.FilterQuery{Addresses: []common.Address{didAddress}}) {
		e, err := didABI.UnpackAddAttributeEvent(&log)
		if err == nil && e.DidAccount == m.Wallet && string(e.Name) == "data_api" {
			if e.Sender == m.Wallet {
				t.Error("the machine wrote it")
			}
			return
		}
	}
	t.Error("no such attribute was written")
}

func checkExpired(t *testing.T, r reader, m Member) {
	_, validity, ok := r.attribute(m.Wallet, "documentation_url")
	if head := shared.Head().Number.Uint64(); !ok || uint64(validity) >= head {
		t.Errorf("valid until block %d of %d (%v)", validity, head, ok)
	}
}

func checkSold(t *testing.T, r reader, m Member) {
	token := r.number(deployment.MachineNFT, nftABI.PackTokenIdOf(m.big()))
	if got := r.address(deployment.MachineNFT, nftABI.PackOwnerOf(token)); got == m.Wallet {
		t.Error("the wallet still has it")
	}
}

func checkUnplugged(t *testing.T, r reader, m Member) {
	if got := r.address(deployment.IdentityRegistry, registryABI.PackMachineWalletOf(m.big())); got != (common.Address{}) {
		t.Errorf("wallet is %s", got)
	}
}

func checkProxy(t *testing.T, r reader, m Member) {
	id, _, _ := r.attribute(m.Wallet, "machineId")
	list, _, _ := r.attribute(m.Wallet, "machines")
	if id != m.big().String() || list != "[46,47,48,49,50,51]" {
		t.Errorf("machineId is %q, machines is %q", id, list)
	}
}

func checkSmart(t *testing.T, r reader, m Member) {
	code, err := client.CodeAt(t.Context(), m.Wallet, nil)
	if err != nil || len(code) == 0 {
		t.Errorf("the wallet has no code, %v", err)
	}
	if txs := eventTransactions(r, m); len(txs) == 0 || *txs[0].To() != m.Wallet {
		t.Error("its events do not come through it")
	}
}

func checkBatched(t *testing.T, r reader, m Member) {
	for _, tx := range eventTransactions(r, m) {
		if *tx.To() != batchAddress {
			t.Fatalf("a call of %s", tx.To())
		}
	}
}

func checkLegacy(t *testing.T, r reader, m Member) {
	for _, tx := range eventTransactions(r, m) {
		if got := common.Bytes2Hex(tx.Data()[:4]); got != "6b58c7dc" {
			t.Fatalf("a call of %s", got)
		}
	}
}

func checkHalfFailed(t *testing.T, r reader, m Member) {
	perTx := map[common.Hash]int{}
	for _, log := range eventLogs(r, m) {
		perTx[log.TxHash]++
	}
	for hash, n := range perTx {
		if n < 2 {
			continue
		}
		receipt, err := client.TransactionReceipt(t.Context(), hash)
		if err != nil {
			t.Fatal(err)
		}
		if got := subcalls(receipt); got != "0 ok, 1 failed, 2 ok" {
			t.Errorf("inner calls: %s", got)
		}
		return
	}
	t.Error("no transaction holds several events")
}

func checkCurrencies(t *testing.T, r reader, m Member) {
	seen := map[string]bool{}
	for _, e := range r.events(m.MachineID) {
		seen[e.currency] = true
	}
	if len(seen) != 25 {
		t.Errorf("only %d currencies", len(seen))
	}
}

func checkUnsupported(t *testing.T, r reader, m Member) {
	for _, e := range r.events(m.MachineID) {
		if !slices.ContainsFunc(currencies, func(c currency) bool { return c.code == e.currency }) {
			return
		}
	}
	t.Error("all currencies are supported")
}

func checkMetadata(t *testing.T, r reader, m Member) {
	var empty, object, other, text, invalid bool
	for _, e := range r.events(m.MachineID) {
		var o map[string]any
		switch {
		case len(e.metadata) == 0:
			empty = true
		case json.Unmarshal(e.metadata, &o) == nil && o != nil && utf8.Valid(e.metadata):
			object = true
		case json.Valid(e.metadata) && utf8.Valid(e.metadata):
			other = true
		case utf8.Valid(e.metadata):
			text = true
		default:
			invalid = true
		}
	}
	if !empty || !object || !other || !text || !invalid {
		t.Errorf("empty %v, object %v, other JSON %v, text %v, invalid UTF-8 %v", empty, object, other, text, invalid)
	}
}

func checkHuge(t *testing.T, r reader, m Member) {
	var unknown, huge bool
	for _, e := range r.events(m.MachineID) {
		unknown = unknown || e.kind > activity
		huge = huge || e.value.BitLen() == 256 && len(e.metadata) == 0
	}
	if !unknown || !huge {
		t.Errorf("unknown type %v, huge value %v", unknown, huge)
	}
}

func checkMany(t *testing.T, r reader, m Member) {
	if n := len(r.events(m.MachineID)); n <= 100 {
		t.Errorf("%d events", n)
	}
}

func checkNone(t *testing.T, r reader, m Member) {
	if n := len(r.events(m.MachineID)); n != 0 {
		t.Errorf("%d events", n)
	}
}

func checkTenure(t *testing.T, r reader, m Member) {
	events := r.events(m.MachineID)
	if span := events[len(events)-1].time - events[0].time; span < 365*24*3600 {
		t.Errorf("a history of %d seconds", span)
	}
	for _, e := range events {
		if e.trust != 0 {
			t.Fatalf("an event of trust level %d", e.trust)
		}
	}
}

func checkNames(id string) func(*testing.T, reader, Member) {
	return func(t *testing.T, r reader, m Member) {
		if value, _, _ := r.attribute(m.Wallet, "machineId"); value != id || value == m.big().String() {
			t.Errorf("machineId is %q", value)
		}
	}
}

func checkHex(t *testing.T, r reader, m Member) {
	value, _, _ := r.attribute(m.Wallet, "machineId")
	if n, err := strconv.ParseUint(value, 0, 64); err != nil || value[:2] != "0x" || n != m.MachineID {
		t.Errorf("machineId is %q", value)
	}
}

func checkWord(t *testing.T, r reader, m Member) {
	value, _, _ := r.attribute(m.Wallet, "machineId")
	if diff := cmp.Diff(common.BigToHash(m.big()).Bytes(), []byte(value)); diff != "" {
		t.Error(diff)
	}
}

func checkForeignOperator(t *testing.T, r reader, m Member) {
	value, _, ok := r.attribute(m.Wallet, "operator")
	if !ok || value == did(m.Operator) {
		t.Errorf("operator is %q", value)
	}
}

func checkForeignToken(t *testing.T, r reader, m Member) {
	value, _, ok := r.attribute(m.Wallet, "nftTokenId")
	if token := r.number(deployment.MachineNFT, nftABI.PackTokenIdOf(m.big())); !ok || value == token.String() {
		t.Errorf("nftTokenId is %q", value)
	}
}

func checkAPI(want string) func(*testing.T, reader, Member) {
	return func(t *testing.T, r reader, m Member) {
		if value, _, ok := r.attribute(m.Wallet, "data_api"); value != want || ok != (want != "") {
			t.Errorf("data_api is %q", value)
		}
	}
}
