package read

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"

	"github.com/holiman/uint256"
)

// MaxShards is the most shards that a fleet is split into.
const MaxShards = 4096

// Shard is one of several shares of all ids. An id is in one of them, by its
// hash, whatever else there is.
type Shard struct{ Index, Of int }

// Has reports whether an id is in the shard. Nil has all.
func (s *Shard) Has(id uint256.Int) bool {
	if s == nil {
		return true
	}
	word := id.Bytes32()
	sum := sha256.Sum256(word[:])
	return binary.BigEndian.Uint64(sum[:])%uint64(s.Of) == uint64(s.Index)
}

// String is the form that UnmarshalText reads: index/of, from 0.
func (s Shard) String() string { return fmt.Sprintf("%d/%d", s.Index, s.Of) }

// UnmarshalText reads index/of.
func (s *Shard) UnmarshalText(text []byte) error {
	index, of, _ := strings.Cut(string(text), "/")
	var errs [2]error
	s.Index, errs[0] = strconv.Atoi(index)
	s.Of, errs[1] = strconv.Atoi(of)
	if errs != [2]error{} || s.Index < 0 || s.Index >= s.Of || s.Of > MaxShards {
		return fmt.Errorf("%.40q is no shard: write I/N, I from 0 to N-1 and N of at most %d", text, MaxShards)
	}
	return nil
}

// Of leaves what is about the ids of a shard.
func (l Logs) Of(s *Shard) (kept Logs) {
	for _, x := range l.Sightings {
		if s.Has(x.Machine) {
			kept.Sightings = append(kept.Sightings, x)
		}
	}
	for _, x := range l.Events {
		if s.Has(x.Machine) {
			kept.Events = append(kept.Events, x)
		}
	}
	for _, x := range l.Marks {
		if s.Has(x.Machine) {
			kept.Marks = append(kept.Marks, x)
		}
	}
	return kept
}
