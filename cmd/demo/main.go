// Command demo does the job of mcrpress on a chain of its own: it boots the
// chain, builds the tree over JSON-RPC on loopback, and serves the result.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"mcrpress/chain"
	"mcrpress/chain/devchain"
	"mcrpress/chain/read"
	"mcrpress/chain/rpc"
	"mcrpress/chain/store"
	"mcrpress/generator"
	"mcrpress/generator/check"
	"mcrpress/generator/httpapi"
	"mcrpress/generator/tree"
	"mcrpress/internal/console"
	"mcrpress/scoring"
	"mcrpress/scoring/fx"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

const cacheTTL = 3600 // seconds, the API's default

// flags are the command line.
type flags struct {
	Generation chain.Generation `default:"1.0" enum:"1.0,2.0" placeholder:"1.0|2.0" help:"Generation of the contracts (${default})."`
	Machines   int              `placeholder:"N" help:"Machines on the chain (the default fleet, which is the least)."`
	Out        string           `default:"public" placeholder:"DIR" help:"Directory of the tree (${default})."`
	Addr       string           `default:"127.0.0.1:8000" placeholder:"HOST:PORT" help:"Where the tree is served (${default})."`
	Serve      bool             `default:"true" negatable:"" help:"Serve the tree when it is built (true)."`
	RPCAddr    string           `name:"rpc-addr" placeholder:"HOST:PORT" help:"Keep the node reachable for others here."`
}

// run is the whole program. It gives the exit status.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	c := console.New(stderr)
	return c.Exit("demo", demo(ctx, args, stdout, c))
}

func demo(ctx context.Context, args []string, stdout io.Writer, c *console.Console) error {
	var f flags
	if _, err := console.Parse("demo", "Builds and serves the tree of an embedded chain.", &f, args, stdout); err != nil {
		return err
	}
	if least := devchain.DefaultMachines(f.Generation); f.Machines != 0 && f.Machines < least {
		return &console.Mistake{Err: fmt.Errorf("--machines is %d: the least is the default fleet of %d", f.Machines, least)}
	}
	var listener net.Listener
	if f.Serve {
		var err error
		if listener, err = net.Listen("tcp", f.Addr); err != nil {
			return &console.Mistake{Err: fmt.Errorf("--addr: %w", err)}
		}
		defer listener.Close()
	}
	c.Log.Info("making the chain", "generation", f.Generation, "machines", f.Machines)
	blocks, err := devchain.Build(devchain.Options{Generation: f.Generation, Machines: f.Machines})
	if err != nil {
		return err
	}
	node, err := blocks.Serve(f.RPCAddr)
	if err != nil {
		return &console.Mistake{Err: fmt.Errorf("--rpc-addr: %w", err)}
	}
	defer node.Close()
	summary, err := build(ctx, &f, blocks, node, c)
	if generator.IsMistake(err) {
		return &console.Mistake{Err: err}
	}
	if err != nil {
		return err
	}
	c.Done()
	if _, err := summary.WriteTo(stdout); err != nil {
		return err
	}
	if f.RPCAddr != "" {
		deployment, err := json.Marshal(blocks.Deployment())
		if err != nil {
			return err
		}
		fmt.Fprintf(stdout, "node         %s\nnetwork      %s\n", node.URL(), deployment)
	}
	if !f.Serve {
		return nil
	}
	fmt.Fprintf(stdout, "open         http://%s/\n", listener.Addr())
	return serve(ctx, listener, f.Out, c)
}

// build runs the job over the node.
func build(ctx context.Context, f *flags, blocks *devchain.Chain, node *devchain.Node, c *console.Console) (*generator.Summary, error) {
	client, err := rpc.Dial([]string{node.URL()}, rpc.Options{Log: c.Log})
	if err != nil {
		return nil, err
	}
	state, err := store.NewTemp()
	if err != nil {
		return nil, err
	}
	defer state.Close()
	partners := newPartners()
	defer partners.server.Close()
	rates, err := rates()
	if err != nil {
		return nil, err
	}
	return generator.Build(ctx, generator.Config{
		Client:     client,
		Deployment: blocks.Deployment(),
		Read:       read.Options{Block: "finalized"},
		Store:      state,
		Rates:      rates,
		Model:      scoring.Default(),
		Partner:    partners.fetcher(),
		Check:      &check.Options{},
		Out:        f.Out,
		Replace:    true,
		Tree:       tree.Options{AllowDeletes: true},
		CacheTTL:   cacheTTL,
		Log:        c.Log,
		Progress:   c.Progress,
	})
}

// rates reads the rates file that comes with the chain, as --fx reads one.
func rates() ([]fx.Source, error) {
	dir, err := os.MkdirTemp("", "mcrpress-demo")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "rates.csv")
	if err := os.WriteFile(path, devchain.Rates(), 0o600); err != nil {
		return nil, err
	}
	return fx.ParseSources("file:"+path, fx.Options{})
}

// serve answers from the tree until the context ends.
func serve(ctx context.Context, listener net.Listener, dir string, c *console.Console) error {
	server, err := httpapi.New(dir, httpapi.Options{RatingTTL: cacheTTL, Log: c.Log})
	if err != nil {
		return err
	}
	return httpapi.Serve(ctx, listener, server)
}
