package devchain

import "testing"

func TestSilentFleet(t *testing.T) {
	for _, gen := range []generation{newGen1(Upgraded), gen2{}} {
		rows, _ := gen.rows()
		f, err := newFleet(gen, len(rows)+3, true)
		if err != nil {
			t.Fatal(err)
		}
		before := 0
		for i, m := range f.machines {
			switch {
			case i < f.size:
				before += len(m.events)
			case len(m.events) > 0:
				t.Errorf("machine %s has events", m.seed)
			}
		}
		if before == 0 {
			t.Error("the default fleet has no events")
		}
	}
}
