package partner

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"
)

// run is what the fetches of one FetchAll share.
type run struct {
	end       time.Time // of the time budget
	meter     *meter
	perHost   int
	transport *http.Transport
	store     Store
	fail      context.CancelCauseFunc // ends the run with an error
}

func (f *Fetcher) newRun(fail context.CancelCauseFunc) *run {
	g := guard{resolver: f.Resolver, dial: f.Dial}
	if g.resolver == nil {
		g.resolver = &net.Resolver{PreferGo: true}
	}
	if g.dial == nil {
		g.dial = new(net.Dialer).DialContext
	}
	perHost := limit(f.PerHost, DefaultPerHost)
	return &run{
		end:       time.Now().Add(limit(f.Budget, DefaultBudget)),
		meter:     &meter{limit: limit(f.Bytes, DefaultBytes)},
		perHost:   perHost,
		transport: newTransport(g, perHost),
		store:     f.Store,
		fail:      fail,
	}
}

// fetch asks the partner.
func (r *run) fetch(ctx context.Context, j job) outcome {
	if r.over(ctx) {
		return outcome{Result: Result{Error: Failed}, overBudget: true}
	}
	old := r.load(ctx, j.raw)
	answer, err := r.get(ctx, j.url, old)
	if err != nil {
		return r.failure(ctx, err)
	}
	unchanged := answer.ETag == old.ETag && bytes.Equal(answer.Body, old.Body)
	if !unchanged {
		r.save(ctx, j.raw, answer)
	}
	return outcome{Result: Result{Data: answer.Body}, unchanged: unchanged}
}

// recall answers from the store alone.
func (r *run) recall(ctx context.Context, j job) outcome {
	if r.over(ctx) {
		return outcome{Result: Result{Error: Failed}, overBudget: true}
	}
	answer := r.load(ctx, j.raw)
	switch {
	case answer.Body == nil:
		return outcome{Result: Result{Error: Failed}}
	case r.meter.take(len(answer.Body)) != nil:
		return outcome{Result: Result{Error: Failed}, overBudget: true}
	}
	return outcome{Result: Result{Data: answer.Body}, unchanged: true}
}

// over says whether the run takes in nothing more.
func (r *run) over(ctx context.Context) bool {
	return ctx.Err() != nil || !time.Now().Before(r.end) || r.meter.spent()
}

// failure maps an error to its documented string.
func (r *run) failure(ctx context.Context, err error) outcome {
	switch {
	case errors.Is(err, errBlocked):
		return outcome{Result: Result{Error: Unsafe}}
	case errors.Is(err, errTooLarge):
		return outcome{Result: Result{Error: TooLarge}}
	case errors.Is(err, errInvalid):
		return outcome{Result: Result{Error: InvalidJSON}}
	case errors.Is(err, errStatus):
		return outcome{Result: Result{Error: Failed}}
	case r.over(ctx):
		return outcome{Result: Result{Error: Failed}, overBudget: true}
	}
	return outcome{Result: Result{Error: Failed}, trouble: true}
}

// load returns the stored answer if there is one that still passes the check
// of a body, else the zero Answer.
func (r *run) load(ctx context.Context, url string) Answer {
	if r.store == nil {
		return Answer{}
	}
	a, ok, err := r.store.Load(ctx, url)
	if err != nil {
		r.fail(fmt.Errorf("loading stored answer: %w", err))
	}
	if err != nil || !ok {
		return Answer{}
	}
	data, err := object(a.Body)
	if err != nil || len(data) > maxBody {
		return Answer{}
	}
	return Answer{ETag: a.ETag, Body: data}
}

func (r *run) save(ctx context.Context, url string, a Answer) {
	if r.store == nil {
		return
	}
	if err := r.store.Save(ctx, url, a); err != nil {
		r.fail(fmt.Errorf("saving answer: %w", err))
	}
}
