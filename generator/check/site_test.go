package check

import (
	"context"
	"errors"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"mcrpress/chain"
	"mcrpress/generator/endpoints"
	"mcrpress/generator/tree"
)

// host serves a tree as Cloudflare Pages does: pages under their short name,
// nothing that only the host reads. The third request fails.
func host(t *testing.T, dir string) string {
	t.Helper()
	files := http.StripPrefix("/sub", http.FileServer(http.Dir(dir)))
	var requests atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := strings.TrimPrefix(r.URL.Path, "/sub/")
		family, _, _ := endpoints.Of(chain.Gen1).Parse(name)
		short, page := strings.CutSuffix(r.URL.Path, ".html")
		switch {
		case requests.Add(1) == 3:
			w.WriteHeader(http.StatusServiceUnavailable)
		case page && path.Base(short) != "index":
			http.Redirect(w, r, short, http.StatusPermanentRedirect)
		case family.Route == "" && family.Files != "":
			http.NotFound(w, r)
		case path.Ext(name) == "" && family.Name == "" && name != "":
			http.ServeFile(w, r, filepath.Join(dir, name+".html"))
		default:
			files.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(server.Close)
	return server.URL + "/sub/"
}

func TestSite(t *testing.T) {
	s := newSample()
	dir := s.publish(t)
	site, err := Site(t.Context(), host(t, dir))
	if err != nil {
		t.Fatal(err)
	}
	opts := Options{Readers: 4}
	r, err := Tree(t.Context(), site, opts)
	if err != nil {
		t.Fatal(err)
	}
	if want := len(s.files) - 7; !r.Clean() || r.Files != want { // without _headers and the 404 bodies
		t.Errorf("%d files, want %d: %v", r.Files, want, r.Problems)
	}
	if err := os.Remove(filepath.Join(dir, "card/1.html")); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(filepath.Join(dir, "machines/1"), 5); err != nil {
		t.Fatal(err)
	}
	if r, err = Tree(t.Context(), site, opts); err != nil {
		t.Fatal(err)
	}
	if len(r.Problems) != 2 || r.Problems[0].String() != "card/1.html: missing" || !strings.HasPrefix(r.Problems[1].String(), "machines/1: 5 bytes") {
		t.Error(r.Problems)
	}
}

func TestSiteRefuses(t *testing.T) {
	for _, address := range []string{"", "example.com", "ftp://example.com", "http://", "https://example.com/?a=b", "https://example.com/#a", "http://%"} {
		if _, err := Site(t.Context(), address); err == nil {
			t.Errorf("%q was taken for a site", address)
		}
	}
	elsewhere := httptest.NewServer(http.NotFoundHandler())
	defer elsewhere.Close()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/away":
			http.Redirect(w, r, elsewhere.URL, http.StatusFound)
		case "/round":
			http.Redirect(w, r, "/round", http.StatusFound)
		case "/secret":
			w.WriteHeader(http.StatusForbidden)
		case "/gone":
			w.WriteHeader(http.StatusGone)
		}
	}))
	defer server.Close()
	site, err := Site(t.Context(), server.URL)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"away": "redirected elsewhere", "round": "redirected elsewhere", "secret": "403", "gone": "not exist", "../x": "invalid",
	} {
		_, err := fs.ReadFile(site, name)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", name, err)
		}
		if errors.Is(err, fs.ErrNotExist) != (name == "gone") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSiteEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	site, err := Site(ctx, host(t, newSample().publish(t)))
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	if _, err := Tree(ctx, site, Options{}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// A site to which a later tree is being uploaded says which files are that
// tree's already, at its address and in its directory.
func TestUploadUnderWay(t *testing.T) {
	dir := newSample().publish(t)
	later := newSample()
	later.snapshot.Block.Number = 8
	later.files["card/2.html"], later.files["card/9.html"] = []byte("<!doctype html>later"), []byte("<!doctype html>new")
	laterDir := later.publish(t)
	copyFile := func(from, to string) {
		t.Helper()
		data, err := os.ReadFile(filepath.Join(laterDir, from))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, to), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	lists, err := fs.ReadDir(os.DirFS(laterDir), "index/files")
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range lists {
		copyFile("index/files/"+l.Name(), "index/files/"+l.Name())
	}
	copyFile(tree.Pointer, tree.NextPointer)
	for _, file := range []string{"card/2.html", "card/9.html"} {
		copyFile(file, file)
	}
	if err := os.Truncate(filepath.Join(dir, "card/1.html"), 5); err != nil {
		t.Fatal(err)
	}
	damaged := "card/1.html: 5 bytes"
	wantProblems(t, []string{
		damaged, "card/2.html: already that of block 8", "card/9.html: already that of block 8",
		"index/snapshot.json.next: an upload of block 8 is under way",
	}, problems(t, dir, Options{}))

	site, err := Site(t.Context(), host(t, dir))
	if err != nil {
		t.Fatal(err)
	}
	r, err := Tree(t.Context(), site, Options{Readers: 4})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Problems) != 2 || !strings.HasPrefix(r.Problems[0].String(), damaged) || r.Problems[1].String() != "card/2.html: already that of block 8" || r.Newer != 1 {
		t.Error(r.Problems)
	}
}
