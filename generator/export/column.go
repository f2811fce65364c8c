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
	of       reflect.Type
	optional bool
}

// oversized is the last column of every table.
const oversized = "oversized"

var moment = reflect.TypeFor[Time]()

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
		c := column{name: field.Tag.Get("column"), field: i, of: field.Type}
		if c.of.Kind() == reflect.Pointer {
			c.of, c.optional = c.of.Elem(), true
		}
		columns = append(columns, c)
	}
	return append(columns, column{name: oversized, of: reflect.TypeFor[string](), optional: true})
}

// appendRow appends a row's values to cells, by column.
func appendRow(cells parquet.Row, columns []column, row reflect.Value) parquet.Row {
	var excess map[string]string
	for i, c := range columns[:len(columns)-1] {
		cell, whole := cellOf(row.Field(c.field))
		if whole != nil {
			if excess == nil {
				excess = map[string]string{}
			}
			excess[c.name] = whole.String()
		}
		cells = append(cells, place(cell, c, i))
	}
	last := parquet.NullValue()
	if len(excess) > 0 {
		text, _ := json.Marshal(excess) // strings always encode, in the order of their keys
		last = parquet.ByteArrayValue(text)
	}
	return append(cells, place(last, columns[len(cells)], len(cells)))
}

// place says which column a value is of.
func place(v parquet.Value, c column, index int) parquet.Value {
	level := 0
	if c.optional && !v.IsNull() {
		level = 1
	}
	return v.Level(0, level, index)
}

// cellOf returns the value of a field. Of a number that its column cannot hold
// it is null, and excess is the number.
func cellOf(v reflect.Value) (cell parquet.Value, excess *big.Int) {
	if v.Kind() != reflect.Pointer {
		return plainCell(v), nil
	}
	if v.IsNil() {
		return parquet.NullValue(), nil
	}
	switch n := v.Interface().(type) {
	case *big.Int:
		if !n.IsInt64() {
			return parquet.NullValue(), n
		}
		return parquet.Int64Value(n.Int64()), nil
	case *Time:
		seconds := (*big.Int)(n)
		if !seconds.IsInt64() || seconds.Int64() > latest {
			return parquet.NullValue(), seconds
		}
		return parquet.Int64Value(1000 * seconds.Int64()), nil
	}
	return plainCell(v.Elem()), nil
}

func plainCell(v reflect.Value) parquet.Value {
	switch v.Kind() {
	case reflect.String:
		return parquet.ByteArrayValue([]byte(strings.ToValidUTF8(v.String(), "\uFFFD")))
	case reflect.Int:
		return parquet.Int64Value(v.Int())
	case reflect.Uint8, reflect.Uint16, reflect.Uint64:
		return parquet.Int64Value(int64(min(v.Uint(), math.MaxInt64)))
	case reflect.Float64:
		return parquet.DoubleValue(v.Float())
	case reflect.Bool:
		return parquet.BooleanValue(v.Bool())
	}
	panic(fmt.Sprintf("export: no column holds a %s", v.Type()))
}
