package fx

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"mcrpress/scoring"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// server is a rates server on loopback. It answers what it is told to, and
// remembers what it was asked for.
type server struct {
	*httptest.Server
	mu      sync.Mutex
	answers map[string]http.HandlerFunc // by path; 404 for others
	asked   []string
}

func newServer(t *testing.T) *server {
	s := &server{answers: map[string]http.HandlerFunc{}}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.asked = append(s.asked, r.URL.Path)
		answer := s.answers[r.URL.Path]
		s.mu.Unlock()
		if answer == nil {
			answer = http.NotFound
		}
		answer(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

// answer tells what to answer to requests for a path.
func (s *server) answer(path string, with http.HandlerFunc) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answers[path] = with
}

// requests returns what was asked for since the last call.
func (s *server) requests() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	asked := s.asked
	s.asked = nil
	return asked
}

func body(data []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(data) }
}

// sources makes the two remote sources ask the server, without long waits.
func (s *server) sources(t *testing.T) (bank, api Source) {
	t.Helper()
	sources, err := ParseSources("ecb,currency-api", Options{
		ECBURL:         s.URL + "/ecb/",
		CurrencyAPIURL: s.URL + "/api/{date}.json",
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, source := range sources {
		switch source := source.(type) {
		case *ecb:
			source.delay, source.limit = time.Millisecond, 1<<20
		case *currencyAPI:
			source.delay, source.limit = time.Millisecond, 1<<20
		}
	}
	return sources[0], sources[1]
}

const (
	dailyPath   = "/ecb/eurofxref-daily.xml"
	quarterPath = "/ecb/eurofxref-hist-90d.xml"
	historyPath = "/ecb/eurofxref-hist.zip"
)

// memory is a store that lives as long as a test.
type memory struct {
	rates map[string]map[Need]Rate
	days  map[string]map[int64]bool
	fail  error
}

func newMemory() *memory {
	return &memory{rates: map[string]map[Need]Rate{}, days: map[string]map[int64]bool{}}
}

func (m *memory) Rates(_ context.Context, source string, from, to int64) (rates []Rate, days []int64, err error) {
	for _, r := range m.rates[source] {
		if from <= r.Day && r.Day <= to {
			rates = append(rates, r)
		}
	}
	for d := range m.days[source] {
		if from <= d && d <= to {
			days = append(days, d)
		}
	}
	return rates, days, m.fail
}

func (m *memory) Save(_ context.Context, source string, days []int64, rates []Rate) error {
	if m.rates[source] == nil {
		m.rates[source], m.days[source] = map[Need]Rate{}, map[int64]bool{}
	}
	for _, d := range days {
		m.days[source][d] = true
	}
	for _, r := range rates {
		m.rates[source][Need{r.Currency, r.Day}] = r
	}
	return m.fail
}

func TestLoadAsksSourcesInOrder(t *testing.T) {
	d := day(t, "2026-03-04")
	needs := []Need{{"HKD", d}, {"JPY", d}, {"TWD", d}, {"USD", d}, {"AED", d}, {"jpy", d}, {"JPY", day(t, "2031-01-01")}}
	table, report := load(t, needs,
		rates("first", Rate{"HKD", d - 7, "7.1"}, Rate{"JPY", d - 8, "151"}),
		rates("second", Rate{"HKD", d, "7.2"}, Rate{"JPY", d - 1, "152"}, Rate{"JPY", d - 2, "153"}, Rate{"JPY", d + 1, "154"}),
		rates("third", Rate{"JPY", d, "155"}))
	if diff := cmp.Diff(header+"2026-02-25,HKD,7.1\n2026-03-03,JPY,152\n", string(table.CSV())); diff != "" {
		t.Error(diff)
	}
	want := Report{
		Sources: []SourceReport{{Name: "first", Used: 1}, {Name: "second", Used: 1}, {Name: "third"}},
		Missing: []Need{{"TWD", d}},
	}
	if diff := cmp.Diff(want, report); diff != "" {
		t.Error(diff)
	}
}

func TestLoadWithoutSources(t *testing.T) {
	d := day(t, "2026-03-04")
	table, report := load(t, []Need{{"HKD", d}})
	if v := table.Value("USD", big.NewInt(5), uint64(d)*daySeconds); v.Status != scoring.OK {
		t.Errorf("dollars: %+v", v)
	}
	if len(report.Missing) != 1 || string(table.CSV()) != header {
		t.Errorf("%+v\n%s", report, table.CSV())
	}
}

func TestECBReadsTheSmallestFile(t *testing.T) {
	newest := fixing{day(t, "2026-03-09"), map[string]string{"USD": "1.1", "JPY": "164"}}
	friday := fixing{day(t, "2026-03-06"), map[string]string{"USD": "1.1", "JPY": "165", "CHF": "0.9"}}
	december := fixing{day(t, "2025-12-10"), map[string]string{"USD": "1.2", "JPY": "166"}}
	old := fixing{day(t, "2020-02-03"), map[string]string{"USD": "1.3", "JPY": "120"}}
	for _, tt := range []struct {
		name  string
		asOf  string
		needs []Need
		asked []string
		rates string
	}{
		{"today", "2026-03-09", []Need{{"JPY", newest.day}}, []string{dailyPath}, "2026-03-09,JPY,164/1.1\n"},
		{"the euro", "2026-03-09", []Need{{"EUR", newest.day}}, []string{dailyPath}, "2026-03-09,EUR,1/1.1\n"},
		{"not in the newest", "2026-03-09", []Need{{"CHF", newest.day}}, []string{dailyPath, quarterPath}, "2026-03-06,CHF,0.9/1.1\n"},
		{"a weekend", "2026-03-09", []Need{{"JPY", newest.day - 1}}, []string{dailyPath, quarterPath}, "2026-03-06,JPY,165/1.1\n"},
		{"a quarter", "2026-03-09", []Need{{"JPY", december.day}, {"JPY", newest.day}}, []string{historyPath},
			"2025-12-10,JPY,166/1.2\n2026-03-09,JPY,164/1.1\n"},
		{"two months", "2026-02-20", []Need{{"JPY", december.day + 1}}, []string{quarterPath}, "2025-12-10,JPY,166/1.2\n"},
		{"years", "2026-03-09", []Need{{"JPY", old.day + 7}, {"JPY", old.day + 8}}, []string{historyPath}, "2020-02-03,JPY,120/1.3\n"},
		{"an old snapshot", "2020-02-05", []Need{{"JPY", old.day + 1}}, []string{dailyPath, quarterPath, historyPath}, "2020-02-03,JPY,120/1.3\n"},
		{"what it does not publish", "2026-03-09", []Need{{"TWD", newest.day}, {"VND", newest.day}}, nil, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newServer(t)
			s.answer(dailyPath, body(eurofxXML(newest)))
			s.answer(quarterPath, body(eurofxXML(december, friday, newest)))
			s.answer(historyPath, body(zipped(t, "eurofxref-hist.csv", eurofxCSV(old, december, friday, newest))))
			bank, _ := s.sources(t)
			table, report, err := Load(t.Context(), seconds(t, tt.asOf), nil, []Source{bank}, tt.needs)
			if err != nil || report.Sources[0].Failure != "" {
				t.Fatal(err, report)
			}
			if diff := cmp.Diff(tt.asked, s.requests()); diff != "" {
				t.Errorf("asked: %s", diff)
			}
			if diff := cmp.Diff(header+tt.rates, string(table.CSV())); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// apiDay is a day's document of the currency API.
func apiDay(date, rates string) []byte {
	return fmt.Appendf(nil, `{"date":%q,"usd":{%s}}`, date, rates)
}

func TestCurrencyAPIAsksForEachDayOnce(t *testing.T) {
	s := newServer(t)
	s.answer("/api/2026-03-04.json", body(apiDay("2026-03-04", `"twd":31.2,"vnd":26000`)))
	s.answer("/api/2026-03-05.json", body(apiDay("2026-03-05", `"vnd":26010`)))
	_, api := s.sources(t)
	d := day(t, "2026-03-04")
	needs := []Need{{"TWD", d}, {"TWD", d + 1}, {"VND", d + 1}, {"VND", d + 2}, {"TWD", d - 1}}
	table, report := load(t, needs, api)
	want := []string{"/api/2026-03-03.json", "/api/2026-03-02.json", "/api/2026-03-01.json", "/api/2026-02-28.json",
		"/api/2026-02-27.json", "/api/2026-02-26.json", "/api/2026-02-25.json", "/api/2026-02-24.json",
		"/api/2026-03-04.json", "/api/2026-03-05.json", "/api/2026-03-06.json"}
	if diff := cmp.Diff(want, s.requests()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(header+"2026-03-04,TWD,31.2\n2026-03-05,VND,26010\n", string(table.CSV())); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]Need{{"TWD", d - 1}}, report.Missing); diff != "" {
		t.Error(diff)
	}
}

func TestLoadFallsBackToTheNextSource(t *testing.T) {
	d := day(t, "2026-03-06")
	for _, tt := range []struct {
		name    string
		answer  http.HandlerFunc
		failure string
		asked   int
	}{
		{"broken", status(500), "eurofxref-daily.xml: status 500", 3},
		{"busy", status(429), "eurofxref-daily.xml: status 429", 3},
		{"missing", status(404), "eurofxref-hist.zip: status 404", 3},
		{"forbidden", status(403), "eurofxref-daily.xml: status 403", 1},
		{"empty", body(nil), "eurofxref-hist.zip: status 404", 3},
		{"a page", body([]byte("<!doctype html><html><body>Sorry</body></html>")), "eurofxref-hist.zip: status 404", 3},
		{"half a document", body(eurofxXML(week(t)...)[:400]), "eurofxref-hist.zip: status 404", 3},
		{"too large", body(make([]byte, 1<<20+1)), "eurofxref-daily.xml: too large", 1},
		{"cut short", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "5000")
			_, _ = w.Write(eurofxXML(week(t)...))
		}, "eurofxref-daily.xml: cut short", 3},
		{"hung up", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, "eurofxref-daily.xml: unreachable", 3},
		{"stalled", func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, "eurofxref-daily.xml: timed out", 3},
		{"stalled halfway", func(w http.ResponseWriter, r *http.Request) {
			_, _ = w.Write([]byte("<"))
			w.(http.Flusher).Flush()
			<-r.Context().Done()
		}, "eurofxref-daily.xml: timed out", 3},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newServer(t)
			s.answer(dailyPath, tt.answer)
			s.answer("/api/2026-03-06.json", body(apiDay("2026-03-06", `"jpy":150`)))
			bank, api := s.sources(t)
			if strings.HasPrefix(tt.name, "stalled") {
				bank.(*ecb).client = &http.Client{Timeout: 50 * time.Millisecond}
			}
			table, report, err := Load(t.Context(), seconds(t, "2026-03-06"), nil, []Source{bank, api}, []Need{{"JPY", d}})
			if err != nil {
				t.Fatal(err)
			}
			want := Report{Sources: []SourceReport{{Name: "ecb", Failure: tt.failure}, {Name: "currency-api", Used: 1}}}
			if diff := cmp.Diff(want, report, cmpopts.IgnoreFields(SourceReport{}, "Err"), cmpopts.EquateEmpty()); diff != "" {
				t.Error(diff)
			}
			if report.Sources[0].Err == nil {
				t.Error("the error in full is missing")
			}
			if got := len(s.requests()) - 1; got != tt.asked {
				t.Errorf("asked %d times, want %d", got, tt.asked)
			}
			if diff := cmp.Diff(header+"2026-03-06,JPY,150\n", string(table.CSV())); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func status(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
}

func TestECBPassesOverAMalformedFile(t *testing.T) {
	s := newServer(t)
	s.answer(dailyPath, body([]byte("<!doctype html>")))
	s.answer(historyPath, body(zipped(t, "eurofxref-hist.csv", eurofxCSV(week(t)...))))
	bank, _ := s.sources(t)
	_, report, err := Load(t.Context(), seconds(t, "2026-03-09"), nil, []Source{bank}, []Need{{"JPY", day(t, "2026-03-09")}})
	if err != nil || report.Sources[0].Used != 1 || report.Sources[0].Failure != "" {
		t.Error(report, err)
	}
	s.answer(historyPath, body([]byte("<!doctype html>")))
	_, report, err = Load(t.Context(), seconds(t, "2026-03-09"), nil, []Source{bank}, []Need{{"JPY", day(t, "2026-03-09")}})
	if err != nil || report.Sources[0].Failure != "eurofxref-hist.zip: malformed" {
		t.Error(report, err)
	}
}

// TestDaysBeforeTheFirstRateAreSettled loads a need that no history reaches.
func TestDaysBeforeTheFirstRateAreSettled(t *testing.T) {
	s := newServer(t)
	s.answer(historyPath, body(zipped(t, "eurofxref-hist.csv", eurofxCSV(week(t)...))))
	bank, _ := s.sources(t)
	store := newMemory()
	for i, want := range [][]string{{historyPath}, nil} {
		if _, _, err := Load(t.Context(), seconds(t, "2026-12-31"), store, []Source{bank}, []Need{{"JPY", 5000}}); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, s.requests()); diff != "" {
			t.Errorf("run %d: %s", i, diff)
		}
	}
}

func TestCurrencyAPIIsNotAskedForDaysBeforeItsFirst(t *testing.T) {
	s := newServer(t)
	s.answer("/api/2024-03-01.json", body(apiDay("2024-03-01", `"twd":31`)))
	s.answer("/api/2024-03-02.json", body(apiDay("2024-03-02", `"twd":32`)))
	_, api := s.sources(t)
	public, err := ParseSources("currency-api", Options{})
	if err != nil {
		t.Fatal(err)
	}
	api.(*currencyAPI).start = public[0].(*currencyAPI).start
	d := day(t, "2024-03-01")
	table, _ := load(t, []Need{{"TWD", d}, {"TWD", d + 1}}, api)
	if diff := cmp.Diff([]string{"/api/2024-03-02.json"}, s.requests()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(header+"2024-03-02,TWD,32\n", string(table.CSV())); diff != "" {
		t.Error(diff)
	}
}

func TestAnotherTryMendsAPassingFault(t *testing.T) {
	s := newServer(t)
	var mended atomic.Bool
	s.answer(dailyPath, func(w http.ResponseWriter, r *http.Request) {
		if mended.Swap(true) {
			body(eurofxXML(week(t)...))(w, r)
			return
		}
		w.WriteHeader(http.StatusServiceUnavailable)
	})
	bank, _ := s.sources(t)
	d := day(t, "2026-03-09")
	_, report, err := Load(t.Context(), seconds(t, "2026-03-09"), nil, []Source{bank}, []Need{{"JPY", d}})
	if err != nil || report.Sources[0].Used != 1 || report.Sources[0].Failure != "" {
		t.Error(report, err)
	}
}

func TestCurrencyAPIKeepsWhatItGotBeforeAFailure(t *testing.T) {
	s := newServer(t)
	s.answer("/api/2026-03-04.json", body(apiDay("2026-03-04", `"twd":31.2`)))
	s.answer("/api/2026-03-05.json", body(apiDay("2026-03-04", `"twd":31.2`))) // yesterday's, again
	_, api := s.sources(t)
	d := day(t, "2026-03-04")
	table, report := load(t, []Need{{"TWD", d}, {"TWD", d + 1}, {"TWD", d + 30}}, api)
	if got := report.Sources[0].Failure; got != "2026-03-05: malformed" {
		t.Errorf("failure %q", got)
	}
	if got := table.Value("TWD", big.NewInt(3120), seconds(t, "2026-03-05")); got.Status != scoring.OK {
		t.Errorf("the day after: %+v", got)
	}
	if diff := cmp.Diff([]Need{{"TWD", d + 30}}, report.Missing); diff != "" {
		t.Error(diff)
	}
}

func TestStoreMakesADayAskedForOnce(t *testing.T) {
	s := newServer(t)
	fixings := week(t) // Friday and Monday
	s.answer(dailyPath, body(eurofxXML(fixings[1])))
	s.answer(quarterPath, body(eurofxXML(fixings...)))
	s.answer("/api/2026-03-06.json", body(apiDay("2026-03-06", `"twd":31.2`)))
	bank, api := s.sources(t)
	store := newMemory()
	friday := fixings[0].day
	needs := []Need{{"JPY", friday}, {"JPY", friday + 1}, {"TWD", friday + 2}}
	run := func(asOf string, needs []Need) (string, []string) {
		t.Helper()
		table, report, err := Load(t.Context(), seconds(t, asOf), store, []Source{bank, api}, needs)
		if err != nil || len(report.Missing) > 0 {
			t.Fatal(err, report)
		}
		return string(table.CSV()), s.requests()
	}
	first, asked := run("2026-03-09", needs)
	if want := []string{dailyPath, quarterPath, "/api/2026-03-08.json", "/api/2026-03-07.json", "/api/2026-03-06.json"}; !slices.Equal(asked, want) {
		t.Errorf("the first run asked for %v, want %v", asked, want)
	}
	// Sunday may still be published on Monday, says the block's time; Saturday not.
	again, asked := run("2026-03-09", needs)
	if want := []string{"/api/2026-03-08.json"}; !slices.Equal(asked, want) {
		t.Errorf("the second run asked for %v, want %v", asked, want)
	}
	if diff := cmp.Diff(first, again); diff != "" {
		t.Error(diff)
	}
	if _, asked = run("2026-03-10", needs); len(asked) != 1 {
		t.Errorf("the run on Tuesday asked for %v, want Sunday for the last time", asked)
	}
	s.Close()
	last, asked := run("2026-03-11", needs)
	if diff := cmp.Diff(first, last); diff != "" || len(asked) > 0 {
		t.Errorf("without a server: %s", diff)
	}
}

func TestStoreBridgesAnOutage(t *testing.T) {
	s := newServer(t)
	s.answer(dailyPath, body(eurofxXML(week(t)[0])))
	bank, _ := s.sources(t)
	store := newMemory()
	friday := week(t)[0].day
	load := func(asOf string, d int64) (Valuation, Report) {
		t.Helper()
		table, report, err := Load(t.Context(), seconds(t, asOf), store, []Source{bank}, []Need{{"JPY", d}})
		if err != nil {
			t.Fatal(err)
		}
		return table.Value("JPY", big.NewInt(1000), uint64(d)*daySeconds), report
	}
	before, _ := load("2026-03-06", friday)
	s.Close()
	during, report := load("2026-03-13", friday+7)
	if diff := cmp.Diff(before, during, exactly); diff != "" {
		t.Error(diff)
	}
	if got := report.Sources[0]; got.Failure != "eurofxref-daily.xml: unreachable" || got.Used != 1 {
		t.Errorf("%+v", got)
	}
	if after, _ := load("2026-03-14", friday+8); after.Status != scoring.FXUnavailable {
		t.Errorf("8 days later: %+v", after)
	}
}

// TestTodayIsNotSettledBeforeItIsPublished runs before and after the ECB's
// publication on one day.
func TestTodayIsNotSettledBeforeItIsPublished(t *testing.T) {
	s := newServer(t)
	fixings := week(t)
	s.answer(dailyPath, body(eurofxXML(fixings[0])))
	s.answer(quarterPath, body(eurofxXML(fixings[0])))
	bank, _ := s.sources(t)
	store := newMemory()
	monday := fixings[1].day
	for _, want := range []string{"2026-03-06,JPY,163.97/1.0842\n", "2026-03-09,JPY,164.5/1.0850\n"} {
		table, _, err := Load(t.Context(), uint64(monday)*daySeconds+50000, store, []Source{bank}, []Need{{"JPY", monday}})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(header+want, string(table.CSV())); diff != "" {
			t.Error(diff)
		}
		s.answer(dailyPath, body(eurofxXML(fixings[1])))
	}
}

func TestJumpsAreRefused(t *testing.T) {
	s := newServer(t)
	for date, rates := range map[string]string{
		"2026-03-04": `"twd":30,"vnd":26000`,
		"2026-03-05": `"twd":90.01,"vnd":78000`, // more than 3 times, and 3 times exactly
		"2026-03-06": `"twd":9.99,"vnd":26000`,
		"2026-03-07": `"twd":31,"vnd":8666`,
	} {
		s.answer("/api/"+date+".json", body(apiDay(date, rates)))
	}
	_, api := s.sources(t)
	d := day(t, "2026-03-04")
	var needs []Need
	for i := range int64(4) {
		needs = append(needs, Need{"TWD", d + i}, Need{"VND", d + i})
	}
	store := newMemory()
	for range 2 { // the second time from the store
		table, report, err := Load(t.Context(), seconds(t, "2026-04-01"), store, []Source{api}, needs)
		if err != nil {
			t.Fatal(err)
		}
		want := []Refusal{
			{"TWD", "2026-03-05", "90.01", "30"},
			{"TWD", "2026-03-06", "9.99", "30"},
			{"VND", "2026-03-07", "8666", "26000"},
		}
		if diff := cmp.Diff(want, report.Sources[0].Refused); diff != "" {
			t.Error(diff)
		}
		csv := header + "2026-03-04,TWD,30\n2026-03-04,VND,26000\n2026-03-05,VND,78000\n2026-03-06,VND,26000\n2026-03-07,TWD,31\n"
		if diff := cmp.Diff(csv, string(table.CSV())); diff != "" {
			t.Error(diff)
		}
	}
	// A file is the user's own word.
	table, _ := load(t, needs[:3], rates("file", Rate{"TWD", d, "30"}, Rate{"TWD", d + 1, "9000"}))
	if !strings.Contains(string(table.CSV()), "9000") {
		t.Errorf("a file's jump was refused: %s", table.CSV())
	}
}

func TestLoadFailsWithTheStoreAndTheContext(t *testing.T) {
	s := newServer(t)
	s.answer(dailyPath, body(eurofxXML(week(t)...)))
	bank, _ := s.sources(t)
	needs := []Need{{"JPY", week(t)[1].day}}
	store := newMemory()
	store.fail = errors.New("disk full")
	if _, _, err := Load(t.Context(), seconds(t, "2026-03-09"), store, []Source{bank}, needs); !errors.Is(err, store.fail) {
		t.Errorf("error %v, want the store's", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := Load(ctx, seconds(t, "2026-03-09"), nil, []Source{bank}, needs); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want the context's", err)
	}
}

func TestTableIsSafeForConcurrentUse(t *testing.T) {
	d := day(t, "2026-03-04")
	table, _ := load(t, []Need{{"HKD", d}}, rates("r", Rate{"HKD", d, "7.80"}))
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 100 {
				if v := table.Value("HKD", big.NewInt(20000), uint64(d)*daySeconds); v.Cents.Int64() != 2564 {
					t.Errorf("%+v", v)
				}
			}
		})
	}
	group.Wait()
}
