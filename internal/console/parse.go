package console

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/alecthomas/kong"
	"github.com/willabides/kongplete"
)

// ErrAnswered says that the arguments asked for help or the version, or a
// shell for completions, and that the answer has been printed.
var ErrAnswered = errors.New("answered")

// Parse reads a command line into flags, a struct with kong's tags. An
// environment variable that is empty counts as not set. An error other than
// ErrAnswered is a Mistake.
func Parse(name, description string, flags any, args []string, stdout io.Writer, opts ...kong.Option) (*kong.Context, error) {
	answered := false
	opts = append(opts,
		kong.Name(name),
		kong.Description(description),
		kong.Writers(stdout, stdout),
		kong.Exit(func(int) { answered = true }),
	)
	parser, err := kong.New(flags, opts...)
	if err != nil {
		return nil, fmt.Errorf("reading the definition of the flags: %w", err)
	}
	if err := kong.Visit(parser.Model, unsetEmpty); err != nil {
		return nil, err
	}
	kongplete.Complete(parser) // answers where a shell asks, in COMP_LINE
	if answered {
		return nil, ErrAnswered
	}
	parsed, err := parser.Parse(args)
	if answered {
		return nil, ErrAnswered
	}
	if err != nil {
		return nil, &Mistake{fmt.Errorf("%w (see %s --help)", err, name)}
	}
	return parsed, nil
}

// unsetEmpty unsets the variables of a flag that are empty: so hosted runners
// hand over what is not configured.
func unsetEmpty(node kong.Visitable, next kong.Next) error {
	if flag, ok := node.(*kong.Flag); ok {
		for _, name := range flag.Envs {
			if os.Getenv(name) != "" {
				continue
			}
			if err := os.Unsetenv(name); err != nil {
				return err
			}
		}
	}
	return next(nil)
}
