package partner

import (
	"net/url"
	"sync"
)

// breakAfter is how many fetches in a row must find a host in trouble before
// the rest of its URLs is skipped.
const breakAfter = 3

// job is one URL to fetch.
type job struct {
	raw string // as configured
	url *url.URL
}

// outcome is the result of one job and what the report wants to know of it.
type outcome struct {
	Result
	unchanged  bool // answered from the store
	overBudget bool
	skipped    bool // by the breaker
	trouble    bool // the host did not answer, or answered that it cannot
}

// host is the queue of one host name and its circuit breaker. The breaker
// judges the outcomes in the order of the queue, not of their arrival, so the
// same answers open it at the same place however the fetches overlap.
type host struct {
	name string
	jobs []job

	mu       sync.Mutex
	taken    int       // jobs[:taken] are given out
	outcomes []outcome // of jobs
	known    []bool    // which outcomes are in
	judged   int       // outcomes[:judged] are in and counted
	streak   int       // outcomes of trouble at the end of those
	broken   bool      // jobs[judged:] are skipped, even where an outcome is in
}

func newHost(name string, jobs []job) *host {
	return &host{name: name, jobs: jobs, outcomes: make([]outcome, len(jobs)), known: make([]bool, len(jobs))}
}

// take gives out the next job; ok is false when there is none left to try.
func (h *host) take() (i int, ok bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.broken || h.taken == len(h.jobs) {
		return 0, false
	}
	h.taken++
	return h.taken - 1, true
}

// settle records the outcome of job i and judges as far as outcomes are in.
func (h *host) settle(i int, o outcome) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.outcomes[i], h.known[i] = o, true
	for !h.broken && h.judged < len(h.jobs) && h.known[h.judged] {
		if h.outcomes[h.judged].trouble {
			h.streak++
		} else {
			h.streak = 0
		}
		h.judged++
		h.broken = h.streak == breakAfter && h.judged < len(h.jobs)
	}
}

// final returns the outcome of every job, those behind an open breaker
// replaced. It is called when all jobs that were taken are settled.
func (h *host) final() []outcome {
	for i := h.judged; i < len(h.outcomes); i++ {
		h.outcomes[i] = outcome{Result: Result{Error: Failed}, skipped: true}
	}
	return h.outcomes
}
