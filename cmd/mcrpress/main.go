// Command mcrpress prints the peaqOS MCR API as a static site.
package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"

	"mcrpress/internal/console"
	"mcrpress/internal/gc"
)

func main() {
	gc.Tune()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// run is the whole program. It gives the exit status.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	c := console.New(stderr)
	return c.Exit("mcrpress", dispatch(ctx, args, stdout, c))
}
