package partner

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestModes(t *testing.T) {
	const live, stored, wrong, large = "http://a.example/", "http://b.example/", "http://c.example/", "http://d.example/"
	urls := []string{live, "", stored, "http://127.0.0.1/", live, wrong, large, "http://[", ""}
	answers := map[string]Answer{
		stored: {Body: []byte(`{"old":1}`)},
		wrong:  {Body: []byte(`<html>`)},
		large:  {Body: []byte(sized(1<<20 + 1))},
	}
	for mode, tc := range map[Mode]struct {
		results map[string]Result
		report  Report
		dials   int
	}{
		Live: {
			map[string]Result{live: ok(`{"new":1}`), stored: ok(`{"new":1}`), wrong: ok(`{"new":1}`), large: ok(`{"new":1}`),
				"": bad(NotConfigured), "http://127.0.0.1/": bad(Unsafe), "http://[": bad(Malformed)},
			Report{URLs: 6, Bytes: 36}, 4,
		},
		Cached: {
			map[string]Result{live: bad(Failed), stored: ok(`{"old":1}`), wrong: bad(Failed), large: bad(Failed),
				"": bad(NotConfigured), "http://127.0.0.1/": bad(Unsafe), "http://[": bad(Malformed)},
			Report{URLs: 6, Unchanged: 1, Bytes: 9}, 0,
		},
		Off: {
			map[string]Result{live: bad(Failed), stored: bad(Failed), wrong: bad(Failed), large: bad(Failed),
				"": bad(NotConfigured), "http://127.0.0.1/": bad(Failed), "http://[": bad(Failed)},
			Report{URLs: 6}, 0,
		},
	} {
		t.Run(string(mode), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `{"new":1}`) })
				f := w.fetcher()
				f.Mode, f.Store = mode, &shelf{answers: maps.Clone(answers)}
				results, report := mustFetch(t, f, urls...)
				if diff := cmp.Diff(tc.results, results); diff != "" {
					t.Errorf("results (-want +got):\n%s", diff)
				}
				if diff := cmp.Diff(tc.report, report); diff != "" {
					t.Errorf("report (-want +got):\n%s", diff)
				}
				if len(w.dialed) != tc.dials {
					t.Errorf("dialled %q", w.dialed)
				}
			})
		})
	}
}

func TestFetchAllErrors(t *testing.T) {
	boom := errors.New("boom")
	stopped, stop := context.WithCancel(t.Context())
	stop()
	for name, tc := range map[string]struct {
		ctx   context.Context
		mode  Mode
		store Store
		want  string
	}{
		"mode":          {t.Context(), "", nil, `fetching partner data: unknown mode ""`},
		"canceled":      {stopped, Live, nil, "fetching partner data: context canceled"},
		"store, live":   {t.Context(), Live, &shelf{err: boom}, "fetching partner data: loading stored answer: boom"},
		"store, cached": {t.Context(), Cached, &shelf{err: boom}, "fetching partner data: loading stored answer: boom"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "{}") })
			f := w.fetcher()
			f.Mode, f.Store = tc.mode, tc.store
			results, _, err := f.FetchAll(tc.ctx, []string{"http://partner.example/"})
			if err == nil || err.Error() != tc.want || results != nil {
				t.Errorf("FetchAll = %v, %v, want error %q", results, err, tc.want)
			}
			if len(w.dialed) > 0 {
				t.Errorf("dialled %q", w.dialed)
			}
		})
	}
}

func TestETag(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var asked []string
		etag, body := `"v1"`, `{"v":1}`
		w := newWorld(t, func(w http.ResponseWriter, r *http.Request) {
			asked = append(asked, r.Header.Get("If-None-Match"))
			w.Header().Set("ETag", etag)
			if etag != "" && r.Header.Get("If-None-Match") == etag {
				w.WriteHeader(http.StatusNotModified)
				return
			}
			fmt.Fprint(w, body)
		})
		const url = "http://partner.example/"
		store := &shelf{answers: map[string]Answer{}}
		f := w.fetcher()
		f.Store = store
		for i, step := range []struct {
			change    func()
			data      string
			unchanged int
			asked     string
			saves     int
		}{
			{func() {}, `{"v":1}`, 0, ``, 1},
			{func() {}, `{"v":1}`, 1, `"v1"`, 1},
			{func() { etag, body = `"v2"`, `{"v":2}` }, `{"v":2}`, 0, `"v1"`, 2},
			{func() { store.answers[url] = Answer{ETag: `"v2"`, Body: []byte(`{"v":`)} }, `{"v":2}`, 0, ``, 3},
			{func() { store.answers[url] = Answer{ETag: `"v2"`, Body: []byte(` {"x": 1}`)} }, `{"x": 1}`, 1, `"v2"`, 3},
			{func() { etag = "" }, `{"v":2}`, 0, `"v2"`, 4},
			{func() {}, `{"v":2}`, 1, ``, 4},
		} {
			step.change()
			results, report := mustFetch(t, f, url)
			if diff := cmp.Diff(ok(step.data), results[url]); diff != "" {
				t.Errorf("step %d, result (-want +got):\n%s", i, diff)
			}
			if report.Unchanged != step.unchanged || asked[len(asked)-1] != step.asked || store.saves != step.saves {
				t.Errorf("step %d: unchanged %d, If-None-Match %q, %d saves, want %+v",
					i, report.Unchanged, asked[len(asked)-1], store.saves, step)
			}
		}
	})
}

