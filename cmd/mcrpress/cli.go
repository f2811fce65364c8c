package main

import (
	"context"
	"io"

	"github.com/alecthomas/kong"
	mangokong "github.com/alecthomas/mango-kong"

	"mcrpress/internal/console"
)

// cli is the command line. Flags win over environment variables, those over
// the deployment file.
type cli struct {
	Doctor   doctorCmd         `cmd:"" help:"Ask everything that a build with the same flags depends on."`
	Build    buildCmd          `cmd:"" help:"Read a network, rate its machines and write the tree."`
	Plan     planCmd           `cmd:"" help:"Pin a block for the shards of a build, and scan the logs for all of them."`
	Merge    mergeCmd          `cmd:"" help:"Make the tree of the parts that builds with --shard left."`
	Publish  publishCmd        `cmd:"" help:"Bring a tree to a bucket."`
	Hostconf hostconfCmd       `cmd:"" help:"Make the configuration of a host for a tree."`
	Check    checkCmd          `cmd:"" help:"Inspect a tree from its files alone."`
	Verify   verifyCmd         `cmd:"" help:"Derive a tree again from the chain and compare."`
	Serve    serveCmd          `cmd:"" help:"Answer the API from a tree."`
	Probe    probeCmd          `cmd:"" help:"Show what an endpoint and a deployment answer."`
	Keygen   keygenCmd         `cmd:"" help:"Make a key pair for signing snapshots."`
	Version  kong.VersionFlag  `help:"Print the version and exit."`
	Man      mangokong.ManFlag `help:"Print the manual page and exit."`
}

// env is what every verb gets beside its flags.
type env struct {
	ctx    context.Context
	stdout io.Writer
	*console.Console
}

// dispatch parses the arguments and runs the verb that they name.
func dispatch(ctx context.Context, args []string, stdout io.Writer, c *console.Console) error {
	parsed, err := console.Parse("mcrpress", "Prints the peaqOS MCR API as a static site.", new(cli), args, stdout,
		kong.Vars{"version": version()})
	if err != nil {
		return err
	}
	return parsed.Run(&env{ctx, stdout, c})
}
