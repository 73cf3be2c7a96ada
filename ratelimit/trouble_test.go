package ratelimit_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/ratelimit"
)

// One failure is that of one request. Five in a row make that the Limiter is left alone.
func TestFailuresInARow(t *testing.T) {
	t.Parallel()
	var o told
	var log bytes.Buffer
	fails := true
	limiter := &fake{allow: func(context.Context) (ratelimit.Decision, error) {
		if fails {
			return ratelimit.Decision{}, errors.New("no disk")
		}
		return ratelimit.Decision{OK: true, Limit: 10}, nil
	}}
	g := newGuard(t, ratelimit.Config{Limiter: limiter, Observer: o.observer(), Pause: time.Hour, Logger: slog.New(slog.NewTextHandler(&log, nil))})
	ask := func(n int) {
		for range n {
			_, err := g.Allow(t.Context(), ratelimit.Request{Policy: ratelimit.PDF})
			require.NoError(t, err)
		}
	}
	for range 3 {
		fails = true
		ask(4)
		require.Equal(t, slicesRepeat("fail  pdf true", 4), o.took())
		_, err := g.Trouble()
		require.ErrorContains(t, err, "no disk")
		fails = false
		ask(1)
		require.Equal(t, []string{"allow  pdf"}, o.took())
		_, err = g.Trouble()
		require.NoError(t, err)
	}
	require.EqualValues(t, 15, limiter.asked.Load())
	require.NotContains(t, log.String(), "works again", "it was never left alone")
	require.Equal(t, 1, strings.Count(log.String(), "\n"), "%s", &log)
	fails = true
	ask(5)
	fails = false
	ask(20)
	require.EqualValues(t, 20, limiter.asked.Load(), "it is left alone")
	require.Equal(t, slicesRepeat("fail  pdf true", 25), o.took())
}

// A Limiter that has no room for all is none that fails, though nobody knows of those for whom it had none.
func TestBusyLimiter(t *testing.T) {
	t.Parallel()
	var o told
	limiter := &fake{allow: func(context.Context) (ratelimit.Decision, error) {
		return ratelimit.Decision{}, fmt.Errorf("mine: %w", ratelimit.ErrBusy)
	}}
	g := newGuard(t, ratelimit.Config{Limiter: limiter, Observer: o.observer(), Failures: 1})
	for range 10 {
		_, err := g.Allow(t.Context(), ratelimit.Request{Policy: ratelimit.PDF})
		require.NoError(t, err)
		_, err = g.Allow(t.Context(), ratelimit.Request{Policy: ratelimit.Login})
		require.Equal(t, time.Second, requireError(t, err, ratelimit.CodeUnavailable).RetryAfter)
	}
	require.EqualValues(t, 20, limiter.asked.Load())
	require.Equal(t, []string{"fail  pdf true", "fail  login false"}, o.took()[:2])
	_, err := g.Trouble()
	require.NoError(t, err)
}

// A Limiter that hangs fails also where a request has less time than Timeout: that is the server's doing, and nobody has gone. Where it has hardly any, it is
// answered the same, but nothing is known of the Limiter: it is not left alone for others.
func TestDeadline(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		left  time.Duration
		fails bool
	}{
		"less":       {600 * time.Millisecond, true},
		"hardly any": {400 * time.Millisecond, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var o told
				limiter := &fake{allow: func(ctx context.Context) (ratelimit.Decision, error) {
					<-ctx.Done()
					return ratelimit.Decision{}, ctx.Err()
				}}
				g := newGuard(t, ratelimit.Config{Limiter: limiter, Observer: o.observer(), Failures: 2})
				ask := func(policy string) (ratelimit.Decision, error) {
					ctx, cancel := context.WithTimeout(t.Context(), c.left)
					defer cancel()
					return g.Allow(ctx, ratelimit.Request{Policy: policy})
				}
				d, err := ask(ratelimit.PDF)
				require.NoError(t, err)
				require.Equal(t, ratelimit.Decision{OK: true}, d)
				_, err = ask(ratelimit.Login)
				require.Equal(t, ratelimit.CodeUnavailable, ratelimit.CodeOf(err))
				require.Equal(t, []string{"fail  pdf true", "fail  login false"}, o.took())
				_, trouble := g.Trouble()
				require.Equal(t, c.fails, errors.Is(trouble, context.DeadlineExceeded), "%v", trouble)
				_, err = ask(ratelimit.PDF)
				require.NoError(t, err)
				asked := 3
				if c.fails {
					asked = 2
				}
				require.EqualValues(t, asked, limiter.asked.Load())
			})
		})
	}
}
