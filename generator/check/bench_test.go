package check

import (
	"math/big"
	"os"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"mcrpress/generator/answers"
	"mcrpress/generator/endpoints"
	"mcrpress/scoring"
)

// BenchmarkTree checks the files of 5,000 machines: three bodies and a page of
// 12 kB with 20 links each.
//
//	TMPDIR=/dev/shm go test -run '^$' -bench . -benchtime 3x ./generator/check
func BenchmarkTree(b *testing.B) {
	s := newSample()
	s.grow(5000)
	fsys := os.DirFS(s.publish(b))
	for b.Loop() {
		if r, err := Tree(b.Context(), fsys, Options{}); err != nil || !r.Clean() {
			b.Fatal(r, err)
		}
	}
	b.ReportMetric(float64(len(s.files)*b.N)/b.Elapsed().Seconds(), "files/s")
}

// grow adds n machines that are like the first.
func (s *sample) grow(n int) {
	text := strings.Repeat("<p>lorem ipsum</p>", 600)
	for i := range n {
		id := uint64(1000 + i)
		wallet := common.BigToAddress(new(big.Int).SetUint64(id))
		m := machine(id, wallet, scoring.BB, 46, 12)
		s.put(s.table.MCR(m.Machine), s.bodies.MCR(m))
		s.put(s.table.Machine(m.Machine), s.bodies.Profile(m))
		s.put(endpoints.Machines(&m.ID), s.bodies.Card(m, answers.RegistryName(1, operator)))
		s.machines = append(s.machines, s.bodies.Entry(m))
		page := endpoints.Card(&m.ID)
		s.page(page, strings.Split(strings.Repeat("../index.html ", 19)+"../mcr/"+endpoints.Lower(wallet), " ")...)
		s.files[page] = append(s.files[page], text...)
	}
	s.put(machinesFile, answers.MachineIndex{Machines: s.machines})
	counts := &s.snapshot.Counts
	counts.Machines, counts.Events, counts.Ratings[scoring.BB] = 3+n, 15+12*n, 1+n
}
