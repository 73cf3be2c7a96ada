package metrics

import (
	"context"
	"log/slog"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/einkpdf/platform/blob"
	"github.com/einkpdf/platform/health"
	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/quota"
	"github.com/einkpdf/platform/sqldb"
)

// Sources are what has statistics. What is nil or "" has none.
type Sources struct {
	DB     *sqldb.DB
	Jobs   jobs.Queue
	Quotas quota.Admin
	Tiers  []quota.Tier // those of quota.Config, for their limits; nil = quota.Tiers()
	Blobs  blob.Store
	Folder string // of the data: how much of its disk is free
	Health *health.Service
}

// How long statistics that take long are good for, and how long they may take.
const (
	keepQuotas = 2 * time.Minute
	keepBlobs  = 10 * time.Minute
	longest    = 2 * time.Minute
)

// Watch reads the statistics of s at each scrape until ctx ends. It is called once; its error is of a second time.
func (m *Metrics) Watch(ctx context.Context, s Sources) error {
	if s.DB != nil {
		watch(ctx, m, "database", m.c.Keep, readDatabase(s.DB), m.databaseFamily())
	}
	if s.Jobs != nil {
		watch(ctx, m, "jobs", m.c.Keep, s.Jobs.Stats, m.queueFamily())
	}
	if s.Quotas != nil {
		if s.Tiers == nil {
			s.Tiers = quota.Tiers()
		}
		watch(ctx, m, "quotas", max(keepQuotas, m.c.Keep), s.Quotas.Stats, m.quotaFamily(s.Tiers))
	}
	if s.Blobs != nil {
		watch(ctx, m, "blobs", max(keepBlobs, m.c.Keep), readBlobs(s.Blobs), m.blobFamily())
	}
	if s.Folder != "" {
		watch(ctx, m, "disk", m.c.Keep, readDisk(s.Folder), m.diskFamily())
	}
	if s.Health != nil {
		watch(ctx, m, "health", time.Second, readHealth(s.Health), m.healthFamily())
	}
	return m.err
}

// watch registers what reads a source.
func watch[T any](ctx context.Context, m *Metrics, name string, keep time.Duration, read func(ctx context.Context) (T, error), f family[T]) {
	m.register(&source[T]{
		family: f, wait: m.c.Timeout, up: prometheus.NewDesc(upName, upHelp, nil, prometheus.Labels{"source": name}),
		sample: sample[T]{ended: ctx, read: read, keep: keep, limit: longest, told: func(err error) {
			if err != nil && ctx.Err() == nil {
				m.c.Logger.Warn("metrics: statistics cannot be read", slog.String("source", name), slog.Any("error", err))
			}
		}},
	})
}

// What each source says of itself.
const (
	upName = "einkpdf_source_up"
	upHelp = "1 if there are the statistics of a source, else 0: they could not be read when they were read last, are being read for the first time, or for longer than two minutes."
)

// family is metrics that are read together.
type family[T any] struct {
	descs []*prometheus.Desc
	emit  func(v T, w writer)
}

// source is a family whose values are read at a scrape.
type source[T any] struct {
	family[T]
	up     *prometheus.Desc
	wait   time.Duration
	sample sample[T]
}

// Describe implements prometheus.Collector.
func (s *source[T]) Describe(ch chan<- *prometheus.Desc) {
	ch <- s.up
	for _, d := range s.descs {
		ch <- d
	}
}

// Collect implements prometheus.Collector.
func (s *source[T]) Collect(ch chan<- prometheus.Metric) {
	v, ok := s.sample.get(s.wait)
	if up, err := prometheus.NewConstMetric(s.up, prometheus.GaugeValue, number(ok)); err == nil {
		ch <- up
	}
	if !ok {
		return
	}
	w := writer{}
	s.emit(v, w)
	for _, p := range w {
		if one, err := prometheus.NewConstMetric(p.desc, p.kind, p.value, p.labels...); err == nil {
			ch <- one
		}
	}
}

// writer gathers values. Those whose labels became the same add up: Prometheus takes none of them twice.
type writer map[string]*point

type point struct {
	desc   *prometheus.Desc
	kind   prometheus.ValueType
	value  float64
	labels []string
}

func (w writer) gauge(r *reading, v float64, labels ...string) {
	w.add(r, prometheus.GaugeValue, v, labels)
}
func (w writer) counter(r *reading, v float64) {
	w.add(r, prometheus.CounterValue, v, nil)
}

func (w writer) add(r *reading, kind prometheus.ValueType, v float64, labels []string) {
	labels = bound(r.labels, labels)
	key := strings.Join(append([]string{r.desc.String()}, labels...), "\xff") // which no label has
	if p, ok := w[key]; ok {
		p.value += v
		return
	}
	w[key] = &point{r.desc, kind, v, labels}
}

// reading is a metric whose values are read.
type reading struct {
	desc   *prometheus.Desc
	labels []*values
}

func (m *maker) reading(name, kind, help string, labels ...string) *reading {
	return &reading{prometheus.NewDesc(name, help, labels, nil), m.describe(name, kind, help, labels)}
}

// descsOf are the descriptions of readings.
func descsOf(all ...*reading) (descs []*prometheus.Desc) {
	for _, r := range all {
		descs = append(descs, r.desc)
	}
	return descs
}
