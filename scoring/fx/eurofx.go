package fx

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// fixing is what the ECB published on one day: units per euro, by currency.
type fixing struct {
	day     int64
	perEuro map[string]string
}

func (f *fixing) has(currency string) bool { return currency == "EUR" || f.perEuro[currency] != "" }

// rates are the fixing's cross rates, in the documented order.
func (f *fixing) rates() []Rate {
	var rates []Rate
	dollar := f.perEuro[usd]
	for _, c := range currencies {
		switch {
		case c == "EUR":
			rates = append(rates, Rate{c, f.day, "1/" + dollar})
		case c != usd && f.has(c):
			rates = append(rates, Rate{c, f.day, f.perEuro[c] + "/" + dollar})
		}
	}
	return rates
}

// add checks one rate and takes it in. Currencies that are not supported and
// cells without a rate are left out.
func (f *fixing) add(currency, units string) error {
	if _, ok := subunits[currency]; !ok || units == notAvailable || units == "" {
		return nil
	}
	if _, err := parseDecimal(units); err != nil {
		return fmt.Errorf("%s on %s: %w", currency, formatDay(f.day), err)
	}
	if f.perEuro[currency] != "" {
		return fmt.Errorf("%s is there twice on %s", currency, formatDay(f.day))
	}
	f.perEuro[currency] = units
	return nil
}

// inSequence sorts fixings by day and refuses a file without any, with a day
// twice. Days without a dollar rate cannot be crossed and are dropped.
func inSequence(fixings []fixing) ([]fixing, error) {
	fixings = slices.DeleteFunc(fixings, func(f fixing) bool { return f.perEuro[usd] == "" })
	if len(fixings) == 0 {
		return nil, errors.New("there are no rates in it")
	}
	slices.SortFunc(fixings, func(a, b fixing) int { return int(a.day - b.day) })
	for i := 1; i < len(fixings); i++ {
		if fixings[i].day == fixings[i-1].day {
			return nil, fmt.Errorf("%s is there twice", formatDay(fixings[i].day))
		}
	}
	return fixings, nil
}

// decodeEurofxXML reads the daily and the 90-day file: cubes of days in a cube
// in an envelope.
func decodeEurofxXML(data []byte) ([]fixing, error) {
	var envelope struct {
		XMLName xml.Name `xml:"Envelope"`
		Days    []struct {
			Time  string `xml:"time,attr"`
			Rates []struct {
				Currency string `xml:"currency,attr"`
				Units    string `xml:"rate,attr"`
			} `xml:"Cube"`
		} `xml:"Cube>Cube"`
	}
	if err := xml.Unmarshal(data, &envelope); err != nil {
		return nil, fmt.Errorf("reading XML: %w", err)
	}
	var fixings []fixing
	for _, d := range envelope.Days {
		day, err := parseDay(d.Time)
		if err != nil {
			return nil, fmt.Errorf("reading a date: %w", err)
		}
		f := fixing{day, map[string]string{}}
		for _, r := range d.Rates {
			if err := f.add(r.Currency, r.Units); err != nil {
				return nil, err
			}
		}
		fixings = append(fixings, f)
	}
	return inSequence(fixings)
}

// maxHistory bounds the unpacked history, which is below 2 MiB today.
const maxHistory = 64 << 20

// decodeEurofxZip reads the archive with the full history, one CSV file.
func decodeEurofxZip(data []byte) ([]fixing, error) {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, fmt.Errorf("reading archive: %w", err)
	}
	const member = "eurofxref-hist.csv"
	f, err := archive.Open(member)
	if err != nil {
		return nil, fmt.Errorf("opening %s: %w", member, err)
	}
	defer f.Close()
	content, err := io.ReadAll(io.LimitReader(f, maxHistory+1))
	if err != nil {
		return nil, fmt.Errorf("unpacking %s: %w", member, err)
	}
	if len(content) > maxHistory {
		return nil, fmt.Errorf("unpacking %s: it is larger than %d MiB", member, maxHistory>>20)
	}
	return decodeEurofxCSV(content)
}

// decodeEurofxCSV reads lines of a date and a rate for each currency of the
// header. The published lines end with a comma.
func decodeEurofxCSV(data []byte) ([]fixing, error) {
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff"))))
	r.TrimLeadingSpace = true
	header, err := r.Read()
	if err != nil {
		return nil, fmt.Errorf("reading header: %w", err)
	}
	if header[0] != "Date" || !slices.Contains(header, usd) {
		return nil, errors.New("the header does not begin with Date or has no USD")
	}
	var fixings []fixing
	for {
		fields, err := r.Read()
		if errors.Is(err, io.EOF) {
			return inSequence(fixings)
		}
		if err != nil {
			return nil, fmt.Errorf("reading line: %w", err)
		}
		day, err := parseDay(fields[0])
		if err != nil {
			return nil, fmt.Errorf("reading a date: %w", err)
		}
		f := fixing{day, map[string]string{}}
		for i := 1; i < len(fields); i++ {
			if err := f.add(strings.TrimSpace(header[i]), strings.TrimSpace(fields[i])); err != nil {
				return nil, err
			}
		}
		fixings = append(fixings, f)
	}
}
