package partner

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
)

// FetchAll fetches each distinct URL once and returns a Result for each, the
// empty URL (NotConfigured) included if it is among them. What does not fit
// the budget is Failed; which URLs a spent budget hits depends on timing,
// everything else follows from the answers. The error is the end of ctx, a
// failing store or an unknown mode; there are no results then.
func (f *Fetcher) FetchAll(ctx context.Context, urls []string) (map[string]Result, Report, error) {
	ctx, fail := context.WithCancelCause(ctx)
	defer fail(nil)
	r := f.newRun(fail)
	defer r.transport.CloseIdleConnections()

	distinct := slices.Compact(slices.Sorted(slices.Values(urls)))
	results, hosts := plan(distinct, f.Mode)
	switch f.Mode {
	case Live:
		visitAll(ctx, hosts, r.fetch, limit(f.Concurrency, DefaultConcurrency), r.perHost)
	case Cached:
		visitAll(ctx, hosts, r.recall, 1, 1)
	case Off:
	default:
		return nil, Report{}, fmt.Errorf("fetching partner data: unknown mode %q", f.Mode)
	}
	if err := context.Cause(ctx); err != nil {
		return nil, Report{}, fmt.Errorf("fetching partner data: %w", err)
	}
	report := collect(hosts, results)
	report.Bytes = r.meter.taken.Load()
	return results, report, nil
}

// limit is n, or its default where it is not set.
func limit[N ~int | ~int64](n, byDefault N) N {
	if n <= 0 {
		return byDefault
	}
	return n
}

// plan screens the URLs. It returns the results that need no fetch, and the
// rest as queues by host name.
func plan(distinct []string, mode Mode) (map[string]Result, []*host) {
	results := make(map[string]Result, len(distinct))
	queues := map[string][]job{}
	for _, raw := range distinct {
		u, failure := Screen(raw)
		if mode == Off && failure != NotConfigured {
			failure = Failed
		}
		if failure != "" {
			results[raw] = Result{Error: failure}
			continue
		}
		queues[u.Hostname()] = append(queues[u.Hostname()], job{raw, u})
	}
	var hosts []*host
	for _, name := range slices.Sorted(maps.Keys(queues)) {
		hosts = append(hosts, newHost(name, queues[name]))
	}
	return results, hosts
}

// visitAll visits every job. The hosts take turns, one job a turn, so that
// neither a long queue nor a slow host holds up the others. A host is in the
// round at most perHost times, and workers bounds the visits at a time.
func visitAll(ctx context.Context, hosts []*host, visit func(context.Context, job) outcome, workers, perHost int) {
	var round []*host
	for turn := range perHost {
		for _, h := range hosts {
			if turn < len(h.jobs) {
				round = append(round, h)
			}
		}
	}
	turns := make(chan *host, len(round))
	for _, h := range round {
		turns <- h
	}
	var left atomic.Int64
	left.Store(int64(len(round)))
	var wg sync.WaitGroup
	for range min(workers, len(round)) {
		wg.Go(func() {
			for h := range turns {
				if i, ok := h.take(); ok {
					h.settle(i, visit(ctx, h.jobs[i]))
					turns <- h
				} else if left.Add(-1) == 0 {
					close(turns)
				}
			}
		})
	}
	wg.Wait()
}

// collect adds the outcomes to the results and counts them.
func collect(hosts []*host, results map[string]Result) Report {
	var report Report
	for _, h := range hosts {
		for i, o := range h.final() {
			results[h.jobs[i].raw] = o.Result
			report.count(o)
		}
		if h.broken {
			report.Broken = append(report.Broken, h.name)
		}
	}
	report.URLs = len(results)
	if _, ok := results[""]; ok {
		report.URLs--
	}
	return report
}

func (r *Report) count(o outcome) {
	switch {
	case o.unchanged:
		r.Unchanged++
	case o.overBudget:
		r.OverBudget++
	case o.skipped:
		r.Skipped++
	}
}
