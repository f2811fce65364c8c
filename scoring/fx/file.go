package fx

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
)

// maxFile bounds a rates file; 25 currencies over 50 years fit in many times.
const maxFile = 64 << 20

// fileHeader is the first line of a rates file.
var fileHeader = []string{"date", "currency", "units_per_usd"}

var currencyCode = regexp.MustCompile(`^[A-Z]{3}$`)

// fileSource answers from a rates file that was read when the source was named.
type fileSource struct {
	name  string
	rates []Rate
}

// openFile reads and checks the rates file at path.
func openFile(path string) (Source, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("opening rates: %w", err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, fmt.Errorf("reading rates: %w", err)
	}
	if len(data) > maxFile {
		return nil, fmt.Errorf("reading rates %s: the file is larger than %d MiB", path, maxFile>>20)
	}
	rates, err := parseFile(data)
	if err != nil {
		return nil, fmt.Errorf("reading rates %s: %w", path, err)
	}
	return &fileSource{"file:" + filepath.Base(path), rates}, nil
}

func (s *fileSource) Name() string { return s.name }

func (s *fileSource) Remote() bool { return false }

func (s *fileSource) Fetch(context.Context, uint64, []Gap) (Batch, error) {
	return Batch{Rates: s.rates}, nil
}

// parseFile reads the lines date,currency,units_per_usd. Errors name the line.
func parseFile(data []byte) ([]Rate, error) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	r := csv.NewReader(bytes.NewReader(data))
	r.FieldsPerRecord = len(fileHeader)
	header, err := r.Read()
	if err != nil || !slices.Equal(header, fileHeader) {
		return nil, errors.New("line 1: the header must be date,currency,units_per_usd")
	}
	var rates []Rate
	seen := map[Need]int{}
	for {
		fields, err := r.Read()
		if errors.Is(err, io.EOF) {
			return rates, nil
		}
		if err != nil {
			return nil, lineError(err)
		}
		line, _ := r.FieldPos(0)
		rate, err := parseFileRate(fields)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", line, err)
		}
		need := Need{rate.Currency, rate.Day}
		if first := seen[need]; first > 0 {
			return nil, fmt.Errorf("line %d: %s on %s is on line %d already", line, rate.Currency, fields[0], first)
		}
		seen[need] = line
		rates = append(rates, rate)
	}
}

// lineError brings a CSV error into the form of the others.
func lineError(err error) error {
	var parse *csv.ParseError
	if !errors.As(err, &parse) {
		return err
	}
	if errors.Is(parse.Err, csv.ErrFieldCount) {
		return fmt.Errorf("line %d: a line must have the three fields date,currency,units_per_usd", parse.Line)
	}
	return fmt.Errorf("line %d: %w", parse.Line, parse.Err)
}

func parseFileRate(fields []string) (Rate, error) {
	day, err := parseDay(fields[0])
	if err != nil {
		return Rate{}, fmt.Errorf("%.40q is no date such as 2026-01-31", fields[0])
	}
	if !currencyCode.MatchString(fields[1]) {
		return Rate{}, fmt.Errorf("%.40q is no currency such as HKD", fields[1])
	}
	if fields[1] == usd {
		return Rate{}, errors.New("USD is always 1 and takes no rate")
	}
	if _, err := parseUnits(fields[2]); err != nil {
		return Rate{}, err
	}
	return Rate{fields[1], day, fields[2]}, nil
}
