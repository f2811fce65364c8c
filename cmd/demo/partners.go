package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"

	"mcrpress/generator/partner"
)

// partnerHost is the host of the demo fleet's data_api addresses. It exists
// nowhere but here.
const partnerHost = "partner.demo."

// partnerAddr stands for partnerHost. It is a public address, so that it
// passes the checks, and nothing ever connects to it.
var partnerAddr = netip.MustParseAddr("1.1.1.1")

// partners is the server behind the demo fleet's data_api addresses, and the
// one way to reach it.
type partners struct{ server *httptest.Server }

// newPartners starts a partner that answers well under /robots/ and badly
// elsewhere.
func newPartners() partners {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /robots/{id}", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, `{"robot":%q,"battery":0.84,"odometer_km":1204.50,"zones":["north","harbour"]}`, r.PathValue("id"))
	})
	mux.Handle("GET /redirect", http.RedirectHandler("/robots/1", http.StatusFound))
	mux.HandleFunc("GET /huge", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, `{"log":%q}`, strings.Repeat("x", 2<<20))
	})
	mux.HandleFunc("GET /list", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, `["not", "an", "object"]`)
	})
	return partners{httptest.NewServer(mux)}
}

// fetcher fetches from this server alone.
func (p partners) fetcher() *partner.Fetcher {
	return &partner.Fetcher{
		Mode:     partner.Live,
		Resolver: p,
		Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, p.server.Listener.Addr().String())
		},
	}
}

// LookupNetIP knows one name.
func (p partners) LookupNetIP(_ context.Context, _, host string) ([]netip.Addr, error) {
	if host != partnerHost {
		return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
	}
	return []netip.Addr{partnerAddr}, nil
}
