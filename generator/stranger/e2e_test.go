//go:build e2e

package stranger

import (
	"bytes"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"mcrpress/e2e/pypi"
)

// read says of every line of a file what Python and DuckDB find wrong with it.
const read = `
import duckdb, json, sys

def refuse(constant):
    raise ValueError(constant)

with open(sys.argv[1], "rb") as f:
    lines = f.read().split(b"\n")[:-1]
for line in lines:
    value = json.loads(line.decode("utf-8"), parse_constant=refuse)
    json.dumps(value, ensure_ascii=False, allow_nan=False).encode("utf-8")
    assert type(value) is dict, line
(count,) = duckdb.execute("SELECT count(*) FROM read_json_objects(?, format='newline_delimited') WHERE json_type(json) = 'OBJECT'", [sys.argv[1]]).fetchone()
assert count == len(lines), (count, len(lines))
`

// Python's json, jq and DuckDB read whatever Metadata returns.
func TestOthersReadMetadata(t *testing.T) {
	var lines bytes.Buffer
	n := 0
	add := func(data []byte) {
		lines.Write(bytes.ReplaceAll(Metadata(data), []byte("\n"), []byte(" "))) // a line end can only stand between tokens
		lines.WriteByte('\n')
		n++
	}
	const noise = "\\\"{}[]:,u0dD8ctrueE+-1. \xff\x80\xed"
	r := rand.New(rand.NewPCG(1, 2))
	for _, tc := range objects {
		add([]byte(tc.in))
		for range 200 {
			data := []byte(tc.in[:min(len(tc.in), 2000)])
			for range 1 + r.IntN(3) {
				if len(data) > 0 {
					data[r.IntN(len(data))] = noise[r.IntN(len(noise))]
				}
			}
			add(data)
		}
	}
	path := filepath.Join(t.TempDir(), "metadata.ndjson")
	if err := os.WriteFile(path, lines.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	if out, err := pypi.New(t, "duckdb").Command(t.Context(), t.TempDir(), "-c", read, path).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	out, err := exec.CommandContext(t.Context(), "jq", "-n", `reduce (inputs | select(type == "object")) as $x (0; . + 1)`, path).CombinedOutput()
	if got := strings.TrimSpace(string(out)); err != nil || got != strconv.Itoa(n) {
		t.Errorf("jq read %s of %d lines: %v", got, n, err)
	}
}
