package scoring

import (
	"fmt"
	"math/big"
	"testing"
)

// benchmarkMachine has n events spread evenly over two years.
func benchmarkMachine(n int) *Machine {
	m := &Machine{Bonded: true, Events: make([]Event, n)}
	const years = 730 * daySeconds
	for i := range m.Events {
		e := &m.Events[i]
		e.Time = vectorTime - years + uint64(i)*years/uint64(n)
		e.Trust = uint8(i % 3)
		if e.Type = EventType(i % 2); e.Type == Revenue {
			e.Status, e.Cents = OK, big.NewInt(int64(500+i%1000))
		}
	}
	return m
}

func benchmark(b *testing.B, rate func(*Machine)) {
	for _, n := range []int{10, 1000, 100000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			m := benchmarkMachine(n)
			b.ReportAllocs()
			for b.Loop() {
				rate(m)
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "machines/s")
		})
	}
}

// BenchmarkRate measures machines rated a second, by events a machine.
func BenchmarkRate(b *testing.B) {
	p := Default()
	benchmark(b, func(m *Machine) { Rate(p, vectorTime, m) })
}

// BenchmarkHistory measures machines whose twelve points are rated a second.
func BenchmarkHistory(b *testing.B) {
	p := Default()
	benchmark(b, func(m *Machine) { History(p, vectorTime, m) })
}
