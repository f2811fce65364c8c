package httpapi

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"time"
)

// limiter counts the requests of each client in windows of one minute that
// begin with the minute. An IPv6 client is its /64.
type limiter struct {
	most int

	mu     sync.Mutex
	window time.Time // start of the current one
	counts map[netip.Prefix]int
}

// clientsMax bounds the memory of a window. Clients beyond it are let through
// uncounted: a limit by address does not stop who has that many.
const clientsMax = 1 << 17

func newLimiter(most int) *limiter { return &limiter{most: most} }

// take counts one request. left is how many more the client may make before
// reset, below 0 where this one is too many.
func (l *limiter) take(client netip.Prefix, now time.Time) (left int, reset time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if start := now.Truncate(time.Minute); !start.Equal(l.window) {
		l.window, l.counts = start, map[netip.Prefix]int{}
	}
	count, known := l.counts[client]
	if known || len(l.counts) < clientsMax {
		count++
		l.counts[client] = count
	}
	return l.most - count, l.window.Add(time.Minute)
}

// limit counts the request and refuses it where there were too many.
func (s *Server) limit(w http.ResponseWriter, r *http.Request) error {
	if s.limiter == nil {
		return nil
	}
	now := s.opts.Now()
	left, reset := s.limiter.take(counted(s.client(r)), now)
	h := w.Header()
	for name, value := range map[string]int64{
		"X-RateLimit-Limit":     int64(s.limiter.most),
		"X-RateLimit-Remaining": int64(max(left, 0)),
		"X-RateLimit-Reset":     reset.Unix(),
	} {
		h[name] = []string{strconv.FormatInt(value, 10)} // in the documented spelling
	}
	h.Set("Access-Control-Expose-Headers", "X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, Retry-After")
	if left >= 0 {
		return nil
	}
	h.Set("Retry-After", strconv.FormatInt(int64(reset.Sub(now).Seconds())+1, 10))
	text := fmt.Sprintf("Rate limit exceeded: %d per 1 minute", s.limiter.most)
	body := encode(struct {
		Error string `json:"error"`
	}{text})
	return &problem{http.StatusTooManyRequests, text, body}
}

// client is the address that a request comes from, zero where that is not
// known.
func (s *Server) client(r *http.Request) netip.Addr {
	host, _, _ := net.SplitHostPort(r.RemoteAddr)
	address, _ := netip.ParseAddr(host)
	if s.opts.TrustProxy {
		hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		if hop, err := netip.ParseAddr(strings.TrimSpace(hops[len(hops)-1])); err == nil {
			address = hop
		}
	}
	return address.Unmap().WithZone("")
}

// counted is the part of an address that a client cannot choose.
func counted(address netip.Addr) netip.Prefix {
	bits := address.BitLen()
	if address.Is6() {
		bits = 64
	}
	prefix, _ := address.Prefix(bits) // the zero prefix for no address
	return prefix
}
