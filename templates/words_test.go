package templates

import (
	"bytes"
	"strings"
	"testing"
)

// TestSubscriptionNote holds the sentence about a status against what the
// model makes of it: active and in grace is bonded, nothing else is.
func TestSubscriptionNote(t *testing.T) {
	for status, word := range map[string]string{
		"active": "Active", "grace": "In grace", "runoff": "In runoff", "terminated": "Terminated", "not_activated": "Never activated", "9": "In an unknown state",
	} {
		if got := SubscriptionWord(status); got != word {
			t.Errorf("%s in a table is %q, want %q", status, got, word)
		}
		note := (&Subscription{Status: status}).note()
		bonded := status == "active" || status == "grace"
		if strings.Contains(note, "unbonded") == bonded || strings.Contains(note, "not rated") == bonded {
			t.Errorf("%s: %s", status, note)
		}
	}
	if note := (&Subscription{Status: "terminated", Fraud: true}).note(); !strings.Contains(note, "fraud") {
		t.Error(note)
	}
}

func TestHomeWords(t *testing.T) {
	for number, want := range map[uint16]string{0: "none registered", 1: "peaq", 2: "chain 2", 3: "Base", 4: "chain 4", 5: "Solana", 6: "Solana devnet", 65535: "chain 65535"} {
		if got := ChainName(number); got != want {
			t.Errorf("chain %d is %q, want %q", number, got, want)
		}
	}
	for tier, want := range map[uint8]string{0: "Entry", 1: "Basic", 2: "Pro", 3: "Tier 3"} {
		if got := tierName(tier); got != want {
			t.Errorf("tier %d is %q, want %q", tier, got, want)
		}
	}
	if got := (&Home{TechnicalPause: true, OperatorPause: true}).pauses(); got != "a technical pause by the protocol, a pause by its owner or controller" {
		t.Error(got)
	}
	if got := (&Home{}).pauses(); got != "" {
		t.Error(got)
	}
}

// TestForeign checks that the card of a machine that lives elsewhere says what
// is not known, and shows no points, no curve and nothing to recompute.
func TestForeign(t *testing.T) {
	page := string(render(t, Card(foreignCard())))
	for _, want := range []string{"no_events_yet", "Known on Solana alone", "not known here", "2 revenue, 1 activity"} {
		if !strings.Contains(page, want) {
			t.Errorf("the card does not say %q", want)
		}
	}
	for _, bad := range []string{"Why this score", "Over time", "recompute", "$"} {
		if strings.Contains(page, bad) {
			t.Errorf("the card says %q", bad)
		}
	}
}

// TestProvenance links an event to its transaction where its log is known and
// there is an explorer, and shows the block alone where there is none.
func TestProvenance(t *testing.T) {
	p := fullCard()
	p.Events = []Event{{Time: 1, Block: 11761216, Tx: "0xabc"}, {Time: 2}}
	page := render(t, Card(p))
	if n := bytes.Count(page, []byte("https://explorer.example.org/tx/")); n != 1 {
		t.Errorf("%d links to transactions, want 1", n)
	}
	p.Site = sampleSite()
	p.Site.Explorer = Explorer{}
	page = render(t, Card(p))
	if bytes.Contains(page, []byte("explorer")) || !bytes.Contains(page, []byte("11,761,216")) {
		t.Error("without an explorer, the card does not show the block alone")
	}
}
