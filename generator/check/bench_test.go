package check

import (
	"encoding/json"
	"fmt"
	"math/big"
	"os"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"mcrpress/generator"
	"mcrpress/generator/endpoints"
)

// BenchmarkTree checks the files of 5,000 machines: four bodies and a page of
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
	var index generator.MachineIndex
	if err := json.Unmarshal(s.files[machinesFile], &index); err != nil {
		panic(err) // it is the sample's
	}
	first := index.Machines[0]
	text := strings.Repeat("<p>lorem ipsum</p>", 600)
	for i := range n {
		id := uint64(1000 + i)
		wallet := common.BigToAddress(new(big.Int).SetUint64(id))
		name, token := wallet.Hex(), number256(id)
		entry := first
		entry.MachineID, entry.Wallet, entry.TokenID = token, &name, &token
		index.Machines = append(index.Machines, entry)
		own := func(file string) []byte {
			body := strings.ReplaceAll(string(s.files[file]), rated.Hex(), name)
			return []byte(strings.ReplaceAll(body, `"machine_id":1,`, fmt.Sprintf(`"machine_id":%d,`, id)))
		}
		s.files[endpoints.MCR(wallet)] = own(endpoints.MCR(rated))
		s.files[endpoints.Machine(wallet)] = own(endpoints.Machine(rated))
		s.files[fmt.Sprintf("metadata/%d", id)] = own("metadata/7")
		s.card(id, wallet, 12)
		page := fmt.Sprintf("card/%d.html", id)
		s.page(page, strings.Split(strings.Repeat("../index.html ", 19)+"../mcr/"+endpoints.Lower(wallet), " ")...)
		s.files[page] = append(s.files[page], text...)
	}
	s.put(machinesFile, index)
	counts := &s.snapshot.Counts
	counts.Machines, counts.Events, counts.Ratings[4] = 3+n, 15+12*n, 1+n
}
