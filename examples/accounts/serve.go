package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"
)

// listen refuses addresses that others reach: passwords would cross the network in
// the clear. A real program has TLS, and no Insecure in open.
func listen(ctx context.Context, addr string) (net.Listener, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, err
	}
	if a, ok := l.Addr().(*net.TCPAddr); !ok || !a.IP.IsLoopback() {
		return nil, errors.Join(fmt.Errorf("%s is not a loopback address; this example speaks plain HTTP", addr), l.Close())
	}
	return l, nil
}

// serve answers requests, sends mails and tidies up, until ctx ends.
func (a *app) serve(ctx context.Context, l net.Listener) error {
	server := &http.Server{
		Handler:           a.handler,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      30 * time.Second,
		MaxHeaderBytes:    32 << 10,
		ErrorLog:          slog.NewLogLogger(a.logger.Handler(), slog.LevelWarn),
	}
	background, stop := context.WithCancel(ctx)
	var group sync.WaitGroup
	group.Go(func() {
		if err := a.outbox.Run(background); err != nil {
			a.logger.Error("outbox", "error", err)
		}
	})
	group.Go(func() { a.sweep(background) })
	group.Go(func() {
		<-background.Done()
		wait, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
		defer cancel()
		if err := server.Shutdown(wait); err != nil {
			a.logger.Error("shutdown", "error", err)
		}
	})
	err := server.Serve(l)
	stop()
	group.Wait()
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

func (a *app) sweep(ctx context.Context) {
	tick := time.NewTicker(time.Hour)
	defer tick.Stop()
	for {
		if _, err := a.service.Sweep(ctx); err != nil && ctx.Err() == nil {
			a.logger.Error("sweep", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
