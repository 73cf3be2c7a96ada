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
	"strings"
	"sync"
	"time"
)

type serveCmd struct {
	settings
}

// How long requests get to end when the server stops; the queue has a grace of its own beside that.
const (
	requestGrace = 20 * time.Second
	streamGrace  = time.Second // for what has no end of its own: the events of a job
)

// Run serves until ctx ends.
func (c *serveCmd) Run(ctx context.Context, d *dataFolder, s streams) (err error) {
	logger, err := c.logger(s.err)
	if err != nil {
		return err
	}
	certificate, err := c.certificate()
	if err != nil {
		return err
	}
	listener, err := listen(ctx, c.Listen)
	if err != nil {
		return err
	}
	defer listener.Close() //nolint:errcheck // the server closes it as well
	at, err := c.address(listener.Addr())
	if err != nil {
		return err
	}
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

// listen opens the address.
func listen(ctx context.Context, address string) (net.Listener, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("--listen (EINKPDF_LISTEN): %w", err)
	}
	return l, nil
}

// serve answers requests, and does what is to be done in the background, until ctx ends; then it stops gracefully. An error says what ended it before.
func (h *house) serve(ctx context.Context, l net.Listener) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	streams, end := context.WithCancel(context.WithoutCancel(ctx))
	defer end()
	server := &http.Server{
		Handler:           endingStreams(streams, h.handler),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       time.Minute, // uploads have a time of their own: assethttp.Receive
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    32 << 10,
		HTTP2:             &http.HTTP2Config{SendPingTimeout: time.Minute, WriteByteTimeout: writeTime},
		ErrorLog:          slog.NewLogLogger(h.c.logger.Handler(), slog.LevelDebug), // what clients do wrong
	}
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
		time.AfterFunc(streamGrace, end)
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

// endingStreams ends the requests for events of jobs when streams ends: nobody would wait for these, and clients come again.
func endingStreams(streams context.Context, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/events") {
			ctx, cancel := context.WithCancel(r.Context())
			defer cancel()
			defer context.AfterFunc(streams, cancel)()
			r = r.WithContext(ctx)
		}
		next.ServeHTTP(w, r)
	})
}
