//go:build e2e

// Package official holds the project against peaq's own Python packages,
// installed from the package index at pinned versions: the ABI files that they
// carry, the SDK as a writer and reader of the embedded chain, and the SDK and CLI as
// clients of a published tree.
//
//	go test -tags e2e ./e2e/official
//
// Python 3.10 or later with venv and pip, nginx, Caddy, Node.js and npm are needed.
package official

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"mcrpress/e2e/pypi"
)

// The versions of the clients: the first and the last build of each
// generation's contracts, and the strictest client of 1.0.
const (
	sdkFirst    = "sdk-0.0.2"  // 1.0, events without a currency
	sdkCurrency = "sdk-0.3.0"  // 1.0, events with a currency
	sdkStrict   = "sdk-0.11.2" // both generations
	sdkLast     = "sdk-0.12.1" // 2.0, with the CLI
)

// script runs a Python script of this package on lines of JSON, and returns the
// lines that it prints.
func script[Question, Answer any](t *testing.T, env pypi.Env, name string, questions []Question,
	args ...string) []Answer {
	t.Helper()
	path, err := filepath.Abs(filepath.Join("scripts", name))
	if err != nil {
		t.Fatal(err)
	}
	var input, said bytes.Buffer
	lines := json.NewEncoder(&input)
	for _, question := range questions {
		if err := lines.Encode(question); err != nil {
			t.Fatal(err)
		}
	}
	cmd := env.Command(t.Context(), t.TempDir(), append([]string{path}, args...)...)
	cmd.Stdin, cmd.Stderr = &input, &said
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s under %s: %v\n%s", name, env.Name, err, said.String())
	}
	var answers []Answer
	for line := range strings.Lines(string(out)) {
		dec := json.NewDecoder(strings.NewReader(line))
		dec.UseNumber()
		var answer Answer
		if err := dec.Decode(&answer); err != nil {
			t.Fatalf("%s under %s printed %q: %v", name, env.Name, line, err)
		}
		answers = append(answers, answer)
	}
	return answers
}
