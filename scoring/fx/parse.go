package fx

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// Options are the settings of the remote sources. The zero value asks the
// public addresses.
type Options struct {
	Client         *http.Client // nil: a plain client; no request takes longer than 30 seconds in any case
	ECBURL         string       // the folder that holds the three eurofxref files
	CurrencyAPIURL string       // the address of a day's file, with {date} for YYYY-MM-DD
}

// ParseSources reads a comma list of sources: "ecb", "currency-api" and
// "file:PATH", asked in this order. "usd" or nothing at all means no source,
// so that only USD has a value. Files are read and checked here, so a bad one
// is an error at once; remote sources are not asked before [Load].
func ParseSources(spec string, o Options) ([]Source, error) {
	if spec == "" || spec == "usd" {
		return nil, nil
	}
	var sources []Source
	words := strings.Split(spec, ",")
	for i, word := range words {
		if slices.Contains(words[:i], word) {
			return nil, fmt.Errorf("%q is named twice", word)
		}
		s, err := parseSource(word, o)
		if err != nil {
			return nil, err
		}
		sources = append(sources, s)
	}
	return sources, nil
}

func parseSource(word string, o Options) (Source, error) {
	path, isFile := strings.CutPrefix(word, "file:")
	switch {
	case isFile && path == "":
		return nil, errors.New("file: needs a path, such as file:rates.csv")
	case isFile:
		return openFile(path)
	case word == "ecb":
		return newECB(o)
	case word == "currency-api":
		return newCurrencyAPI(o)
	case word == "usd":
		return nil, errors.New("usd stands alone, it means that there is no other source")
	}
	return nil, fmt.Errorf("%q is no source: use ecb, currency-api, file:PATH or usd", word)
}

// checkURL refuses what is no address of a web server.
func checkURL(address string) error {
	u, err := url.Parse(address)
	if err != nil {
		return fmt.Errorf("reading address %q: %w", address, err)
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return fmt.Errorf("%q is no http or https address", address)
	}
	return nil
}
