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
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/google/go-cmp/cmp"

	"mcrpress/chain"
)

func TestFleetSize(t *testing.T) {
	states, perOperator := map[string]bool{}, map[common.Address]int{}
	ratings := map[string]int{}
	for _, m := range gen1Chain.Fleet() {
		if states[m.State] {
			t.Errorf("two rows show %q", m.State)
		}
		states[m.State] = true
		ratings[m.Rating]++
		perOperator[m.Operator]++
	}
	if len(states) != DefaultMachines(chain.Gen1) {
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
	f := gen1Chain.story.fleet
	for _, m := range f.machines {
		t.Run(m.state, func(t *testing.T) {
			r := atHead(t)
			if got := r.address(identityAddress, identityRegistry.pack("ownerOf", m.id)); got != m.wallet {
				t.Errorf("identity belongs to %s, not %s", got, m.wallet)
			}
			if got := r.address(identityAddress, identityRegistry.pack("operatorOf", m.id)); got != f.operatorOf(m) {
				t.Errorf("operator is %s, not %s", got, f.operatorOf(m))
			}
			if got := r.number(stakingAddress, identityStaking.pack("isStaked", m.id)); (got.Sign() == 0) != m.unbonded {
				t.Errorf("isStaked is %s", got)
			}
			token := r.tokenOf(m.id)
			if (token.Sign() == 0) != m.noNFT || token.Uint64() != m.nft || token.Cmp(m.id) == 0 {
				t.Errorf("token is %s", token)
			}
			checkAttributes(r, m, f.operatorOf(m))
			checkEvents(r, m)
		})
	}
	r := atHead(t)
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

// tokenOf is the token of a machine, 0 where tokenIdOf says or reverts so.
func (r reader) tokenOf(id *big.Int) *big.Int {
	r.t.Helper()
	out, ok := r.try(nftAddress, machineNFT.pack("tokenIdOf", id))
	if !ok {
		if got := reason(out); got != "MachineNotFound" {
			r.t.Errorf("tokenIdOf reverts with %s", got)
		}
		return new(big.Int)
	}
	return new(big.Int).SetBytes(out)
}

func checkAttributes(r reader, m *machine, operator common.Address) {
	r.t.Helper()
	want, blank := map[string]string{}, map[string]bool{}
	if !m.noDID {
		for _, a := range m.attributes(operator) {
			want[a.name], blank[a.name] = a.value, a.blank
		}
	}
	for _, name := range []string{"machineId", "nftTokenId", "operator", "documentation_url", "data_visibility"} {
		if value, _, ok := r.attribute(m.wallet, name); value != want[name] || ok != (want[name] != "" || blank[name]) {
			r.t.Errorf("%s is %q, not %q", name, value, want[name])
		}
	}
}

// checkEvents compares the registry's records with the ones that were to be
// submitted, in their order; events of moments come on top. Those of the build
// without currencies have none.
func checkEvents(r reader, m *machine) {
	r.t.Helper()
	var want []record
	for w := weeks - 1; w >= 0; w-- {
		for _, e := range m.records(w) {
			if w > currencyWeek {
				e.currency = ""
			}
			want = append(want, e)
		}
	}
	got := r.events(eventRegistryV2, recordsAddress, m.id)
	if extra := len(got) - len(want); extra < 0 || (extra > 0 && len(m.moments) == 0) {
		r.t.Fatalf("%d events, not %d", len(got), len(want))
	}
	for _, e := range got {
		if len(want) > 0 && e.text() == want[0].text() {
			want = want[1:]
		}
		if e.MachineId.Cmp(m.id) != 0 {
			r.t.Errorf("an event of machine %s", e.MachineId)
		}
	}
	for _, e := range want {
		r.t.Errorf("no event of %s in its place", e.text())
	}
}

func (e stored) text() string {
	return record{kind: e.EventType, value: e.Value, currency: e.Currency, time: e.Timestamp.Uint64(), trust: e.TrustLevel, metadata: e.Metadata}.text()
}

// text is what a series decides of an event.
func (r record) text() string {
	return fmt.Sprintf("type %d, %d %s at %d, trust %d, %q", r.kind, r.value, r.currency, r.time, r.trust, r.metadata)
}

// Moments and things that only show in the transactions.
func TestStates(t *testing.T) {
	checks := map[string]func(*testing.T, reader, Member){
		"negative flag younger than 180 days": checkFlag(headTime - 9*week),
		"negative flag older than 180 days":   checkFlag(headTime - 40*week),
		"negative flag older than 2020":       checkFlag(setupTime),
		"negative flag that was lifted":       checkFlag(0),
		"trust override of 90":                checkOverride(true, 90),
		"trust override of 0":                 checkOverride(true, 0),
		"trust override that was taken back":  checkOverride(false, 0),
		"status Rejected":                     checkStatus(3),
		"status Deactivated":                  checkStatus(4),
		"a planted attribute":                 checkPlanted,
		"an expired attribute":                checkExpired,
		"an NFT that was sold":                checkSold,
		"a machine without a wallet":          checkUnplugged,
		"events through a smart account":      checkSmart,
		"all 25 currencies":                   checkCurrencies,
		"metadata of every shape":             checkMetadata,
		"an unsupported currency":             checkUnsupported,
		"records without a currency alone":    checkBare,
		"several events in one transaction, where one inner call reverts": checkHalfFailed,
		"an event of a huge value":                                        checkHuge,
		"an empty operator attribute":                                     checkBlank,
		"an attribute of 2560 bytes":                                      checkLong,
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
	for _, m := range gen1Chain.Fleet() {
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

func checkFlag(want uint64) func(*testing.T, reader, Member) {
	return func(t *testing.T, r reader, m Member) {
		if got := r.number(flagsAddress, adminFlags.pack("negativeFlagAt", m.ID.ToBig())); got.Uint64() != want {
			t.Errorf("flag is %s, not %d", got, want)
		}
	}
}

func checkOverride(set bool, value uint64) func(*testing.T, reader, Member) {
	return func(t *testing.T, r reader, m Member) {
		got, gotValue := r.trustOverride(m.ID.ToBig())
		if got != set || gotValue != value {
			t.Errorf("override is %d (%v)", gotValue, got)
		}
	}
}

func (r reader) trustOverride(id *big.Int) (set bool, value uint64) {
	r.t.Helper()
	out := r.view(flagsAddress, adminFlags.pack("trustOverride", id))
	return out[31] == 1, new(big.Int).SetBytes(out[32:]).Uint64()
}

func checkStatus(want int64) func(*testing.T, reader, Member) {
	return func(t *testing.T, r reader, m Member) {
		if got := r.number(identityAddress, identityRegistry.pack("machineStatus", m.ID.ToBig())); got.Int64() != want {
			t.Errorf("status is %s, not %d", got, want)
		}
	}
}

func checkPlanted(t *testing.T, r reader, m Member) {
	added := didRegistry.Events["AddAttribute"]
	for _, log := range r.logs(ethereum.FilterQuery{Addresses: []common.Address{didAddress}, Topics: [][]common.Hash{{added.ID}}}) {
		values, err := added.Inputs.Unpack(log.Data)
		if err != nil {
			t.Fatal(err)
		}
		if values[1] == m.Wallet && string(values[2].([]byte)) == "data_api" {
			if values[0] == m.Wallet {
				t.Error("the machine wrote it")
			}
			return
		}
	}
	t.Error("no such attribute was written")
}

func checkExpired(t *testing.T, r reader, m Member) {
	_, validity, ok := r.attribute(m.Wallet, "documentation_url")
	if head := gen1Chain.Head().Number.Uint64(); !ok || uint64(validity) >= head {
		t.Errorf("valid until block %d of %d (%v)", validity, head, ok)
	}
}

func checkSold(t *testing.T, r reader, m Member) {
	if got := r.address(nftAddress, machineNFT.pack("ownerOf", r.tokenOf(m.ID.ToBig()))); got == m.Wallet {
		t.Error("the wallet still has it")
	}
}

func checkUnplugged(t *testing.T, r reader, m Member) {
	if got := r.address(identityAddress, identityRegistry.pack("machineWalletOf", m.ID.ToBig())); got != (common.Address{}) {
		t.Errorf("wallet is %s", got)
	}
	slot, err := r.client.StorageAt(t.Context(), identityAddress, implementationSlot, nil)
	if err != nil || common.BytesToAddress(slot) != identityRegistry.implementation() {
		t.Errorf("implementation is %x, %v", slot, err)
	}
}

func checkProxy(t *testing.T, r reader, m Member) {
	id, _, _ := r.attribute(m.Wallet, "machineId")
	list, _, _ := r.attribute(m.Wallet, "machines")
	if id != m.ID.Dec() || list != "[46,47,48,49,50,51]" {
		t.Errorf("machineId is %q, machines is %q", id, list)
	}
}

func checkSmart(t *testing.T, r reader, m Member) {
	code, err := gen1Client.CodeAt(t.Context(), m.Wallet, nil)
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

// The records of the first build have no currency and logs of three topics.
func checkBare(t *testing.T, r reader, m Member) {
	for _, e := range r.events(eventRegistryV2, recordsAddress, m.ID.ToBig()) {
		if e.EventType != revenue || e.Currency != "" {
			t.Fatalf("an event of type %d in %q", e.EventType, e.Currency)
		}
	}
	for _, log := range r.eventLogs(recordsAddress, m.ID.ToBig()) {
		if len(log.Topics) != 3 {
			t.Fatalf("a log of %d topics", len(log.Topics))
		}
	}
}

func checkBlank(t *testing.T, r reader, m Member) {
	if value, _, ok := r.attribute(m.Wallet, "operator"); !ok || value != "" {
		t.Errorf("operator is %q (%v)", value, ok)
	}
}

func checkLong(t *testing.T, r reader, m Member) {
	if value, _, _ := r.attribute(m.Wallet, "documentation_url"); len(value) != 2560 {
		t.Errorf("%d bytes", len(value))
	}
}

func checkHalfFailed(t *testing.T, r reader, m Member) {
	perTx := map[common.Hash]int{}
	for _, log := range r.eventLogs(recordsAddress, m.ID.ToBig()) {
		perTx[log.TxHash]++
	}
	for hash, n := range perTx {
		if n < 2 {
			continue
		}
		receipt, err := gen1Client.TransactionReceipt(t.Context(), hash)
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

// eventTransactions are those that made the events of a machine.
func eventTransactions(r reader, m Member) []*types.Transaction {
	r.t.Helper()
	var list []*types.Transaction
	for _, log := range r.eventLogs(recordsAddress, m.ID.ToBig()) {
		tx, _, err := r.client.TransactionByHash(r.t.Context(), log.TxHash)
		if err != nil {
			r.t.Fatal(err)
		}
		list = append(list, tx)
	}
	return list
}

func checkCurrencies(t *testing.T, r reader, m Member) {
	seen := map[string]bool{}
	for _, e := range r.events(eventRegistryV2, recordsAddress, m.ID.ToBig()) {
		seen[e.Currency] = true
	}
	if len(seen) != 25 {
		t.Errorf("only %d currencies", len(seen))
	}
}

func checkUnsupported(t *testing.T, r reader, m Member) {
	for _, e := range r.events(eventRegistryV2, recordsAddress, m.ID.ToBig()) {
		if !slices.ContainsFunc(currencies, func(c currency) bool { return e.Currency == "" || c.code == e.Currency }) {
			return
		}
	}
	t.Error("all currencies are supported")
}

func checkMetadata(t *testing.T, r reader, m Member) {
	var empty, object, other, text, invalid bool
	for _, e := range r.events(eventRegistryV2, recordsAddress, m.ID.ToBig()) {
		var o map[string]any
		switch {
		case len(e.Metadata) == 0:
			empty = true
		case json.Unmarshal(e.Metadata, &o) == nil && o != nil && utf8.Valid(e.Metadata):
			object = true
		case json.Valid(e.Metadata) && utf8.Valid(e.Metadata):
			other = true
		case utf8.Valid(e.Metadata):
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
	for _, e := range r.events(eventRegistryV2, recordsAddress, m.ID.ToBig()) {
		if e.Value.BitLen() == 256 && len(e.Metadata) == 0 {
			return
		}
	}
	t.Error("no huge value")
}

func checkMany(t *testing.T, r reader, m Member) {
	if n := len(r.events(eventRegistryV2, recordsAddress, m.ID.ToBig())); n <= 100 {
		t.Errorf("%d events", n)
	}
}

func checkNone(t *testing.T, r reader, m Member) {
	if n := len(r.events(eventRegistryV2, recordsAddress, m.ID.ToBig())); n != 0 {
		t.Errorf("%d events", n)
	}
}

func checkTenure(t *testing.T, r reader, m Member) {
	events := r.events(eventRegistryV2, recordsAddress, m.ID.ToBig())
	if span := events[len(events)-1].Timestamp.Uint64() - events[0].Timestamp.Uint64(); span < 365*24*3600 {
		t.Errorf("a history of %d seconds", span)
	}
	for _, e := range events {
		if e.TrustLevel != 0 {
			t.Fatalf("an event of trust level %d", e.TrustLevel)
		}
	}
}

func checkNames(id string) func(*testing.T, reader, Member) {
	return func(t *testing.T, r reader, m Member) {
		if value, _, _ := r.attribute(m.Wallet, "machineId"); value != id || value == m.ID.Dec() {
			t.Errorf("machineId is %q", value)
		}
	}
}

func checkHex(t *testing.T, r reader, m Member) {
	value, _, _ := r.attribute(m.Wallet, "machineId")
	if n, err := strconv.ParseUint(value, 0, 64); err != nil || value[:2] != "0x" || n != m.ID.Uint64() {
		t.Errorf("machineId is %q", value)
	}
}

func checkWord(t *testing.T, r reader, m Member) {
	value, _, _ := r.attribute(m.Wallet, "machineId")
	if diff := cmp.Diff(common.BigToHash(m.ID.ToBig()).Bytes(), []byte(value)); diff != "" {
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
	if token := r.tokenOf(m.ID.ToBig()); !ok || value == token.String() {
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

// The registry's history: records without a currency before the upgrade, in
// another contract, or for good.
func TestCurrencyHistories(t *testing.T) {
	m := gen1Chain.Member("rating AA")
	id := m.ID.ToBig()
	before := reader{t: t, client: gen1Client, block: big.NewInt(beforeJump - currencyWeek)}
	old, now := before.events(eventRegistryV1, recordsAddress, id), atHead(t).events(eventRegistryV2, recordsAddress, id)
	if len(old) != weeks-1-currencyWeek || len(now) != weeks {
		t.Fatalf("%d records before the upgrade, %d at the head", len(old), len(now))
	}
	for i, e := range now {
		if i < len(old) && e.text() != old[i].text() {
			t.Errorf("record %d reads %s after the upgrade, %s before it", i, e.text(), old[i].text())
		}
		if want := map[bool]string{true: "", false: "USD"}[i < len(old)]; e.Currency != want {
			t.Errorf("record %d is in %q", i, e.Currency)
		}
	}
	never := serve(t, Options{Currency: Never})
	if got := never.events(eventRegistryV1, recordsAddress, id); len(got) != len(now) {
		t.Errorf("%d records without a currency", len(got))
	}
	replaced := serve(t, Options{Currency: Replaced})
	first, second := replaced.events(eventRegistryV1, recordsAddress, id), replaced.events(eventRegistryV2, nextAddress, id)
	if len(first) != len(old) || len(first)+len(second) != len(now) {
		t.Errorf("%d records in the first registry, %d in the second", len(first), len(second))
	}
}
