package main

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"fmt"
	"maps"
	"math/big"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"mcrpress/chain/devchain"
)

// quotes are the demo's rates by date and currency, in units per USD.
func quotes(t *testing.T) map[string]map[string]*big.Rat {
	t.Helper()
	records, err := csv.NewReader(bytes.NewReader(devchain.Rates())).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	byDate := map[string]map[string]*big.Rat{}
	for _, r := range records[1:] {
		if byDate[r[0]] == nil {
			byDate[r[0]] = map[string]*big.Rat{}
		}
		byDate[r[0]][r[1]], _ = new(big.Rat).SetString(r[2])
	}
	return byDate
}

// ratesServer speaks as the European Central Bank under /ecb/ and as the
// currency API under /api/, with the demo's rates.
func ratesServer(t *testing.T) *httptest.Server {
	byDate := quotes(t)
	history := historyZip(t, byDate)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /ecb/eurofxref-hist.zip", func(w http.ResponseWriter, r *http.Request) { w.Write(history) })
	mux.HandleFunc("GET /api/{date}", func(w http.ResponseWriter, r *http.Request) {
		date := strings.TrimSuffix(r.PathValue("date"), ".json")
		rates, ok := byDate[date]
		if !ok {
			http.NotFound(w, r)
			return
		}
		fmt.Fprintf(w, `{"date":%q,"usd":{"twd":%s,"vnd":%s}}`, date, rates["TWD"].FloatString(6), rates["VND"].FloatString(6))
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server
}

// historyZip is the bank's history: units per euro, N/A where it has none.
func historyZip(t *testing.T, byDate map[string]map[string]*big.Rat) []byte {
	t.Helper()
	currencies := []string{"USD"}
	for _, c := range slices.Sorted(maps.Keys(byDate["2025-06-01"])) {
		if c != "EUR" && c != "TWD" && c != "VND" {
			currencies = append(currencies, c)
		}
	}
	var text strings.Builder
	fmt.Fprintf(&text, "Date,%s,\n", strings.Join(currencies, ","))
	dates := slices.Sorted(maps.Keys(byDate))
	for _, date := range slices.Backward(dates) {
		text.WriteString(date)
		for _, c := range currencies {
			units, ok := byDate[date][c]
			if c == "USD" {
				units, ok = big.NewRat(1, 1), true
			}
			if !ok {
				text.WriteString(",N/A")
				continue
			}
			text.WriteString("," + new(big.Rat).Quo(units, byDate[date]["EUR"]).FloatString(8))
		}
		text.WriteString(",\n")
	}
	var file bytes.Buffer
	w := zip.NewWriter(&file)
	f, err := w.Create("eurofxref-hist.csv")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write([]byte(text.String())); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}
