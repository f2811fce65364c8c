//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// eventsEach is how many events a machine of a synthetic fleet has.
const eventsEach = 10

// cold is the table of writing a whole tree.
func cold(ctx context.Context, l *lab) (*table, error) {
	t := &table{
		title: "Rendering, hashing and writing a whole tree",
		intro: fmt.Sprintf("A synthetic 2.0 fleet in memory, %d events a machine, becomes a complete and checked tree; "+
			"beside it `cp -r` of that tree to the same file system, neither forced to disk. "+
			"Goal: at most 1.0x `cp -r`.", eventsEach),
		columns: []string{"machines", "file system", "files", "bytes", "mcrpress", "own processor time", "control: `cp -r`",
			"mcrpress to `cp -r`"},
	}
	for _, machines := range l.cold {
		for _, dir := range []string{l.tmpfs, l.disk} {
			out := filepath.Join(dir, fmt.Sprintf("cold-%d", machines))
			p, _, err := publish(ctx, publishArgs{Machines: machines, Events: eventsEach, Out: out, Cards: true})
			if err != nil {
				return nil, err
			}
			control, err := copyTree(ctx, out, out+".copy")
			if err != nil {
				return nil, err
			}
			t.row(thousands(machines), fileSystem(dir), thousands(p.Files), megabytes(p.Bytes),
				seconds(p.Wall), seconds(p.CPU), seconds(control.Wall), times(p.Wall.Seconds(), control.Wall.Seconds()))
			if dir == l.tmpfs { // deletions slow some disks for minutes
				if err := errors.Join(os.RemoveAll(out), os.RemoveAll(out+".copy")); err != nil {
					return nil, err
				}
			}
		}
	}
	return t, nil
}
