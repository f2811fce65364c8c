package export

// lane does work in a goroutine of its own, in the order in which it is put. A
// little waits for its turn.
type lane[T any] struct {
	in   chan T
	done chan struct{} // closed when the goroutine ends
	err  error         // that ended it
}

func newLane[T any](work func(T) error) *lane[T] {
	l := &lane[T]{in: make(chan T, 2), done: make(chan struct{})}
	go func() {
		defer close(l.done)
		for item := range l.in {
			if l.err = work(item); l.err != nil {
				return
			}
		}
	}()
	return l
}

// put adds work. An error is that of earlier work.
func (l *lane[T]) put(item T) error {
	select {
	case l.in <- item:
		return nil
	case <-l.done:
		return l.err
	}
}

// close waits until all work is done.
func (l *lane[T]) close() error {
	close(l.in)
	<-l.done
	return l.err
}
