//go:build e2e

package export

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"mcrpress/e2e/pypi"
)

// Pandas, Polars, DuckDB, PyArrow and fastparquet read the files of both
// generations: the types of the columns, and every value.
func TestReadersAgree(t *testing.T) {
	python := pypi.New(t, "exports")
	script, err := filepath.Abs(filepath.Join("testdata", "read.py"))
	if err != nil {
		t.Fatal(err)
	}
	for _, generation := range generations {
		t.Run(generation, func(t *testing.T) {
			machines, events := fleet(20)
			dir := create(t, generation, machines, events)
			expected, err := json.Marshal(map[string]any{
				"machines": expect(columnsOf[Machine](generation), wanted(generation, machines)),
				"events":   expect(columnsOf[Event](generation), wanted(generation, events)),
			})
			if err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(t.TempDir(), "expected.json")
			if err := os.WriteFile(path, expected, 0o644); err != nil {
				t.Fatal(err)
			}
			if out, err := python.Command(t.Context(), t.TempDir(), script, dir, path).CombinedOutput(); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}

// expect lists columns as [name, kind], and rows of texts.
func expect(columns []column, rows []texts) map[string]any {
	kinds := map[kind]string{
		text: "text", integer: "int", natural: "int", number: "int", moment: "time", float: "float", boolean: "bool",
	}
	var names [][2]string
	for _, c := range columns {
		names = append(names, [2]string{c.name, kinds[c.kind]})
	}
	return map[string]any{"columns": names, "rows": rows}
}
