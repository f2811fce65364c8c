package fx

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// eurofxXML writes fixings in the form of the published files, newest first.
func eurofxXML(fixings ...fixing) []byte {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
	<gesmes:subject>Reference rates</gesmes:subject>
	<gesmes:Sender>
		<gesmes:name>European Central Bank</gesmes:name>
	</gesmes:Sender>
	<Cube>
`)
	for i := len(fixings) - 1; i >= 0; i-- {
		fmt.Fprintf(&b, "\t\t<Cube time='%s'>\n", formatDay(fixings[i].day))
		for _, c := range append(currencies, "TRY") {
			if units := fixings[i].perEuro[c]; units != "" {
				fmt.Fprintf(&b, "\t\t\t<Cube currency='%s' rate='%s'/>\n", c, units)
			}
		}
		b.WriteString("\t\t</Cube>\n")
	}
	b.WriteString("\t</Cube>\n</gesmes:Envelope>")
	return []byte(b.String())
}

// eurofxCSV writes fixings in the form of the published history.
func eurofxCSV(fixings ...fixing) []byte {
	columns := []string{"USD", "JPY", "HKD", "TRY", "CHF"}
	var b strings.Builder
	b.WriteString("Date," + strings.Join(columns, ",") + ",\n")
	for i := len(fixings) - 1; i >= 0; i-- {
		b.WriteString(formatDay(fixings[i].day) + ",")
		for _, c := range columns {
			units := fixings[i].perEuro[c]
			if units == "" {
				units = "N/A"
			}
			b.WriteString(units + ",")
		}
		b.WriteString("\n")
	}
	return []byte(b.String())
}

func zipped(t testing.TB, name string, content []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	f, err := w.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// week has the fixings of a Friday and the Monday after it.
func week(t testing.TB) []fixing {
	return []fixing{
		{day(t, "2026-03-06"), map[string]string{"USD": "1.0842", "JPY": "163.97", "HKD": "8.43", "TRY": "39.1"}},
		{day(t, "2026-03-09"), map[string]string{"USD": "1.0850", "JPY": "164.5", "CHF": "0.95"}},
	}
}

// known drops what is not supported, as the decoders do.
func known(fixings []fixing) []fixing {
	for _, f := range fixings {
		delete(f.perEuro, "TRY")
	}
	return fixings
}

func TestDecodeEurofx(t *testing.T) {
	for name, decode := range map[string]func() ([]fixing, error){
		"xml": func() ([]fixing, error) { return decodeEurofxXML(eurofxXML(week(t)...)) },
		"csv": func() ([]fixing, error) { return decodeEurofxCSV(eurofxCSV(week(t)...)) },
		"csv with a byte order mark and blanks": func() ([]fixing, error) {
			return decodeEurofxCSV(append([]byte("\ufeff"), bytes.ReplaceAll(eurofxCSV(week(t)...), []byte(","), []byte(", "))...))
		},
		"csv with other line ends": func() ([]fixing, error) {
			return decodeEurofxCSV(bytes.ReplaceAll(eurofxCSV(week(t)...), []byte("\n"), []byte("\r\n")))
		},
		"zip": func() ([]fixing, error) {
			return decodeEurofxZip(zipped(t, "eurofxref-hist.csv", eurofxCSV(week(t)...)))
		},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := decode()
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(known(week(t)), got, cmp.AllowUnexported(fixing{})); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestFixingCrossesThroughTheEuro(t *testing.T) {
	f := known(week(t))[0]
	want := []Rate{{"HKD", f.day, "8.43/1.0842"}, {"JPY", f.day, "163.97/1.0842"}, {"EUR", f.day, "1/1.0842"}}
	if diff := cmp.Diff(want, f.rates()); diff != "" {
		t.Error(diff)
	}
}

func TestDecodeEurofxRefuses(t *testing.T) {
	xml, csv := string(eurofxXML(week(t)...)), string(eurofxCSV(week(t)...))
	twice := append(week(t), week(t)[0])
	change := func(s, from, to string) []byte {
		changed := strings.Replace(s, from, to, 1)
		if changed == s {
			t.Fatalf("there is no %q to change", from)
		}
		return []byte(changed)
	}
	for _, tt := range []struct {
		name   string
		decode func([]byte) ([]fixing, error)
		data   []byte
		want   string
	}{
		{"xml: nothing", decodeEurofxXML, nil, "EOF"},
		{"xml: a page", decodeEurofxXML, []byte("<!doctype html><html><body>Sorry</body></html>"), "Envelope"},
		{"xml: cut off", decodeEurofxXML, []byte(xml[:len(xml)/2]), "unexpected EOF"},
		{"xml: no cubes", decodeEurofxXML, eurofxXML(), "no rates"},
		{"xml: bad date", decodeEurofxXML, change(xml, "2026-03-06", "06.03.2026"), "date"},
		{"xml: comma", decodeEurofxXML, change(xml, "163.97", "163,97"), "JPY on 2026-03-06"},
		{"xml: negative", decodeEurofxXML, change(xml, "163.97", "-1"), "no decimal"},
		{"xml: zero", decodeEurofxXML, change(xml, "163.97", "0.0"), "above 0"},
		{"xml: exponent", decodeEurofxXML, change(xml, "163.97", "1e999999999"), "no decimal"},
		{"xml: currency twice", decodeEurofxXML, change(xml, "currency='HKD'", "currency='JPY'"), "JPY is there twice"},
		{"xml: day twice", decodeEurofxXML, eurofxXML(twice...), "2026-03-06 is there twice"},
		{"xml: no dollar", decodeEurofxXML, []byte(strings.ReplaceAll(xml, "'USD'", "'XXX'")), "no rates"},
		{"csv: nothing", decodeEurofxCSV, nil, "header"},
		{"csv: a page", decodeEurofxCSV, []byte("<html>\n</html>\n"), "header"},
		{"csv: other separator", decodeEurofxCSV, []byte(strings.ReplaceAll(csv, ",", ";")), "header"},
		{"csv: no dollar", decodeEurofxCSV, change(csv, "USD", "XXX"), "has no USD"},
		{"csv: header alone", decodeEurofxCSV, []byte("Date,USD,JPY,\n"), "no rates"},
		{"csv: cut off", decodeEurofxCSV, []byte(csv[:len(csv)-20]), "wrong number of fields"},
		{"csv: bad date", decodeEurofxCSV, change(csv, "2026-03-06", "6 March 2026"), "date"},
		{"csv: not a number", decodeEurofxCSV, change(csv, "163.97", "NaN"), "JPY on 2026-03-06"},
		{"csv: day twice", decodeEurofxCSV, eurofxCSV(twice...), "2026-03-06 is there twice"},
		{"csv: currency twice", decodeEurofxCSV, change(csv, "HKD", "JPY"), "JPY is there twice"},
		{"zip: nothing", decodeEurofxZip, nil, "archive"},
		{"zip: a page", decodeEurofxZip, []byte("<html></html>"), "archive"},
		{"zip: another file", decodeEurofxZip, zipped(t, "readme.txt", []byte(csv)), "eurofxref-hist.csv"},
		{"zip: cut off", decodeEurofxZip, zipped(t, "eurofxref-hist.csv", []byte(csv))[:100], "archive"},
		{"zip: a bomb", decodeEurofxZip, zipped(t, "eurofxref-hist.csv", make([]byte, maxHistory+1)), "larger than"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got, err := tt.decode(tt.data); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%v, error %v, want %q in it", got, err, tt.want)
			}
		})
	}
}

// decoded checks what every decoder promises of its fixings.
func decoded(t *testing.T, fixings []fixing, err error) {
	if err != nil {
		return
	}
	for i, f := range fixings {
		if i > 0 && f.day <= fixings[i-1].day {
			t.Errorf("%s comes after %s", formatDay(f.day), formatDay(fixings[i-1].day))
		}
		for _, r := range f.rates() {
			if _, err := parseUnits(r.Units); err != nil {
				t.Errorf("%+v: %v", r, err)
			}
		}
	}
}

func FuzzDecodeEurofxXML(f *testing.F) {
	f.Add(eurofxXML(week(f)...))
	f.Add([]byte(`<Envelope><Cube><Cube time="2026-03-06"><Cube currency="USD" rate="1"/></Cube></Cube></Envelope>`))
	f.Fuzz(func(t *testing.T, data []byte) {
		fixings, err := decodeEurofxXML(data)
		decoded(t, fixings, err)
	})
}

func FuzzDecodeEurofxCSV(f *testing.F) {
	f.Add(eurofxCSV(week(f)...))
	f.Add([]byte("Date,USD\n9999-12-31,1\n0001-01-01,N/A\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		fixings, err := decodeEurofxCSV(data)
		decoded(t, fixings, err)
	})
}

func FuzzDecodeEurofxZip(f *testing.F) {
	f.Add(zipped(f, "eurofxref-hist.csv", eurofxCSV(week(f)...)))
	f.Fuzz(func(t *testing.T, data []byte) {
		fixings, err := decodeEurofxZip(data)
		decoded(t, fixings, err)
	})
}
