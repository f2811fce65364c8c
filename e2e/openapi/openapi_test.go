//go:build e2e

// Package openapi holds the API's description against tools of others: a
// validator, a generator of typed clients, and a tester that sends what the
// description allows and what it forbids.
//
//	go test -tags e2e ./e2e/openapi
//
// Python 3.10 or later with venv and pip is needed.
package openapi

import (
	"encoding/json"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"mcrpress/chain"
	"mcrpress/e2e/lab"
	"mcrpress/e2e/pypi"
)

func TestDescription(t *testing.T) {
	env := pypi.New(t, "openapi")
	programs := lab.New(t)
	for _, generation := range []chain.Generation{chain.Gen1, chain.Gen2} {
		t.Run(string(generation), func(t *testing.T) {
			tree := programs.Demo(t, generation)
			description := filepath.Join(tree, "openapi.json")
			t.Run("is valid", func(t *testing.T) {
				must(t, env.Command(t.Context(), t.TempDir(), "-m", "openapi_spec_validator", description))
			})
			t.Run("generates models that hold every answer", func(t *testing.T) { roundTrip(t, env, tree, description) })
			t.Run("is what serve does", func(t *testing.T) {
				must(t, env.Command(t.Context(), t.TempDir(), "-m", "schemathesis.cli", "run", description,
					"--url", programs.Serve(t, tree), "--checks", "all", "--phases", "examples,coverage,fuzzing",
					"--seed", "1", "--max-examples", "50", "--no-color"))
			})
		})
	}
}

func roundTrip(t *testing.T, env pypi.Env, tree, description string) {
	models := filepath.Join(t.TempDir(), "models.py")
	must(t, env.Command(t.Context(), t.TempDir(), "-m", "datamodel_code_generator", "--input", description,
		"--input-file-type", "openapi", "--output", models, "--output-model-type", "pydantic_v2.BaseModel",
		"--formatters", "builtin"))
	script, err := filepath.Abs("roundtrip.py")
	if err != nil {
		t.Fatal(err)
	}
	out := must(t, env.Command(t.Context(), t.TempDir(), script, description, models, tree))
	paths := 0
	for line := range strings.Lines(out) {
		var read struct {
			Path  string
			Files int
		}
		if err := json.Unmarshal([]byte(line), &read); err != nil {
			t.Fatal(err)
		}
		if read.Files == 0 {
			t.Errorf("no file of %s was read", read.Path)
		}
		paths++
	}
	if paths == 0 {
		t.Error("nothing was read")
	}
	t.Log(out)
}

// must runs a command that has to succeed, and returns what it prints.
func must(t *testing.T, cmd *exec.Cmd) string {
	t.Helper()
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", cmd, err, out)
	}
	return string(out)
}
