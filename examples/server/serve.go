package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"sync"
	"time"
)

type serveCmd struct {
	settings
}

// requestGrace is how long requests get to end when the server stops; the queue has a grace of its own beside that.
const requestGrace = 20 * time.Second

// Run serves until ctx ends.
func (c *serveCmd) Run(ctx context.Context, d *dataFolder, s streams) (err error) {
	logger, err := c.logger(s.err)
	if err != nil {
		return err
	}
	if err := c.check(); err != nil {
		return err
	}
	certificate, err := c.certificate(logger)
	if err != nil {
		return err
	}
	if err := hostPort("--listen (EINKPDF_LISTEN)", c.Listen); err != nil {
		return err
	}
	listener, err := listen(ctx, "--listen (EINKPDF_LISTEN)", c.Listen)
	if err != nil {
		return err
	}
	defer listener.Close() //nolint:errcheck // the server closes it as well
	at, err := c.address(listener.Addr())
	if err != nil {
		return err
	}
	unlock, err := d.lock()
	if err != nil {
		return err
	}
	defer unlock() //nolint:errcheck // the process ends
	h, err := open(ctx, houseConfig{folder: *d, at: at, settings: c.settings, logger: logger})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	link, err := h.firstAdmin(ctx)
	if err != nil {
		return err
	}
	if link != "" {
		debug.FreeOSMemory() // what hashing the password took
	}
	said := fmt.Sprintf("Address: %s\nAPI:     %s/api/v1/openapi.yaml\nData:    %s\n", at.url, at.url, h.c.folder.absolute())
	if link != "" {
		said += fmt.Sprintf("\nSet the password of the first admin, %q, within %s. This link works once:\n%s\n", firstAdminName, inWords(firstAdminTime), link)
	}
	if _, err := io.WriteString(s.out, said); err != nil {
		return err
	}
	if certificate != nil {
		listener = tls.NewListener(listener, &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: certificate.get, NextProtos: []string{"h2", "http/1.1"}})
	}
	return h.serve(ctx, listener)
}

// listen opens the address that a setting says.
func listen(ctx context.Context, setting, address string) (net.Listener, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", setting, err)
	}
	return l, nil
}

// serve answers requests, and does what is to be done in the background, until ctx ends; then it stops gracefully. An error says what ended it before.
func (h *house) serve(ctx context.Context, l net.Listener) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	server := &http.Server{
		Handler:           h.handler,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       time.Minute, // uploads have a time of their own: assethttp.Receive
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    32 << 10,
		HTTP2:             &http.HTTP2Config{SendPingTimeout: time.Minute, WriteByteTimeout: writeTime},
		ErrorLog:          slog.NewLogLogger(h.c.logger.Handler(), slog.LevelDebug), // what clients do wrong
	}
	server.RegisterOnShutdown(h.api.Close) // the events of jobs have no end of their own, and clients come again
	var group sync.WaitGroup
	background := func(name string, do func(ctx context.Context) error) {
		group.Go(func() {
			if err := do(ctx); err != nil {
				h.c.logger.Error("server: "+name+" ended", slog.Any("error", err))
				stop(fmt.Errorf("%s: %w", name, err))
			}
		})
	}
	background("outbox", h.outbox.Run)
	background("rate limits", h.guard.Run)
	background("alerts", h.monitor.Run)
	background("queue", func(ctx context.Context) error { return h.queue.Run(ctx, h.handlers()) })
	group.Go(func() {
		<-ctx.Done()
		h.health.Stop()
		wait, cancel := context.WithTimeout(context.WithoutCancel(ctx), requestGrace)
		defer cancel()
		if err := server.Shutdown(wait); err != nil {
			h.c.logger.Warn("server: some requests did not end in time", slog.Any("error", err))
			_ = server.Close()
		}
	})
	if err := h.serveMetrics(ctx, background); err != nil {
		stop(err)
	}
	h.c.logger.Info("server: serves", slog.String("address", h.c.at.url))
	err := server.Serve(l)
	stop(err)
	group.Wait()
	h.c.logger.Info("server: stopped")
	if cause := context.Cause(ctx); !errors.Is(cause, context.Canceled) && !errors.Is(cause, http.ErrServerClosed) {
		return cause
	}
	return nil
}
