package ratelimit

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"
)

// errFailed says that the Limiter failed, or is left alone since.
var errFailed = errors.New("ratelimit: the limiter fails")

// errShort says of errFailed that there was hardly any time, which tells nothing of the Limiter. Else a few who send what they ask so slowly that
// milliseconds are left would make that it is left alone for everybody.
var errShort = errors.New("the request had no time for it")

// alarmEvery is how often the log says that the Limiter fails.
const alarmEvery = 10 * time.Second

// breaker knows whether the Limiter works. After Config.Failures in a row it does not: then it is asked once in each Config.Pause, so that requests do not
// all wait for what does not answer.
type breaker struct {
	mu    sync.Mutex
	row   int       // failures since it worked
	err   error     // the last of them, or nil
	since time.Time // of the first of them
	until time.Time // it is left alone, if there are Failures of them
	asks  bool      // somebody is finding out whether it works again

	logged time.Time // the last alarm
	failed int       // requests since then
}

// Trouble tells since when the Limiter fails, and how; nil = it does not.
func (g *Guard) Trouble() (since time.Time, err error) {
	g.breaker.mu.Lock()
	defer g.breaker.mu.Unlock()
	return g.breaker.since, g.breaker.err
}

// ask asks the Limiter, unless it is to be left alone. Of errFailed, wait says after how long to ask again. Other errors are ErrInvalid and ctx's.
func (g *Guard) ask(ctx context.Context, r Request, p Policy) (d Decision, wait time.Duration, err error) {
	if err := ctx.Err(); err != nil {
		return Decision{}, 0, err
	}
	probe, wait, err := g.enter(ctx)
	if err != nil {
		return Decision{}, wait, err
	}
	d, err = g.safely(ctx, r, p)
	return d, g.leave(ctx, probe, err), err
}

// enter says whether the Limiter may be asked, and by a probe: one that finds out whether it works again.
func (g *Guard) enter(ctx context.Context) (probe bool, wait time.Duration, err error) {
	b := &g.breaker
	var line *alarm
	b.mu.Lock()
	if probe = b.row >= g.c.Failures; probe {
		if wait = g.alone(); wait > 0 {
			err, line = b.err, g.alarm(b.since, b.err)
		} else {
			b.asks = true
		}
	}
	b.mu.Unlock()
	line.log(ctx, g.c.Logger)
	return probe, wait, err
}

// leave notes how it went, and says after how long to ask again if it failed.
func (g *Guard) leave(ctx context.Context, probe bool, err error) (wait time.Duration) {
	b, now := &g.breaker, g.c.Now()
	var line *alarm
	var works time.Time // since when it did not
	b.mu.Lock()
	if probe {
		b.asks = false
	}
	switch {
	case err == nil:
		if b.row >= g.c.Failures {
			works = b.since
		}
		b.row, b.err, b.since, b.until = 0, nil, time.Time{}, time.Time{}
	case errors.Is(err, ErrBusy), errors.Is(err, errShort): // it works, for others
		line, wait = g.alarm(now, err), g.c.Pause
	case errors.Is(err, errFailed):
		if b.row == 0 {
			b.since = now
		}
		b.row = min(b.row+1, g.c.Failures)
		b.err, b.until = err, now.Add(g.c.Pause)
		line, wait = g.alarm(b.since, err), g.c.Pause
	}
	b.mu.Unlock()
	line.log(ctx, g.c.Logger)
	if !works.IsZero() {
		g.c.Logger.InfoContext(ctx, "ratelimit: the limiter works again", slog.Time("since", works))
	}
	return wait
}

// alone says how long the Limiter is to be left alone; 0 = whoever asks this finds out. A clock that went back does not make it longer than the pause.
func (g *Guard) alone() time.Duration {
	b := &g.breaker
	wait := b.until.Sub(g.c.Now())
	switch {
	case b.asks && (wait <= 0 || wait > g.c.Pause):
		return g.c.Pause
	case wait > g.c.Pause:
		return 0
	}
	return max(wait, 0)
}

// alarm is a line of the log: that requests were not counted.
type alarm struct {
	since    time.Time
	requests int
	err      error
}

// alarm counts a request that was not counted, and returns a line of the log now and then.
func (g *Guard) alarm(since time.Time, err error) *alarm {
	b, now := &g.breaker, g.c.Now()
	b.failed++
	if since := now.Sub(b.logged); !b.logged.IsZero() && since >= 0 && since < alarmEvery {
		return nil
	}
	line := &alarm{since, b.failed, err}
	b.logged, b.failed = now, 0
	return line
}

func (a *alarm) log(ctx context.Context, l *slog.Logger) {
	if a != nil {
		l.ErrorContext(ctx, "ratelimit: the limiter fails: limits are open, or closed where the policy says so",
			slog.Time("since", a.since), slog.Int("requests", a.requests), slog.Any("error", a.err))
	}
}

// safely asks the Limiter. What it breaks of, a panic too, is errFailed, but not that the one who asked has gone: his context is canceled then. A deadline
// that he has is one for the Limiter as well, and errShort where it left less than half of Config.Timeout.
func (g *Guard) safely(ctx context.Context, r Request, p Policy) (d Decision, err error) {
	within, cancel := context.WithTimeout(ctx, g.c.Timeout)
	defer cancel()
	defer func() {
		if broke := recover(); broke != nil {
			d, err = Decision{}, fmt.Errorf("%w: panic: %v", errFailed, broke)
		}
	}()
	deadline, ends := ctx.Deadline()
	short := ends && time.Until(deadline) < g.c.Timeout/2
	d, err = g.c.Limiter.Allow(within, r.Who.key(p.Name), p, r.Cost)
	switch {
	case err == nil:
		return d, nil
	case errors.Is(ctx.Err(), context.Canceled):
		return Decision{}, ctx.Err()
	case errors.Is(err, ErrInvalid):
		return Decision{}, err
	case short && ctx.Err() != nil:
		return Decision{}, fmt.Errorf("%w: %w: %w", errFailed, errShort, err)
	}
	return Decision{}, fmt.Errorf("%w: %w", errFailed, err)
}
