package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"mcrpress/chain"
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
	d, err := p.deployment()
	if err != nil {
		return &console.Mistake{Err: err}
	}
	client, err := p.client(e)
	if err != nil {
		return &console.Mistake{Err: err}
	}
	reader, err := chain.Open(e.ctx, client, d, chain.Options{Block: p.Block, Log: e.Log, Progress: e.Progress})
	if errors.Is(err, chain.ErrDeployment) {
		return &console.Mistake{Err: err}
	}
	if err != nil {
		return err
	}
	found, err := reader.Probe(e.ctx)
	if err != nil {
		return err
	}
	e.Done()
	age := time.Since(time.Unix(int64(found.Block.Time), 0)).Round(time.Second)
	if p.JSON {
		return printJSON(e.stdout, struct {
			*chain.Probe
			Age int64 `json:"block_age_seconds"`
		}{found, int64(age.Seconds())})
	}
	return printProbe(e.stdout, found, age)
}

func printJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// printProbe prints the tables and the deployment file.
func printProbe(out io.Writer, p *chain.Probe, age time.Duration) error {
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
		if c.Role == "event_registry" || c.Role == "multicall3" {
			multicall = "-" // nothing is read from them in this way
		}
		fmt.Fprintf(w, "%s\t%s\t%d\t%s\t%s\n", c.Role, c.Address, c.CodeBytes, implementation, multicall)
	}
	fmt.Fprint(w, "\nCONTRACT\tVIEW\tIN CODE\tANSWER\n")
	for _, c := range p.Contracts {
		for _, v := range c.Views {
			if v.InCode || v.Answer != "" {
				fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", c.Role, v.Signature, yes(v.InCode), answer(v))
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
func limits(list []chain.ProbedLimit) string {
	texts := make([]string, len(list))
	for i, l := range list {
		texts[i] = fmt.Sprintf("%d %s", l.Size, yes(l.Taken))
	}
	return strings.Join(texts, ", ")
}

// answer is what a view said, on one line whatever the contract put there.
func answer(v chain.ProbedView) string {
	if v.Error != "" {
		return fmt.Sprintf("%q", v.Error)
	}
	return v.Answer
}
