package generator

import (
	"bufio"
	"container/heap"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"

	"mcrpress/chain"
	"mcrpress/generator/state"
)

// The machines of each part ascend by their ids, and so those of all parts do where
// the least of the next ones comes first.

// taken is a machine of a part with its row.
type taken struct {
	part    *part
	machine *chain.Machine
	row     []byte // a partRow
}

// queue is what of a part is yet to come.
type queue struct {
	head *taken
	next func() (*taken, error, bool)
}

// queues are a heap.
type queues []queue

func (q queues) Len() int           { return len(q) }
func (q queues) Less(i, j int) bool { return q[i].head.machine.ID.Lt(&q[j].head.machine.ID) }
func (q queues) Swap(i, j int)      { q[i], q[j] = q[j], q[i] }
func (q *queues) Push(x any)        { *q = append(*q, x.(queue)) }
func (q *queues) Pop() any {
	last := (*q)[len(*q)-1]
	*q = (*q)[:len(*q)-1]
	return last
}

// all yields all machines by ascending id, up to the first error.
func (ps *parts) all(yield func(*taken, error) bool) {
	var waiting queues
	ahead := min(64<<10, max(4<<10, 4<<20/len(ps.list))) // bytes that are read of a part at a time
	for _, pt := range ps.list {
		next, stop := iter.Pull2(pt.all(ahead))
		defer stop()
		head, err, ok := next()
		if err != nil {
			yield(nil, err)
			return
		}
		if ok {
			heap.Push(&waiting, queue{head, next})
		}
	}
	for len(waiting) > 0 {
		first := &waiting[0]
		if !yield(first.head, nil) {
			return
		}
		head, err, ok := first.next()
		switch first.head = head; {
		case err != nil:
			yield(nil, err)
			return
		case ok:
			heap.Fix(&waiting, 0)
		default:
			heap.Pop(&waiting)
		}
	}
}

// all yields the machines of a part in its order, which is that of their ids, up
// to the first error.
func (pt *part) all(ahead int) iter.Seq2[*taken, error] {
	return func(yield func(*taken, error) bool) {
		var last *taken
		n := 0
		for chunk, listed := range pt.rows {
			for t, err := range pt.rowsIn(chunkFile(chunk), listed.Size, ahead) {
				if err == nil && last != nil && !last.machine.ID.Lt(&t.machine.ID) {
					err = fmt.Errorf("machine %s is out of order", t.machine.ID.Dec())
				}
				if err != nil {
					yield(nil, fmt.Errorf("part %s: %s: %w", pt.Name, chunkFile(chunk), err))
					return
				}
				if !yield(t, nil) {
					return
				}
				last = t
				n++
			}
		}
		if n != pt.machines {
			yield(nil, fmt.Errorf("part %s: it has %d machines, and should have %d", pt.Name, n, pt.machines))
		}
	}
}

// rowsIn yields the machines of one file of so many bytes.
func (pt *part) rowsIn(file string, size int64, ahead int) iter.Seq2[*taken, error] {
	return func(yield func(*taken, error) bool) {
		f, err := os.Open(filepath.Join(pt.rowsDir, file))
		if err != nil {
			yield(nil, err)
			return
		}
		defer f.Close()
		r := bufio.NewReaderSize(f, ahead)
		for {
			record, err := readSized(r, size)
			if err == io.EOF {
				return
			}
			var t *taken
			if err == nil {
				t, err = pt.taken(record)
			}
			if !yield(t, err) || err != nil {
				return
			}
		}
	}
}

// taken reads the machine of a record.
func (pt *part) taken(record []byte) (*taken, error) {
	body, row, err := cutSized(record)
	if err != nil {
		return nil, err
	}
	m := new(chain.Machine)
	if err := state.Decode(body, m); err != nil {
		return nil, err
	}
	generation := pt.pointer.Generation
	if !pt.shard.Has(m.ID) || (m.Gen1 != nil) != (generation == chain.Gen1) || (m.Gen2 != nil) != (generation == chain.Gen2) {
		return nil, fmt.Errorf("machine %s is of another shard or generation", m.ID.Dec())
	}
	return &taken{pt, m, row}, nil
}

var errTooShort = errors.New("it ends too early")

// cutSized takes what appendSized appended from the front.
func cutSized(b []byte) (body, rest []byte, err error) {
	size, n := binary.Uvarint(b)
	if n <= 0 || size > uint64(len(b)-n) {
		return nil, nil, errTooShort
	}
	return b[n : n+int(size)], b[n+int(size):], nil
}

// readSized is cutSized for the next bytes of a file that has so many at most. At its
// end it gives io.EOF.
func readSized(r *bufio.Reader, most int64) ([]byte, error) {
	size, err := binary.ReadUvarint(r)
	if err != nil {
		return nil, err
	}
	if size > uint64(most) {
		return nil, errTooShort
	}
	body := make([]byte, size)
	if _, err = io.ReadFull(r, body); err == io.EOF {
		err = errTooShort
	}
	return body, err
}
