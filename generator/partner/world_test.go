package partner

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"testing"
)

// world is a network in memory: names, one HTTP server behind every public
// address, and a log of all addresses that were dialled. Inside a synctest
// bubble its time is virtual, and the bubble fails on any goroutine that
// outlives the test.
type world struct {
	names  map[string][]netip.Addr // a name not in it has the address 8.8.8.8
	accept chan net.Conn
	closed chan struct{}

	mu     sync.Mutex
	dialed []string
	open   map[net.Conn]bool // connections as the server sees them
}

func newWorld(t *testing.T, handler http.HandlerFunc) *world {
	w := &world{names: map[string][]netip.Addr{}, accept: make(chan net.Conn), closed: make(chan struct{}), open: map[net.Conn]bool{}}
	var wg sync.WaitGroup
	server := &http.Server{Handler: http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		wg.Add(1)
		defer wg.Done()
		handler(rw, r)
	})}
	server.ConnState = func(conn net.Conn, state http.ConnState) {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.open[conn] = true
		if state == http.StateClosed || state == http.StateHijacked {
			delete(w.open, conn)
		}
	}
	wg.Go(func() { _ = server.Serve(w) })
	t.Cleanup(func() {
		server.Close()
		wg.Wait()
	})
	return w
}

func (w *world) fetcher() *Fetcher {
	return &Fetcher{Mode: Live, Dial: w.dial, Resolver: w}
}

func (w *world) LookupNetIP(_ context.Context, _, host string) ([]netip.Addr, error) {
	if addrs, ok := w.names[host]; ok {
		return addrs, nil
	}
	return []netip.Addr{netip.MustParseAddr("::ffff:8.8.8.8")}, nil
}

func (w *world) dial(ctx context.Context, _, address string) (net.Conn, error) {
	w.mu.Lock()
	w.dialed = append(w.dialed, address)
	w.mu.Unlock()
	client, server := net.Pipe()
	select {
	case w.accept <- server:
		return client, nil
	case <-w.closed:
		return nil, net.ErrClosed
	}
}

// Accept, Close and Addr make the world a net.Listener.
func (w *world) Accept() (net.Conn, error) {
	select {
	case conn := <-w.accept:
		return conn, nil
	case <-w.closed:
		return nil, net.ErrClosed
	}
}

func (w *world) Close() error {
	close(w.closed)
	return nil
}

func (w *world) Addr() net.Addr { return &net.TCPAddr{} }

// mustFetch fetches and expects no error of the run.
func mustFetch(t *testing.T, f *Fetcher, urls ...string) (map[string]Result, Report) {
	t.Helper()
	results, report, err := f.FetchAll(t.Context(), urls)
	if err != nil {
		t.Fatalf("FetchAll: %v", err)
	}
	return results, report
}

func ok(data string) Result     { return Result{Data: []byte(data)} }
func bad(failure string) Result { return Result{Error: failure} }

// shelf is a Store in memory.
type shelf struct {
	mu      sync.Mutex
	answers map[string]Answer
	saves   int
	err     error
}

func (s *shelf) Load(_ context.Context, url string) (Answer, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a, ok := s.answers[url]
	return a, ok, s.err
}

func (s *shelf) Save(_ context.Context, url string, a Answer) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answers[url] = a
	s.saves++
	return s.err
}
