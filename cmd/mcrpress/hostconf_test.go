package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mcrpress/chain"
)

// TestHostconf: one configuration for trees of both generations, each with its
// own errors.
func TestHostconf(t *testing.T) {
	one, two := filepath.Join(t.TempDir(), "one"), filepath.Join(t.TempDir(), "two")
	plant(t, one, chain.Gen1)
	plant(t, two, chain.Gen2)
	const badAddress, badID = "Invalid Ethereum address format", "Invalid machine DID format"
	for _, server := range []string{"nginx", "caddy"} {
		for _, tc := range []struct {
			args  string
			wants []string
			lacks string
		}{
			{"--dir " + one, []string{one, badAddress}, badID},
			{"--dir " + two, []string{two, badAddress, badID}, "/v1/"},
			{"--dir " + two + " --dir v1=" + one, []string{one, two, "/v1/", badAddress, badID}, "/v1/v1"},
		} {
			var stdout, stderr bytes.Buffer
			status := run(t.Context(), append([]string{"hostconf", "--for", server}, strings.Fields(tc.args)...), &stdout, &stderr)
			if status != 0 {
				t.Fatalf("%s %s: status %d, %s", server, tc.args, status, &stderr)
			}
			for _, want := range tc.wants {
				if !strings.Contains(stdout.String(), want) {
					t.Errorf("%s %s: no %q", server, tc.args, want)
				}
			}
			if strings.Contains(stdout.String(), tc.lacks) {
				t.Errorf("%s %s: there is %q", server, tc.args, tc.lacks)
			}
		}
	}
}

// TestHostconfOfOldTree: what a tree of another schema holds is not known.
func TestHostconfOfOldTree(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "tree")
	plant(t, dir, chain.Gen1)
	if err := os.WriteFile(filepath.Join(dir, "index/snapshot.json"), []byte(`{"schema":1,"block":{"number":7}}`), 0o644); err != nil {
		t.Fatal(err)
	}
	var stdout, stderr bytes.Buffer
	status := run(t.Context(), []string{"hostconf", "--for", "nginx", "--dir", dir}, &stdout, &stderr)
	if status != 2 || !strings.Contains(stderr.String(), "schema 1") || stdout.Len() > 0 {
		t.Errorf("status %d, %s", status, &stderr)
	}
}