// gauge measures how many visits overlap.
type gauge struct {
	mu   sync.Mutex
	now  map[string]int
	most map[string]int
}

func (g *gauge) add(host string, n int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, key := range []string{host, ""} {
		g.now[key] += n
		g.most[key] = max(g.most[key], g.now[key])
	}
}

func TestConcurrency(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := gauge{now: map[string]int{}, most: map[string]int{}}
		w := newWorld(t, func(w http.ResponseWriter, r *http.Request) {
			g.add(r.Host, 1)
			defer g.add(r.Host, -1)
			time.Sleep(time.Second)
			fmt.Fprint(w, "{}")
		})
		f := w.fetcher()
		f.Concurrency, f.PerHost = 7, 3
		var urls []string
		for i := range 40 {
			urls = append(urls, fmt.Sprintf("http://a.example/%d", i), fmt.Sprintf("http://b.example/%d", i), fmt.Sprintf("http://c.example:8080/%d", i))
		}
		start := time.Now()
		results, _ := mustFetch(t, f, urls...)
		for raw, got := range results {
			if string(got.Data) != "{}" {
				t.Errorf("%s: %+v", raw, got)
			}
		}
		want := map[string]int{"": 7, "a.example": 3, "b.example": 3, "c.example:8080": 3}
		if diff := cmp.Diff(want, g.most); diff != "" {
			t.Errorf("most at a time (-want +got):\n%s", diff)
		}
		synctest.Wait()
		// A fetch may begin while the connection it could have is still on its
		// way back to the pool, so a few more than 9 are dialled.
		if len(w.dialed) > 2*9 || len(w.open) > 0 {
			t.Errorf("120 fetches over %d connections, %d left open", len(w.dialed), len(w.open))
		}
		if took := time.Since(start); took > 20*time.Second {
			t.Errorf("120 fetches of 1 s, 7 at a time, took %v of virtual time", took)
		}
	})
}

// Slow hosts with endless queues, each answer just in time, hold up a fast
// host by no more than the turns they take beside it.
func TestSlowPartnerDelaysNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		var mu sync.Mutex
		var fastDone time.Duration
		w := newWorld(t, func(w http.ResponseWriter, r *http.Request) {
			if strings.HasPrefix(r.Host, "slow") {
				time.Sleep(4 * time.Second)
			} else {
				mu.Lock()
				fastDone = max(fastDone, time.Since(start))
				mu.Unlock()
			}
			fmt.Fprint(w, "{}")
		})
		f := w.fetcher()
		f.Concurrency, f.PerHost = 8, 2
		var urls []string
		for i := range 200 {
			urls = append(urls, fmt.Sprintf("http://slow1.example/%d", i), fmt.Sprintf("http://slow2.example/%d", i),
				fmt.Sprintf("http://slow3.example/%d", i), fmt.Sprintf("http://fast%d.example/", i%50))
		}
		mustFetch(t, f, urls...)
		if fastDone > 0 {
			t.Errorf("the last fast answer came after %v of virtual time", fastDone)
		}
		if took := time.Since(start); took < 400*time.Second {
			t.Errorf("the slow answers took %v of virtual time, the test tests nothing", took)
		}
	})
}

