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

// alarmEvery is how often the log says that the Limiter fails.
const alarmEvery = 10 * time.Second

// breaker knows whether the Limiter works. While it does not, it is asked once in each Config.Pause, so that requests do not all wait for what
// does not answer.
type breaker struct {
	mu    sync.Mutex
	err   error     // nil = it works
	since time.Time // of err
	until time.Time // it is left alone
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

// ask asks the Limiter, unless it is to be left alone. Of errFailed, wait says after how long it is asked again. Other errors are ErrInvalid and ctx's.
func (g *Guard) ask(ctx context.Context, r Request, p Policy) (d Decision, wait time.Duration, err error) {
	b := &g.breaker
	b.mu.Lock()
	probe := b.err != nil
	if probe {
		if wait, err := g.alone(), b.err; wait > 0 {
			g.alarm(ctx)
			b.mu.Unlock()
			return Decision{}, wait, err
		}
		b.asks = true
	}
	b.mu.Unlock()

	d, err = g.safely(ctx, r, p)

	b.mu.Lock()
	defer b.mu.Unlock()
	if probe {
		b.asks = false
	}
	switch {
	case err == nil:
		if b.err != nil {
			g.c.Logger.InfoContext(ctx, "ratelimit: the limiter works again", slog.Time("since", b.since))
			b.err, b.since, b.until = nil, time.Time{}, time.Time{}
		}
	case errors.Is(err, errFailed):
		now := g.c.Now()
		if b.err == nil {
			b.since = now
		}
		b.err, b.until = err, now.Add(g.c.Pause)
		g.alarm(ctx)
		wait = g.c.Pause
	}
	return d, wait, err
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

// alarm logs that a request was not counted, now and then.
func (g *Guard) alarm(ctx context.Context) {
	b, now := &g.breaker, g.c.Now()
	b.failed++
	if since := now.Sub(b.logged); !b.logged.IsZero() && since >= 0 && since < alarmEvery {
		return
	}
	g.c.Logger.ErrorContext(ctx, "ratelimit: the limiter fails: limits are open, or closed where the policy says so",
		slog.Time("since", b.since), slog.Int("requests", b.failed), slog.Any("error", b.err))
	b.logged, b.failed = now, 0
}

// safely asks the Limiter. What it breaks of, a panic too, is errFailed, but not that the one who asked has gone.
func (g *Guard) safely(ctx context.Context, r Request, p Policy) (d Decision, err error) {
	within, cancel := context.WithTimeout(ctx, g.c.Timeout)
	defer cancel()
	defer func() {
		if broke := recover(); broke != nil {
			d, err = Decision{}, fmt.Errorf("%w: panic: %v", errFailed, broke)
		}
	}()
	d, err = g.c.Limiter.Allow(within, r.Who.key(p.Name), p, r.Cost)
	switch {
	case err == nil:
		return d, nil
	case ctx.Err() != nil:
		return Decision{}, ctx.Err()
	case errors.Is(err, ErrInvalid):
		return Decision{}, err
	}
	return Decision{}, fmt.Errorf("%w: %w", errFailed, err)
}
