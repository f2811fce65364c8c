// Package partner fetches the data_api of machines whose data is public.
//
// The URLs are attributes that anyone may set on chain, and the fetch runs
// inside networks with metadata services and internal hosts around it. So a URL
// is screened as text (Screen), its name is resolved once, every address of
// the answer is checked, and the address that was checked is the address that
// is dialled. No redirect is followed, no proxy is read from the environment,
// no cookie is kept, no credentials are sent. Any port is allowed: the API
// restricts addresses, not ports.
//
// One fetch takes at most 5 seconds from the name lookup to the last byte and
// yields at most 1 MB (1,048,576 bytes after decompression). A run over a
// fleet is bounded in time, bytes and connections. The hosts take turns, and
// one that is in trouble is left alone (Fetcher).
//
// The package knows nothing of the chain, of scores or of files. A network
// that embeds IPv4 in an IPv6 prefix of its own choice (NAT64 outside
// 64:ff9b::/96) cannot be told from public IPv6 here; its translator has to
// refuse private targets.
package partner

import (
	"context"
	"encoding/json"
	"net"
	"net/netip"
	"time"
)

// The six values of partner_data_error, verbatim from the API.
const (
	NotConfigured = "data_api not configured"
	Unsafe        = "blocked: unsafe URL"
	Malformed     = "blocked: malformed URL"
	Failed        = "fetch failed"
	TooLarge      = "response too large"
	InvalidJSON   = "invalid JSON response"
)

// Result is what a machine shows of its partner. Exactly one field is set.
type Result struct {
	// Data is the partner's JSON object as received, without white space
	// around it. What package stranger refuses is InvalidJSON.
	Data json.RawMessage
	// Error is one of the six fixed strings.
	Error string
}

// Mode says where partner data comes from.
type Mode string

const (
	Live   Mode = "live"   // ask the partners, reuse stored answers that still hold
	Cached Mode = "cached" // answer from the store alone; what it lacks is Failed
	Off    Mode = "off"    // every configured URL is Failed
)

// Defaults of a Fetcher's limits.
const (
	DefaultBudget      = 10 * time.Minute
	DefaultBytes       = 256 << 20
	DefaultConcurrency = 64
	DefaultPerHost     = 4
)

// Fetcher fetches the partner data of a fleet. A limit of zero or less means
// its default.
type Fetcher struct {
	Mode Mode

	Budget      time.Duration // for one FetchAll
	Bytes       int64         // of bodies taken in by one FetchAll, after decompression
	Concurrency int           // fetches at a time
	PerHost     int           // fetches at a time from one host name

	// Resolver looks names up; nil is Go's own resolver with the system's
	// configuration.
	Resolver Resolver
	// Dial opens the connections; nil is a net.Dialer. It is only ever called
	// with "ip:port" of an address that passed the check, so replacing it
	// moves the last step and weakens nothing before it.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
	// Store keeps answers between runs; nil keeps none.
	Store Store
}

// Resolver is the one method of *net.Resolver that is used. It is called with
// network "ip" and a rooted name ("example.com."), so that search domains
// never apply.
type Resolver interface {
	LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error)
}

// Store keeps the last good answer of each URL. It is called from several
// goroutines at once. An error ends the run.
type Store interface {
	// Load returns the answer last saved for url; ok is false if there is none.
	Load(ctx context.Context, url string) (a Answer, ok bool, err error)
	// Save replaces the answer of url.
	Save(ctx context.Context, url string, a Answer) error
}

// Answer is a good answer as a Store keeps it. What comes out of a store is
// checked like what comes from a partner.
type Answer struct {
	ETag string // as the partner sent it, empty if it sent none
	Body []byte // the JSON object of Result.Data
}

// Report counts what happened in one FetchAll.
type Report struct {
	URLs       int      // distinct configured URLs
	Unchanged  int      // the stored answer, or the same answer again
	OverBudget int      // Failed because the run was out of time or bytes
	Skipped    int      // Failed because the breaker of the host was open
	Broken     []string // hosts whose breaker opened, sorted
	Bytes      int64    // of bodies taken in; past the budget by one read a fetch at most
}
