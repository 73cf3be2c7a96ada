package main

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/einkpdf/platform/admin"
	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/health"
	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/metrics"
	"github.com/einkpdf/platform/quota"
	"github.com/einkpdf/platform/ratelimit"
)

// buildWatching makes what counts for Prometheus, and what raises alerts for admins.
func (h *house) buildWatching(context.Context) (err error) {
	if h.metrics, err = metrics.New(metrics.Config{Version: health.ReadVersion(""), Logger: h.c.logger}); err != nil {
		return err
	}
	h.monitor, err = admin.NewMonitor(admin.MonitorConfig{
		DB: h.db, Logger: h.c.logger, Observer: h.metrics.Alerts(),
		Measures: map[string]func(ctx context.Context) (int64, error){admin.RuleDiskLow: h.diskUsed},
	})
	return err
}

// diskUsed is how many percent of the disk are used. Where the system does not say, it is nothing.
func (h *house) diskUsed(context.Context) (int64, error) {
	free, total, err := health.FreeDisk(string(h.c.folder))
	if errors.Is(err, errors.ErrUnsupported) || err == nil && total == 0 {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	return 100 - int64(float64(free)/float64(total)*100), nil
}

// Whom the services tell what happens: both.

func (h *house) onAccounts() auth.Observer {
	return metrics.All(h.metrics.Auth(), auth.Observer{OnLogin: h.monitor.OnLogin})
}

func (h *house) onQuotas() quota.Observer {
	return metrics.All(h.metrics.Quota(), quota.Observer{OnRefuse: h.monitor.OnQuota})
}

func (h *house) onLimits() ratelimit.Observer {
	return metrics.All(h.metrics.RateLimit(), ratelimit.Observer{OnRefuse: h.monitor.OnLimited, OnFail: h.monitor.OnUncounted})
}

func (h *house) onJobs() jobs.Observer {
	return metrics.All(h.metrics.Jobs(), jobs.Observer{OnFinish: h.monitor.OnFinish})
}

// serveMetrics serves /metrics at an address of its own, which strangers do not reach, if the settings say one.
func (h *house) serveMetrics(ctx context.Context, background func(name string, do func(ctx context.Context) error)) error {
	if h.c.settings.MetricsListen == "" {
		return nil
	}
	l, err := listen(ctx, "--metrics-listen (EINKPDF_METRICS_LISTEN)", h.c.settings.MetricsListen)
	if err != nil {
		return err
	}
	err = h.metrics.Watch(ctx, metrics.Sources{
		DB: h.db, Jobs: h.queue, Quotas: h.quotas, Blobs: h.blobs, Folder: string(h.c.folder), Health: h.health,
	})
	if err != nil {
		return errors.Join(err, l.Close())
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", h.metrics.Handler())
	server := &http.Server{Handler: mux, ReadTimeout: 10 * time.Second, WriteTimeout: 30 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 16 << 10}
	background("metrics", func(ctx context.Context) error {
		defer context.AfterFunc(ctx, func() { _ = server.Close() })()
		if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			return err
		}
		return nil
	})
	h.c.logger.Info("server: metrics", slog.String("address", l.Addr().String()))
	return nil
}