func TestBreaker(t *testing.T) {
	for name, tc := range map[string]struct {
		script  string // one letter a URL: what the host does
		want    string // one letter a URL: o for data, f for Failed, j for InvalidJSON
		skipped int
		broken  bool
	}{
		"well":                     {"oooooooo", "oooooooo", 0, false},
		"down":                     {"hhhhhhhh", "ffffffff", 5, true},
		"stalls":                   {"ssssssss", "ffffffff", 5, true},
		"overloaded":               {"5445oooo", "ffffoooo", 0, false},
		"too many requests":        {"999ooooo", "ffffffff", 5, true},
		"status 404 is no trouble": {"44444444", "ffffffff", 0, false},
		"two, then well":           {"hhohho5s", "ffoffoff", 0, false},
		"breaks in the middle":     {"oojh5soo", "oojfffff", 2, true},
		"late answers are dropped": {"sssooooo", "ffffffff", 5, true},
		"breaks at the end":        {"ooooohhh", "ooooofff", 0, false},
	} {
		for _, perHost := range []int{1, 4, 8} {
			t.Run(fmt.Sprintf("%s, %d at a time", name, perHost), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					w := newWorld(t, func(w http.ResponseWriter, r *http.Request) {
						i, _ := strconv.Atoi(r.URL.Path[1:])
						act(w, r, tc.script[i])
					})
					f := w.fetcher()
					f.PerHost = perHost
					var urls []string
					for i := range tc.script {
						urls = append(urls, fmt.Sprintf("http://partner.example/%d", i))
					}
					results, report := mustFetch(t, f, urls...)
					var got strings.Builder
					for _, raw := range urls {
						got.WriteByte(map[string]byte{"": 'o', Failed: 'f', InvalidJSON: 'j'}[results[raw].Error])
					}
					if got.String() != tc.want || report.Skipped != tc.skipped || (len(report.Broken) == 1) != tc.broken {
						t.Errorf("results %s, report %+v, want %+v", got.String(), report, tc)
					}
				})
			})
		}
	}
}

func act(w http.ResponseWriter, r *http.Request, letter byte) {
	switch letter {
	case 'o':
		fmt.Fprint(w, "{}")
	case 'j':
		fmt.Fprint(w, "[]")
	case 'h':
		raw(w, "")
	case 's':
		<-r.Context().Done()
	case '4':
		w.WriteHeader(http.StatusNotFound)
	case '5':
		w.WriteHeader(http.StatusServiceUnavailable)
	case '9':
		w.WriteHeader(http.StatusTooManyRequests)
	}
}

func TestTimeBudget(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, func(w http.ResponseWriter, _ *http.Request) {
			time.Sleep(2 * time.Second)
			fmt.Fprint(w, "{}")
		})
		f := w.fetcher()
		f.Concurrency, f.Budget = 1, 5*time.Second
		start := time.Now()
		results, report := mustFetch(t, f, "http://a.example/", "http://b.example/", "http://c.example/", "http://d.example/")
		if took := time.Since(start); took != f.Budget {
			t.Errorf("took %v of virtual time, budget %v", took, f.Budget)
		}
		want := map[string]Result{
			"http://a.example/": ok(`{}`), "http://b.example/": ok(`{}`),
			"http://c.example/": bad(Failed), "http://d.example/": bad(Failed),
		}
		if diff := cmp.Diff(want, results); diff != "" {
			t.Errorf("results (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(Report{URLs: 4, OverBudget: 2, Bytes: 4}, report); diff != "" {
			t.Errorf("report (-want +got):\n%s", diff)
		}
		if len(w.dialed) != 3 {
			t.Errorf("dialled %q", w.dialed)
		}
	})
}

func TestByteBudget(t *testing.T) {
	for name, tc := range map[string]struct {
		mode   Mode
		budget int64
		good   int // URLs with data
		dials  int
	}{
		"between two bodies": {Live, 250, 2, 3},
		"after a body":       {Live, 200, 2, 2},
		"enough":             {Live, 500, 5, 5},
		"cached":             {Cached, 250, 2, 0},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, sized(100)) })
				store := &shelf{answers: map[string]Answer{}}
				f := w.fetcher()
				f.Mode, f.Store, f.Concurrency, f.Bytes = tc.mode, store, 1, tc.budget
				var urls []string
				want := map[string]Result{}
				for i := range 5 {
					raw := fmt.Sprintf("http://%d.example/", i)
					urls = append(urls, raw)
					want[raw] = bad(Failed)
					if i < tc.good {
						want[raw] = ok(sized(100))
					}
					if tc.mode == Cached {
						store.answers[raw] = Answer{Body: []byte(sized(100))}
					}
				}
				results, report := mustFetch(t, f, urls...)
				if diff := cmp.Diff(want, results); diff != "" {
					t.Errorf("results (-want +got):\n%s", diff)
				}
				if report.OverBudget != 5-tc.good || len(w.dialed) != tc.dials {
					t.Errorf("report %+v, dialled %q", report, w.dialed)
				}
			})
		})
	}
}

// Whatever is under way when the caller gives up ends at once: the bubble
// would fail on a goroutine that stays behind.
func TestCancelLeavesNothingBehind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		var urls []string
		for i := range 100 {
			urls = append(urls, fmt.Sprintf("http://%d.example/", i))
		}
		start := time.Now()
		_, _, err := w.fetcher().FetchAll(ctx, urls)
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != time.Second {
			t.Errorf("FetchAll = %v after %v of virtual time", err, time.Since(start))
		}
		synctest.Wait()
		if len(w.dialed) != DefaultConcurrency || len(w.open) > 0 {
			t.Errorf("%d connections, %d left open", len(w.dialed), len(w.open))
		}
	})
}
