package eventstore

import (
	"bytes"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
)

func TestOpenRefuses(t *testing.T) {
	ours := func(t *testing.T, path string) { open(t, path).Close() }
	run := func(statement string) func(*testing.T, string) {
		return func(t *testing.T, path string) {
			db, err := sql.Open("sqlite", path)
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			if _, err := db.Exec(statement); err != nil {
				t.Fatal(err)
			}
		}
	}
	bytesOf := func(b string) func(*testing.T, string) {
		return func(t *testing.T, path string) {
			if err := os.WriteFile(path, []byte(b), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, test := range map[string]struct {
		make []func(*testing.T, string)
		want string
	}{
		"newer schema":  {[]func(*testing.T, string){ours, run(`PRAGMA user_version = 2`)}, "written by a newer version (schema 2, this one knows 1)"},
		"other program": {[]func(*testing.T, string){run(`CREATE TABLE cookies (a)`)}, "is the database of another program"},
		"other version": {[]func(*testing.T, string){run(`PRAGMA user_version = 1`)}, "is the database of another program"},
		"text":          {[]func(*testing.T, string){bytesOf(strings.Repeat("not a database\n", 99))}, "state file is damaged: delete it"},
		"other chain":   {[]func(*testing.T, string){ours, run(`UPDATE deployment SET chain_id = 9990`)}, "holds events of chain 9990, registries 0x0000000000000000000000000000000000000001 0x0000000000000000000000000000000000000002, not of chain 3338"},
		"directory":     {[]func(*testing.T, string){func(t *testing.T, path string) { os.Mkdir(path, 0o700) }}, "unable to open database file"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "state.db")
			for _, f := range test.make {
				f(t, path)
			}
			before, _ := os.ReadFile(path)
			_, err := openAt(path, chainID, registries)
			if err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), path) || strings.Contains(err.Error(), "\n") {
				t.Errorf("error is %v", err)
			}
			if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
				t.Error("the refused file changed")
			}
		})
	}
}

// TestOpenKey holds a store to its chain and registries, in whatever order.
func TestOpenKey(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.db")
	open(t, path).Close()
	for _, test := range []struct {
		chain      uint64
		registries []common.Address
		ok         bool
	}{
		{chainID, registries, true},
		{chainID, []common.Address{registries[1], registries[0], registries[1]}, true},
		{chainID, registries[:1], false},
		{chainID, nil, false},
		{chainID + 1, registries, false},
	} {
		s, err := openAt(path, test.chain, test.registries)
		if (err == nil) != test.ok {
			t.Errorf("chain %d, %v: error is %v", test.chain, test.registries, err)
		}
		if err == nil {
			s.Close()
		}
	}
}

// TestDamaged overwrites and cuts a store at many places: every use of it
// gives events, or an error that says what to do, and none panics.
func TestDamaged(t *testing.T) {
	w := world{seed: 7, machines: 3, perBlock: 5}
	dir := t.TempDir()
	path := filepath.Join(dir, "state.db")
	s := open(t, path)
	if err := w.fill(s, 60, 30); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	refused := 0
	for at := 0; at < len(whole); at += 3001 {
		for name, damaged := range map[string][]byte{
			"cut":         whole[:at],
			"overwritten": append(append(bytes.Clone(whole[:at]), bytes.Repeat([]byte{0xa5}, 512)...), whole[min(at+512, len(whole)):]...),
		} {
			file := filepath.Join(t.TempDir(), "state.db")
			if err := os.WriteFile(file, damaged, 0o600); err != nil {
				t.Fatal(err)
			}
			if err := use(file, w); err != nil {
				refused++
				if strings.Contains(err.Error(), "malformed") && !strings.Contains(err.Error(), "state file is damaged: delete it") {
					t.Errorf("%s at %d: %v", name, at, err)
				}
			}
		}
	}
	if refused == 0 {
		t.Error("no damage was noticed")
	}
}

func use(path string, w world) error {
	s, err := openAt(path, chainID, registries)
	if err != nil {
		return err
	}
	defer s.Close()
	at := s.At(1000)
	for id := range uint64(w.machines + 1) {
		if _, err := at.Of(number(id)); err != nil {
			return err
		}
	}
	if _, err := at.Amounts(); err != nil {
		return err
	}
	return w.fill(s, 70, 5)
}
