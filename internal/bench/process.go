//go:build linux

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"syscall"
	"time"

	"mcrpress/internal/gc"
)

// usage is what a process took.
type usage struct {
	Wall, CPU time.Duration
	Peak      int64 // bytes of memory at most
}

// execute runs a command to its end and gives what it printed. The error of one
// that fails has the end of its stderr.
func execute(cmd *exec.Cmd) (usage, []byte, error) {
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	start := time.Now()
	err := cmd.Run()
	u := usage{Wall: time.Since(start)}
	if err != nil {
		text := stderr.Bytes()
		return u, nil, fmt.Errorf("%s: %w: %s", cmd.Args[0], err, text[max(0, len(text)-1000):])
	}
	u.CPU, u.Peak = spent(cmd.ProcessState)
	return u, stdout.Bytes(), nil
}

// spent is the processor time and the largest memory of a process that has
// ended, and of those that it has waited for.
func spent(p *os.ProcessState) (cpu time.Duration, peak int64) {
	if used, ok := p.SysUsage().(*syscall.Rusage); ok {
		peak = used.Maxrss << 10
	}
	return p.UserTime() + p.SystemTime(), peak
}

// parts are what this program does in a process of its own.
var parts = map[string]partFunc{
	"part-node":    nodePart,
	"part-publish": tuned(publishPart),
	"part-merge":   tuned(mergePart),
	"part-reading": tuned(readingPart),
	"part-read":    tuned(readPart),
	"part-render":  tuned(renderPart),
	"part-write":   tuned(writePart),
	"part-floor":   floorPart,
	"part-api":     apiPart,
}

type partFunc func(ctx context.Context, args []string, stdin io.Reader, stdout io.Writer) error

// tuned has a part collect garbage as the program does. Controls and the node
// collect it as any Go program.
func tuned(p partFunc) partFunc {
	return func(ctx context.Context, args []string, stdin io.Reader, stdout io.Writer) error {
		gc.Tune()
		return p(ctx, args, stdin, stdout)
	}
}

// part is this program again, as one of its parts.
func part(ctx context.Context, name string, args any) (*exec.Cmd, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(args)
	if err != nil {
		return nil, err
	}
	return exec.CommandContext(ctx, self, name, string(text)), nil
}

// runPart runs a part to its end. It answers with JSON.
func runPart(ctx context.Context, name string, args, answer any) (usage, error) {
	cmd, err := part(ctx, name, args)
	if err != nil {
		return usage{}, err
	}
	u, out, err := execute(cmd)
	if err != nil {
		return u, fmt.Errorf("%s: %w", name, err)
	}
	return u, json.Unmarshal(out, answer)
}

// arguments reads what a part was given.
func arguments[T any](args []string) (v T, err error) {
	if len(args) != 1 {
		return v, fmt.Errorf("a part takes one argument, not %d", len(args))
	}
	err = json.Unmarshal([]byte(args[0]), &v)
	return v, err
}

// service is a part or another server that runs beside the bench.
type service struct {
	cmd   *exec.Cmd
	stdin io.WriteCloser
	out   *json.Decoder
}

// startPart starts a part that answers lines of stdin with JSON until stdin
// ends, and decodes its first answer.
func startPart(ctx context.Context, name string, args, answer any) (*service, error) {
	cmd, err := part(ctx, name, args)
	if err != nil {
		return nil, err
	}
	s := &service{cmd: cmd}
	if s.stdin, err = cmd.StdinPipe(); err != nil {
		return nil, err
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	s.out = json.NewDecoder(stdout)
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	if err := s.out.Decode(answer); err != nil {
		s.stop()
		return nil, fmt.Errorf("%s does not start: %w", name, err)
	}
	return s, nil
}

// stop ends a service and gives the processor time that it took.
func (s *service) stop() time.Duration {
	_ = s.stdin.Close()
	_ = s.cmd.Wait()
	cpu, _ := spent(s.cmd.ProcessState)
	return cpu
}
