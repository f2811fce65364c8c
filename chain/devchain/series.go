package devchain

import (
	"encoding/binary"
	"fmt"
	"math/big"
)

const (
	revenue  = 0
	activity = 1
)

// series is a run of events, one a week.
type series struct {
	since, until int // weeks before the head: the first and the last
	every        int // 2 is each second week; 0 is each week
	perWeek      int // 0 is one event
	kind         uint8
	currency     string // for revenue
	amount       int64  // about so many minor units; for activity, of anything
	trust        uint8
	recent       int64  // percent: how the last four weeks compare; 0 is 100
	metadata     string // instead of the one of the machine's kind
	bare         bool   // no metadata
}

// earnings is a weekly revenue in US dollars.
func earnings(since int, dollars int64, trust uint8) series {
	return series{since: since, currency: "USD", amount: dollars * 100, trust: trust}
}

// work is an activity event a week.
func work(since int, trust uint8) series {
	return series{since: since, kind: activity, amount: 300, trust: trust}
}

// in gives the events of the week that ends at the given time, w weeks before
// the head.
//
// Events lie five days before their block, or a few hours less. So the last 30
// days before the head hold the same number of them as the 30 days before.
func (s series) in(w int, end uint64, m *machine) []record {
	if w > s.since || w < s.until || (s.every > 1 && w%s.every != 0) {
		return nil
	}
	records := make([]record, 0, max(s.perWeek, 1))
	for i := range max(s.perWeek, 1) {
		records = append(records, s.at(w, i, end, m))
	}
	return records
}

func (s series) at(w, i int, end uint64, m *machine) record {
	noise := binary.BigEndian.Uint64(hash(fmt.Sprintf("event %s %d %d", m.seed, w, i)).Bytes())
	amount := s.amount * (970 + int64(noise%61)) / 1000
	if w < 4 && s.recent != 0 {
		amount = amount * s.recent / 100
	}
	metadata := s.metadata
	if metadata == "" && !s.bare {
		metadata = fmt.Sprintf(m.kind.note, noise%17+3, noise%41+10)
	}
	return record{
		kind:     s.kind,
		value:    big.NewInt(amount),
		currency: s.currency,
		time:     end - 5*24*3600 + uint64(i)*3600 + noise%3000,
		trust:    s.trust,
		metadata: []byte(metadata),
	}
}
