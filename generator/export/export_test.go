package export

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"math"
	"math/big"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"
)

var update = flag.Bool("update", false, "rewrite the schemas in testdata")

// maxUint256 is the largest number that a contract can hold.
var maxUint256 = new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 256), big.NewInt(1))

// hostile is text that breaks one format or another.
var hostile = []string{
	"", " ", "a,b", `say "hi"`, "two\nlines", "two\r\nlines", "\r", "a\x00b", "\xff\xfe", "\u2028", "'", `\N`, "NULL", "nan",
	"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\n=1", "＝1", `=cmd|' /C calc'!A0`, "<script>alert(1)</script>", "{", "🚜",
	"NA", "None", "true", "1e5", "00", "'=1", "''=1", "a;=1", `a,"=1`, `";""=1`, "a|-1\n+1", "a ;' @", "0x1=", "2026-01-01",
}

// generations are those that deployments have.
var generations = []string{"1.0", "2.0"}

// texts are a row's values by column, nil for null.
type texts map[string]*string

func create(t testing.TB, generation string, machines []*Machine, events []*Event) (dir string) {
	t.Helper()
	dir = t.TempDir()
	w, err := Create(dir, generation)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range machines {
		if err := w.Machine(m); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Events(slices.Values(events)); err != nil {
		t.Fatal(err)
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
		m.Operator, m.DocumentationURL, m.DataAPI, m.MachineType = &text, &text, &text, &text
		e.OriginCurrency, e.Metadata = &text, text
		machines, events = append(machines, m), append(events, e)
	}
	largest := big.NewInt(math.MaxInt64)
	tooBig := new(big.Int).Add(largest, big.NewInt(1))
	m, e := sampleMachine(n), sampleEvent(n)
	m.MachineID, m.TotalRevenue, m.RevenueWindowCents, m.TrendCurrentCents = maxUint256.String(), maxUint256, largest, tooBig
	m.MCRScore, m.LastUpdated, m.TrustOverride, m.AverageRevenuePerEvent = math.MaxInt, Unix(latest), new(uint64(100)), new(1.157e77)
	m.PeriodEnd, m.BondedAmount, m.HomeChain = Unix(math.MaxUint64), maxUint256.String(), new(uint16(math.MaxUint16))
	e.OriginValue, e.USDValue, e.Timestamp, e.TrustLevel = maxUint256.String(), largest, (*Time)(maxUint256), math.MaxUint8
	e.BlockNumber, e.TxHash, e.LogIndex = nil, nil, nil
	return append(machines, m, &Machine{}, full(sampleMachine(n))), append(events, e, &Event{}, full(sampleEvent(n)))
}

// full sets every column of a row that is null.
func full[T any](row *T) *T {
	v := reflect.ValueOf(row).Elem()
	for i := range v.NumField() {
		if field := v.Field(i); field.Kind() == reflect.Pointer && field.IsNil() {
			field.Set(reflect.New(field.Type().Elem()))
		}
	}
	return row
}

func TestRoundTrip(t *testing.T) {
	for _, generation := range generations {
		t.Run(generation, func(t *testing.T) {
			machines, events := fleet(50)
			dir := create(t, generation, machines, events)
			want := wanted(generation, machines)
			for name, got := range map[string][]texts{
				MachinesParquet: readParquet(t, filepath.Join(dir, MachinesParquet)),
				MachinesNDJSON:  readNDJSON(t, filepath.Join(dir, MachinesNDJSON)),
			} {
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("%s (-want +got):\n%s", name, diff)
				}
			}
			if diff := cmp.Diff(wanted(generation, events), readParquet(t, filepath.Join(dir, EventsParquet))); diff != "" {
				t.Errorf("%s (-want +got):\n%s", EventsParquet, diff)
			}
			if diff := cmp.Diff(asCSV(generation, want), readCSV(t, filepath.Join(dir, MachinesCSV))); diff != "" {
				t.Errorf("%s (-want +got):\n%s", MachinesCSV, diff)
			}
		})
	}
}

// TestOversized spells out what becomes of numbers that their columns cannot
// hold.
func TestOversized(t *testing.T) {
	machines, events := fleet(0)
	dir := create(t, "2.0", machines, events)
	for file, columns := range map[string]map[string]string{
		MachinesParquet: {
			"machine_id":           maxUint256.String(),
			"bonded_amount":        maxUint256.String(),
			"total_revenue":        "null",
			"revenue_window_cents": "9223372036854775807",
			"trend_current_cents":  "null",
			"last_updated":         "9223372036",
			"period_end":           "null",
			"oversized": `{"period_end":"18446744073709551615","total_revenue":"` + maxUint256.String() +
				`","trend_current_cents":"9223372036854775808"}`,
		},
		EventsParquet: {
			"origin_value": maxUint256.String(),
			"usd_value":    "9223372036854775807",
			"timestamp":    "null",
			"oversized":    `{"timestamp":"` + maxUint256.String() + `"}`,
		},
	} {
		got := readParquet(t, filepath.Join(dir, file))[len(hostile)]
		for name, want := range columns {
			if text := show(got[name]); text != want {
				t.Errorf("%s: %s is %s, want %s", file, name, text, want)
			}
		}
	}
}

