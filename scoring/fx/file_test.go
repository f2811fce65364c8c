package fx

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const header = "date,currency,units_per_usd\n"

func TestParseFile(t *testing.T) {
	d := day(t, "2026-03-04")
	for _, tt := range []struct {
		name, text string
		want       []Rate
	}{
		{"no rates", header, nil},
		{"no newline at the end", header + "2026-03-04,HKD,7.80", []Rate{{"HKD", d, "7.80"}}},
		{"in any order", header + "2026-03-05,HKD,7.8\n2026-03-04,JPY,150\n", []Rate{{"HKD", d + 1, "7.8"}, {"JPY", d, "150"}}},
		{"a byte order mark", "\ufeff" + header + "2026-03-04,HKD,7.80\n", []Rate{{"HKD", d, "7.80"}}},
		{"lines of another system", strings.ReplaceAll(header+"2026-03-04,HKD,7.80\n", "\n", "\r\n"), []Rate{{"HKD", d, "7.80"}}},
		{"a quotient", header + "2026-03-04,EUR,1/1.0842\n", []Rate{{"EUR", d, "1/1.0842"}}},
		{"no rate", header + "2026-03-04,TWD,N/A\n", []Rate{{"TWD", d, "N/A"}}},
		{"a currency of no use here", header + "2026-03-04,AED,3.67\n", []Rate{{"AED", d, "3.67"}}},
		{"tiny and large", header + "2026-03-04,HKD,0.000000000000000000000001\n2026-03-04,VND,999999999999\n",
			[]Rate{{"HKD", d, "0.000000000000000000000001"}, {"VND", d, "999999999999"}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := parseFile([]byte(tt.text))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestParseFileErrorsNameTheLine(t *testing.T) {
	for text, want := range map[string]string{
		"":                                                        "line 1: the header",
		"2026-03-04,HKD,7.80\n":                                   "line 1: the header",
		"date;currency;units_per_usd\n":                           "line 1: the header",
		"date\tcurrency\tunits_per_usd\n":                         "line 1: the header",
		header + "2026-03-04;HKD;7.80\n":                          "line 2: a line must have the three fields",
		header + "2026-03-04,HKD,7,80\n":                          "line 2: a line must have the three fields",
		header + "2026-03-04,HKD,7.80\n2026-0":                    "line 3: a line must have the three fields",
		header + "2026-03-04,\"HKD,7.80\n":                        "line 2",
		header + "04.03.2026,HKD,7.80\n":                          `line 2: "04.03.2026" is no date`,
		header + "2026-02-29,HKD,7.80\n":                          "is no date",
		header + "2026-3-4,HKD,7.80\n":                            "is no date",
		header + "2026-03-04,hkd,7.80\n":                          `"hkd" is no currency`,
		header + "2026-03-04, HKD,7.80\n":                         "is no currency",
		header + "2026-03-04,HKDX,7.80\n":                         "is no currency",
		header + "2026-03-04,USD,1\n":                             "USD is always 1",
		header + "2026-03-04,HKD,\n":                              `"" is no decimal`,
		header + "2026-03-04,HKD,-7.80\n":                         "is no decimal",
		header + "2026-03-04,HKD,+7.80\n":                         "is no decimal",
		header + "2026-03-04,HKD,7.8e0\n":                         "is no decimal",
		header + "2026-03-04,HKD,1e999999999\n":                   "is no decimal",
		header + "2026-03-04,HKD,0x10\n":                          "is no decimal",
		header + "2026-03-04,HKD,1_000\n":                         "is no decimal",
		header + "2026-03-04,HKD,.5\n":                            "is no decimal",
		header + "2026-03-04,HKD,5.\n":                            "is no decimal",
		header + "2026-03-04,HKD,Inf\n":                           "is no decimal",
		header + "2026-03-04,HKD,0\n":                             "above 0",
		header + "2026-03-04,HKD,0.00\n":                          "above 0",
		header + "2026-03-04,HKD,1/0\n":                           "above 0",
		header + "2026-03-04,HKD,1/2/3\n":                         "is no decimal",
		header + "2026-03-04,HKD,1/\n":                            "is no decimal",
		header + "\n2026-03-04,HKD,x\n":                           "line 3",
		header + strings.Repeat("2026-03-04,HKD,7.80\n", 2):       "line 3: HKD on 2026-03-04 is on line 2 already",
		header + "2026-03-04,HKD," + strings.Repeat("9", 1000000): "is no decimal",
	} {
		if _, err := parseFile([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.60q: error %.200v, want %q in it", text, err, want)
		} else if len(err.Error()) > 200 {
			t.Errorf("%.60q: the error is %d bytes long", text, len(err.Error()))
		}
	}
}

func FuzzParseFile(f *testing.F) {
	f.Add([]byte(header + "2026-03-04,HKD,7.80\n2026-03-05,EUR,1/1.0842\n2026-03-05,TWD,N/A\n"))
	f.Add([]byte("\ufeff" + header + "\"2026-03-04\",HKD,7.80\r\n"))
	f.Add([]byte(header + "2026-03-04,HKD,7.80\n2026-03-04,HKD,7.80\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		rates, err := parseFile(data)
		if err != nil {
			return
		}
		for _, r := range rates {
			if _, err := parseUnits(r.Units); err != nil || len(r.Currency) != 3 {
				t.Errorf("%+v came through: %v", r, err)
			}
		}
	})
}

func TestParseSources(t *testing.T) {
	dir := t.TempDir()
	good, bad := filepath.Join(dir, "rates.csv"), filepath.Join(dir, "bad.csv")
	for path, text := range map[string]string{good: header + "2026-03-04,HKD,7.80\n", bad: header + "2026-03-04,HKD,x\n"} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct {
		spec string
		want []string
	}{
		{"", nil},
		{"usd", nil},
		{"ecb", []string{"ecb"}},
		{"ecb,currency-api", []string{"ecb", "currency-api"}},
		{"file:" + good, []string{"file:rates.csv"}},
		{"currency-api,file:" + good + ",ecb", []string{"currency-api", "file:rates.csv", "ecb"}},
	} {
		sources, err := ParseSources(tt.spec, Options{})
		if err != nil {
			t.Errorf("%q: %v", tt.spec, err)
		}
		var got []string
		for _, s := range sources {
			got = append(got, s.Name())
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%q: %s", tt.spec, diff)
		}
	}
	for _, tt := range []struct {
		spec string
		o    Options
		want string
	}{
		{"ECB", Options{}, `"ECB" is no source`},
		{"ecb,", Options{}, `"" is no source`},
		{"ecb, currency-api", Options{}, `" currency-api" is no source`},
		{"ecb,ecb", Options{}, `"ecb" is named twice`},
		{"ecb,usd", Options{}, "usd stands alone"},
		{"file:", Options{}, "needs a path"},
		{"file:" + filepath.Join(dir, "none.csv"), Options{}, "opening rates"},
		{"file:" + dir, Options{}, "reading rates"},
		{"file:" + bad, Options{}, "line 2"},
		{"ecb", Options{ECBURL: "ftp://example.org"}, "no http or https address"},
		{"ecb", Options{ECBURL: "://"}, "reading address"},
		{"ecb", Options{ECBURL: "example.org/rates"}, "no http or https address"},
		{"currency-api", Options{CurrencyAPIURL: "https://example.org/usd.json"}, "must hold {date}"},
		{"currency-api", Options{CurrencyAPIURL: "file:///{date}.json"}, "no http or https address"},
	} {
		if _, err := ParseSources(tt.spec, tt.o); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%q: error %v, want %q in it", tt.spec, err, tt.want)
		} else if strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: the error has several lines: %v", tt.spec, err)
		}
	}
}
