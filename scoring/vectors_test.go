package scoring

import (
	"bytes"
	"encoding/json"
	"flag"
	"math/big"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden file of the vectors")

var exactly = cmp.Comparer(func(a, b *big.Int) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Cmp(b) == 0
})

const golden = "testdata/vectors.json"

func TestVectorsAreTheGoldenFile(t *testing.T) {
	got, err := json.MarshalIndent(Vectors(), "", " ")
	if err != nil {
		t.Fatal(err)
	}
	got = append(got, '\n')
	if *update {
		if err := os.WriteFile(golden, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("Vectors() is not %s: %s", golden, cmp.Diff(string(want), string(got)))
	}
}

// TestVectorsHoldForASecondImplementation reads the golden file as a stranger
// would and derives every expectation anew.
func TestVectorsHoldForASecondImplementation(t *testing.T) {
	data, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	var set VectorSet
	if err := json.Unmarshal(data, &set); err != nil {
		t.Fatal(err)
	}
	if len(set.Cases) < 100 {
		t.Errorf("%d cases, want 100 or more", len(set.Cases))
	}
	names := map[string]bool{}
	letters := map[Letter]int{}
	for _, c := range set.Cases {
		if names[c.Name] {
			t.Errorf("two cases are named %q", c.Name)
		}
		names[c.Name] = true
		letters[c.Expect.Letter]++
		t.Run(c.Name, func(t *testing.T) {
			got, _ := naive(int64(c.AsOf), c.Bonded, int64(c.NegativeFlagAt), c.TrustOverride, eventsOf(c.Events))
			if diff := cmp.Diff(c.Expect, got, exactly); diff != "" {
				t.Error(diff)
			}
		})
	}
	if len(letters) != 8 {
		t.Errorf("the cases come to the ratings %v, want all eight", letters)
	}
}

func eventsOf(vector []VectorEvent) []Event {
	events := make([]Event, len(vector))
	for i, v := range vector {
		events[i] = Event{Type: v.Type, Time: v.Time, Trust: v.Trust, Cents: v.Cents}
		if v.Status != nil {
			events[i].Status = *v.Status
		}
	}
	return events
}

func TestVectorsAreNamedAfterTheirLetter(t *testing.T) {
	for _, c := range Vectors().Cases {
		for _, l := range letters {
			sum := 0
			if e := c.Expect.Points; e != nil {
				sum = e.Revenue + e.Trend + e.Cadence + e.Trust + e.Bond
			}
			exact := l.score*1000 - 500
			if c.Name == "a thousandth short of "+string(l.letter) && sum != exact-1 {
				t.Errorf("%s: points sum to %d, want %d", c.Name, sum, exact-1)
			}
			if c.Name == string(l.letter)+" at "+big.NewInt(int64(l.score)).String()+" points exactly" && sum != exact {
				t.Errorf("%s: points sum to %d, want %d", c.Name, sum, exact)
			}
		}
	}
}
