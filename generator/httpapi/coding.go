package httpapi

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// coding is a content coding, in the order of preference from the last.
type coding uint8

const (
	identity coding = iota
	gzipped
	zstandard
	codings = 3
)

var codingNames = [codings]string{"identity", "gzip", "zstd"}

// suffix tells the entity tags of the codings apart.
func (c coding) suffix() string {
	if c == identity {
		return ""
	}
	return "-" + codingNames[c]
}

// packedMin is the size from which a body is worth compressing.
const packedMin = 1024

// compressible reports whether bodies of a content type shrink.
func compressible(contentType string) bool {
	bare, _, _ := strings.Cut(contentType, ";")
	switch bare {
	case "application/json", "application/xml", "application/atom+xml", "image/svg+xml":
		return true
	}
	return strings.HasPrefix(bare, "text/")
}

// negotiate chooses the coding of an answer by the lines of Accept-Encoding:
// the one of the highest weight, and of equal ones the last. A coding that
// nothing names has the weight of "*". The answer is not packed where nothing
// names identity and no other coding is acceptable, and neither where none is
// at all (RFC 9110, 12.5.3).
func negotiate(accept []string) coding {
	weights := [codings]int{unnamed, unnamed, unnamed}
	others := unnamed
	for _, line := range accept {
		for item := range strings.SplitSeq(line, ",") {
			name, parameters, _ := strings.Cut(item, ";")
			name = strings.TrimSpace(name)
			if name == "*" {
				others = weight(parameters)
			} else if c, ok := named(name); ok {
				weights[c] = weight(parameters)
			}
		}
	}
	best, most := identity, 0
	for c, w := range weights {
		if w == unnamed {
			w = others
		}
		if w > 0 && w >= most {
			best, most = coding(c), w
		}
	}
	return best
}

// unnamed stands for the weight of what a request does not name.
const unnamed = -1

func named(name string) (coding, bool) {
	if strings.EqualFold(name, "x-gzip") {
		return gzipped, true // an old name of the same
	}
	for c, known := range codingNames {
		if strings.EqualFold(name, known) {
			return coding(c), true
		}
	}
	return 0, false
}

// weight reads the parameter q of an item in thousandths: 1000 where there is
// none, 0 where it is malformed.
func weight(parameters string) int {
	name, value, _ := strings.Cut(strings.TrimSpace(parameters), "=")
	if !strings.EqualFold(strings.TrimSpace(name), "q") {
		return 1000
	}
	whole, fraction, _ := strings.Cut(strings.TrimSpace(value), ".")
	n, err := strconv.ParseUint(whole+(fraction + "000")[:3], 10, 16)
	if err != nil || len(whole) != 1 || len(fraction) > 3 || n > 1000 {
		return 0
	}
	return int(n)
}

// encode gives bytes in a coding.
func (c coding) encode(data []byte) []byte {
	switch c {
	case gzipped:
		var buf bytes.Buffer
		w := gzip.NewWriter(&buf)
		_, _ = w.Write(data) // a buffer takes everything
		_ = w.Close()
		return buf.Bytes()
	case zstandard:
		return zstdEncoder.EncodeAll(data, nil)
	}
	return data
}

// zstdEncoder may be used by several goroutines at once. The only error of
// its maker is a wrong option.
var zstdEncoder, _ = zstd.NewWriter(nil)
