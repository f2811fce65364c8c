package export

import (
	"encoding/json"
	"fmt"
	"math/big"
	"reflect"
	"strings"

	"github.com/parquet-go/parquet-go"
)

// column is one column of a table.
type column struct {
	name     string
	of       reflect.Type // string, int, uint8, uint64, float64, bool or big.Int
	optional bool
}

// oversized is the last column of every table.
const oversized = "oversized"

var bigInt = reflect.TypeFor[big.Int]()

// columnsOf reads the columns off the fields of a row.
func columnsOf[T any]() []column {
	row := reflect.TypeFor[T]()
	columns := make([]column, 0, row.NumField()+1)
	for field := range row.Fields() {
		c := column{name: field.Tag.Get("column"), of: field.Type}
		if c.of.Kind() == reflect.Pointer {
			c.of, c.optional = c.of.Elem(), true
		}
		columns = append(columns, c)
	}
	return append(columns, column{oversized, reflect.TypeFor[string](), true})
}

// appendRow appends a row's values to cells, by column.
func appendRow(cells parquet.Row, columns []column, row reflect.Value) parquet.Row {
	excess := map[string]string{}
	for i, c := range columns[:len(columns)-1] {
		field := row.Field(i)
		if c.of != bigInt {
			cells = append(cells, place(cellOf(field), c, i))
			continue
		}
		cell := parquet.NullValue()
		switch n := field.Interface().(*big.Int); {
		case n == nil:
		case n.IsInt64():
			cell = parquet.Int64Value(n.Int64())
		default:
			excess[c.name] = n.String()
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

// cellOf is the value of a field that is no big.Int.
func cellOf(v reflect.Value) parquet.Value {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return parquet.NullValue()
		}
		return cellOf(v.Elem())
	case reflect.String:
		return parquet.ByteArrayValue([]byte(strings.ToValidUTF8(v.String(), "\uFFFD")))
	case reflect.Int:
		return parquet.Int64Value(v.Int())
	case reflect.Uint8:
		return parquet.Int32Value(int32(v.Uint()))
	case reflect.Uint64:
		return parquet.Int64Value(int64(v.Uint()))
	case reflect.Float64:
		return parquet.DoubleValue(v.Float())
	case reflect.Bool:
		return parquet.BooleanValue(v.Bool())
	}
	panic(fmt.Sprintf("export: no column holds a %s", v.Type()))
}
