package partner

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"time"
)

// maxDials is how many addresses of one name are tried.
const maxDials = 4

var errBlocked = errors.New("address is not public")

// guard dials public addresses only.
type guard struct {
	resolver Resolver
	dial     func(ctx context.Context, network, address string) (net.Conn, error)
}

// DialContext connects to a host and port. The timeout is its own, since
// net/http lets a dial outlive the request that asked for it.
func (g guard) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("dialling %s: %w", address, err)
	}
	addrs, err := g.resolve(ctx, host)
	if err != nil {
		return nil, fmt.Errorf("resolving %s: %w", host, err)
	}
	return g.connect(ctx, network, addrs, port)
}

// resolve returns the addresses of a host, every one of them checked. One
// address that is not public condemns all: a name that mixes them is either
// wrong or an attack.
func (g guard) resolve(ctx context.Context, host string) ([]netip.Addr, error) {
	addr, err := netip.ParseAddr(host)
	if err == nil {
		return []netip.Addr{addr}, check(addr)
	}
	answers, err := g.resolver.LookupNetIP(ctx, "ip", host+".")
	if err != nil {
		return nil, err
	}
	addrs := make([]netip.Addr, len(answers))
	for i, a := range answers {
		addrs[i] = a.Unmap() // net.Resolver maps IPv4
		if err := check(addrs[i]); err != nil {
			return nil, err
		}
	}
	return addrs, nil
}

func check(a netip.Addr) error {
	if !public(a) {
		return fmt.Errorf("%s: %w", a, errBlocked)
	}
	return nil
}

// connect tries the addresses in order and gives each an even share of the
// time that is left, so that one that never answers leaves time for the next.
func (g guard) connect(ctx context.Context, network string, addrs []netip.Addr, port string) (net.Conn, error) {
	addrs = addrs[:min(len(addrs), maxDials)]
	err := errors.New("no address")
	for i, a := range addrs {
		deadline, _ := ctx.Deadline()
		share := time.Until(deadline) / time.Duration(len(addrs)-i)
		attempt, cancel := context.WithTimeout(ctx, share)
		var conn net.Conn
		conn, err = g.dial(attempt, network, net.JoinHostPort(a.String(), port))
		cancel()
		if err == nil {
			return conn, nil
		}
	}
	return nil, err
}
