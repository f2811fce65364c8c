package partner

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/dns/dnsmessage"
)

// An address that never answers leaves time for the next, and only the first
// few addresses of a name are tried.
func TestDialsNextAddress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "{}") })
		dead := slices.Repeat([]netip.Addr{netip.MustParseAddr("8.8.4.4")}, maxDials)
		live := netip.MustParseAddr("2001:4860:4860::8888")
		w.names["fourth.example."] = append(dead[1:maxDials:maxDials], live)
		w.names["fifth.example."] = append(dead, live)
		f := w.fetcher()
		f.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
			if strings.HasPrefix(address, "8.8.4.4:") {
				<-ctx.Done()
				return nil, ctx.Err()
			}
			return w.dial(ctx, network, address)
		}
		results, _ := mustFetch(t, f, "http://fourth.example/", "http://fifth.example/")
		want := map[string]Result{"http://fourth.example/": ok(`{}`), "http://fifth.example/": bad(Failed)}
		if diff := cmp.Diff(want, results); diff != "" {
			t.Errorf("results (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff([]string{"[2001:4860:4860::8888]:80"}, w.dialed); diff != "" {
			t.Errorf("dialled (-want +got):\n%s", diff)
		}
	})
}

// TestNeverDialsBlocked visits every URL of the screen's table, and every
// blocked address of it once more as the answer of a name, alone and among
// public ones, and reads the dial log.
func TestNeverDialsBlocked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "{}") })
		want := map[string]Result{}
		for verdict, urls := range verdicts {
			for _, raw := range urls {
				want[raw] = bad(verdict)
				if verdict == "" {
					want[raw] = ok(`{}`)
				}
				if strings.HasPrefix(raw, "https:") || strings.HasPrefix(raw, "HTTPS:") {
					delete(want, raw) // the world speaks no TLS
				}
				addr, err := netip.ParseAddr(strings.Trim(strings.TrimPrefix(raw, "http://"), "/[]"))
				if err != nil || verdict != Unsafe || addr.Unmap().String() == "8.8.8.8" {
					continue
				}
				n, good := len(w.names), netip.MustParseAddr("8.8.4.4")
				for i, answer := range [][]netip.Addr{{addr}, {good, addr}, {addr, good}} {
					name := fmt.Sprintf("%d.name%d.example", n, i)
					w.names[name+"."] = answer
					want["http://"+name+"/"] = bad(Unsafe)
				}
			}
		}
		var urls []string
		for raw := range want {
			urls = append(urls, raw)
		}
		results, _ := mustFetch(t, w.fetcher(), urls...)
		if diff := cmp.Diff(want, results); diff != "" {
			t.Errorf("results (-want +got):\n%s", diff)
		}
		if len(w.dialed) == 0 || len(w.names) < 150 {
			t.Fatalf("%d dials, %d names: the test tests nothing", len(w.dialed), len(w.names))
		}
		for _, address := range w.dialed {
			if !routable(netip.MustParseAddrPort(address).Addr()) {
				t.Errorf("dialled %s", address)
			}
		}
	})
}

// nameserver is a DNS server on loopback. It answers the nth query for the A
// or AAAA records of a name with the nth entry of its list, the last one for
// good.
type nameserver struct {
	conn net.PacketConn
	zone map[string][][]string

	mu      sync.Mutex
	queries map[string]int
}

func newNameserver(t *testing.T, zone map[string][][]string) *nameserver {
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatalf("listening: %v", err)
	}
	s := &nameserver{conn: conn, zone: zone, queries: map[string]int{}}
	var wg sync.WaitGroup
	wg.Go(func() { s.serve(t) })
	t.Cleanup(func() {
		conn.Close()
		wg.Wait()
	})
	return s
}

func (s *nameserver) resolver() *net.Resolver {
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "udp", s.conn.LocalAddr().String())
	}}
}

func (s *nameserver) serve(t *testing.T) {
	buf := make([]byte, 4096)
	for {
		n, from, err := s.conn.ReadFrom(buf)
		if err != nil {
			return
		}
		var m dnsmessage.Message
		if err := m.Unpack(buf[:n]); err != nil {
			t.Errorf("unpacking query: %v", err)
			return
		}
		s.answer(&m)
		out, err := m.Pack()
		if err != nil {
			t.Errorf("packing answer: %v", err)
			return
		}
		_, _ = s.conn.WriteTo(out, from)
	}
}

func (s *nameserver) answer(m *dnsmessage.Message) {
	q := m.Questions[0]
	m.Header.Response, m.Header.RecursionAvailable, m.Additionals = true, true, nil
	answers, found := s.zone[q.Name.String()]
	if !found {
		m.Header.RCode = dnsmessage.RCodeNameError
		return
	}
	query := q.Type.String() + " " + q.Name.String()
	turn := min(s.asked(query), len(answers)-1)
	s.mu.Lock()
	s.queries[query]++
	s.mu.Unlock()
	owner := q.Name
	for _, text := range answers[turn] {
		header := dnsmessage.ResourceHeader{Name: owner, Class: dnsmessage.ClassINET}
		addr, err := netip.ParseAddr(text)
		var body dnsmessage.ResourceBody
		switch {
		case err != nil:
			owner = dnsmessage.MustNewName(text)
			body = &dnsmessage.CNAMEResource{CNAME: owner}
		case addr.Is4() && q.Type == dnsmessage.TypeA:
			body = &dnsmessage.AResource{A: addr.As4()}
		case addr.Is6() && q.Type == dnsmessage.TypeAAAA:
			body = &dnsmessage.AAAAResource{AAAA: addr.As16()}
		default:
			continue
		}
		m.Answers = append(m.Answers, dnsmessage.Resource{Header: header, Body: body})
	}
}

