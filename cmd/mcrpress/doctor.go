package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"time"

	"mcrpress/chain/read"
	"mcrpress/chain/rpc"
	"mcrpress/generator"
	"mcrpress/generator/answers"
	"mcrpress/generator/hosting"
	"mcrpress/generator/mount"
	"mcrpress/internal/console"
	"mcrpress/scoring/fx"
)

// doctorCmd asks everything that a build depends on, and writes nothing. It
// takes the flags of the build that it speaks for.
type doctorCmd struct {
	buildCmd
}

// Run is called by kong.
func (d *doctorCmd) Run(e *env) error {
	cfg, err := d.config(e)
	if err != nil {
		return &console.Mistake{Err: err}
	}
	var x examination
	asOf := time.Now()
	if reader := d.endpoints(e, &cfg, &x); reader != nil {
		asOf = time.Unix(int64(reader.Block().Time), 0)
		d.node(e.ctx, reader, &x)
	}
	rates(e.ctx, cfg.Rates, asOf, &x)
	writable(&x, "output", "--out", cfg.Out)
	d.stateFile(&cfg, &x)
	hostLimits(&x, &cfg)
	if err := e.ctx.Err(); err != nil {
		return err
	}
	e.Done()
	return x.print(e)
}

// outcome is how a check went.
type outcome string

const (
	well    outcome = "ok"
	warning outcome = "warn" // a build goes through, and not as one would wish
	failure outcome = "fail" // a build does not go through
)

// examination is the lines of a doctor's answer.
type examination struct {
	lines []line
}

type line struct {
	outcome outcome
	what    string
	text    string
}

func (x *examination) say(o outcome, what, format string, args ...any) {
	text := strings.ReplaceAll(fmt.Sprintf(format, args...), "\n", "; ")
	x.lines = append(x.lines, line{o, what, text})
}

