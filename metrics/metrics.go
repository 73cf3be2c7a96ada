package metrics

import (
	"cmp"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/einkpdf/platform/health"
)

// Config is what New makes Metrics of. The zero value is right.
type Config struct {
	Version health.Version // of the program, for einkpdf_build_info
	// Timeout is how long a scrape waits for statistics; 0 = 3 s.
	Timeout time.Duration
	// Keep is how long statistics are good for; 0 = 10 s. Those that take long have times of their own.
	Keep   time.Duration
	Logger *slog.Logger // nil = silent
}

// Metrics counts. It is safe for concurrent use. Its methods that return observers may be called any number of times.
type Metrics struct {
	c Config
	*maker

	api     apiMetrics
	limits  limitMetrics
	quotas  quotaMetrics
	jobs    jobMetrics
	auth    authMetrics
	project projectMetrics
	assets  assetMetrics
	preview previewMetrics
	outbox  outboxMetrics
	alerts  alertMetrics
}

// New makes Metrics with a registry of their own.
func New(c Config) (*Metrics, error) {
	c.Timeout = cmp.Or(max(c.Timeout, 0), 3*time.Second)
	c.Keep = cmp.Or(max(c.Keep, 0), 10*time.Second)
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	m := &Metrics{c: c, maker: &maker{registry: prometheus.NewRegistry()}}
	m.api = newAPIMetrics(m.maker)
	m.limits = newLimitMetrics(m.maker)
	m.quotas = newQuotaMetrics(m.maker)
	m.jobs = newJobMetrics(m.maker)
	m.auth = newAuthMetrics(m.maker)
	m.project = newProjectMetrics(m.maker)
	m.assets = newAssetMetrics(m.maker)
	m.preview = newPreviewMetrics(m.maker)
	m.outbox = newOutboxMetrics(m.maker)
	m.alerts = newAlertMetrics(m.maker)
	m.describe(upName, "gauge", upHelp, []string{"source"})
	m.gauge("einkpdf_build_info", "1, and which program this is.", "version", "revision", "go").set(1, c.Version.Version, c.Version.Revision, c.Version.Go)
	m.register(collectors.NewGoCollector())
	m.register(collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	if m.err != nil {
		return nil, fmt.Errorf("metrics: %w", m.err)
	}
	return m, nil
}

// Registry is where a host adds metrics of its own.
func (m *Metrics) Registry() *prometheus.Registry { return m.registry }

// Handler answers scrapes, two at a time; more are 503. It tells much about a server, so it is not for strangers.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{
		ErrorLog: errorLog{m.c.Logger}, ErrorHandling: promhttp.ContinueOnError, MaxRequestsInFlight: 2, Timeout: 30 * time.Second,
	})
}

type errorLog struct{ *slog.Logger }

// Println implements promhttp.Logger.
func (l errorLog) Println(v ...any) {
	l.Error("metrics: a scrape", slog.String("error", fmt.Sprint(v...)))
}