// asked is how often a query came in.
func (s *nameserver) asked(query string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.queries[query]
}

func TestNames(t *testing.T) {
	const pub, pub6 = "8.8.8.8", "2001:4860:4860::8888"
	for name, tc := range map[string]struct {
		answers [][]string // to the first query, the second, ...
		want    []Result   // of the first fetch, the second, ...
		dialed  []string
	}{
		"public":           {[][]string{{pub}}, []Result{ok(`{}`)}, []string{pub}},
		"changes later":    {[][]string{{pub}, {"127.0.0.1"}}, []Result{ok(`{}`), bad(Unsafe), bad(Unsafe)}, []string{pub}},
		"changes back":     {[][]string{{"10.0.0.1"}, {pub}, {"::1"}}, []Result{bad(Unsafe), ok(`{}`), bad(Unsafe)}, []string{pub}},
		"mixed":            {[][]string{{pub, "192.168.0.1"}}, []Result{bad(Unsafe)}, nil},
		"mixed families":   {[][]string{{pub, "fd00:ec2::254"}}, []Result{bad(Unsafe)}, nil},
		"IPv6 and private": {[][]string{{pub6, "100.64.0.1"}}, []Result{bad(Unsafe)}, nil},
		"alias":            {[][]string{{"metadata.google.internal.", "169.254.169.254"}}, []Result{bad(Unsafe)}, nil},
		"mapped private":   {[][]string{{"::ffff:10.0.0.1"}}, []Result{bad(Unsafe)}, nil},
		"NAT64":            {[][]string{{"64:ff9b::a00:1"}}, []Result{bad(Unsafe)}, nil},
		"unspecified":      {[][]string{{"0.0.0.0"}}, []Result{bad(Unsafe)}, nil},
		"no address":       {[][]string{{}}, []Result{bad(Failed)}, nil},
		"unknown":          {nil, []Result{bad(Failed)}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			zone := map[string][][]string{}
			if tc.answers != nil {
				zone["partner.example."] = tc.answers
			}
			s := newNameserver(t, zone)
			w := newWorld(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "{}") })
			f := w.fetcher()
			f.Resolver = s.resolver()
			for i, want := range tc.want {
				results, _ := mustFetch(t, f, "http://partner.example/")
				if diff := cmp.Diff(want, results["http://partner.example/"]); diff != "" {
					t.Errorf("fetch %d (-want +got):\n%s", i, diff)
				}
				if n := s.asked("TypeA partner.example."); tc.answers != nil && n != i+1 {
					t.Errorf("%d queries after %d fetches", n, i+1)
				}
			}
			var want []string
			for _, addr := range tc.dialed {
				want = append(want, net.JoinHostPort(addr, "80"))
			}
			if diff := cmp.Diff(want, w.dialed); diff != "" {
				t.Errorf("dialled (-want +got):\n%s", diff)
			}
		})
	}
}

// TestLoopbackStaysUntouched points the real dialer at a real listener.
func TestLoopbackStaysUntouched(t *testing.T) {
	var hits atomic.Int64
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatalf("listening: %v", err)
	}
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			hits.Add(1)
			conn.Close()
		}
	})
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	s := newNameserver(t, map[string][][]string{"rebind.example.": {{"127.0.0.1"}}, "six.example.": {{"::ffff:127.0.0.1"}}})
	f := &Fetcher{Mode: Live, Resolver: s.resolver()}
	var urls []string
	for _, host := range []string{"127.0.0.1", "localhost", "2130706433", "127.1", "0x7f.1", "0177.0.0.1", "0", "[::1]", "[::]",
		"[::ffff:127.0.0.1]", "127.0.0.1.", "１２７.0.0.1", "rebind.example", "six.example"} {
		urls = append(urls, "http://"+host+":"+port+"/", "https://"+host+":"+port+"/")
	}
	results, _ := mustFetch(t, f, urls...)
	for raw, got := range results {
		if got.Error != Unsafe {
			t.Errorf("%s: %+v", raw, got)
		}
	}
	if conn, err := net.Dial("tcp", listener.Addr().String()); err != nil {
		t.Errorf("the listener is out of reach: %v", err)
	} else {
		_, _ = conn.Read(make([]byte, 1)) // until it was accepted, after all others
		conn.Close()
	}
	listener.Close()
	wg.Wait()
	if n := hits.Load(); n != 1 {
		t.Errorf("%d connections to the listener beside the test's own", n-1)
	}
}