// print writes a line a check. Its error counts those that failed.
func (x *examination) print(e *env) error {
	w := tabwriter.NewWriter(e.stdout, 0, 0, 2, ' ', 0)
	failed := 0
	for _, l := range x.lines {
		fmt.Fprintf(w, "%s\t%s\t%s\n", l.outcome, l.what, l.text)
		if l.outcome == failure {
			failed++
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if failed > 0 {
		return fmt.Errorf("%d of %d checks failed: a build would not go through", failed, len(x.lines))
	}
	return nil
}

// oldBlock is the age from which a block says that its endpoint is behind.
const oldBlock = time.Hour

// endpoints asks each endpoint by itself, and gives a reader over the first
// that is fit.
func (d *doctorCmd) endpoints(e *env, cfg *generator.Config, x *examination) (fit *read.Reader) {
	for i, address := range d.RPC {
		what := fmt.Sprintf("endpoint %d", i+1)
		client, err := rpc.Dial([]string{address}, rpc.Options{
			RPS: d.RPS, Concurrency: d.RPCConcurrency, Timeout: d.RPCTimeout, Attempts: 2,
		})
		if err != nil {
			x.say(failure, what, "%v: mend --rpc", err)
			continue
		}
		opts := read.Options{Block: d.Block, LogRange: d.LogRange, Progress: e.Progress}
		reader, err := read.Open(e.ctx, client, cfg.Deployment, opts)
		if err != nil {
			x.say(failure, what, "%v", endpointAdvice(err))
			continue
		}
		block := reader.Block()
		age := time.Since(time.Unix(int64(block.Time), 0)).Round(time.Second)
		text := fmt.Sprintf("answers, on chain %d, %s block %d is %s old", cfg.Deployment.ChainID, d.Block, block.Number, age)
		if age > oldBlock {
			x.say(warning, what, "%s: it may be behind, name another one with --rpc", text)
		} else {
			x.say(well, what, "%s", text)
		}
		if fit == nil {
			fit = reader
		}
	}
	return fit
}

// endpointAdvice adds the way out to an error of an endpoint.
func endpointAdvice(err error) error {
	if advised := advise(err); advised != err {
		return advised
	}
	return fmt.Errorf("%w: name another endpoint with --rpc, or let this machine reach it", err)
}

// node looks at the contracts and at what the endpoint takes.
func (d *doctorCmd) node(ctx context.Context, reader *read.Reader, x *examination) {
	found, err := reader.Probe(ctx)
	if err != nil {
		x.say(failure, "contracts", "%v", endpointAdvice(err))
		return
	}
	var missing []string
	for _, c := range found.Contracts {
		if c.Missing() {
			missing = append(missing, fmt.Sprintf("%s at %s", c.Role, c.Address))
		}
	}
	if len(missing) > 0 {
		x.say(failure, "contracts", "there is no code of %s: mend --network, or the flags of the contracts",
			strings.Join(missing, ", "))
	} else {
		x.say(well, "contracts", "%d of network %s, all there", len(found.Contracts), found.Deployment.Name)
	}
	widest := uint64(0)
	for _, l := range found.LogRanges {
		if l.Taken {
			widest = max(widest, l.Size)
		}
	}
	if widest == 0 {
		x.say(failure, "logs", "eth_getLogs is refused even for 1000 blocks: name another endpoint with --rpc")
	} else {
		x.say(well, "logs", "eth_getLogs takes %d blocks at a time", widest)
	}
	if !found.History && found.Deployment.StartBlock == 0 {
		x.say(failure, "history",
			"the endpoint has no old state, and the deployment no start_block: set it, or use an archive endpoint")
	}
}

// ratesWeek is how many days before the snapshot a rate is looked for.
const ratesWeek = 7

// rates asks each source for the euro of the days before the snapshot.
func rates(ctx context.Context, sources []fx.Source, asOf time.Time, x *examination) {
	if len(sources) == 0 {
		x.say(warning, "rates", "USD alone has a value: name a source with --fx")
	}
	today := asOf.Unix() / (24 * 60 * 60)
	gap := fx.Gap{Need: fx.Need{Currency: "EUR", Day: today}}
	for day := range int64(ratesWeek) {
		gap.Days = append(gap.Days, today-day)
	}
	for _, source := range sources {
		what := "rates " + source.Name()
		batch, err := source.Fetch(ctx, uint64(asOf.Unix()), []fx.Gap{gap})
		switch {
		case err != nil:
			x.say(failure, what, "%v: let this machine reach it, or leave it out of --fx", err)
		case !source.Remote():
			x.say(well, what, "%d rates", len(batch.Rates))
		case len(batch.Rates) == 0:
			x.say(warning, what, "answers, and has no rate of EUR for %s or the six days before",
				asOf.UTC().Format(time.DateOnly))
		default:
			x.say(well, what, "answers, %d rates", len(batch.Rates))
		}
	}
}

// writable finds out whether something can be put beside a path: staging
// directories and state files are made there.
func writable(x *examination, what, flag, path string) {
	dir, err := existing(filepath.Dir(filepath.Clean(path)))
	if err == nil {
		var probe *os.File
		if probe, err = os.CreateTemp(dir, ".mcrpress-doctor-"); err == nil {
			err = errors.Join(probe.Close(), os.Remove(probe.Name()))
		}
	}
	if err != nil {
		x.say(failure, what, "%v: make %s writable for this user, or choose another %s", err, filepath.Dir(path), flag)
		return
	}
	x.say(well, what, "%s can be written", path)
}

// existing is the nearest directory up a path that is there.
func existing(dir string) (string, error) {
	for {
		info, err := os.Stat(dir)
		if err == nil && !info.IsDir() {
			return "", fmt.Errorf("%s is no directory", dir)
		}
		if err == nil || !errors.Is(err, fs.ErrNotExist) {
			return dir, err
		}
		dir = filepath.Dir(dir)
	}
}

func (d *doctorCmd) stateFile(cfg *generator.Config, x *examination) {
	if d.NoState {
		x.say(warning, "state", "--no-state reads everything in every run")
		return
	}
	path, err := d.path(cfg.Deployment, nil)
	if err != nil {
		x.say(failure, "state", "%v", err)
		return
	}
	writable(x, "state", "--state", path)
}

// hostLimits holds the published tree against the limits of hosts.
func hostLimits(x *examination, cfg *generator.Config) {
	const what = "host limits"
	s, err := answers.ReadSnapshot(os.DirFS(cfg.Out))
	if errors.Is(err, fs.ErrNotExist) {
		x.say(well, what, "%s holds no tree yet: ask again after the first build", cfg.Out)
		return
	}
	if err != nil {
		x.say(failure, what, "%v: choose another --out", err)
		return
	}
	if most := cfg.Tree.MaxFiles; most > 0 && s.Tree.Files > most {
		x.say(failure, what, "the tree has %d files, and %d may be: leave outputs out with --emit, or raise --max-files",
			s.Tree.Files, most)
	}
	tree, err := treeAt(mount.Mount{Dir: cfg.Out})
	if err != nil {
		x.say(failure, what, "%v: choose another --out", err)
		return
	}
	for _, host := range []hosting.Host{
		hosting.CloudflarePages, hosting.CloudflareWorkers, hosting.Netlify, hosting.GitHubPages, hosting.S3,
	} {
		what := "host " + string(host)
		upload, err := hosting.Plan(host, []hosting.Tree{tree}, hosting.Options{MaxFiles: cfg.Tree.MaxFiles})
		switch {
		case err != nil:
			x.say(warning, what, "%v: leave outputs out with --emit, or choose another host", err)
		case len(upload.Left) > 0:
			x.say(warning, what, "takes the tree without %s, which are too large for it", strings.Join(upload.Left, ", "))
		default:
			x.say(well, what, "takes the tree: %d files, %d bytes", s.Tree.Files, s.Tree.Bytes)
		}
	}
}
