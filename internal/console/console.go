// Package console is everything that the commands say on stderr: log lines,
// progress and the one line of an error. Progress is a bar on a terminal and
// log lines elsewhere. Nothing here goes to stdout.
package console

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// Exit statuses of every command.
const (
	OK     = 0
	Failed = 1 // the run failed; what is published is as it was
	Misuse = 2 // the command line or the configuration is wrong
)

// logEvery is how often a stage that takes long gets a log line.
const logEvery = 5 * time.Second

// Console writes to one stderr.
type Console struct {
	Log *slog.Logger

	w        io.Writer
	terminal bool

	mu    sync.Mutex
	stage string
	bar   *progressbar.ProgressBar
	last  time.Time
}

// New makes a console over a command's stderr.
func New(stderr io.Writer) *Console {
	f, ok := stderr.(*os.File)
	return &Console{
		Log:      slog.New(slog.NewTextHandler(stderr, nil)),
		w:        stderr,
		terminal: ok && term.IsTerminal(int(f.Fd())),
	}
}

// Progress says how far a stage of the work has come. total is 0 where it is
// not known.
func (c *Console) Progress(stage string, done, total int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if stage != c.stage {
		c.finish()
		c.stage, c.last = stage, time.Now()
	}
	switch {
	case c.terminal:
		c.draw(done, total)
	case time.Since(c.last) >= logEvery:
		c.last = time.Now()
		c.Log.Info(stage, "done", done, "total", total)
	}
}

func (c *Console) draw(done, total int) {
	if total == 0 {
		total = -1
	}
	if c.bar == nil {
		c.bar = progressbar.NewOptions(total,
			progressbar.OptionSetWriter(c.w),
			progressbar.OptionSetDescription(c.stage),
			progressbar.OptionThrottle(100*time.Millisecond),
			progressbar.OptionShowCount(),
			progressbar.OptionClearOnFinish(),
		)
	}
	_ = c.bar.Set(done) // a bar that cannot be drawn stops nothing
}

// Done clears the progress of the last stage.
func (c *Console) Done() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.finish()
}

func (c *Console) finish() {
	if c.bar != nil {
		_ = c.bar.Finish()
	}
	c.bar, c.stage = nil, ""
}

// Exit says how a command ended, in one line where it failed, and gives its
// exit status.
func (c *Console) Exit(name string, err error) int {
	c.Done()
	if err == nil || errors.Is(err, ErrAnswered) {
		return OK
	}
	fmt.Fprintf(c.w, "%s: %s\n", name, strings.ReplaceAll(err.Error(), "\n", "; "))
	if errors.As(err, new(*Mistake)) {
		return Misuse
	}
	return Failed
}

// Mistake is an error of the command line or the configuration.
type Mistake struct{ Err error }

func (m *Mistake) Error() string { return m.Err.Error() }

// Unwrap gives the cause.
func (m *Mistake) Unwrap() error { return m.Err }
