//go:build linux

package main

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"time"

	"mcrpress/internal/console"
)

func TestCommandLine(t *testing.T) {
	for args, want := range map[string]string{
		"--only nothing": `--only names no table "nothing"`,
		"--size huge":    "--size",
	} {
		var stderr bytes.Buffer
		if status := run(t.Context(), strings.Fields(args), &bytes.Buffer{}, &stderr); status != console.Misuse || !strings.Contains(stderr.String(), want) {
			t.Errorf("%s: status %d, %s", args, status, &stderr)
		}
	}
}

func TestMarkdown(t *testing.T) {
	table := table{title: "Title", intro: "Intro.", columns: []string{"a", "b"}}
	table.row("x", thousands(1234567))
	table.note("Note %d.", 1)
	want := "\n## Title\n\nIntro.\n\n| a | b |\n|---|---|\n| x | 1,234,567 |\n\nNote 1.\n"
	if got := table.markdown(); got != want {
		t.Errorf("%s", got)
	}
}

// The processor time that /proc shows is the one that the system counts.
func TestProcessorTime(t *testing.T) {
	for own() < 100*time.Millisecond { // something to count
		_ = bytes.Repeat([]byte("x"), 1<<20)
	}
	shown, err := cpuOf(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	if counted := own(); shown < 50*time.Millisecond || shown > counted+50*time.Millisecond {
		t.Errorf("/proc shows %s, the system counts %s", shown, counted)
	}
}
