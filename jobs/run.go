package jobs

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"
)

// reportEvery is how often progress is written down.
const reportEvery = time.Second

// runner is one Run.
type runner struct {
	*SQL
	handlers Handlers
	kinds    string        // of handlers, a JSON array
	name     string        // Config.Name, and what no other Run has
	freed    chan struct{} // of one: a Handler has returned, or is stuck
	periods  map[string]time.Time
	slow     map[string]bool // ids that rescue could not end in time in its last round

	mu      sync.Mutex
	trouble map[string]bool // what fails now
}

// Run implements Runner. Of one SQL there is one at a time.
func (q *SQL) Run(ctx context.Context, h Handlers) error {
	r, err := q.newRunner(h)
	if err != nil {
		return err
	}
	if !q.here.begin() {
		return errors.New("jobs: this queue runs already")
	}
	defer q.here.end()
	return r.run(ctx)
}

func (q *SQL) newRunner(h Handlers) (*runner, error) {
	if len(h) == 0 {
		return nil, errors.New("jobs: Run needs a Handler for one kind at least")
	}
	all := maps.Clone(h)
	for _, kind := range slices.Sorted(maps.Keys(h)) {
		switch {
		case h[kind] == nil:
			return nil, fmt.Errorf("jobs: the Handler of kind %q is nil", kind)
		case !isKind(kind):
			return nil, fmt.Errorf("jobs: a Handler for %q: a kind has 1 to 64 of a-z 0-9 . -, first a letter", kind)
		case strings.HasPrefix(kind, ownKinds):
			return nil, fmt.Errorf("jobs: a Handler for %q: what begins with %q is the queue's own", kind, ownKinds)
		}
	}
	all[sweepKind] = q.sweepJob
	kinds, err := json.Marshal(slices.Sorted(maps.Keys(all)))
	if err != nil {
		return nil, err
	}
	return &runner{
		SQL: q, handlers: all, kinds: string(kinds), name: q.c.Name + " " + rand.Text()[:8],
		freed: make(chan struct{}, 1), periods: map[string]time.Time{}, slow: map[string]bool{}, trouble: map[string]bool{},
	}, nil
}

// run works until ctx ends, and then until the handlers have returned.
func (r *runner) run(ctx context.Context) error {
	// What keeps the jobs that are here goes on while they end.
	keep, stop := context.WithCancel(context.WithoutCancel(ctx))
	var care sync.WaitGroup
	defer care.Wait()
	defer stop()
	ctx, end := context.WithCancel(ctx)
	defer end()
	care.Go(func() { r.beats(keep) })
	care.Go(func() { every(keep, r.c.Watch, func() { r.watch(keep) }) })
	care.Go(func() { every(keep, reportEvery, func() { r.report(keep) }) })

	care.Go(func() { every(ctx, r.c.Lease/2, func() { r.told(ctx, "rescue", r.rescue(ctx)) }) })
	care.Go(func() { every(ctx, r.c.Poll, func() { r.told(ctx, "periodic", r.periodic(ctx)) }) })
	care.Go(func() { every(ctx, r.c.StatsEvery, func() { r.stats(ctx) }) })

	if err := r.work(ctx); err != nil {
		end()
		_ = r.drain(ctx, 0) // says of the same handlers what err says
		return err
	}
	return r.drain(ctx, r.c.Grace)
}

// every calls do at once, and then each time that much has passed since it returned, until ctx ends.
func every(ctx context.Context, wait time.Duration, do func()) {
	for {
		do()
		if !sleep(ctx, wait) {
			return
		}
	}
}

// sleep waits, and tells whether ctx goes on.
func sleep(ctx context.Context, wait time.Duration) bool {
	t := time.NewTimer(wait)
	defer t.Stop()
	select {
	case <-t.C:
		return ctx.Err() == nil
	case <-ctx.Done():
		return false
	}
}

// work claims jobs and starts them, until ctx ends. The error says that there is no place left, and never will be.
func (r *runner) work(ctx context.Context) error {
	for ctx.Err() == nil {
		if r.here.stuck() >= r.c.Concurrent {
			return r.noPlace(ctx)
		}
		free := r.c.Concurrent - r.here.count()
		n, err := 0, error(nil)
		if free > 0 {
			n, err = r.take(ctx, free)
			r.told(ctx, "claim", err)
		}
		if n > 0 && err == nil {
			continue // perhaps there are more
		}
		wake, freed := r.wake, r.freed
		if err != nil { // then only the clock
			wake, freed = nil, nil
		}
		poll := time.NewTimer(around(r.c.Poll))
		select {
		case <-ctx.Done():
		case <-wake:
		case <-freed:
		case <-poll.C:
		}
		poll.Stop()
	}
	return nil
}

// take claims up to so many jobs and starts them.
func (r *runner) take(ctx context.Context, free int) (int, error) {
	claimed, err := r.claim(ctx, free)
	for _, c := range claimed {
		a := r.newAttempt(ctx, c)
		r.here.add(a)
		go func() {
			defer r.leave(a)
			a.run()
		}()
	}
	return len(claimed), err
}

// leave says that an attempt is over.
func (r *runner) leave(a *attempt) {
	r.here.remove(a)
	r.look()
}

// look tells work and drain that something has changed with those that are here.
func (r *runner) look() {
	select {
	case r.freed <- struct{}{}:
	default:
	}
}
