package store

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mcrpress/chain"
	"mcrpress/chain/read"
)

// run executes statements in a file, behind the store's back.
func run(t *testing.T, path string, statements ...string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, s := range statements {
		if _, err := db.Exec(s); err != nil {
			t.Fatal(err)
		}
	}
}

// filled makes a state file and says what it holds.
func filled(t *testing.T, path string, w world) said {
	t.Helper()
	s := openAt(t, path)
	if err := w.fill(s, 3); err != nil {
		t.Fatal(err)
	}
	all, err := hear(s)
	if err == nil {
		err = s.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return all
}

var small = world{seed: 7, machines: 3, each: 6}

func TestOpenRefuses(t *testing.T) {
	other := *deployment
	other.ChainID = 9990
	for name, test := range map[string]struct {
		make func(path string)
		d    *chain.Deployment
		want string
	}{
		"newer schema": {func(path string) {
			run(t, path, `CREATE TABLE anything (a)`, fmt.Sprintf(`PRAGMA application_id = %d`, applicationID), `PRAGMA user_version = 4`)
		}, deployment, "written by a newer version of mcrpress: schema 4, this one knows 3"},
		"other program": {func(path string) { run(t, path, `CREATE TABLE cookies (a)`) }, deployment, "is the database of another program"},
		"other version": {func(path string) { run(t, path, `PRAGMA user_version = 1`) }, deployment, "is the database of another program"},
		"other chain": {func(path string) { filled(t, path, small) }, &other,
			"holds the state of another deployment: chain 3338, generation 1.0, event_registry 0x0000000000000000000000000000000000000001, event_registry"},
		"directory": {func(path string) { os.Mkdir(path, 0o700) }, deployment, "is a directory"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "state.db")
			test.make(path)
			before, _ := os.ReadFile(path)
			_, err := Open(path, test.d, nil, slog.New(slog.DiscardHandler))
			if err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), path) || strings.Contains(err.Error(), "\n") {
				t.Errorf("error is %v", err)
			}
			if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
				t.Error("the refused file changed")
			}
			if _, err := os.Stat(path + ".old"); err == nil {
				t.Error("the refused file was moved aside")
			}
		})
	}
}

// TestMovedAside opens files that cannot be used: a new one takes their place.
func TestMovedAside(t *testing.T) {
	change := func(statement string) func(string) {
		return func(path string) {
			filled(t, path, small)
			run(t, path, statement)
		}
	}
	for name, prepare := range map[string]func(path string){
		"older schema": func(path string) {
			run(t, path, `CREATE TABLE event (a)`, fmt.Sprintf(`PRAGMA application_id = %d`, applicationID), `PRAGMA user_version = 2`)
		},
		"text":            func(path string) { os.WriteFile(path, bytes.Repeat([]byte("not a database\n"), 99), 0o600) },
		"lost head":       change(`DELETE FROM head WHERE key = (SELECT min(key) FROM head)`),
		"lost table":      change(`DROP TABLE note`),
		"lost totals":     change(`DELETE FROM meta`),
		"altered totals":  change(`UPDATE meta SET body = replace(body, '"rows":1', '"rows":2')`),
		"altered note":    change(`UPDATE note SET body = x'010204'`),
		"other type":      change(`UPDATE note SET sum = 'x'`),
		"altered header":  change(`PRAGMA user_version = 7`),
		"other program's": change(`PRAGMA application_id = 7`),
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "state.db")
			prepare(path)
			before, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			var log bytes.Buffer
			s, err := Open(path, deployment, nil, slog.New(slog.NewTextHandler(&log, nil)))
			if err != nil {
				t.Fatal(err)
			}
			if err := small.fill(s, 3); err != nil {
				t.Fatal(err)
			}
			wantSaid(t, small, s)
			s.Close()
			if n := strings.Count(log.String(), "\n"); n != 1 || !strings.Contains(log.String(), path+".old") {
				t.Errorf("log is %q", &log)
			}
			if old, err := os.ReadFile(path + ".old"); err != nil || !bytes.Equal(old, before) {
				t.Errorf("what was moved aside is not what was there: %v", err)
			}
			wantSaid(t, small, openAt(t, path))
		})
	}
}

