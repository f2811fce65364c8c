package hosting

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"mcrpress/generator/endpoints"
)

func TestHeaders(t *testing.T) {
	const data = "public, max-age=300, stale-while-revalidate=3600"
	for file, want := range map[string][]string{
		"mcr/" + wallet:                {"application/json", "public, max-age=600", ""},
		"mcr/404.html":                 {"application/json", "no-store", ""},
		"machines/7":                   {"application/json", data, ""},
		"card/7.html":                  {"text/html; charset=utf-8", data, endpoints.ContentSecurityPolicy},
		"index.html":                   {"text/html; charset=utf-8", data, endpoints.ContentSecurityPolicy},
		"index/snapshot.json":          {"application/json", "no-cache", ""},
		"index/snapshots/7.json":       {"application/json", "public, max-age=31536000, immutable", ""},
		"assets/style.css":             {"text/css; charset=utf-8", data, ""},
		"assets/favicon.svg":           {"image/svg+xml", data, endpoints.ContentSecurityPolicy},
		"favicon.ico":                  {"image/x-icon", data, ""},
		"export/machines.parquet":      {"application/vnd.apache.parquet", data, ""},
		"assets/strange.bin":           {"application/octet-stream", data, ""},
		"_headers":                     nil,
		".gitattributes":               nil,
		"mcr/" + wallet + "/" + "more": nil,
		"../secret":                    nil,
	} {
		headers, served := Headers(gen1, file, 600)
		if served != (want != nil) {
			t.Errorf("%s: served is %t", file, served)
		}
		if !served {
			continue
		}
		got := map[string]string{}
		for _, h := range headers {
			got[h.Name] = h.Value
		}
		if got["Access-Control-Allow-Origin"] != "*" || got["X-Content-Type-Options"] != "nosniff" {
			t.Errorf("%s: %v", file, headers)
		}
		if diff := cmp.Diff(want, []string{got["Content-Type"], got["Cache-Control"], got["Content-Security-Policy"]}); diff != "" {
			t.Errorf("%s (-want +got):\n%s", file, diff)
		}
	}
}
