//go:build e2e

// Package site drives Chromium over the pages of the demo trees: their looks
// at three widths and in both colour schemes, everything that can be clicked,
// what is left with scripts off, and what hostile data can do to them.
//
//	go test -tags e2e ./e2e/site
//
// The tests need chromium, node and npm, and fail without them. npm fetches
// axe-core and html-validate into a directory that the run removes. Screenshots
// stay in the directory that MCRPRESS_SCREENSHOTS names.
package site

import (
	"context"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"

	"mcrpress/chain"
	"mcrpress/chain/devchain"
	"mcrpress/generator/httpapi"
)

// world is what all tests share.
var world struct {
	first, second site   // the demo trees of both generations
	tools         string // directory of the npm packages
	browser       context.Context
}

// site is one tree that is served.
type site struct {
	generation chain.Generation
	tree       string // its directory
	origin     string // the address that it is served at, without a trailing slash
	fleet      []devchain.Member
}

// sites are those of both generations.
func sites() []*site { return []*site{&world.first, &world.second} }

// each runs a test on the sites of both generations.
func each(t *testing.T, test func(t *testing.T, s *site)) {
	for _, s := range sites() {
		t.Run(string(s.generation), func(t *testing.T) { test(t, s) })
	}
}

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "mcrpress-site")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	if err := prepare(dir); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	for _, s := range sites() {
		api, err := httpapi.New(s.tree, httpapi.Options{RatingTTL: 3600})
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		server := httptest.NewServer(api)
		defer server.Close()
		s.origin = server.URL
	}
	stop, err := startBrowser(filepath.Join(dir, "profile"))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer stop()
	return m.Run()
}

// prepare makes the trees and fetches the tools.
func prepare(dir string) error {
	world.first.generation, world.second.generation = chain.Gen1, chain.Gen2
	for _, s := range sites() {
		embedded, err := devchain.Build(devchain.Options{Generation: s.generation})
		if err != nil {
			return fmt.Errorf("making the demo chain of generation %s: %w", s.generation, err)
		}
		s.fleet = embedded.Fleet()
		s.tree = filepath.Join(dir, "tree-"+string(s.generation))
		err = command(".", "go", "run", "mcrpress/cmd/demo", "--serve=false", "--generation", string(s.generation), "--out", s.tree)
		if err != nil {
			return err
		}
	}
	world.tools = filepath.Join(dir, "tools")
	if err := os.Mkdir(world.tools, 0o755); err != nil {
		return err
	}
	return command(world.tools, "npm", "install", "--no-save", "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts",
		"axe-core@4.14.1", "html-validate@10.17.0")
}

// command runs a program in a directory. Its output is part of the error.
func command(dir, name string, args ...string) error {
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("running %s %s: %w\n%s", name, args[0], err, out)
	}
	return nil
}

// startBrowser starts Chromium with a profile of its own and no traffic of
// its own.
func startBrowser(profile string) (stop func(), err error) {
	path, err := exec.LookPath("chromium")
	if err != nil {
		return nil, fmt.Errorf("these tests drive Chromium: install it with apt-get install chromium (%w)", err)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.UserDataDir(profile), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("hide-scrollbars", true),
	)
	allocator, stopAllocator := chromedp.NewExecAllocator(context.Background(), options...)
	browser, stopBrowser := chromedp.NewContext(allocator)
	stop = func() { stopBrowser(); stopAllocator() }
	if err := chromedp.Do(browser, chromedp.Navigate("about:blank")); err != nil {
		stop()
		return nil, fmt.Errorf("starting %s: %w", path, err)
	}
	world.browser = browser
	return stop, nil
}

// member is the id of the machine that stands for a state.
func (s *site) member(t *testing.T, state string) string {
	t.Helper()
	for _, m := range s.fleet {
		if m.State == state {
			return m.ID.Dec()
		}
	}
	t.Fatalf("the demo fleet of generation %s has no machine of the state %q", s.generation, state)
	return ""
}

// card is the path of that machine's card.
func (s *site) card(t *testing.T, state string) string {
	t.Helper()
	return cardPath(s.member(t, state))
}

func cardPath(id string) string { return "/card/" + id + ".html" }
