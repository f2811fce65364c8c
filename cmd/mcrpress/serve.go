package main

import (
	"errors"
	"fmt"
	"net"
	"time"

	"golang.org/x/sync/errgroup"

	"mcrpress/generator/httpapi"
	"mcrpress/generator/mount"
	"mcrpress/internal/console"
)

// reloadEvery is how often --reload looks for a new snapshot.
const reloadEvery = time.Second

// serveCmd answers the API from one tree or several.
type serveCmd struct {
	Dir         []mount.Mount `default:"public" env:"MCRPRESS_DIR" placeholder:"[PREFIX=]DIR" help:"Directory of a tree (${default}), below a path prefix or at the root. Repeat it for several trees. Without a snapshot in it, data endpoints answer 503."`
	Addr        string        `default:"127.0.0.1:8000" env:"MCRPRESS_ADDR" placeholder:"HOST:PORT" help:"Where to listen (${default})."`
	Reload      bool          `env:"MCRPRESS_RELOAD" help:"Take up a new snapshot when it is published."`
	MaxAge      time.Duration `default:"0" env:"MCRPRESS_MAX_AGE" placeholder:"TIME" help:"Age of the snapshot from which /ready answers 503; 0 is never (${default})."`
	CacheTTL    uint          `name:"cache-ttl" default:"3600" env:"MCR_CACHE_TTL" placeholder:"SECONDS" help:"How long a rating may be cached; 0 is not at all (${default})."`
	RateLimit   int           `default:"0" env:"MCRPRESS_RATE_LIMIT" placeholder:"N" help:"Requests a minute and client; 0 is no limit (${default})."`
	TrustProxy  bool          `env:"MCRPRESS_TRUST_PROXY" help:"Take the client from the last entry of X-Forwarded-For. Only behind a proxy that writes it."`
	AccessLog   bool          `env:"MCRPRESS_ACCESS_LOG" help:"Log every request."`
	MetricsAddr string        `env:"MCRPRESS_METRICS_ADDR" placeholder:"HOST:PORT" help:"Serve /metrics for Prometheus here."`
}

// Run is called by kong. It serves until the context ends.
func (s *serveCmd) Run(e *env) error {
	if s.MaxAge < 0 || s.RateLimit < 0 {
		return &console.Mistake{Err: errors.New("--max-age and --rate-limit must not be negative: leave them out for no limit")}
	}
	opts := httpapi.Options{
		RatingTTL:  s.CacheTTL,
		MaxAge:     s.MaxAge,
		RateLimit:  s.RateLimit,
		TrustProxy: s.TrustProxy,
		Log:        e.Log,
	}
	if s.AccessLog {
		opts.AccessLog = e.Log
	}
	if err := mount.Validate(s.Dir); err != nil {
		return &console.Mistake{Err: fmt.Errorf("--dir: %w", err)}
	}
	server, err := httpapi.NewMounted(s.Dir, opts)
	if err != nil {
		return fmt.Errorf("--dir: %w", err)
	}
	return s.serve(e, server)
}

func (s *serveCmd) serve(e *env, server *httpapi.Server) error {
	group, ctx := errgroup.WithContext(e.ctx)
	listener, err := net.Listen("tcp", s.Addr)
	if err != nil {
		return &console.Mistake{Err: fmt.Errorf("--addr: %w", err)}
	}
	defer listener.Close()
	if s.MetricsAddr != "" {
		metrics, err := net.Listen("tcp", s.MetricsAddr)
		if err != nil {
			return &console.Mistake{Err: fmt.Errorf("--metrics-addr: %w", err)}
		}
		e.Log.Info("metrics", "url", fmt.Sprintf("http://%s/metrics", metrics.Addr()))
		group.Go(func() error { return httpapi.Serve(ctx, metrics, server.Metrics()) })
	}
	if s.Reload {
		group.Go(func() error { server.Watch(ctx, reloadEvery); return nil })
	}
	server.Announce()
	for _, m := range s.Dir {
		fmt.Fprintf(e.stdout, "open         http://%s%s/\n", listener.Addr(), m.Path())
	}
	group.Go(func() error { return httpapi.Serve(ctx, listener, server) })
	return group.Wait()
}
