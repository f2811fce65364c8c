package console

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
)

func TestExit(t *testing.T) {
	for name, tt := range map[string]struct {
		err    error
		status int
		stderr string
	}{
		"well":     {nil, OK, ""},
		"answered": {fmt.Errorf("parsing: %w", ErrAnswered), OK, ""},
		"failed":   {errors.New("no disk"), Failed, "tool: no disk\n"},
		"mistake":  {fmt.Errorf("build: %w", &Mistake{errors.New("--rpc is missing")}), Misuse, "tool: build: --rpc is missing\n"},
		"two":      {errors.Join(errors.New("one"), errors.New("two")), Failed, "tool: one; two\n"},
	} {
		var stderr bytes.Buffer
		if status := New(&stderr).Exit("tool", tt.err); status != tt.status || stderr.String() != tt.stderr {
			t.Errorf("%s: status %d, %q", name, status, &stderr)
		}
	}
}

func TestProgressIsSilentForShortStages(t *testing.T) {
	var stderr bytes.Buffer
	c := New(&stderr)
	for i := range 1000 {
		c.Progress("rated", i, 1000)
	}
	c.Done()
	if stderr.Len() > 0 {
		t.Errorf("a log that is no terminal got %q", &stderr)
	}
}

func TestParse(t *testing.T) {
	type flags struct {
		Size int `env:"CONSOLE_TEST_SIZE" default:"3"`
	}
	t.Setenv("CONSOLE_TEST_SIZE", "")
	var f flags
	if _, err := Parse("tool", "Does a thing.", &f, nil, io.Discard); err != nil || f.Size != 3 {
		t.Errorf("an empty variable gives %d, %v", f.Size, err)
	}
	os.Setenv("CONSOLE_TEST_SIZE", "7")
	if _, err := Parse("tool", "Does a thing.", &f, nil, io.Discard); err != nil || f.Size != 7 {
		t.Errorf("a variable gives %d, %v", f.Size, err)
	}
	if _, err := Parse("tool", "Does a thing.", &f, []string{"--size=9"}, io.Discard); err != nil || f.Size != 9 {
		t.Errorf("a flag gives %d, %v", f.Size, err)
	}
	var mistake *Mistake
	if _, err := Parse("tool", "Does a thing.", &f, []string{"--size=many"}, io.Discard); !errors.As(err, &mistake) {
		t.Errorf("a bad flag gives %v", err)
	}
	var stdout bytes.Buffer
	if _, err := Parse("tool", "Does a thing.", &f, []string{"--help"}, &stdout); !errors.Is(err, ErrAnswered) || !strings.Contains(stdout.String(), "Does a thing.") {
		t.Errorf("--help gives %v and %q", err, &stdout)
	}
}
