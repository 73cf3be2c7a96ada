package sqldb

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"time"
)

// Run handles events until ctx ends. Then it takes no more, waits for the
// handlers that are at work (after OutboxConfig.Grace their contexts end, and the
// events are due again at once), and returns nil. Failures of handlers and of the
// database do not end it: it tries again. An error means that it runs already.
func (o *Outbox) Run(ctx context.Context) error {
	if !o.running.CompareAndSwap(false, true) {
		return errors.New("sqldb: this Outbox runs already")
	}
	defer o.running.Store(false)
	work, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	d := &drain{o: o, work: work, busy: map[string]int{}}
	for ctx.Err() == nil {
		published, freed := o.db.published.next(), d.freed.next()
		now := o.c.Now()
		n, err := d.take(ctx, now, now)
		if n > 0 && err == nil {
			continue // perhaps there are more
		}
		var changed <-chan struct{} // not after an error: then only the clock
		if err == nil {
			changed = published
		} else if ctx.Err() == nil {
			o.c.Logger.Error("outbox: the database refuses", "error", err)
		}
		// #nosec G404 -- spreads processes, decides nothing
		poll := time.NewTimer(o.c.Poll - rand.N(o.c.Poll/4+1))
		select {
		case <-ctx.Done():
		case <-changed:
		case <-freed:
		case <-poll.C:
		}
		poll.Stop()
	}
	defer time.AfterFunc(o.c.Grace, cancel).Stop()
	d.wg.Wait()
	return nil
}

// Drain handles what is due now and what is published meanwhile, and returns how
// many events are done. The error tells what the handlers of up to ten others
// said: those are tried again later. It is for commands and tests.
func (o *Outbox) Drain(ctx context.Context) (int, error) {
	work, cancel := context.WithCancel(ctx)
	defer cancel()
	d := &drain{o: o, work: work, busy: map[string]int{}}
	due := o.c.Now()
	for {
		freed, idle := d.freed.next(), d.idle()
		n, err := d.take(ctx, due, o.c.Now())
		if err != nil {
			d.failed(err)
			break
		}
		if n > 0 {
			continue
		}
		if idle {
			break
		}
		select {
		case <-ctx.Done():
		case <-freed:
		}
	}
	d.wg.Wait()
	return d.done, errors.Join(d.errs...)
}

// drain is one run of an Outbox.
type drain struct {
	o     *Outbox
	work  context.Context // of the handlers
	wg    sync.WaitGroup
	freed signal // a handler has ended

	mu   sync.Mutex
	busy map[string]int // events that are handled now, by topic
	done int
	errs []error
}

func (d *drain) idle() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.busy) == 0
}

func (d *drain) failed(err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.errs) < 10 {
		d.errs = append(d.errs, err)
	}
}

// free returns the topics that have room for more events, and the room.
func (d *drain) free() map[string]int {
	d.o.mu.Lock()
	topics := slices.Collect(maps.Keys(d.o.handlers))
	d.o.mu.Unlock()
	d.mu.Lock()
	defer d.mu.Unlock()
	free := map[string]int{}
	for _, topic := range topics {
		if n := d.o.c.Concurrency - d.busy[topic]; n > 0 {
			free[topic] = n
		}
	}
	return free
}

// take claims what was due by then, as far as there is room, and starts handling
// it. It returns how many events that are.
func (d *drain) take(ctx context.Context, due, now time.Time) (n int, err error) {
	// Before anything that may have to wait: the lease is counted from now.
	end := time.Now().Add(d.o.c.Lease)
	free := d.free()
	ready, err := d.o.ready(ctx, slices.Sorted(maps.Keys(free)), due)
	if err != nil {
		return 0, err
	}
	// To the end: what is claimed and not known would wait for its lease.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	for _, topic := range ready {
		events, err := d.o.claim(ctx, topic, free[topic], due, now)
		if err != nil {
			return n, err
		}
		n += len(events)
		for _, e := range events {
			d.start(e, end)
		}
	}
	return n, nil
}

func (d *drain) start(e Event, end time.Time) {
	d.mu.Lock()
	d.busy[e.Topic]++
	d.mu.Unlock()
	d.wg.Go(func() {
		defer func() {
			d.mu.Lock()
			if d.busy[e.Topic]--; d.busy[e.Topic] == 0 {
				delete(d.busy, e.Topic)
			}
			d.mu.Unlock()
			d.freed.happen()
		}()
		switch done, err := d.o.handle(d.work, e, end); {
		case err != nil:
			d.failed(fmt.Errorf("sqldb: event %d (%s): %w", e.ID, e.Topic, err))
		case done:
			d.mu.Lock()
			d.done++
			d.mu.Unlock()
		}
	})
}
