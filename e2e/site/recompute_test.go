//go:build e2e

package site

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"mcrpress/chain"
	"mcrpress/generator/endpoints"
	"mcrpress/scoring"
)

// recompute clicks the button of the card and gives the verdict and the line
// of the score.
func (p *tab) recompute() (verdict, score string) {
	p.Helper()
	p.do(chromedp.Click(chromedp.CSS("#recompute")))
	p.wait(`document.querySelector("#recomputed .notice") !== null`)
	return eval[string](p, `document.querySelector("#recomputed .notice").textContent`),
		eval[string](p, `[...document.querySelectorAll("#recomputed tr:last-child td")].map((c) => c.textContent).join(" = ")`)
}

// TestRecompute lets the script of every card of the fleet find the published
// score again.
func TestRecompute(t *testing.T) { each(t, recomputes) }

func recomputes(t *testing.T, s *site) {
	p := open(t, s)
	p.look(768, "light")
	cards := 0
	for _, m := range s.machines(t) {
		if s.generation == chain.Gen1 && m.Wallet == "" || m.HomeChain != nil {
			continue // has no card, or is not rated
		}
		cards++
		p.visit(cardPath(m.ID))
		verdict, score := p.recompute()
		if want := fmt.Sprintf("%d %s = %[1]d %[2]s", m.Score, m.Letter); !strings.HasPrefix(verdict, "Agrees") || score != want {
			t.Errorf("machine %s: %s %s, want %s", m.ID, verdict, score, want)
		}
	}
	if cards < 20 {
		t.Errorf("only %d cards", cards)
	}
}

// TestRecomputeFindsLies changes one number of a card.
func TestRecomputeFindsLies(t *testing.T) {
	p := open(t, &world.first)
	p.origin = serveCards(t, func(card []byte) []byte {
		return regexp.MustCompile(`"active_weeks":\d+`).ReplaceAll(card, []byte(`"active_weeks":3`))
	})
	p.visit("/card/1.html")
	if verdict, _ := p.recompute(); !strings.HasPrefix(verdict, "Does not agree") {
		t.Error(verdict)
	}
}

// TestRecomputeVectors gives the script the inputs of every published test
// vector: a card each, with the block of data that it reads replaced.
func TestRecomputeVectors(t *testing.T) {
	set := readTree[scoring.VectorSet](t, &world.first, "index/vectors.json")
	var next []byte
	origin := serveCards(t, func(card []byte) []byte {
		return regexp.MustCompile(`(?s)(<script[^>]*id="inputs"[^>]*>).*?(</script>)`).ReplaceAll(card, append(append([]byte("${1}"), next...), "${2}"...))
	})
	p := open(t, &world.first)
	p.origin = origin
	for i := range set.Cases {
		c := &set.Cases[i]
		next = block(t, set.Parameters, c)
		p.visit("/card/1.html")
		verdict, score := p.recompute()
		if want := fmt.Sprintf("%d %s = %[1]d %[2]s", c.Expect.Score, c.Expect.Letter); !strings.HasPrefix(verdict, "Agrees") || score != want {
			t.Errorf("%s: %s %s, want %s", c.Name, verdict, score, want)
		}
	}
	if len(set.Cases) < 100 {
		t.Errorf("only %d vectors", len(set.Cases))
	}
}

// serveCards serves the first tree with its cards changed.
func serveCards(t *testing.T, change func(card []byte) []byte) string {
	t.Helper()
	files := http.FileServer(http.Dir(world.first.tree))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.URL.Path, "/card/") {
			files.ServeHTTP(w, r)
			return
		}
		card, err := os.ReadFile(filepath.Join(world.first.tree, filepath.FromSlash(r.URL.Path)))
		if err != nil {
			http.Error(w, err.Error(), http.StatusNotFound)
			return
		}
		w.Header().Set("Content-Type", endpoints.HTML)
		w.Header().Set("Content-Security-Policy", endpoints.ContentSecurityPolicy)
		_, _ = w.Write(change(card))
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// block is the data of a card for a vector: the parameters, the aggregates of
// its events, and the result that the vector expects.
func block(t *testing.T, m *scoring.Parameters, c *scoring.Vector) []byte {
	t.Helper()
	r := scoring.Rate(m, c.AsOf, subject(c))
	b := &r.Breakdown
	weight, events := int64(0), 0
	for level, n := range b.Trust.Levels {
		weight += int64(n) * int64(b.Trust.Weights[level])
		events += n
	}
	points := [5]int{b.Revenue.Points, b.Trend.Points, b.Cadence.Points, b.Trust.Points, b.Bond.Points}
	if want := c.Expect.Points; want != nil {
		points = [5]int{want.Revenue, want.Trend, want.Cadence, want.Trust, want.Bond}
	}
	steps := [][2]int64{}
	for _, s := range m.RevenueSteps {
		steps = append(steps, [2]int64{s.Cents, int64(s.Points)})
	}
	const mp = 1000
	type object map[string]any
	data, err := json.Marshal(object{
		"model": object{
			"min_qualifying_events": m.MinQualifyingEvents, "min_history_days": m.MinHistoryDays, "trend_band_percent": m.TrendBandPercent,
			"cadence_weeks": m.CadenceWeeks, "penalty_permille": m.PenaltyPermille, "revenue_steps": steps,
			"points":                [5]int{mp * m.Points.Revenue, mp * m.Points.Trend, mp * m.Points.Cadence, mp * m.Points.Trust, mp * m.Points.Bond},
			"trend_points":          [4]int{mp * m.TrendPoints.Up, mp * m.TrendPoints.Stable, mp * m.TrendPoints.Down, mp * m.TrendPoints.Insufficient},
			"skip_provisioned_gate": m.SkipProvisionedGate,
		},
		"inputs": object{
			"bonded": c.Bonded, "qualifying_events": b.Gate.Events, "history_seconds": b.Gate.SpanSeconds,
			"revenue_cents": b.Revenue.Cents.String(), "days": b.Revenue.Days, "current_cents": b.Trend.Current.String(),
			"previous_cents": b.Trend.Previous.String(), "active_weeks": b.Cadence.ActiveWeeks, "trust_events": events,
			"trust_weight": weight, "trust_override": b.Trust.Override, "penalized": b.Trust.Penalty,
		},
		"result": object{"points": points, "score": c.Expect.Score, "letter": c.Expect.Letter},
	})
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// subject is the machine of a vector.
func subject(c *scoring.Vector) *scoring.Machine {
	m := &scoring.Machine{Bonded: c.Bonded, FlaggedAt: c.NegativeFlagAt, Override: c.TrustOverride}
	for _, e := range c.Events {
		event := scoring.Event{Type: e.Type, Time: e.Time, Trust: e.Trust, Cents: e.Cents}
		if e.Status != nil {
			event.Status = *e.Status
		}
		m.Events = append(m.Events, event)
	}
	return m
}
