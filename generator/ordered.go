package generator

import (
	"context"
	"iter"
	"runtime"
	"sync/atomic"

	"golang.org/x/sync/errgroup"
)

// ordered does work in parallel and hands the results over in order, one at a
// time. Only a few results wait for their turn, however much work there is.
func ordered[J, T any](ctx context.Context, work iter.Seq2[J, error], do func(J) (T, error), take func(T) error) error {
	type job struct {
		work J
		turn chan T
	}
	g, ctx := errgroup.WithContext(ctx)
	workers := 4 * runtime.GOMAXPROCS(0)
	jobs, turns := make(chan job), make(chan chan T, workers)
	g.Go(func() error {
		defer close(turns)
		defer close(jobs)
		for w, err := range work {
			if err != nil {
				return err
			}
			j := job{w, make(chan T, 1)}
			select {
			case turns <- j.turn:
			case <-ctx.Done():
				return ctx.Err()
			}
			select {
			case jobs <- j:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	})
	for range workers {
		g.Go(func() error {
			for j := range jobs {
				result, err := do(j.work)
				if err != nil {
					return err
				}
				j.turn <- result
			}
			return nil
		})
	}
	g.Go(func() error {
		for turn := range turns {
			select {
			case result := <-turn:
				if err := take(result); err != nil {
					return err
				}
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	})
	return g.Wait()
}

// parallel works on 0 to n-1, several at a time and in no order.
func parallel(ctx context.Context, n int, work func(i int) error) error {
	g, ctx := errgroup.WithContext(ctx)
	var next atomic.Int64
	for range runtime.GOMAXPROCS(0) {
		g.Go(func() error {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				if err := ctx.Err(); err != nil {
					return err
				}
				if err := work(i); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return g.Wait()
}
