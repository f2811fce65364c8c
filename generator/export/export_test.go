package export

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"math/big"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"
)

// maxUint256 is the largest number that a contract can hold.
var maxUint256 = new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 256), big.NewInt(1))

// hostile is text that breaks one format or another.
var hostile = []string{
	"", " ", "a,b", `say "hi"`, "two\nlines", "two\r\nlines", "\r", "a\x00b", "\xff\xfe", "\u2028", "'", `\N`, "NULL", "nan",
	"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\n=1", "＝1", `=cmd|' /C calc'!A0`, "<script>alert(1)</script>", "{", "🚜",
}

// texts are a row's values by column, nil for null.
type texts map[string]*string

func create(t testing.TB, machines []*Machine, events []*Event) (dir string) {
	t.Helper()
	dir = t.TempDir()
	w, err := Create(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range machines {
		if err := w.Machine(m); err != nil {
			t.Fatal(err)
		}
	}
	for _, e := range events {
		if err := w.Event(e); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

// fleet is n sample rows of each kind, a row for each hostile text, and rows
// of the largest and of no values.
func fleet(n int) (machines []*Machine, events []*Event) {
	for i := range n {
		machines, events = append(machines, sampleMachine(i)), append(events, sampleEvent(i))
	}
	for i, text := range hostile {
		m, e := sampleMachine(i), sampleEvent(i)
		m.Operator, m.DocumentationURL, m.DataAPI = &text, &text, &text
		e.OriginCurrency, e.Metadata = &text, text
		machines, events = append(machines, m), append(events, e)
	}
	largest := big.NewInt(math.MaxInt64)
	tooBig := new(big.Int).Add(largest, big.NewInt(1))
	m, e := sampleMachine(n), sampleEvent(n)
	m.MachineID, m.TotalRevenue, m.RevenueWindowCents, m.TrendCurrentCents = maxUint256.String(), maxUint256, largest, tooBig
	m.MCRScore, m.LastUpdated, m.TrustOverride, m.AverageRevenuePerEvent = math.MaxInt, math.MaxUint64, new(uint64(math.MaxUint64)), 1.157e77
	e.OriginValue, e.USDValue, e.EventIndex, e.Timestamp, e.TrustLevel = maxUint256, largest, maxUint256, math.MaxUint64, math.MaxUint8
	return append(machines, m, &Machine{}), append(events, e, &Event{})
}

func TestRoundTrip(t *testing.T) {
	machines, events := fleet(50)
	dir := create(t, machines, events)
	want := wanted(machines)
	for name, got := range map[string][]texts{
		MachinesParquet: readParquet(t, filepath.Join(dir, MachinesParquet)),
		MachinesNDJSON:  readNDJSON(t, filepath.Join(dir, MachinesNDJSON)),
	} {
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	if diff := cmp.Diff(wanted(events), readParquet(t, filepath.Join(dir, EventsParquet))); diff != "" {
		t.Errorf("%s (-want +got):\n%s", EventsParquet, diff)
	}
	if diff := cmp.Diff(asCSV[Machine](want), readCSV(t, filepath.Join(dir, MachinesCSV))); diff != "" {
		t.Errorf("%s (-want +got):\n%s", MachinesCSV, diff)
	}
}

// TestOversized spells out what becomes of an amount of more than 64 bits.
func TestOversized(t *testing.T) {
	machines, events := fleet(0)
	dir := create(t, machines, events)
	got := readParquet(t, filepath.Join(dir, MachinesParquet))[len(hostile)]
	for name, want := range map[string]string{
		"machine_id":           "115792089237316195423570985008687907853269984665640564039457584007913129639935",
		"total_revenue":        "null",
		"revenue_window_cents": "9223372036854775807",
		"trend_current_cents":  "null",
		"last_updated":         "18446744073709551615",
		"oversized": `{"total_revenue":"115792089237316195423570985008687907853269984665640564039457584007913129639935",` +
			`"trend_current_cents":"9223372036854775808"}`,
	} {
		if text := show(got[name]); text != want {
			t.Errorf("%s is %s, want %s", name, text, want)
		}
	}
}

func TestInert(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "plain": "plain", "a=1": "a=1", "did:peaq:0x00": "did:peaq:0x00", " =1": " =1", "'=1": "'=1",
		"=1": "'=1", "+1": "'+1", "-1": "'-1", "@a": "'@a", "\t=1": "'\t=1", "\r=1": "'\r=1", "\n=1": "'\n=1",
		"＝1": "'＝1", "＋1": "'＋1", "－1": "'－1", "＠a": "'＠a", "a\x00b": "a\uFFFDb",
	} {
		if got := inert(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}

// TestSchema pins names, order and types: other people's queries name them.
func TestSchema(t *testing.T) {
	for name, columns := range map[string][]column{"machines": columnsOf[Machine](), "events": columnsOf[Event]()} {
		want, err := os.ReadFile(filepath.Join("testdata", name+".schema"))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), schemaOf(columns).String()+"\n"); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// TestBytes pins the bytes, which are the same on every machine. They may
// change with a version of Go or of a compressor, which is a new version of
// the program too.
func TestBytes(t *testing.T) {
	want := map[string]string{
		MachinesNDJSON:  "0802796c6b00425f",
		MachinesCSV:     "e63ab2ae0f5b0d0e",
		MachinesParquet: "13f390ae7964552f",
		EventsParquet:   "f1d4fa30f58c2efe",
	}
	for range 2 {
		machines, events := fleet(500)
		dir := create(t, machines, events)
		got := map[string]string{}
		for name := range want {
			data, err := os.ReadFile(filepath.Join(dir, name))
			if err != nil {
				t.Fatal(err)
			}
			sum := sha256.Sum256(data)
			got[name] = hex.EncodeToString(sum[:8])
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("sha256 (-want +got):\n%s", diff)
		}
		runtime.GC() // so that the second run starts with other pools
	}
}

func TestEmptyFleet(t *testing.T) {
	dir := create(t, nil, nil)
	for _, name := range []string{MachinesParquet, EventsParquet} {
		if rows := readParquet(t, filepath.Join(dir, name)); len(rows) != 0 {
			t.Errorf("%s has %d rows", name, len(rows))
		}
	}
	if text := gunzip(t, filepath.Join(dir, MachinesNDJSON)); text != "" {
		t.Errorf("%s holds %q", MachinesNDJSON, text)
	}
	if text := gunzip(t, filepath.Join(dir, MachinesCSV)); !strings.HasPrefix(text, "machine_id,did,") || strings.Count(text, "\n") != 1 {
		t.Errorf("%s holds %q", MachinesCSV, text)
	}
}

// TestMemoryIsFlat compares the live heap of the first row group with that of
// later ones.
func TestMemoryIsFlat(t *testing.T) {
	w, err := Create(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	var first, later uint64
	for i := range 3 * groupRows {
		if err := w.Event(sampleEvent(i % groupRows)); err != nil {
			t.Fatal(err)
		}
		if i%(groupRows/4) != groupRows/4-1 {
			continue
		}
		if i < groupRows {
			first = max(first, heapInUse())
		} else {
			later = max(later, heapInUse())
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if later > first+first/2 {
		t.Errorf("the heap grows from %d to %d bytes", first, later)
	}
}

// TestHugeRows writes more text than a row group may hold in a few rows.
func TestHugeRows(t *testing.T) {
	const rows, size = 20, 4 << 20
	random := rand.NewChaCha8([32]byte{})
	raw := make([]byte, size/2)
	var events []*Event
	for i := range rows {
		_, _ = random.Read(raw) // never fails
		e := sampleEvent(i)
		e.Metadata = hex.EncodeToString(raw)
		events = append(events, e)
	}
	file, size64 := openParquet(t, filepath.Join(create(t, nil, events), EventsParquet))
	if groups := len(file.RowGroups()); groups != 3 {
		t.Errorf("%d row groups, want 3", groups)
	}
	var chunks int64
	for _, group := range file.Metadata().RowGroups {
		chunks += group.TotalCompressedSize
	}
	if rest := size64 - chunks; rest > 1<<16 {
		t.Errorf("indexes and footer have %d bytes", rest)
	}
}

func TestCreateOverwritesNothing(t *testing.T) {
	for _, name := range []string{MachinesNDJSON, MachinesCSV, MachinesParquet, EventsParquet} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := Create(dir); !errors.Is(err, fs.ErrExist) {
			t.Errorf("over %s: error %v", name, err)
		}
	}
}

func TestCloseReportsLostBytes(t *testing.T) {
	for i := range 3 {
		w, err := Create(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Machine(sampleMachine(0)); err != nil {
			t.Fatal(err)
		}
		w.machines.files[i].f.Close()
		if err := w.Close(); !errors.Is(err, fs.ErrClosed) {
			t.Errorf("file %d: error %v", i, err)
		}
		if err := w.Close(); err != nil {
			t.Errorf("file %d: second close: %v", i, err)
		}
	}
}

func FuzzText(f *testing.F) {
	for _, text := range hostile {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		machines := []*Machine{{MachineID: "1", Operator: &text}}
		dir := create(t, machines, nil)
		want := wanted(machines)
		if diff := cmp.Diff(want, readParquet(t, filepath.Join(dir, MachinesParquet))); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(want, readNDJSON(t, filepath.Join(dir, MachinesNDJSON))); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(asCSV[Machine](want), readCSV(t, filepath.Join(dir, MachinesCSV))); diff != "" {
			t.Error(diff)
		}
	})
}

// wanted is what readers should find, told from the rows alone.
func wanted[T any](rows []*T) []texts {
	list := make([]texts, 0, len(rows))
	for _, row := range rows {
		v := reflect.ValueOf(row).Elem()
		want, excess := texts{"oversized": nil}, []string{}
		for i := range v.NumField() {
			name := v.Type().Field(i).Tag.Get("column")
			field := v.Field(i)
			n, isBig := field.Interface().(*big.Int)
			switch {
			case field.Kind() == reflect.Pointer && field.IsNil():
				want[name] = nil
			case isBig && n.Cmp(big.NewInt(math.MaxInt64)) > 0:
				want[name] = nil
				excess = append(excess, fmt.Sprintf("%q:\"%d\"", name, n))
			case isBig:
				want[name] = new(n.String())
			default:
				want[name] = new(plain(reflect.Indirect(field).Interface()))
			}
		}
		if len(excess) > 0 {
			want["oversized"] = new("{" + strings.Join(slices.Sorted(slices.Values(excess)), ",") + "}")
		}
		list = append(list, want)
	}
	return list
}

func plain(v any) string {
	switch v := v.(type) {
	case string:
		return strings.ToValidUTF8(v, "\uFFFD")
	case float64:
		return decimalPoint(v)
	default:
		return fmt.Sprint(v)
	}
}

func decimalPoint(x float64) string {
	text := strconv.FormatFloat(x, 'f', -1, 64)
	if !strings.Contains(text, ".") {
		text += ".0"
	}
	return text
}

// asCSV is what of the rows is left in CSV, by the rules of the package
// documentation, as encoding/csv reads it.
func asCSV[T any](rows []texts) []texts {
	list := make([]texts, 0, len(rows))
	for _, row := range rows {
		left := texts{}
		for _, c := range columnsOf[T]() {
			text := ""
			if row[c.name] != nil {
				text = *row[c.name]
			}
			if c.of.Kind() == reflect.String {
				text = strings.ReplaceAll(inert(text), "\r\n", "\n") // as the reader does
			}
			left[c.name] = &text
		}
		list = append(list, left)
	}
	return list
}

func readCSV(t *testing.T, path string) []texts {
	t.Helper()
	records, err := csv.NewReader(strings.NewReader(gunzip(t, path))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	list := []texts{}
	for _, record := range records[1:] {
		row := texts{}
		for i, name := range records[0] {
			row[name] = &record[i]
		}
		list = append(list, row)
	}
	return list
}

func readNDJSON(t *testing.T, path string) []texts {
	t.Helper()
	list := []texts{}
	for line := range strings.Lines(gunzip(t, path)) {
		var fields map[string]json.RawMessage
		if err := json.Unmarshal([]byte(line), &fields); err != nil {
			t.Fatal(err)
		}
		row := texts{}
		for name, raw := range fields {
			var text string
			switch {
			case string(raw) == "null":
				row[name] = nil
			case json.Unmarshal(raw, &text) == nil:
				row[name] = &text
			default:
				row[name] = new(string(raw))
			}
		}
		list = append(list, row)
	}
	return list
}

func openParquet(t *testing.T, path string) (*parquet.File, int64) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	file, err := parquet.OpenFile(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	return file, int64(len(data))
}

func readParquet(t *testing.T, path string) []texts {
	t.Helper()
	file, _ := openParquet(t, path)
	fields := file.Schema().Fields()
	reader := parquet.NewReader(file)
	defer reader.Close()
	list := []texts{}
	rows := make([]parquet.Row, 1)
	for {
		n, err := reader.ReadRows(rows)
		if n == 1 {
			row := texts{}
			for i, v := range rows[0] {
				row[fields[i].Name()] = parquetText(fields[i].Type(), v)
			}
			list = append(list, row)
		}
		if err == io.EOF {
			return list
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func parquetText(of parquet.Type, v parquet.Value) *string {
	switch {
	case v.IsNull():
		return nil
	case of.String() == "INT(64,false)":
		return new(fmt.Sprint(v.Uint64()))
	case v.Kind() == parquet.Double:
		return new(decimalPoint(v.Double()))
	default:
		return new(v.String())
	}
}

func gunzip(t *testing.T, path string) string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	gz, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	if !gz.ModTime.IsZero() || gz.Name != "" {
		t.Errorf("%s has the time %v and the name %q", path, gz.ModTime, gz.Name)
	}
	text, err := io.ReadAll(gz)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func show(text *string) string {
	if text == nil {
		return "null"
	}
	return *text
}
