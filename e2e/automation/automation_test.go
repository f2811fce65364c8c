//go:build e2e

// Package automation runs the scripts of the workflows as a runner would,
// against the demo chain and a site on loopback. The gh command line is a
// stand-in of testdata/bin, and GitHub's own actions do not run here.
package automation

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"mcrpress/chain/devchain"
	"mcrpress/e2e/lab"
)

// Each script finds the scripts in $SCRIPTS, a node in $RPC and its deployment
// in demo.json. What lies in site/ is live at $SITE_URL.
func TestScripts(t *testing.T) {
	program := lab.New(t).Program(t, "mcrpress")
	blocks, err := devchain.Build(devchain.Options{})
	if err != nil {
		t.Fatal(err)
	}
	node, err := blocks.Serve("")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { node.Close() })
	deployment, err := json.Marshal(blocks.Deployment())
	if err != nil {
		t.Fatal(err)
	}
	scripts, err := filepath.Abs("../../.github/scripts")
	if err != nil {
		t.Fatal(err)
	}
	bin, err := filepath.Abs("testdata/bin")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			live := filepath.Join(env.WorkDir, "site")
			site := httptest.NewServer(http.FileServer(http.Dir(live)))
			env.Defer(site.Close)
			path := filepath.Dir(program) + string(os.PathListSeparator) + bin
			env.Setenv("PATH", path+string(os.PathListSeparator)+env.Getenv("PATH"))
			env.Setenv("SCRIPTS", scripts)
			env.Setenv("HOME", os.Getenv("HOME")) // of the Go cache
			env.Setenv("SITE_URL", site.URL)
			env.Setenv("PEAQOS_RPC_URL", node.URL())
			env.Setenv("MCRPRESS_FX", "usd")
			env.Setenv("MCRPRESS_PARTNER_DATA", "off")
			for name, data := range map[string][]byte{"demo.json": deployment, "rates.csv": devchain.Rates()} {
				if err := os.WriteFile(filepath.Join(env.WorkDir, name), data, 0o600); err != nil {
					return err
				}
			}
			return os.Mkdir(live, 0o700)
		},
	})
}
