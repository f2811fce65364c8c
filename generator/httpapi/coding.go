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

// negotiate chooses the coding of an answer by the request's Accept-Encoding.
func negotiate(accept string) coding {
	best := identity
	for item := range strings.SplitSeq(accept, ",") {
		name, parameters, _ := strings.Cut(item, ";")
		for c := best + 1; c < codings; c++ {
			if strings.EqualFold(strings.TrimSpace(name), codingNames[c]) && quality(parameters) > 0 {
				best = c
			}
		}
	}
	return best
}

// quality reads the weight of an item, 1 where there is none.
func quality(parameters string) float64 {
	name, value, _ := strings.Cut(strings.TrimSpace(parameters), "=")
	if !strings.EqualFold(strings.TrimSpace(name), "q") {
		return 1
	}
	q, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
	if err != nil {
		return 0
	}
	return q
}

// encoded gives the bytes in a coding other than identity, made once.
func (f *file) encoded(c coding) []byte {
	f.pack[c].Do(func() {
		if c == zstandard {
			f.packed[c] = zstdEncoder.EncodeAll(f.data, nil)
			return
		}
		var buf bytes.Buffer
		w := gzip.NewWriter(&buf)
		_, _ = w.Write(f.data) // a buffer takes everything
		_ = w.Close()
		f.packed[c] = buf.Bytes()
	})
	return f.packed[c]
}

// zstdEncoder may be used by several goroutines at once. The only error of
// its maker is a wrong option.
var zstdEncoder, _ = zstd.NewWriter(nil)