// TestLost takes away from a file what is not read when it is opened. Whatever
// depends on it says so, and nothing else is said.
func TestLost(t *testing.T) {
	path := filepath.Join(t.TempDir(), "whole.db")
	want := filled(t, path, small)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	count := want.Counts
	events := func(s *Store) error { return second(s.Events(registries, count).Of(number(1))) }
	unlogged := func(s *Store) error { return second(s.Unlogged(count)) }
	older := func(s *Store) error {
		return second(s.Events(registries, map[read.RecordsOf]uint64{small.of(1): 1}).Amounts())
	}
	for statement, ask := range map[string]func(*Store) error{
		`DELETE FROM list WHERE key = (SELECT min(key) FROM list)`: events,
		`DELETE FROM list WHERE key = (SELECT max(key) FROM list)`: func(s *Store) error { return second(s.Counts()) },
		`DELETE FROM list`: unlogged,
		`UPDATE list SET body = x'00' || substr(body, 2)`:              unlogged,
		`DELETE FROM record WHERE key = (SELECT max(key) FROM record)`: older,
		`DELETE FROM record WHERE key = (SELECT min(key) FROM record)`: events,
		`UPDATE record SET head = head + 1`:                            events,
		`DELETE FROM log WHERE key = (SELECT min(key) FROM log)`:       events,
		`DELETE FROM amount WHERE key = (SELECT min(key) FROM amount)`: func(s *Store) error { return second(s.Events(registries, count).Amounts()) },
		`DELETE FROM sighting WHERE key = (SELECT min(key) FROM sighting)`: func(s *Store) error {
			return second(s.Sightings(math.MaxUint64))
		},
		`DELETE FROM mark`: func(s *Store) error { return second(s.Marks(0)) },
		`DELETE FROM state WHERE key = (SELECT min(key) FROM state)`: func(s *Store) error {
			return s.States(func(read.State) error { return nil })
		},
		`DELETE FROM due WHERE key = (SELECT min(key) FROM due)`: func(s *Store) error { return second(s.DueBy(0)) },
		`UPDATE due SET body = substr(body, 1, 39) || x'77'`:     func(s *Store) error { return second(s.DueBy(0)) },
	} {
		file := filepath.Join(t.TempDir(), "state.db")
		if err := os.WriteFile(file, whole, 0o600); err != nil {
			t.Fatal(err)
		}
		run(t, file, statement)
		s := openAt(t, file)
		if err := ask(s); !errors.Is(err, ErrDamaged) {
			t.Errorf("after %s: %v", statement, err)
		}
		if err := s.Discard(); err != nil {
			t.Fatal(err)
		}
		if err := small.fill(openAt(t, file), 3); err != nil {
			t.Fatal(err)
		}
		wantSaid(t, small, openAt(t, file))
	}
}

// TestLostLater has a run add to what lost a row before it knows.
func TestLostLater(t *testing.T) {
	of := small.of(1)
	log := small.logs()[0]
	log.RecordsOf, log.Index = of, 3
	log.Block += 100
	for statement, change := range map[string]func(*Store) error{
		`DELETE FROM list`: func(s *Store) error { return s.AddRecords(small.records(1)) },
		`DELETE FROM list WHERE key >= 0`: func(s *Store) error {
			if err := s.AddLogs("all", 1, read.Logs{Events: []read.EventLog{log}}); err != nil {
				return err
			}
			_, err := s.Events(registries, map[read.RecordsOf]uint64{of: 6}).Of(of.Machine)
			return err
		},
		`DELETE FROM log`:             func(s *Store) error { return errors.Join(s.Rollback(2000), second(s.Unlogged(nil))) },
		`DELETE FROM list WHERE true`: func(s *Store) error { return s.Rollback(2000) },
		`DELETE FROM record WHERE key = (SELECT min(key) FROM record)`: func(s *Store) error { return s.Rollback(2000) },
		`DELETE FROM record`: func(s *Store) error { return s.Drop(registries[0]) },
		`DELETE FROM state`: func(s *Store) error {
			if err := s.SetStates(small.head(3), small.head(1), small.states(1), nil); err != nil {
				return err
			}
			return s.States(func(read.State) error { return nil })
		},
		`DELETE FROM due`: func(s *Store) error {
			if err := s.SetStates(small.head(3), small.head(1), small.states(1), nil); err != nil {
				return err
			}
			return second(s.DueBy(1))
		},
		`DELETE FROM new`: func(s *Store) error { return second(s.Unlogged(nil)) },
	} {
		path := filepath.Join(t.TempDir(), "state.db")
		filled(t, path, small)
		s := openAt(t, path)
		if err := s.AddLogs("all", 1, read.Logs{Events: []read.EventLog{log}}); err != nil {
			t.Fatal(err)
		}
		s.Close()
		run(t, path, statement)
		if err := change(openAt(t, path)); !errors.Is(err, ErrDamaged) {
			t.Errorf("after %s: %v", statement, err)
		}
	}
}

func second[T any](_ T, err error) error { return err }

