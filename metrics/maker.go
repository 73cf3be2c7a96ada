package metrics

import (
	"errors"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// maker makes metrics whose labels have a bound, and registers them.
type maker struct {
	registry *prometheus.Registry
	err      error // of all that cannot be registered
	all      []described
}

// described is a metric, for docs/metrics.md.
type described struct {
	name, kind, help string
	labels           []string
}

func (m *maker) register(c prometheus.Collector) {
	if err := m.registry.Register(c); err != nil {
		m.err = errors.Join(m.err, err)
	}
}

// describe notes a metric down.
func (m *maker) describe(name, kind, help string, labels []string) []*values {
	m.all = append(m.all, described{name, kind, help, labels})
	bounds := make([]*values, len(labels))
	for i := range labels {
		bounds[i] = &values{}
	}
	return bounds
}

// counter only ever grows.
type counter struct {
	vec    *prometheus.CounterVec
	labels []*values
}

func (m *maker) counter(name, help string, labels ...string) *counter {
	c := &counter{prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels), m.describe(name, "counter", help, labels)}
	m.register(c.vec)
	return c
}

// add adds what is not less than nothing.
func (c *counter) add(n float64, labels ...string) {
	if one, err := c.vec.GetMetricWithLabelValues(bound(c.labels, labels)...); err == nil && n >= 0 {
		one.Add(n)
	}
}

// start makes a series begin at 0, so that its first rise is seen as one.
func (c *counter) start(labels ...string) *counter {
	c.add(0, labels...)
	return c
}

// gauge goes up and down.
type gauge struct {
	vec    *prometheus.GaugeVec
	labels []*values
}

func (m *maker) gauge(name, help string, labels ...string) *gauge {
	g := &gauge{prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: name, Help: help}, labels), m.describe(name, "gauge", help, labels)}
	m.register(g.vec)
	return g
}

func (g *gauge) set(v float64, labels ...string) {
	if one, err := g.vec.GetMetricWithLabelValues(bound(g.labels, labels)...); err == nil {
		one.Set(v)
	}
}

// histogram counts how large things are.
type histogram struct {
	vec    *prometheus.HistogramVec
	labels []*values
}

func (m *maker) histogram(name, help string, buckets []float64, labels ...string) *histogram {
	h := &histogram{prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: name, Help: help, Buckets: buckets}, labels), m.describe(name, "histogram", help, labels)}
	m.register(h.vec)
	return h
}

func (h *histogram) observe(v float64, labels ...string) {
	if one, err := h.vec.GetMetricWithLabelValues(bound(h.labels, labels)...); err == nil {
		one.Observe(v)
	}
}

func (h *histogram) took(d time.Duration, labels ...string) { h.observe(d.Seconds(), labels...) }

// The buckets: of what somebody waits for, of jobs, and of memory in bytes.
func quick() []float64 { return []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10} }
func slow() []float64  { return []float64{.1, .25, .5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800} }
func memory() []float64 {
	return []float64{32 << 20, 64 << 20, 96 << 20, 128 << 20, 192 << 20, 256 << 20, 384 << 20, 512 << 20, 768 << 20, 1 << 30, 2 << 30}
}
