package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"mcrpress/chain"
	"mcrpress/chain/read"
	"mcrpress/chain/rpc"
	"mcrpress/internal/console"
)

// probeCmd shows what a deployment and the endpoint behind it answer.
type probeCmd struct {
	nodeFlags

	Block string `default:"finalized" env:"MCRPRESS_BLOCK" placeholder:"N|finalized|latest" help:"Block that everything is read at (${default})."`
	JSON  bool   `name:"json" help:"Print JSON instead of a table."`
}

// Run is called by kong.
func (p *probeCmd) Run(e *env) error {
	client, err := p.client(e)
	if err != nil {
		return &console.Mistake{Err: err}
	}
	d, err := p.target(e, client)
	if err != nil {
		return mistaken(err)
	}
	reader, err := read.Open(e.ctx, client, d, read.Options{Block: p.Block, LogRange: p.LogRange, Log: e.Log, Progress: e.Progress})
	if err != nil {
		return mistaken(err)
	}
	found, err := reader.Probe(e.ctx)
	if err != nil {
		return err
	}
	e.Done()
	age := time.Since(time.Unix(int64(found.Block.Time), 0)).Round(time.Second)
	if p.JSON {
		return printJSON(e.stdout, struct {
			*read.Probe
			Age int64 `json:"block_age_seconds"`
		}{found, int64(age.Seconds())})
	}
	return printProbe(e.stdout, found, age)
}

// target is the deployment to probe: what --info-desk leads to, or the named
// one.
func (p *probeCmd) target(e *env, client *rpc.Client) (chain.Deployment, error) {
	if p.InfoDesk == nil {
		d, err := p.deployment()
		if err != nil {
			err = &console.Mistake{Err: err}
		}
		return d, err
	}
	d, err := read.Discover(e.ctx, client, p.Block, common.Address(*p.InfoDesk))
	if errors.Is(err, chain.ErrDeployment) {
		err = fmt.Errorf("--info-desk: %w", err)
	}
	return d, err
}

// mistaken makes an error that the operator mends a Mistake.
func mistaken(err error) error {
	if errors.Is(err, chain.ErrDeployment) {
		return &console.Mistake{Err: advise(err)}
	}
	return err
}

func printJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// printProbe prints the tables and the deployment file.
func printProbe(out io.Writer, p *read.Probe, age time.Duration) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "chain\t%d\n", p.ChainID)
	fmt.Fprintf(w, "block\t%d, %s old\n", p.Block.Number, age)
	fmt.Fprintf(w, "old state\t%s\n", yes(p.History))
	fmt.Fprintf(w, "batches\t%s\n", limits(p.Batches))
	fmt.Fprintf(w, "log ranges\t%s\n", limits(p.LogRanges))
	fmt.Fprint(w, "\nCONTRACT\tADDRESS\tCODE\tIMPLEMENTATION\tMULTICALL3\n")
	for _, c := range p.Contracts {
		implementation := "-"
		if c.Implementation != nil {
			implementation = c.Implementation.Hex()
		}
		multicall := yes(c.Multicall)
		if c.Role == chain.Multicall3 {
			multicall = "-"
		}
		fmt.Fprintf(w, "%s\t%s\t%d\t%s\t%s\n", c.Role, c.Address, c.CodeBytes, implementation, multicall)
	}
	fmt.Fprint(w, "\nCONTRACT\tOFFICIAL FUNCTIONS\tLACKS\n")
	for _, c := range p.Contracts {
		if len(c.Functions) > 0 && c.CodeBytes > 0 {
			fmt.Fprintf(w, "%s\t%d of %d\t%s\n", c.Role, c.Has(), len(c.Functions), lacks(c))
		}
	}
	fmt.Fprint(w, "\nCONTRACT\tFUNCTION\tANSWER\n")
	for _, c := range p.Contracts {
		for _, f := range c.Functions {
			if f.Answer != "" {
				fmt.Fprintf(w, "%s\t%s\t%s\n", c.Role, f.Signature, f.Answer)
			}
		}
	}
	fmt.Fprint(w, "\nDeployment file:\n")
	if err := w.Flush(); err != nil {
		return err
	}
	return printJSON(out, p.Deployment)
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// limits lists the sizes with those that are refused marked so.
func limits(list []read.ProbedLimit) string {
	texts := make([]string, len(list))
	for i, l := range list {
		texts[i] = fmt.Sprintf("%d %s", l.Size, yes(l.Taken))
	}
	return strings.Join(texts, ", ")
}

// lacks lists the functions that a contract has not.
func lacks(c read.ProbedContract) string {
	var missing []string
	for _, f := range c.Functions {
		if !f.InCode {
			missing = append(missing, f.Signature)
		}
	}
	if len(missing) == 0 {
		return "none"
	}
	return strings.Join(missing, ", ")
}
