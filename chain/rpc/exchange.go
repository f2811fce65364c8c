package rpc

import (
	"context"
	"errors"
	"slices"
)

// exchange is one HTTP request with the calls of todo. It files the answers
// and gives the calls that stay open, with the reason of the first of them; or
// a refusal, when it is the batch that the endpoint does not take.
func (j *job) exchange(ctx context.Context, ep *endpoint, todo []int) ([]int, error) {
	calls := make([]message, len(todo), len(todo)+1)
	for i, index := range todo {
		calls[i] = j.calls[index]
	}
	watch := j.client.watched(ep, calls)
	if watch != nil {
		calls = append(calls, headCall)
	}
	answers, err := j.client.roundTrip(ctx, ep, calls)
	if err != nil {
		return j.unfit(ep, todo, calls, err)
	}
	if watch != nil {
		err = watch(answers[len(todo)])
	}
	return j.file(ep, todo, answers, err)
}

// file keeps the answers that settle their calls. Those of silent calls count
// only if behind is nil: the node that gave them had the pinned block.
func (j *job) file(ep *endpoint, todo []int, answers []*response, behind error) (open []int, why error) {
	for i, index := range todo {
		result, err := j.calls[index].settle(answers[i], len(answers) > 1, ep.hide)
		if behind != nil && j.calls[index].silent() && result.Err == nil && err == nil {
			err = behind
		}
		if r, ok := err.(refusal); ok {
			return todo, r
		}
		if err == nil && result.Err != nil && result.Err.doubtful && j.elsewhere(ep, index) {
			err = result.Err
		}
		if err != nil {
			open = append(open, index)
			if why == nil {
				why = err
			}
			continue
		}
		if result.Err != nil {
			result.Err.endpoint = ep.name
		}
		j.results[index] = result
	}
	return open, why
}

// elsewhere notes that an endpoint refused a call in a way that is its own, and
// says whether another one is to be asked.
func (j *job) elsewhere(ep *endpoint, index int) bool {
	if slices.Contains(j.refusedBy[index], ep) {
		return false
	}
	j.refusedBy[index] = append(j.refusedBy[index], ep)
	return slices.ContainsFunc(j.client.endpoints, func(other *endpoint) bool {
		return !other.isAside() && !slices.Contains(j.refusedBy[index], other)
	})
}

// unfit handles a request that failed as a whole: a single call that is too
// much for the endpoint is answered so, for the caller to halve it; a batch
// that may be too much is refused; the rest is a fault.
func (j *job) unfit(ep *endpoint, todo []int, calls []message, err error) ([]int, error) {
	if len(todo) == 1 && (calls[0].tooMuch(err) || calls[0].declined(err)) {
		j.results[todo[0]] = Result{Err: &Error{Message: err.Error(), tooMuch: true, endpoint: ep.name}}
		return nil, nil
	}
	var h *httpError
	var e *Error
	switch {
	case len(calls) == 1:
		return todo, err
	case errors.Is(err, errTooLong):
		return todo, refusal{}
	case errors.As(err, &h) && h.refusesBatch():
		return todo, refusal{bytes: h.tooLong()}
	case errors.As(err, &e) && calls[0].judge(e) == tooMuch:
		return todo, refusal{}
	}
	return todo, err
}

// declined says that an endpoint does not take a request with this call alone,
// which there is no need of.
func (m message) declined(err error) bool {
	var h *httpError
	return m.dispensable && (errors.As(err, &h) && aboutCall(h.status) || errors.Is(err, errTimeout))
}

// tooMuch says that a request with this call alone failed because the call
// asks for too much. A time-out means that only for logs of several blocks.
func (m message) tooMuch(err error) bool {
	var h *httpError
	var e *Error
	switch {
	case errors.Is(err, errTooLong):
		return true
	case errors.As(err, &h):
		return h.tooLong() || h.tooSlow() && m.wide()
	case errors.As(err, &e):
		return m.judge(e) == tooMuch
	}
	return errors.Is(err, errTimeout) && m.wide()
}
