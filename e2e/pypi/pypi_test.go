//go:build e2e

package pypi_test

import (
	"strings"
	"sync"
	"testing"

	"mcrpress/e2e/pypi"
)

// Every environment holds the versions that its file names, also when several
// tests want it at once.
func TestEnvironments(t *testing.T) {
	for name, want := range map[string]string{
		"sdk-0.0.2":  "peaq-os-sdk 0.0.2",
		"sdk-0.3.0":  "peaq-os-sdk 0.3.0",
		"sdk-0.11.2": "peaq-os-cli 0.0.19 peaq-os-sdk 0.11.2",
		"sdk-0.12.1": "peaq-os-cli 0.1.1 peaq-os-sdk 0.12.1",
	} {
		t.Run(name, func(t *testing.T) {
			var both sync.WaitGroup
			for range 2 {
				both.Go(func() { pypi.New(t, name) })
			}
			both.Wait()
			script := `import importlib.metadata as m; print(*sorted(d.name + " " + d.version for d in m.distributions() if d.name.startswith("peaq")))`
			out, err := pypi.New(t, name).Command(t.Context(), t.TempDir(), "-c", script).CombinedOutput()
			if got := strings.TrimSpace(string(out)); err != nil || got != want {
				t.Errorf("%s, %v", got, err)
			}
		})
	}
}
