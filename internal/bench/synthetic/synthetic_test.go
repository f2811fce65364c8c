package synthetic

import (
	"log/slog"
	"reflect"
	"testing"

	"mcrpress/chain"
	"mcrpress/chain/read"
	"mcrpress/scoring"
)

var generations = []chain.Generation{chain.Gen1, chain.Gen2}

// eventsOf lists the events of every machine of a fleet.
func eventsOf(t *testing.T, fleet *chain.Fleet) (list [][]chain.Event) {
	t.Helper()
	for _, m := range fleet.Machines {
		events, err := fleet.Events.Of(m.ID)
		if err != nil {
			t.Fatal(err)
		}
		if uint64(len(events)) != m.EventCount {
			t.Errorf("machine %s says %d events and has %d", m.ID.Dec(), m.EventCount, len(events))
		}
		list = append(list, events)
	}
	return list
}

func TestFleetIsAFunctionOfItsOptions(t *testing.T) {
	for _, generation := range generations {
		o := Options{Generation: generation, Machines: 250, Events: 12}
		a, b := Fleet(o), Fleet(o)
		if !reflect.DeepEqual(a, b) || !reflect.DeepEqual(eventsOf(t, a), eventsOf(t, b)) {
			t.Errorf("%s: two fleets of the same options differ", generation)
		}
		if len(a.Machines) != 250 || len(a.Operators) != 3 {
			t.Errorf("%s: %d machines, %d operators", generation, len(a.Machines), len(a.Operators))
		}
	}
}

// The shards of a fleet join to the fleet.
func TestShardsJoin(t *testing.T) {
	o := Options{Generation: chain.Gen2, Machines: 250, Events: 12, Hours: 9, News: 10}
	deployment := Deployment(chain.Gen2)
	var fleets []*chain.Fleet
	var facts []*read.Facts
	for i := range 3 {
		fleet, said := Shard(o, read.Shard{Index: i, Of: 3})
		if len(fleet.Machines) == 0 || len(fleet.Machines) == o.Machines {
			t.Errorf("shard %d has %d machines", i, len(fleet.Machines))
		}
		fleets, facts = append(fleets, fleet), append(facts, said)
	}
	whole := Fleet(o)
	machines := func(yield func(*chain.Machine) bool) {
		for i := range whole.Machines {
			if !yield(&whole.Machines[i]) {
				return
			}
		}
	}
	joined, err := read.Join(&deployment, fleets, facts, machines, 0, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	of := 0
	for _, fleet := range fleets {
		of += len(fleet.Machines)
	}
	joined.Machines, joined.Events = whole.Machines, whole.Events
	if of != o.Machines || !reflect.DeepEqual(joined, whole) {
		t.Errorf("the shards have %d machines, or join to another fleet", of)
	}
}

// What has no news stays as it was, but for the block, and its rating stays too.
func TestOnlyNewsChanges(t *testing.T) {
	for _, generation := range generations {
		for _, n := range []int{1, 10, 1000} {
			before := Fleet(Options{Generation: generation, Machines: 60, Events: n})
			after := Fleet(Options{Generation: generation, Machines: 60, Events: n, Hours: 9, News: 10})
			if before.Block.Time >= after.Block.Time || before.Block.Number >= after.Block.Number {
				t.Fatal("no time has passed")
			}
			old, later := eventsOf(t, before), eventsOf(t, after)
			news := 0
			for i := range old {
				if !reflect.DeepEqual(old[i], later[i][:n]) {
					t.Fatalf("the events of machine %d have changed", i)
				}
				if len(later[i]) > n {
					news++
					continue
				}
				if !reflect.DeepEqual(before.Machines[i], after.Machines[i]) {
					t.Fatalf("machine %d has changed", i)
				}
				a, b := rated(before, i, old[i]), rated(after, i, old[i])
				if a.Score != b.Score || a.Letter != b.Letter || a.Trend != b.Trend {
					t.Errorf("time alone moved %s %d to %s %d", a.Letter, a.Score, b.Letter, b.Score)
				}
			}
			if news == 0 || news > 15 {
				t.Errorf("%d of 60 machines have news, want about 6", news)
			}
		}
	}
}

func rated(fleet *chain.Fleet, i int, events []chain.Event) scoring.Rating {
	subject := scoring.Machine{Bonded: fleet.Machines[i].Bonded}
	for _, e := range events {
		s := scoring.Event{Type: scoring.EventType(e.Type), Time: e.Time.Uint64(), Trust: e.Trust}
		if s.Type == scoring.Revenue {
			s.Status, s.Cents = scoring.OK, e.Value.ToBig()
		}
		subject.Events = append(subject.Events, s)
	}
	return scoring.Rate(scoring.Default(), fleet.Block.Time, &subject)
}
