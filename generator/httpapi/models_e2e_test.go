//go:build e2e

package httpapi

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"mcrpress/e2e/edge"
	"mcrpress/generator/endpoints"
	"mcrpress/generator/hosting"
)

// model serves a host's documented behaviour on loopback: the hosts that
// cannot be run here.
func model(t *testing.T, handler http.Handler) string {
	web := httptest.NewServer(handler)
	t.Cleanup(web.Close)
	return web.URL
}

// static is a site of files by their exact path; headers are those of a file.
type static struct {
	file    func(path string) ([]byte, http.Header)
	missing func(w http.ResponseWriter, path string)
}

func (s static) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.serve(w, r, r.URL.Path) }

func (s static) serve(w http.ResponseWriter, r *http.Request, path string) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	data, headers := s.file(strings.TrimPrefix(path, "/"))
	if data == nil {
		s.missing(w, path)
		return
	}
	for name, values := range headers {
		w.Header()[name] = values
	}
	_, _ = w.Write(data)
}

// onDisk reads files of a directory. Hosts of pages take them without their
// .html too, and index.html for a directory.
func onDisk(dir, name string) []byte {
	for _, candidate := range []string{name, name + ".html", path.Join(name, "index.html")} {
		if data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(candidate))); err == nil {
			return data
		}
	}
	return nil
}

// gitHubPages: types by extension, application/octet-stream without one; no
// header can be set; one 404 page.
func gitHubPages(upload string) http.Handler {
	dir := filepath.Join(upload, hosting.AssetsDir)
	header := func(name string) http.Header {
		kind := endpoints.Bytes
		switch path.Ext(name) {
		case ".html":
			kind = "text/html; charset=utf-8"
		case ".json":
			kind = "application/json; charset=utf-8"
		}
		return http.Header{"Content-Type": {kind}, "Cache-Control": {"max-age=600"}, "Access-Control-Allow-Origin": {"*"}}
	}
	return static{
		file: func(name string) ([]byte, http.Header) { return onDisk(dir, name), header(name) },
		missing: func(w http.ResponseWriter, _ string) {
			for name, values := range header("404.html") {
				w.Header()[name] = values
			}
			w.WriteHeader(http.StatusNotFound)
			_, _ = w.Write(onDisk(dir, "404.html"))
		},
	}
}

// netlify: _headers by path, values of one header joined; _redirects in order,
// a file before a rule that is not forced.
func netlify(t *testing.T, upload string) http.Handler {
	dir := filepath.Join(upload, hosting.AssetsDir)
	headers, rewrites := string(onDisk(dir, "_headers")), string(onDisk(dir, "_redirects"))
	set := func(h http.Header, asked string) {
		applies := false
		for line := range strings.Lines(headers) {
			line = strings.TrimRight(line, "\n")
			switch name, value, ok := strings.Cut(strings.TrimSpace(line), ": "); {
			case strings.HasPrefix(line, "/"):
				prefix, wild := strings.CutSuffix(line, "*")
				applies = asked == line || wild && strings.HasPrefix(asked, prefix)
			case applies && ok:
				h[http.CanonicalHeaderKey(name)] = append(h[http.CanonicalHeaderKey(name)], value)
			}
		}
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		set(w.Header(), r.URL.Path)
		if data := onDisk(dir, strings.TrimPrefix(r.URL.Path, "/")); data != nil {
			_, _ = w.Write(data)
			return
		}
		for line := range strings.Lines(rewrites) {
			rule := strings.Fields(line)
			if len(rule) != 3 || rule[0][0] != '/' {
				continue
			}
			prefix, err := url.PathUnescape(strings.TrimSuffix(rule[0], "*"))
			if err != nil {
				t.Error(err)
			}
			splat, ok := strings.CutPrefix(r.URL.Path, prefix)
			data := onDisk(dir, strings.TrimPrefix(strings.ReplaceAll(rule[1], ":splat", splat), "/"))
			if !ok || data == nil {
				continue
			}
			if rule[2] == "404" {
				w.WriteHeader(http.StatusNotFound)
			}
			_, _ = w.Write(data)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(http.StatusNotFound)
		_, _ = w.Write(onDisk(dir, "404.html"))
	})
}

// objects is a bucket with the objects of both trees, each with its metadata.
// What is missing is an error in XML, and no name stands for another.
func objects(t *testing.T, one, two *world) static {
	return static{
		file: func(key string) ([]byte, http.Header) {
			w := one
			if below, ok := strings.CutPrefix(key, "v2/"); ok {
				w, key = two, below
			}
			list, served := hosting.Headers(w.table, key, 3600)
			data, err := os.ReadFile(filepath.Join(w.dir, filepath.FromSlash(key)))
			if !served || err != nil {
				return nil, nil
			}
			h := http.Header{}
			for _, line := range list {
				if line.Name == "Content-Type" || line.Name == "Cache-Control" { // all that an object can carry
					h.Set(line.Name, line.Value)
				}
			}
			return data, h
		},
		missing: func(w http.ResponseWriter, _ string) {
			w.Header().Set("Content-Type", "application/xml")
			w.WriteHeader(http.StatusNotFound)
			fmt.Fprint(w, "<Error><Code>NoSuchKey</Code></Error>")
		},
	}
}

// cloudFront: the function, which Node.js runs, before the bucket; the
// policy's headers on every answer; the page of 404s.
func cloudFront(t *testing.T, upload string, bucket static, features []feature) http.Handler {
	var targets []string
	for _, f := range features {
		for _, row := range f.rows {
			targets = append(targets, row.target)
		}
	}
	decided := map[string]edge.Decision{}
	for i, d := range edge.CloudFront(t, upload, targets) {
		decided[targets[i]] = d
	}
	bucket.missing = func(w http.ResponseWriter, _ string) {
		page, headers := bucket.file("404.html")
		w.Header()["Content-Type"] = headers["Content-Type"]
		w.Header()["Cache-Control"] = headers["Cache-Control"]
		w.WriteHeader(http.StatusNotFound)
		_, _ = w.Write(page)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Access-Control-Allow-Origin", "*")
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		d, ok := decided[r.URL.RequestURI()]
		if !ok {
			t.Errorf("no decision on %s", r.URL.RequestURI())
		}
		if d.Status == 0 {
			bucket.serve(w, r, d.URI)
			return
		}
		for name, value := range map[string]string{"Content-Type": d.Type, "Cache-Control": d.Cache, "Location": d.Location} {
			if value != "" {
				w.Header().Set(name, value)
			}
		}
		w.WriteHeader(d.Status)
		fmt.Fprint(w, d.Body)
	})
}
