package partner

import (
	"errors"
	"io"
	"sync/atomic"
)

var errSpent = errors.New("byte budget is spent")

// meter counts the bytes that a run takes in against its budget.
type meter struct {
	limit int64
	taken atomic.Int64
}

// take counts n bytes; errSpent means that they are more than was left.
func (m *meter) take(n int) error {
	if m.taken.Add(int64(n)) > m.limit {
		return errSpent
	}
	return nil
}

func (m *meter) spent() bool { return m.taken.Load() >= m.limit }

// metered is a reader whose bytes count.
type metered struct {
	io.Reader
	meter *meter
}

func (r metered) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	if spent := r.meter.take(n); spent != nil {
		return n, spent
	}
	return n, err
}
