package export

import (
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"reflect"
	"strings"

	"github.com/parquet-go/parquet-go"
)

// Time is a number of Unix seconds.
type Time big.Int

// Unix returns seconds as a Time. 0 stands for no time, which is nil.
func Unix(seconds uint64) *Time {
	if seconds == 0 {
		return nil
	}
	return (*Time)(new(big.Int).SetUint64(seconds))
}

// latest is the last whole second that calendars of nanoseconds hold:
// 2262-04-11T23:47:16Z.
const latest = math.MaxInt64 / 1_000_000_000

// column is one column of a table.
type column struct {
	name     string
	field    int // of the row
	kind     kind
	optional bool
}

// kind is what the cells of a column are.
type kind int

const (
	text    kind = iota
	integer      // signed
	natural      // unsigned
	float
	boolean
	number // *big.Int
	moment // *Time
)

// oversized is the last column of every table.
const oversized = "oversized"

// columnsOf reads the columns of a generation off the fields of a row: those
// without a tag gen, and those whose tag names it.
func columnsOf[T any](generation string) []column {
	row := reflect.TypeFor[T]()
	columns := make([]column, 0, row.NumField()+1)
	for i := range row.NumField() {
		field := row.Field(i)
		if gen, tagged := field.Tag.Lookup("gen"); tagged && gen != generation {
			continue
		}
		of, optional := field.Type, field.Type.Kind() == reflect.Pointer
		if optional {
			of = of.Elem()
		}
		columns = append(columns, column{field.Tag.Get("column"), i, kindOf(of), optional})
	}
	return append(columns, column{name: oversized, kind: text, optional: true})
}

func kindOf(t reflect.Type) kind {
	switch t {
	case reflect.TypeFor[big.Int]():
		return number
	case reflect.TypeFor[Time]():
		return moment
	}
	switch t.Kind() {
	case reflect.String:
		return text
	case reflect.Int:
		return integer
	case reflect.Uint8, reflect.Uint16, reflect.Uint64:
		return natural
	case reflect.Float64:
		return float
	case reflect.Bool:
		return boolean
	}
	panic(fmt.Sprintf("export: no column holds a %s", t))
}

// appendRow appends a row's values to cells, by column.
func appendRow(cells parquet.Row, columns []column, row reflect.Value) parquet.Row {
	var excess map[string]string
	last := len(columns) - 1
	for i := range columns[:last] {
		c := &columns[i]
		v, level := row.Field(c.field), 0
		if c.optional {
			if v.IsNil() {
				cells = append(cells, parquet.NullValue().Level(0, 0, i))
				continue
			}
			level = 1
		}
		cell, whole := c.cellOf(v)
		if whole != nil {
			if excess == nil {
				excess = map[string]string{}
			}
			excess[c.name] = whole.String()
			level = 0
		}
		cells = append(cells, cell.Level(0, level, i))
	}
	if excess == nil {
		return append(cells, parquet.NullValue().Level(0, 0, last))
	}
	text, _ := json.Marshal(excess) // strings always encode, in the order of their keys
	return append(cells, parquet.ByteArrayValue(text).Level(0, 1, last))
}

// cellOf returns the value of a field that is not nil. Of a number that its
// column cannot hold it is null, and excess is the number.
func (c *column) cellOf(v reflect.Value) (cell parquet.Value, excess *big.Int) {
	switch c.kind {
	case number:
		n := v.Interface().(*big.Int)
		if !n.IsInt64() {
			return parquet.NullValue(), n
		}
		return parquet.Int64Value(n.Int64()), nil
	case moment:
		seconds := (*big.Int)(v.Interface().(*Time))
		if !seconds.IsInt64() || seconds.Int64() > latest {
			return parquet.NullValue(), seconds
		}
		return parquet.Int64Value(1000 * seconds.Int64()), nil
	}
	if c.optional {
		v = v.Elem()
	}
	switch c.kind {
	case text:
		return parquet.ByteArrayValue([]byte(strings.ToValidUTF8(v.String(), "\uFFFD"))), nil
	case integer:
		return parquet.Int64Value(v.Int()), nil
	case natural:
		return parquet.Int64Value(int64(min(v.Uint(), math.MaxInt64))), nil
	case float:
		return parquet.DoubleValue(v.Float()), nil
	default:
		return parquet.BooleanValue(v.Bool()), nil
	}
}
