package httpapi

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"mcrpress/chain"
	"mcrpress/generator/endpoints"
	"mcrpress/generator/mount"
)

// FuzzServer: no path, query or header makes the server panic, leave the
// tree, or answer an error in another form than the API's.
func FuzzServer(f *testing.F) {
	for row := range endpoints.Of(chain.Gen2).All() {
		f.Add("GET", row.Route, "", "")
		f.Add("GET", "/v1"+row.Route, "", "")
	}
	f.Add("GET", "/v1/mcr/did:peaq:"+walletOf(1).Hex(), "", "gzip")
	f.Add("GET", "/mcr/did:peaq:1", "", "gzip")
	f.Add("GET", "/v1", "x", "")
	f.Add("GET", "/v1//host", "", "")
	f.Add("HEAD", "/operator/"+operatorOf(1).Hex()+"/machines", "offset=3&limit=20", "zstd")
	f.Add("GET", "/operator/"+operatorOf(1).Hex()+"/machines/", "offset=-1&limit=%zz", "gzip;q=0")
	f.Add("GET", "/machines/1_0.00", "", "")
	f.Add("POST", "/metadata/\x00\xff", ";;=&", ",;")
	f.Add("GET", "/assets/../../etc/passwd", "", "")
	f.Add("GET", "//host/mcr/x/", "", "")
	f.Add("OPTIONS", "*", "", "")
	server, err := NewMounted([]mount.Mount{{Dir: fixture(f, chain.Gen2).dir}, {Prefix: "v1", Dir: fixture(f, chain.Gen1).dir}}, Options{})
	if err != nil {
		f.Fatal(err)
	}
	statuses := []int{200, 204, 307, 400, 404, 405, 422}
	f.Fuzz(func(t *testing.T, method, path, query, accept string) {
		r := &http.Request{Method: method, URL: &url.URL{Path: path, RawQuery: query}, Header: http.Header{"Accept-Encoding": {accept}}, RemoteAddr: "192.0.2.1:1"}
		rec := httptest.NewRecorder()
		server.ServeHTTP(rec, r)
		h := rec.Header()
		switch {
		case !slices.Contains(statuses, rec.Code):
			t.Errorf("status %d", rec.Code)
		case h.Get("Access-Control-Allow-Origin") != "*", h.Get("X-Content-Type-Options") != "nosniff":
			t.Errorf("headers %v", h)
		case bytes.Contains(rec.Body.Bytes(), []byte("secret")):
			t.Errorf("it answers %s", rec.Body)
		case rec.Code >= 400 && method != "HEAD" && !isError(rec.Body.Bytes()):
			t.Errorf("the error is %s", rec.Body)
		case rec.Code == 307 && (!strings.HasPrefix(h.Get("Location"), "/") || strings.HasPrefix(h.Get("Location"), "//")):
			t.Errorf("redirected to %s", h.Get("Location"))
		}
	})
}

func isError(body []byte) bool {
	var envelope map[string]json.RawMessage
	return json.Unmarshal(body, &envelope) == nil && len(envelope) == 1 && envelope["detail"] != nil
}
