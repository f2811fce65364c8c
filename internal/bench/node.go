//go:build linux

package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"mcrpress/chain"
	"mcrpress/chain/devchain"
)

// The hours of block time after the head of the seeded chain. Events of the
// seeded fleet reach a boundary of the model in the first hours of a day alone.
const (
	nextHour  = 1  // time alone rates many again
	lateHour  = 11 // nothing
	quietHour = 12 // moves from here to here
	newsHour  = 13 // one machine in a hundred has an event, where many have some
	lastHour  = 16 // where they have none: until then, nothing moves
)

// nodeArgs say what is on the node's chain.
type nodeArgs struct {
	Machines int
	Silent   bool // most of them have no events
}

// node is an embedded chain behind a node in a process of its own.
type node struct {
	*service
	URL     string
	Head    uint64 // of the seeded chain
	network string // its deployment file
	rates   string // its rates file
}

// ready is what the part says once it serves.
type ready struct {
	URL        string
	Head       uint64
	Deployment chain.Deployment
}

// theNode starts the node that most tables read from.
func (l *lab) theNode(ctx context.Context) (n *node, err error) {
	if l.node == nil {
		l.node, err = l.startNode(ctx, nodeArgs{Machines: l.chain})
	}
	return l.node, err
}

func (l *lab) startNode(ctx context.Context, args nodeArgs) (*node, error) {
	l.log.Info("making the chain", "machines", args.Machines)
	var r ready
	s, err := startPart(ctx, "part-node", args, &r)
	if err != nil {
		return nil, err
	}
	n := &node{
		service: s, URL: r.URL, Head: r.Head,
		network: filepath.Join(l.tmpfs, "network.json"), rates: filepath.Join(l.tmpfs, "rates.csv"),
	}
	deployment, err := json.Marshal(r.Deployment)
	if err == nil {
		err = os.WriteFile(n.network, deployment, 0o600)
	}
	if err == nil {
		err = os.WriteFile(n.rates, devchain.Rates(), 0o600)
	}
	if err != nil {
		n.stop()
		return nil, err
	}
	return n, nil
}

// finalize makes the block so many hours after the seeded head the finalized one.
func (n *node) finalize(hour uint64) error {
	if _, err := fmt.Fprintln(n.stdin, n.Head+hour); err != nil {
		return err
	}
	var done bool
	return n.out.Decode(&done)
}

// nodePart makes the chain and serves it until stdin ends. Each line of stdin is
// the number of the block to make final.
func nodePart(_ context.Context, args []string, stdin io.Reader, stdout io.Writer) error {
	a, err := arguments[nodeArgs](args)
	if err != nil {
		return err
	}
	seeded, err := devchain.Build(devchain.Options{Generation: chain.Gen2, Machines: a.Machines, Silent: a.Silent})
	if err != nil {
		return err
	}
	steps := slices.Repeat([]devchain.Step{devchain.Wait}, lastHour)
	if !a.Silent {
		steps = append(steps[:newsHour-1], devchain.News(100))
	}
	longer, err := seeded.Extend(steps...)
	if err != nil {
		return err
	}
	served, err := longer.Serve("")
	if err != nil {
		return err
	}
	defer served.Close()
	head := seeded.Head().Number.Uint64()
	if err := served.Finalize(head); err != nil {
		return err
	}
	out := json.NewEncoder(stdout)
	if err := out.Encode(ready{served.URL(), head, longer.Deployment()}); err != nil {
		return err
	}
	for lines := bufio.NewScanner(stdin); lines.Scan(); {
		var number uint64
		if _, err := fmt.Sscan(strings.TrimSpace(lines.Text()), &number); err != nil {
			return err
		}
		if err := served.Finalize(number); err != nil {
			return err
		}
		if err := out.Encode(true); err != nil {
			return err
		}
	}
	return nil
}
