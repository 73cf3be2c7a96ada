package main

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"time"

	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/jobs/renderjob"
)

// pause is between requests of the one who enqueues: ten a second, which is more than two CPUs render.
const pause = 100 * time.Millisecond

// enqueues measures requests while all processors render what was asked for before.
func enqueues(ctx context.Context, o options, table io.Writer) error {
	w, err := newWorld(ctx)
	if err != nil {
		return err
	}
	defer w.close()
	var took times
	done := 0
	began := time.Now()
	err = w.running(ctx, jobs.Handlers{renderjob.Kind: w.renders.Handler()}, func(ctx context.Context) error {
		n := 0
		submit := func() error {
			n++
			_, _, err := w.renders.Submit(ctx, user(n), renderjob.Request{Project: "planner"})
			return err
		}
		for range 4 * runtime.GOMAXPROCS(0) { // so that none of them is ever idle
			if err := submit(); err != nil {
				return err
			}
		}
		began = time.Now()
		for len(took) < 2 || time.Since(began) < o.time {
			before := time.Now()
			if err := submit(); err != nil {
				return err
			}
			took = append(took, time.Since(before))
			time.Sleep(pause)
		}
		for j := 1; j <= n; j++ {
			page, _, err := w.queue.List(ctx, jobs.Actor{User: user(j)}, jobs.Filter{}, "", 1)
			if err != nil {
				return err
			}
			switch page[0].State {
			case jobs.Succeeded:
				done++
			case jobs.Failed, jobs.Cancelled:
				return failed(page[0])
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("enqueue: %w", err)
	}
	row(table, "enqueue", fmt.Sprintf("beside %.1f renders a second", float64(done)/time.Since(began).Seconds()), took)
	return nil
}
