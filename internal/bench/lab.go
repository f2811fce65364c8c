//go:build linux

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
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"mcrpress/internal/console"
)

// size is how much is measured.
type size struct {
	name   string
	room   uint64   // bytes that the trees take on tmpfs
	chain  int      // machines on the node
	cold   []int    // machines of the synthetic fleets that are written
	memory [][2]int // machines, events of each
	reads  [2]int   // machines that are read: in a call each, and in bulk
	tree   int      // machines of the tree that is served
	load   time.Duration
	rounds int   // of the load, a server
	quiet  []int // machines of the chains without news
	growth []int
	shards [2]int // machines, and in how many shards
	peers  int    // machines whose pages others make
	crawl  int    // machines that are crawled
}

var sizes = map[string]size{
	"small": {
		name: "small", room: 1 << 28, chain: 200, cold: []int{500},
		memory: [][2]int{{500, 10}, {500, 100}}, reads: [2]int{50, 200},
		tree: 200, load: 500 * time.Millisecond, rounds: 1, quiet: []int{100, 200}, growth: []int{200, 1000},
		shards: [2]int{400, 4}, peers: 200, crawl: 50,
	},
	"full": {
		name: "full", room: 10 << 30, chain: 10_000, cold: []int{20_000, 100_000},
		memory: [][2]int{{100_000, 10}, {100_000, 100}}, reads: [2]int{1000, 10_000},
		tree: 10_000, load: 5 * time.Second, rounds: 5, quiet: []int{10_000, 100_000}, growth: []int{1000, 10_000, 100_000, 1_000_000},
		shards: [2]int{1_000_000, 16}, peers: 10_000, crawl: 2000,
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

	grown map[int]grown // by the number of machines
}

func newLab(ctx context.Context, s size, log *slog.Logger) (l *lab, err error) {
	l = &lab{size: s, log: log, grown: map[int]grown{}}
	if l.tmpfs, err = os.MkdirTemp(fastest(s.room), "mcrpress-bench"); err != nil {
		return nil, err
	}
	// What stands in public is no part of the checkout.
	if l.disk, err = os.MkdirTemp("public", "bench"); err != nil {
		return nil, fmt.Errorf("run it in the root of the checkout: %w", err)
	}
	if l.disk, err = filepath.Abs(l.disk); err != nil {
		return nil, err
	}
	l.binary = filepath.Join(l.disk, "mcrpress")
	build := exec.CommandContext(ctx, "go", "build", "-o", l.binary, "./cmd/mcrpress")
	build.Stderr = os.Stderr
	return l, build.Run()
}

// fastest is a directory on tmpfs with so many bytes of room, else the usual one
// for temporary files.
func fastest(room uint64) string {
	const shm = "/dev/shm"
	var s syscall.Statfs_t
	if err := syscall.Statfs(shm, &s); err != nil || s.Bavail*uint64(s.Bsize) < room {
		return ""
	}
	return shm
}

// dropNode ends the node, if there is one.
func (l *lab) dropNode() {
	if l.node != nil {
		l.node.stop()
	}
	l.node, l.job = nil, nil
}

// close ends the node and removes what was written.
func (l *lab) close() {
	l.dropNode()
	_ = os.RemoveAll(l.tmpfs)
	_ = os.RemoveAll(l.disk)
}

// heading says where and how the tables were measured.
func (l *lab) heading(args []string) string {
	command := strings.Join(append([]string{"go run ./internal/bench"}, args...), " ")
	text := fmt.Sprintf("# Performance\n\nMeasured by `%s` on %d cores of %s with %s.\n", command,
		runtime.NumCPU(), processor(), runtime.Version())
	text += fmt.Sprintf("Trust the ratios: each control ran beside what it controls, in the same run. "+
		"Trees in memory are on `%s`, the checkout is on `%s`.\n",
		fileSystem(l.tmpfs), fileSystem(l.disk))
	if l.name == "small" {
		text += "At this size what every run costs outweighs what grows with the fleet: the goals are of the full size.\n"
	}
	return text
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
