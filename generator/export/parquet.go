package export

import (
	"cmp"
	"io"
	"slices"

	"github.com/parquet-go/parquet-go"
)

// A row group ends at so many rows, or at so many bytes where rows are huge:
// it is what the writer holds in memory.
const (
	groupRows  = 1 << 15
	groupBytes = 32 << 20
)

// parquetFile is a Parquet file in the making.
type parquetFile struct {
	w           *parquet.GenericWriter[any]
	rows, bytes int // of the open row group
}

// newParquet begins a Parquet file: compressed, with bounds of the numbers in
// its footer. Text has none there: it would stand in full, and a hostile
// machine's can be megabytes.
func newParquet(w io.Writer, columns []column) (encoder, error) {
	options, err := newPages()
	if err != nil {
		return nil, err
	}
	options = append(options, schemaOf(columns), parquet.CreatedBy("mcrpress", "1", ""))
	for _, c := range columns {
		if c.kind == text {
			options = append(options, parquet.SkipPageBounds(c.name))
		}
	}
	return &parquetFile{w: parquet.NewGenericWriter[any](w, options...)}, nil
}

func (p *parquetFile) write(rows []parquet.Row) error {
	if _, err := p.w.WriteRows(rows); err != nil {
		return err
	}
	p.rows += len(rows)
	for _, row := range rows {
		p.bytes += textOf(row)
	}
	if p.rows < groupRows && p.bytes < groupBytes {
		return nil
	}
	p.rows, p.bytes = 0, 0
	return p.w.Flush()
}

func (p *parquetFile) close() error { return p.w.Close() }

// group is a Group that keeps the order of its columns.
type group struct {
	parquet.Group
	fields []parquet.Field
}

// Fields gives the columns in their order.
func (g *group) Fields() []parquet.Field { return g.fields }

func schemaOf(columns []column) *parquet.Schema {
	g := &group{Group: parquet.Group{}}
	order := map[string]int{}
	for i, c := range columns {
		node := parquet.Encoded(nodeOf(c), &parquet.Plain)
		if c.optional {
			node = parquet.Optional(node)
		}
		g.Group[c.name], order[c.name] = node, i
	}
	g.fields = g.Group.Fields()
	slices.SortFunc(g.fields, func(a, b parquet.Field) int { return cmp.Compare(order[a.Name()], order[b.Name()]) })
	return parquet.NewSchema("row", g)
}

func nodeOf(c column) parquet.Node {
	switch c.kind {
	case moment:
		return parquet.Timestamp(parquet.Millisecond)
	case text:
		return parquet.String()
	case float:
		return parquet.Leaf(parquet.DoubleType)
	case boolean:
		return parquet.Leaf(parquet.BooleanType)
	default:
		return parquet.Int(64)
	}
}