// TestCSVQuotesText looks at the bytes: a null is empty, an empty text is a
// pair of quotes, and a number stands alone.
func TestCSVQuotesText(t *testing.T) {
	m := &Machine{MachineID: "1", Operator: new(""), MCRScore: 7, MCR: `a"b`, LastUpdated: Unix(60)}
	lines := strings.Split(gunzip(t, filepath.Join(create(t, "1.0", []*Machine{m}, nil), MachinesCSV)), "\n")
	if want := `"machine_id","did","wallet","token_id","name","active",`; !strings.HasPrefix(lines[0], want) {
		t.Errorf("header %s, want %s", lines[0], want)
	}
	want := `"1",,,,"",false,"","","",,,"a""b",7,false,"",false,0,0,0,,,,60,,`
	if !strings.HasPrefix(lines[1], want) || len(lines) != 3 {
		t.Errorf("line %s, want %s", lines[1], want)
	}
}

func TestInert(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "plain": "plain", "a=1": "a=1", "did:peaq:0x00": "did:peaq:0x00", "a -1": "a -1", "https://a.example/?b=c;d": "https://a.example/?b=c;d",
		"=1": "'=1", "+1": "'+1", "-1": "'-1", "@a": "'@a", " =1": " '=1", `"=1`: `"'=1`,
		"\t=1": "\t'=1", "\r=1": "\r'=1", "\n=1": "\n'=1", "==1": "'==1", ";=;=": ";'=;'=",
		"'=1": "''=1", "''=1": "'''=1", "'1": "'1", "' =": "' =", "a,'-": "a,''-",
		"a;=1": "a;'=1", "a,=1": "a,'=1", "a|=1": "a|'=1", `a;""=1`: `a;""'=1`, "a; @b": "a; '@b",
		"＝1": "'＝1", "＋1": "'＋1", "－1": "'－1", "＠a": "'＠a", "a\x00b": "a\uFFFDb", "\x00=": "\uFFFD=",
	} {
		if got := string(inert([]byte(text))); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}

// actual is the rule of the package documentation for reading inert text.
func actual(text string) string {
	cell := regexp.MustCompile(`((?:^|[,;|\t\r\n])[ "]*)'('*[=+\-@＝＋－＠])`)
	return cell.ReplaceAllString(text, "$1$2")
}

// formulaStarts are the characters that make a spreadsheet take a cell for a
// formula.
const formulaStarts = "=+-@＝＋－＠"

// guarded is the rule of the package documentation for writing inert text.
func guarded(text string) string {
	cell := regexp.MustCompile(`((?:^|[,;|\t\r\n])[ "]*)('*[=+\-@＝＋－＠])`)
	return cell.ReplaceAllString(strings.ReplaceAll(text, "\x00", "\uFFFD"), "$1'$2")
}

// FuzzInert splits a text of the CSV file as any program may, and takes the
// apostrophes away again.
func FuzzInert(f *testing.F) {
	for _, text := range hostile {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := string(inert([]byte(text)))
		if want := guarded(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
		if back := actual(got); back != strings.ReplaceAll(text, "\x00", "\uFFFD") {
			t.Errorf("%q becomes %q, then %q", text, got, back)
		}
		for cell := range strings.FieldsFuncSeq(string(appendQuoted(nil, []byte(got))), func(r rune) bool { return strings.ContainsRune(",;|\t\r\n", r) }) {
			if cell = strings.TrimLeft(cell, `" `); strings.IndexAny(cell, formulaStarts) == 0 {
				t.Errorf("%q has a cell %q", got, cell)
			}
		}
	})
}

