package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"mcrpress/internal/console"
)

// size is how much is measured.
type size struct {
	name   string
	chain  int      // machines on the node
	cold   []int    // machines of the synthetic fleets that are written
	memory [][2]int // machines, events of each
	reads  [2]int   // machines that are read: in a call each, and in bulk
	tree   int      // machines of the tree that is served
	load   time.Duration
	rounds int // of the load, a server
	growth []int
	peers  int // machines whose pages others make
	crawl  int // machines that are crawled
}

var sizes = map[string]size{
	"small": {
		name: "small", chain: 200, cold: []int{500}, memory: [][2]int{{500, 10}, {500, 100}}, reads: [2]int{50, 200},
		tree: 200, load: 500 * time.Millisecond, rounds: 1, growth: []int{200, 1000}, peers: 200, crawl: 50,
	},
	"full": {
		name: "full", chain: 10_000, cold: []int{20_000, 100_000}, memory: [][2]int{{100_000, 10}, {100_000, 100}}, reads: [2]int{1000, 10_000},
		tree: 10_000, load: 5 * time.Second, rounds: 5, growth: []int{1000, 10_000, 100_000, 1_000_000}, peers: 10_000, crawl: 2000,
	},
}

// lab is what several tables share.
type lab struct {
	size
	log    *slog.Logger
	tmpfs  string // a directory there
	disk   string // and one on the checkout's file system
	binary string // mcrpress

	node *node // nil until a table wants it
	job  *job  // likewise
}

func newLab(ctx context.Context, s size, log *slog.Logger) (l *lab, err error) {
	l = &lab{size: s, log: log}
	shm := "/dev/shm"
	if info, err := os.Stat(shm); err != nil || !info.IsDir() {
		shm = ""
	}
	if l.tmpfs, err = os.MkdirTemp(shm, "mcrpress-bench"); err != nil {
		return nil, err
	}
	// What stands in public is no part of the checkout.
	if l.disk, err = os.MkdirTemp("public", "bench"); err != nil {
		return nil, fmt.Errorf("run it in the root of the checkout: %w", err)
	}
	if l.disk, err = filepath.Abs(l.disk); err != nil {
		return nil, err
	}
	l.binary = filepath.Join(l.tmpfs, "mcrpress")
	build := exec.CommandContext(ctx, "go", "build", "-o", l.binary, "./cmd/mcrpress")
	build.Stderr = os.Stderr
	return l, build.Run()
}

// close ends the node and removes what was written.
func (l *lab) close() {
	if l.node != nil {
		l.node.close()
	}
	_ = os.RemoveAll(l.tmpfs)
	_ = os.RemoveAll(l.disk)
}

// heading says where and how the tables were measured.
func (l *lab) heading(args []string) string {
	return fmt.Sprintf("# Performance\n\nMeasured by `%s` on %d cores of %s with %s.\nTrust the ratios: each control ran beside what it controls, in the same run. "+
		"`%s` is tmpfs, `%s` the file system of the checkout.\n",
		strings.Join(append([]string{"go run ./internal/bench"}, args...), " "), runtime.NumCPU(), processor(), runtime.Version(), fileSystem(l.tmpfs), fileSystem(l.disk))
}

func processor() string {
	text, _ := os.ReadFile("/proc/cpuinfo")
	for line := range strings.Lines(string(text)) {
		if name, value, _ := strings.Cut(line, ":"); strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return runtime.GOARCH
}

// fileSystem names the kind of file system that a directory is on.
func fileSystem(dir string) string {
	out, err := exec.Command("stat", "-f", "-c", "%T", dir).Output()
	if err != nil {
		return "an unknown one"
	}
	return strings.TrimSpace(string(out))
}

// parse reads the command line of the bench or of a part.
func parse(name, description string, flags any, args []string, stdout io.Writer, tables []string) error {
	_, err := console.Parse(name, description, flags, args, stdout, kong.Vars{"tables": strings.Join(tables, ", ")})
	return err
}
