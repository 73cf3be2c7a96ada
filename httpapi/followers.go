package httpapi

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/problem"
)

// How often a job is looked at while somebody follows it, once for all who do.
const (
	lookRunning = 500 * time.Millisecond
	lookPending = time.Second
	lookWithin  = 10 * time.Second
)

// followers are the streams of events, and the jobs that they are about.
type followers struct {
	most, mostEach int // streams; of one user
	over           context.Context
	end            context.CancelFunc // ends all streams, and lets none begin

	mu   sync.Mutex
	all  int
	each map[string]int // by user
	jobs map[watchedJob]*watched
}

func newFollowers(c Config) *followers {
	f := &followers{most: c.Streams, mostEach: c.StreamsEach, each: map[string]int{}, jobs: map[watchedJob]*watched{}}
	f.over, f.end = context.WithCancel(context.Background())
	return f
}

// watchedJob is a job as somebody sees it.
type watchedJob struct {
	by jobs.Actor
	id string
}

// enter counts one more stream of a user; leave takes it back.
func (f *followers) enter(user string) (leave func(), err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case f.over.Err() != nil:
		return nil, later(refuse(http.StatusServiceUnavailable, problem.CodeUnavailable, "", "This server is about to stop. Please connect again in a while."))
	case f.each[user] >= f.mostEach:
		return nil, later(refuse(http.StatusTooManyRequests, "too-many-streams", "", "You follow as many jobs as one may at a time. End one of them, or ask for the job itself from time to time."))
	case f.all >= f.most:
		return nil, later(refuse(http.StatusServiceUnavailable, "busy", "", "Too many follow their jobs at the moment. Ask for the job itself from time to time, or try again in a while."))
	}
	f.all++
	f.each[user]++
	return func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.all--
		if f.each[user]--; f.each[user] == 0 {
			delete(f.each, user)
		}
	}, nil
}

// later adds to a refusal when to try again.
func later(err error) error {
	if e, ok := errors.AsType[*refusal](err); ok {
		e.RetryAfter = 5 * time.Second
	}
	return err
}

// watch begins to watch a job, which was looked at, or joins those who do.
func (f *followers) watch(ctx context.Context, a *API, by jobs.Actor, id string, now jobNow) *watched {
	f.mu.Lock()
	defer f.mu.Unlock()
	key := watchedJob{by, id}
	if w := f.jobs[key]; w != nil {
		w.readers++
		return w
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(ctx)) // it goes on when the first of those who follow has gone
	w := &watched{key: key, readers: 1, stop: stop, sight: sightOf(now), changed: make(chan struct{})}
	f.jobs[key] = w
	go w.poll(ctx, a, now.State)
	return w
}

// part is said by each who watched.
func (f *followers) part(w *watched) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if w.readers--; w.readers == 0 {
		delete(f.jobs, w.key)
		w.stop()
	}
}

// watched is a job that somebody follows.
type watched struct {
	key     watchedJob
	readers int // under followers.mu
	stop    context.CancelFunc

	mu      sync.Mutex
	sight   sight
	changed chan struct{} // closed when sight is another
}

// sight is a job as it was seen.
type sight struct {
	n     int // how many were before it
	json  []byte
	final bool
	gone  bool // or not for who asks any more
}

func sightOf(now jobNow) sight {
	text, err := json.Marshal(now)
	return sight{json: text, final: now.State.Final(), gone: err != nil} // it cannot be: texts, numbers, times of these centuries
}

// now is the job as it was seen last, and what is closed when it is another.
func (w *watched) now() (sight, <-chan struct{}) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.sight, w.changed
}

// show shows the job to all who follow it, if it is not as it was.
func (w *watched) show(next sight) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if bytes.Equal(next.json, w.sight.json) && next.gone == w.sight.gone {
		return
	}
	next.n = w.sight.n + 1
	w.sight = next
	close(w.changed)
	w.changed = make(chan struct{})
}

// poll looks at the job from time to time, until it is final or gone, or nobody follows it. A database that does not answer for a while is waited for.
func (w *watched) poll(ctx context.Context, a *API, state jobs.State) {
	failed := false
	for {
		wait := lookRunning
		if state == jobs.Pending {
			wait = lookPending
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
		within, cancel := context.WithTimeout(ctx, lookWithin)
		now, err := a.look(within, w.key.by, w.key.id)
		cancel()
		switch {
		case jobs.CodeOf(err) != "":
			w.show(sight{gone: true})
			return
		case err != nil:
			if !failed && ctx.Err() == nil {
				a.c.Logger.WarnContext(ctx, "httpapi: events of a job wait", slog.String("job", w.key.id), slog.Any("error", err))
			}
			failed = true
			continue
		}
		failed, state = false, now.State
		w.show(sightOf(now))
		if state.Final() {
			return
		}
	}
}