// TestSchema pins names, order and types: other people's queries name them.
func TestSchema(t *testing.T) {
	for name, columns := range map[string][]column{
		"machines-1.0": columnsOf[Machine]("1.0"), "machines-2.0": columnsOf[Machine]("2.0"),
		"events": columnsOf[Event]("1.0"),
	} {
		path, got := filepath.Join("testdata", name+".schema"), schemaOf(columns).String()+"\n"
		if *update {
			if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	if diff := cmp.Diff(schemaOf(columnsOf[Event]("1.0")).String(), schemaOf(columnsOf[Event]("2.0")).String()); diff != "" {
		t.Errorf("events of 2.0 have other columns:\n%s", diff)
	}
}

// TestEncodings holds the files to what every reader knows.
func TestEncodings(t *testing.T) {
	machines, events := fleet(10)
	dir := create(t, "2.0", machines, events)
	for _, name := range []string{MachinesParquet, EventsParquet} {
		file, _ := openParquet(t, filepath.Join(dir, name))
		for _, group := range file.Metadata().RowGroups {
			for _, chunk := range group.Columns {
				for _, e := range chunk.MetaData.Encoding {
					if e != format.Plain && e != format.RLE {
						t.Errorf("%s: %s is encoded as %s", name, chunk.MetaData.PathInSchema, e)
					}
				}
			}
		}
	}
}

// TestBytes pins the bytes, which are the same on every machine. They may
// change with a version of Go or of a compressor, which is a new version of
// the program too.
func TestBytes(t *testing.T) {
	want := map[string]string{
		MachinesNDJSON:  "32c1c3c6696918a0",
		MachinesCSV:     "5f97e65e8b8fde24",
		MachinesParquet: "646bed30e12dd982",
		EventsParquet:   "dc55232f0c02e897",
	}
	for range 2 {
		machines, events := fleet(500)
		dir := create(t, "1.0", machines, events)
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
	dir := create(t, "2.0", nil, nil)
	for _, name := range []string{MachinesParquet, EventsParquet} {
		if rows := readParquet(t, filepath.Join(dir, name)); len(rows) != 0 {
			t.Errorf("%s has %d rows", name, len(rows))
		}
	}
	if text := gunzip(t, filepath.Join(dir, MachinesNDJSON)); text != "" {
		t.Errorf("%s holds %q", MachinesNDJSON, text)
	}
	if text := gunzip(t, filepath.Join(dir, MachinesCSV)); !strings.HasPrefix(text, `"machine_id","did",`) || strings.Count(text, "\n") != 1 {
		t.Errorf("%s holds %q", MachinesCSV, text)
	}
}

// TestMemoryIsFlat compares the live heap of the first row group with that of
// later ones.
func TestMemoryIsFlat(t *testing.T) {
	w, err := Create(t.TempDir(), "1.0")
	if err != nil {
		t.Fatal(err)
	}
	var first, later uint64
	for i := range 3 * groupRows {
		if err := w.Events(one(sampleEvent(i % groupRows))); err != nil {
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

func one(e *Event) iter.Seq[*Event] { return slices.Values([]*Event{e}) }

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
	file, size64 := openParquet(t, filepath.Join(create(t, "1.0", nil, events), EventsParquet))
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
		if _, err := Create(dir, "1.0"); !errors.Is(err, fs.ErrExist) {
			t.Errorf("over %s: error %v", name, err)
		}
	}
}

func TestCloseReportsLostBytes(t *testing.T) {
	for i := range 3 {
		w, err := Create(t.TempDir(), "1.0")
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
		dir := create(t, "1.0", machines, nil)
		want := wanted("1.0", machines)
		if diff := cmp.Diff(want, readParquet(t, filepath.Join(dir, MachinesParquet))); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(want, readNDJSON(t, filepath.Join(dir, MachinesNDJSON))); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(asCSV("1.0", want), readCSV(t, filepath.Join(dir, MachinesCSV))); diff != "" {
			t.Error(diff)
		}
	})
}

// wanted is what readers should find, told from the rows alone.
func wanted[T any](generation string, rows []*T) []texts {
	list := make([]texts, 0, len(rows))
	for _, row := range rows {
		v := reflect.ValueOf(row).Elem()
		want, excess := texts{"oversized": nil}, []string{}
		for i := range v.NumField() {
			tag, field := v.Type().Field(i).Tag, v.Field(i)
			name := tag.Get("column")
			if of := tag.Get("gen"); of != "" && of != generation {
				continue
			}
			most := int64(math.MaxInt64)
			n, isBig := field.Interface().(*big.Int)
			if at, isTime := field.Interface().(*Time); isTime {
				n, isBig, most = (*big.Int)(at), true, 9223372036
			}
			switch {
			case field.Kind() == reflect.Pointer && field.IsNil():
				want[name] = nil
			case isBig && n.Cmp(big.NewInt(most)) > 0:
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
	if x == 1.157e77 {
		return "1.157e+77"
	}
	text := strconv.FormatFloat(x, 'f', -1, 64)
	if !strings.Contains(text, ".") {
		text += ".0"
	}
	return text
}

// asCSV is what of the rows is left in CSV, by the rules of the package
// documentation, as encoding/csv reads it.
func asCSV(generation string, rows []texts) []texts {
	list := make([]texts, 0, len(rows))
	for _, row := range rows {
		left := texts{}
		for _, c := range columnsOf[Machine](generation) {
			cell := ""
			if row[c.name] != nil {
				cell = *row[c.name]
			}
			if c.kind == text {
				cell = strings.ReplaceAll(guarded(cell), "\r\n", "\n") // as the reader does
			}
			left[c.name] = &cell
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
	case strings.HasPrefix(of.String(), "TIMESTAMP"):
		return new(fmt.Sprint(v.Int64() / 1000))
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
