package generator

import (
	"fmt"
	"io"
	"time"

	"mcrpress/chain"
	"mcrpress/chain/rpc"
	"mcrpress/generator/answers"
	"mcrpress/generator/partner"
	"mcrpress/generator/tree"
)

// Summary is what a build did, for the person or the log that ran it.
type Summary struct {
	Snapshot *answers.Snapshot
	Tree     tree.Summary
	Rated    int // machines that were rated; the others are as the last run left them
	Partners partner.Report
	RPC      rpc.Stats
	Wall     time.Duration
}

// WriteTo prints the summary, a line a fact.
func (s *Summary) WriteTo(w io.Writer) (int64, error) {
	c := &s.Snapshot.Counts
	n, err := fmt.Fprintf(w, `block        %d of chain %d
machines     %d, %d bonded, %d degraded
operators    %d
ratings     %s
events       %d, %d without a log
round trips  %d to the node, %d bytes in, %d bytes out, %d tried again
files        %d, %d bytes: %d written, %d as they were, %d removed
findings     %d
errors       %d records unreadable, %d sources of rates failed, %d partners not asked
wall time    %s
`,
		s.Snapshot.Block.Number, s.Snapshot.ChainID,
		c.Machines, c.Bonded, c.Degraded,
		c.Operators,
		c.Ratings,
		c.Events, c.EventsWithoutLog,
		s.RPC.Requests, s.RPC.Received, s.RPC.Sent, s.RPC.Retries,
		s.Snapshot.Tree.Files, s.Snapshot.Tree.Bytes, s.Tree.Changed, s.Tree.Unchanged, s.Tree.Removed,
		findingCount(c),
		c.Findings[chain.UnreadableView]+c.Findings[chain.UnreadableAttribute], s.failedSources(), s.Partners.OverBudget+s.Partners.Skipped,
		s.Wall.Round(time.Millisecond))
	return int64(n), err
}

func (s *Summary) failedSources() (n int) {
	for _, source := range s.Snapshot.FX {
		if source.Failure != "" {
			n++
		}
	}
	return n
}

func findingCount(c *answers.Counts) (n int) {
	for _, count := range c.Findings {
		n += count
	}
	return n
}
