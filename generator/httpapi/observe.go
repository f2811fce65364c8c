package httpapi

import (
	"io"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"mcrpress/generator/endpoints"
)

// recorder notes what is answered, and that no error is stored.
type recorder struct {
	http.ResponseWriter
	route  string
	prefix string // of the tree
	view   *view  // that the request began with
	status int
	bytes  int64
}

func (r *recorder) WriteHeader(status int) {
	if r.status == 0 && status >= 300 && status != http.StatusNotModified {
		r.Header().Set("Cache-Control", endpoints.NoStore)
	}
	r.status = status
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(data []byte) (int, error) {
	if r.status == 0 {
		r.WriteHeader(http.StatusOK)
	}
	n, err := r.ResponseWriter.Write(data)
	r.bytes += int64(n)
	return n, err
}

// ReadFrom lets the connection take a file's bytes by itself.
func (r *recorder) ReadFrom(src io.Reader) (int64, error) {
	if r.status == 0 {
		r.WriteHeader(http.StatusOK)
	}
	n, err := io.Copy(r.ResponseWriter, src)
	r.bytes += n
	return n, err
}

// Unwrap is what http.ResponseController asks for.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// metrics are the figures of a server.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec

	mu    sync.RWMutex
	known map[series]figures
}

// series names what is counted together.
type series struct {
	prefix, route string
	status        int
}

// figures are where a series is counted.
type figures struct {
	requests prometheus.Counter
	seconds  prometheus.Observer // of all statuses
}

// of finds the figures of a series. Finding them by their labels each time would
// cost more than answering.
func (m *metrics) of(s series) figures {
	m.mu.RLock()
	f, ok := m.known[s]
	m.mu.RUnlock()
	if ok {
		return f
	}
	f = figures{m.requests.WithLabelValues(s.prefix, s.route, strconv.Itoa(s.status)), m.seconds.WithLabelValues(s.prefix, s.route)}
	m.mu.Lock()
	m.known[s] = f
	m.mu.Unlock()
	return f
}

func newMetrics(s *Server) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "mcrpress_http_requests_total",
			Help: "Requests answered, by prefix of the tree, row of the endpoint table and status.",
		}, []string{"prefix", "route", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name:    "mcrpress_http_request_duration_seconds",
			Help:    "Time from the request's header to the end of the answer.",
			Buckets: prometheus.ExponentialBuckets(0.00005, 4, 9),
		}, []string{"prefix", "route"}),
		known: map[series]figures{},
	}
	m.registry.MustRegister(m.requests, m.seconds)
	for _, at := range s.sites {
		m.gauge(at, "mcrpress_snapshot_block", "Number of the snapshot's block, 0 without a snapshot.",
			func(v *view) float64 { return float64(v.block.Number) })
		m.gauge(at, "mcrpress_snapshot_age_seconds", "Age of the snapshot's block, 0 without a snapshot.",
			func(v *view) float64 { return s.opts.Now().Sub(v.time()).Seconds() })
	}
	return m
}

// gauge adds a figure of a tree.
func (m *metrics) gauge(at *site, name, help string, value func(*view) float64) {
	opts := prometheus.GaugeOpts{Name: name, Help: help, ConstLabels: prometheus.Labels{"prefix": at.Prefix}}
	m.registry.MustRegister(prometheus.NewGaugeFunc(opts, func() float64 {
		if v := at.view.Load(); v != nil {
			return value(v)
		}
		return 0
	}))
}

// Metrics serves the server's figures under /metrics, in the text format of
// Prometheus. It belongs on a listener of its own.
func (s *Server) Metrics() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(s.metrics.registry, promhttp.HandlerOpts{}))
	return mux
}

// observe counts and logs one answer.
func (s *Server) observe(w *recorder, r *http.Request, took time.Duration) {
	figures := s.metrics.of(series{w.prefix, w.route, w.status})
	figures.requests.Inc()
	figures.seconds.Observe(took.Seconds())
	if s.opts.AccessLog != nil {
		s.opts.AccessLog.Info("request", "client", s.client(r), "method", r.Method, "url", r.URL.RequestURI(),
			"status", w.status, "bytes", w.bytes, "took", took)
	}
}