// TestOpenKey holds a file to its deployment. What only carries calls, and the
// order of registries, are no part of it.
func TestOpenKey(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.db")
	openAt(t, path).Close()
	with := func(change func(d *chain.Deployment)) *chain.Deployment {
		d := *deployment
		d.Contracts = chain.Contracts{}
		for role, list := range deployment.Contracts {
			d.Contracts[role] = list
		}
		change(&d)
		return &d
	}
	two := deployment.Contracts[chain.EventRegistry]
	for name, test := range map[string]struct {
		d  *chain.Deployment
		ok bool
	}{
		"same":           {with(func(*chain.Deployment) {}), true},
		"other name":     {with(func(d *chain.Deployment) { d.Name = "other" }), true},
		"other order":    {with(func(d *chain.Deployment) { d.Contracts[chain.EventRegistry] = chain.Addresses{two[1], two[0]} }), true},
		"multicall":      {with(func(d *chain.Deployment) { d.Contracts[chain.Multicall3] = chain.Addresses{{1}} }), true},
		"one registry":   {with(func(d *chain.Deployment) { d.Contracts[chain.EventRegistry] = two[:1] }), false},
		"other identity": {with(func(d *chain.Deployment) { d.Contracts[chain.IdentityRegistry] = chain.Addresses{{9}} }), false},
		"generation":     {with(func(d *chain.Deployment) { d.Generation = chain.Gen2 }), false},
	} {
		s, err := Open(path, test.d, nil, slog.New(slog.DiscardHandler))
		if (err == nil) != test.ok {
			t.Errorf("%s: error is %v", name, err)
		}
		if err == nil {
			s.Close()
		}
	}
}

// TestDamage flips bits, overwrites and cuts: what is read is what was written,
// or damage is reported when the file is opened or read. Of two files one has
// logs that are not in their lists yet.
func TestDamage(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.db")
	s := openAt(t, path)
	if err := small.fill(s, 3); err != nil {
		t.Fatal(err)
	}
	log := read.Logs{Events: []read.EventLog{{RecordsOf: small.of(1), Index: 77}}}
	if err := errors.Join(s.AddLogs("all", 3000, log), s.Close()); err != nil {
		t.Fatal(err)
	}
	files := make([][]byte, 2)
	var want said
	for i := range files {
		var err error
		if files[i], err = os.ReadFile(path); err != nil {
			t.Fatal(err)
		}
		s := openAt(t, path)
		if want, err = hear(s); err != nil || len(want.Disputed) != 1 {
			t.Fatalf("%d logs are disputed: %v", len(want.Disputed), err)
		}
		s.Close()
	}
	if bytes.Equal(files[0], files[1]) {
		t.Fatal("the files do not differ")
	}
	r := rand.New(rand.NewPCG(3, 4))
	noticed := 0
	try := func(name string, damaged []byte) {
		file := filepath.Join(t.TempDir(), "state.db")
		if err := os.WriteFile(file, damaged, 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := Open(file, deployment, nil, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			return
		}
		defer s.Close()
		if _, err := os.Stat(file + ".old"); err == nil {
			noticed++
			return
		}
		got, err := hear(s)
		switch {
		case errors.Is(err, ErrDamaged):
			noticed++
		case err != nil:
			t.Errorf("%s: %v", name, err)
		case !cmp.Equal(want, got):
			t.Errorf("%s: other values are read: %s", name, cmp.Diff(want, got))
		}
	}
	for i := range 100 {
		whole := files[i%2]
		damaged := bytes.Clone(whole)
		at, bit := r.IntN(len(whole)), r.IntN(8)
		for whole[at] == 0 { // most of the file is empty
			at = r.IntN(len(whole))
		}
		damaged[at] ^= 1 << bit
		try(fmt.Sprintf("bit %d of byte %d", bit, at), damaged)
	}
	whole := files[0]
	for at := 0; at < 110; at += 2 { // the file's header
		damaged := bytes.Clone(whole)
		damaged[at] ^= 1 << r.IntN(8)
		try(fmt.Sprintf("byte %d", at), damaged)
	}
	for range 12 {
		at := r.IntN(len(whole))
		damaged := bytes.Clone(whole)
		copy(damaged[at:], bytes.Repeat([]byte{0xa5}, 512))
		try(fmt.Sprintf("overwritten at %d", at), damaged)
		try(fmt.Sprintf("cut at %d", at), whole[:at])
	}
	if noticed < 60 {
		t.Errorf("only %d of all damages were noticed", noticed)
	}
}

// TestDamageLater alters a file that is open: the rows that are read say so.
func TestDamageLater(t *testing.T) {
	for _, statement := range []string{
		`UPDATE record SET body = x'0000' || substr(body, 3)`,
		`UPDATE record SET key = substr(key, 1, 59) || x'77' WHERE key = (SELECT min(key) FROM record)`,
		`UPDATE list SET body = x'07' || substr(body, 2)`,
		`DELETE FROM record WHERE key = (SELECT min(key) FROM record)`,
		`UPDATE log SET body = x'09' || substr(body, 2)`,
		`UPDATE mark SET body = substr(body, 2) || x'00'`,
	} {
		path := filepath.Join(t.TempDir(), "state.db")
		filled(t, path, small)
		s := openAt(t, path)
		run(t, path, statement)
		if _, err := hear(s); !errors.Is(err, ErrDamaged) {
			t.Errorf("after %s: %v", statement, err)
		}
		if err := s.Discard(); err != nil {
			t.Fatal(err)
		}
		if got := openAt(t, path).Heads(); len(got) != 0 {
			t.Errorf("the new file has heads %v", got)
		}
	}
}
