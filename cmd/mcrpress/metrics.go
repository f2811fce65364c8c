package main

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"mcrpress/generator"
)

// writeMetrics writes the figures of a build in Prometheus' text format. The
// file is replaced in one step.
func writeMetrics(path string, s *generator.Summary) error {
	registry := prometheus.NewRegistry()
	about := prometheus.Labels{"network": s.Snapshot.Network, "generation": string(s.Snapshot.Generation)}
	vector := func(name, help, label string, values map[string]float64) {
		g := prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: name, Help: help, ConstLabels: about}, []string{label})
		for key, value := range values {
			g.WithLabelValues(key).Set(value)
		}
		registry.MustRegister(g)
	}
	gauge := func(name, help string, value float64) {
		g := prometheus.NewGauge(prometheus.GaugeOpts{Name: name, Help: help, ConstLabels: about})
		g.Set(value)
		registry.MustRegister(g)
	}
	counts := &s.Snapshot.Counts

	gauge("mcrpress_build_timestamp_seconds", "When the last build that published ended.", float64(time.Now().Unix()))
	gauge("mcrpress_build_duration_seconds", "How long it took.", s.Wall.Seconds())
	vector("mcrpress_build_info", "What made the build; always 1.", "version", map[string]float64{generator.Version: 1})

	gauge("mcrpress_snapshot_block", "Number of the snapshot's block.", float64(s.Snapshot.Block.Number))
	gauge("mcrpress_snapshot_timestamp_seconds", "Time of the snapshot's block.", float64(s.Snapshot.Block.Time))
	gauge("mcrpress_operators", "Operators.", float64(counts.Operators))
	gauge("mcrpress_events", "Records of events.", float64(counts.Events))
	gauge("mcrpress_events_without_log", "Records whose log was not found.", float64(counts.EventsWithoutLog))
	gauge("mcrpress_events_missing", "Records that the registries count and do not give.", float64(counts.MissingEvents))
	gauge("mcrpress_machines_bonded", "Machines with a bond.", float64(counts.Bonded))
	gauge("mcrpress_machines_degraded", "Machines with amounts that have no value.", float64(counts.Degraded))
	ratings := map[string]float64{}
	for letter, n := range counts.Ratings {
		ratings[string(letter)] = float64(n)
	}
	vector("mcrpress_machines", "Machines by rating.", "rating", ratings)
	findings := map[string]float64{}
	for kind, n := range counts.Findings {
		findings[string(kind)] = float64(n)
	}
	vector("mcrpress_findings", "What disagrees on chain, by kind.", "kind", findings)
	failures := map[string]float64{}
	for _, source := range s.Snapshot.FX {
		failures[source.Name] = 0
		if source.Failure != "" {
			failures[source.Name] = 1
		}
	}
	vector("mcrpress_rate_source_failed", "1 where a source of rates gave no answer.", "source", failures)

	gauge("mcrpress_tree_files", "Files of the tree.", float64(s.Snapshot.Tree.Files))
	gauge("mcrpress_tree_bytes", "Bytes of the tree.", float64(s.Snapshot.Tree.Bytes))
	vector("mcrpress_build_files", "Files by what the build did with them.", "change", map[string]float64{
		"written": float64(s.Tree.Changed), "kept": float64(s.Tree.Unchanged), "removed": float64(s.Tree.Removed),
	})
	gauge("mcrpress_build_rpc_requests", "HTTP requests to the node.", float64(s.RPC.Requests))
	gauge("mcrpress_build_rpc_retries", "Waits before a request was sent again.", float64(s.RPC.Retries))
	gauge("mcrpress_build_rpc_received_bytes", "Bytes of the node's answers.", float64(s.RPC.Received))
	gauge("mcrpress_build_rpc_sent_bytes", "Bytes of the requests.", float64(s.RPC.Sent))
	gauge("mcrpress_build_partners_not_asked", "Partners that the run had no time or bytes for, or that had failed.",
		float64(s.Partners.OverBudget+s.Partners.Skipped))
	return prometheus.WriteToTextfile(path, registry)
}
