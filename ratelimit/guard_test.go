package ratelimit_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/ratelimit"
)

// fake is a Limiter that does what a test says, and counts how often it was asked.
type fake struct {
	asked atomic.Int64
	allow func(ctx context.Context) (ratelimit.Decision, error)
	key   atomic.Value // string: the last one
}

func (f *fake) Allow(ctx context.Context, key string, _ ratelimit.Policy, _ int) (ratelimit.Decision, error) {
	f.asked.Add(1)
	f.key.Store(key)
	return f.allow(ctx)
}

// told is what an Observer was told, as text.
type told struct {
	mu   sync.Mutex
	what []string
}

func (o *told) note(format string, args ...any) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.what = append(o.what, fmt.Sprintf(format, args...))
}

// took returns what was told since it was asked before.
func (o *told) took() []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	what := o.what
	o.what = nil
	return what
}

func (o *told) observer() ratelimit.Observer {
	return ratelimit.Observer{
		OnAllow:  func(route, policy string) { o.note("allow %s %s", route, policy) },
		OnRefuse: func(route, policy string) { o.note("refuse %s %s", route, policy) },
		OnFail:   func(route, policy string, open bool) { o.note("fail %s %s %v", route, policy, open) },
		OnLost:   func(hits int) { o.note("lost %d", hits) },
	}
}

func newGuard(t testing.TB, c ratelimit.Config) *ratelimit.Guard {
	t.Helper()
	g, err := ratelimit.New(c)
	require.NoError(t, err)
	return g
}

func requireError(t testing.TB, err error, code ratelimit.Code) *ratelimit.Error {
	t.Helper()
	var e *ratelimit.Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, code, e.Code)
	return e
}

func TestNewErrors(t *testing.T) {
	t.Parallel()
	memory := ratelimit.NewMemory(ratelimit.MemoryConfig{})
	p := ratelimit.Policy{Name: "a", Rate: 1, Per: time.Second}
	for says, c := range map[string]ratelimit.Config{
		"Limiter is missing": {},
		"there are two":      {Limiter: memory, Policies: ratelimit.Policies{p, p}},
		"Rate is":            {Limiter: memory, Policies: ratelimit.Policies{{Name: "a"}}},
		"Timeout":            {Limiter: memory, Timeout: -1},
		"Pause":              {Limiter: memory, Pause: -1},
		"Failures":           {Limiter: memory, Failures: -1},
		"FlushEvery":         {Limiter: memory, FlushEvery: -1},
	} {
		_, err := ratelimit.New(c)
		require.ErrorIs(t, err, ratelimit.ErrInvalid)
		require.ErrorContains(t, err, says)
	}
}

func TestGuard(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var o told
		g := newGuard(t, ratelimit.Config{Limiter: ratelimit.NewMemory(ratelimit.MemoryConfig{}), Observer: o.observer()})
		p, found := g.Policy(ratelimit.PDF)
		require.True(t, found)
		require.Equal(t, ratelimit.Policy{Name: "pdf", What: "planners", Rate: 10, Per: time.Minute, Burst: 10}, p, "with its defaults")
		ask := ratelimit.Request{Policy: ratelimit.PDF, Who: ratelimit.User("ann"), Route: "POST /pdf"}
		for i := range 10 {
			d, err := g.Allow(t.Context(), ask)
			require.NoError(t, err)
			require.Equal(t, 9-i, d.Remaining)
		}
		time.Sleep(500 * time.Millisecond)
		d, err := g.Allow(t.Context(), ask)
		e := requireError(t, err, ratelimit.CodeLimited)
		require.Equal(t, "Too many requests: 10 planners a minute are allowed. Please try again in 6 seconds.", e.Message)
		require.Equal(t, "pdf", e.Policy)
		require.Equal(t, 5500*time.Millisecond, e.RetryAfter)
		require.Equal(t, ratelimit.Decision{Limit: 10, RetryAfter: e.RetryAfter, ResetAfter: 59500 * time.Millisecond}, d)
		require.Equal(t, append(slicesRepeat("allow POST /pdf pdf", 10), "refuse POST /pdf pdf"), o.took())

		for _, other := range []ratelimit.Request{{Policy: ratelimit.PDF, Who: ratelimit.User("bob")}, {Policy: ratelimit.Preview, Who: ask.Who}, {Policy: ratelimit.PDF}} {
			_, err := g.Allow(t.Context(), other)
			require.NoError(t, err, "others, and other policies, have counts of their own")
		}
		time.Sleep(e.RetryAfter)
		_, err = g.Allow(t.Context(), ask)
		require.NoError(t, err, "who waits is not refused again")
	})
}

func slicesRepeat(s string, n int) (all []string) {
	for range n {
		all = append(all, s)
	}
	return all
}

// A look tells nobody, and counts nothing.
func TestLook(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var o told
		var hits kept
		policies, err := ratelimit.Defaults().With(ratelimit.Upload, "off")
		require.NoError(t, err)
		limiter := ratelimit.NewMemory(ratelimit.MemoryConfig{})
		g := newGuard(t, ratelimit.Config{Limiter: limiter, Policies: policies, Observer: o.observer(), Hits: &hits})
		ann := ratelimit.User("ann")
		for range 20 {
			d, err := g.Look(t.Context(), ratelimit.PDF, ann)
			require.NoError(t, err)
			require.Equal(t, ratelimit.Decision{OK: true, Limit: 10, Remaining: 10}, d)
		}
		_, err = g.Allow(t.Context(), ratelimit.Request{Policy: ratelimit.PDF, Who: ann, Cost: 10})
		require.NoError(t, err)
		require.Equal(t, []string{"allow  pdf"}, o.took())
		d, err := g.Look(t.Context(), ratelimit.PDF, ann)
		require.NoError(t, err)
		require.Equal(t, ratelimit.Decision{OK: true, Limit: 10, ResetAfter: time.Minute}, d)
		d, err = g.Look(t.Context(), ratelimit.Upload, ann)
		require.NoError(t, err)
		require.Equal(t, ratelimit.Decision{OK: true}, d, "it is off")
		_, err = g.Look(t.Context(), "pfd", ann)
		require.ErrorIs(t, err, ratelimit.ErrInvalid)
		require.NoError(t, g.Flush(t.Context()))
		require.Empty(t, o.took())
		_, adds := hits.took()
		require.Zero(t, adds)
	})
}

// A look at a Limiter that fails says that nobody knows, and is no alarm of its own; the Limiter is left alone as after any failure.
func TestLookFails(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var o told
		limiter := &fake{allow: func(context.Context) (ratelimit.Decision, error) { return ratelimit.Decision{}, errors.New("no disk") }}
		g := newGuard(t, ratelimit.Config{Limiter: limiter, Observer: o.observer(), Failures: 1})
		for range 5 {
			for _, policy := range []string{ratelimit.PDF, ratelimit.Login} {
				d, err := g.Look(t.Context(), policy, ratelimit.User("ann"))
				require.NoError(t, err)
				require.Equal(t, ratelimit.Decision{OK: true}, d)
			}
		}
		require.EqualValues(t, 1, limiter.asked.Load())
		require.Empty(t, o.took())
		_, trouble := g.Trouble()
		require.ErrorContains(t, trouble, "no disk")
		time.Sleep(time.Second)
		limiter.allow = func(context.Context) (ratelimit.Decision, error) { return ratelimit.Decision{OK: true, Limit: 3}, nil }
		d, err := g.Look(t.Context(), ratelimit.PDF, ratelimit.User("ann"))
		require.NoError(t, err)
		require.Equal(t, 3, d.Limit)
		_, trouble = g.Trouble()
		require.NoError(t, trouble)

		gone, leave := context.WithCancel(t.Context())
		leave()
		limiter.allow = func(ctx context.Context) (ratelimit.Decision, error) { return ratelimit.Decision{}, ctx.Err() }
		_, err = g.Look(gone, ratelimit.PDF, ratelimit.User("ann"))
		require.ErrorIs(t, err, context.Canceled)
	})
}

func TestGuardMistakes(t *testing.T) {
	t.Parallel()
	limiter := &fake{allow: func(context.Context) (ratelimit.Decision, error) { return ratelimit.Decision{OK: true, Limit: 1}, nil }}
	policies, err := ratelimit.Defaults().With(ratelimit.Upload, "off")
	require.NoError(t, err)
	var o told
	g := newGuard(t, ratelimit.Config{Limiter: limiter, Policies: policies, Observer: o.observer()})
	policies[1].Rate = 0 // they are its own by now
	_, err = g.Allow(t.Context(), ratelimit.Request{Policy: "pfd"})
	require.ErrorIs(t, err, ratelimit.ErrInvalid)
	require.ErrorContains(t, err, "all, pdf, preview")
	for _, cost := range []int{-1, 11} {
		_, err = g.Allow(t.Context(), ratelimit.Request{Policy: ratelimit.PDF, Cost: cost})
		require.ErrorIs(t, err, ratelimit.ErrInvalid)
	}
	require.Zero(t, limiter.asked.Load())
	d, err := g.Allow(t.Context(), ratelimit.Request{Policy: ratelimit.Upload})
	require.NoError(t, err)
	require.Equal(t, ratelimit.Decision{OK: true}, d, "it is off")
	require.Zero(t, limiter.asked.Load())
	require.Empty(t, o.took())
	_, err = g.Allow(t.Context(), ratelimit.Request{Policy: ratelimit.PDF, Cost: 10, Who: ratelimit.User("ann")})
	require.NoError(t, err)
	require.Equal(t, "pdf user:ann", limiter.key.Load())
	limiter.allow = func(context.Context) (ratelimit.Decision, error) {
		return ratelimit.Decision{}, fmt.Errorf("mine: %w", ratelimit.ErrInvalid)
	}
	_, err = g.Allow(t.Context(), ratelimit.Request{Policy: ratelimit.PDF})
	require.ErrorIs(t, err, ratelimit.ErrInvalid)
	_, trouble := g.Trouble()
	require.NoError(t, trouble, "a mistake of the program is no failure")
}

// A Limiter that fails is left alone for a while; policies are open meanwhile, but for those that are Closed. There is an alarm for each request,
// and a line in the log now and then.
func TestLimiterFails(t *testing.T) {
	t.Parallel()
	for name, breaks := range map[string]func(ctx context.Context) (ratelimit.Decision, error){
		"error": func(context.Context) (ratelimit.Decision, error) { return ratelimit.Decision{}, errors.New("no disk") },
		"panic": func(context.Context) (ratelimit.Decision, error) { panic("no disk") },
		"hangs": func(ctx context.Context) (ratelimit.Decision, error) {
			<-ctx.Done()
			return ratelimit.Decision{}, fmt.Errorf("no disk: %w", ctx.Err())
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var o told
				var log bytes.Buffer
				limiter := &fake{allow: breaks}
				g := newGuard(t, ratelimit.Config{
					Limiter: limiter, Observer: o.observer(), Failures: 1, Pause: 2 * time.Second,
					Logger: slog.New(slog.NewTextHandler(&log, nil)),
				})
				open := ratelimit.Request{Policy: ratelimit.PDF, Who: ratelimit.User("ann"), Route: "r"}
				closed := ratelimit.Request{Policy: ratelimit.Login, Who: ratelimit.Account("ann@example.com"), Route: "r"}
				_, err := g.Trouble()
				require.NoError(t, err)

				d, err := g.Allow(t.Context(), open)
				require.NoError(t, err)
				require.Equal(t, ratelimit.Decision{OK: true}, d, "nobody knows")
				require.Equal(t, []string{"fail r pdf true"}, o.took())
				began := time.Now()
				since, err := g.Trouble()
				require.ErrorContains(t, err, "no disk")
				require.Equal(t, began, since)

				time.Sleep(500 * time.Millisecond)
				_, err = g.Allow(t.Context(), closed)
				e := requireError(t, err, ratelimit.CodeUnavailable)
				require.Equal(t, 1500*time.Millisecond, e.RetryAfter)
				require.Equal(t, "login", e.Policy)
				require.Equal(t, "This does not work at the moment. Please try again in 2 seconds.", e.Message)
				require.ErrorContains(t, e.Err, "no disk")
				require.Equal(t, []string{"fail r login false"}, o.took())
				require.EqualValues(t, 1, limiter.asked.Load(), "it is left alone")

				time.Sleep(1500 * time.Millisecond)
				_, err = g.Allow(t.Context(), closed)
				require.Equal(t, 2*time.Second, requireError(t, err, ratelimit.CodeUnavailable).RetryAfter)
				require.EqualValues(t, 2, limiter.asked.Load(), "one asks again")
				require.Equal(t, 1, strings.Count(log.String(), "\n"), "%s", &log)
				require.Contains(t, log.String(), "level=ERROR")
				require.NotContains(t, log.String(), "ann")
				for range 25 {
					time.Sleep(time.Second)
					_, err = g.Allow(t.Context(), open)
					require.NoError(t, err)
				}
				lines := strings.Count(log.String(), "\n")
				require.LessOrEqual(t, lines, 4, "%s", &log)
				require.GreaterOrEqual(t, lines, 3, "%s", &log)
				require.Len(t, o.took(), 26)
				since, _ = g.Trouble()
				require.Equal(t, began, since)

				limiter.allow = func(context.Context) (ratelimit.Decision, error) { return ratelimit.Decision{OK: true, Limit: 10}, nil }
				time.Sleep(2 * time.Second)
				d, err = g.Allow(t.Context(), closed)
				require.NoError(t, err)
				require.Equal(t, 10, d.Limit)
				_, err = g.Trouble()
				require.NoError(t, err)
				require.Contains(t, log.String(), "works again")
				require.Equal(t, []string{"allow r login"}, o.took())
			})
		})
	}
}

// While one finds out whether the Limiter works again, others do not wait.
func TestOneAsksAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		limiter := &fake{allow: func(context.Context) (ratelimit.Decision, error) { return ratelimit.Decision{}, errors.New("no disk") }}
		g := newGuard(t, ratelimit.Config{Limiter: limiter, Failures: 1})
		ask := ratelimit.Request{Policy: ratelimit.Login}
		_, err := g.Allow(t.Context(), ask)
		require.Equal(t, ratelimit.CodeUnavailable, ratelimit.CodeOf(err))
		time.Sleep(time.Second)

		answer := make(chan struct{})
		limiter.allow = func(context.Context) (ratelimit.Decision, error) {
			<-answer
			return ratelimit.Decision{OK: true, Limit: 10}, nil
		}
		asked := make(chan error, 1)
		go func() {
			_, err := g.Allow(t.Context(), ask)
			asked <- err
		}()
		synctest.Wait()
		start := time.Now()
		for range 10 {
			_, err := g.Allow(t.Context(), ask)
			require.Equal(t, time.Second, requireError(t, err, ratelimit.CodeUnavailable).RetryAfter)
		}
		require.Equal(t, start, time.Now())
		close(answer)
		require.NoError(t, <-asked)
		require.EqualValues(t, 2, limiter.asked.Load())
		_, err = g.Allow(t.Context(), ask)
		require.NoError(t, err)
	})
}

// Who goes away says nothing about the Limiter.
func TestWhoAskedHasGone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var o told
		limiter := &fake{allow: func(ctx context.Context) (ratelimit.Decision, error) {
			<-ctx.Done()
			return ratelimit.Decision{}, ctx.Err()
		}}
		g := newGuard(t, ratelimit.Config{Limiter: limiter, Observer: o.observer(), Failures: 1})
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Millisecond, cancel)
		_, err := g.Allow(ctx, ratelimit.Request{Policy: ratelimit.PDF})
		require.ErrorIs(t, err, context.Canceled)
		over, end := context.WithTimeout(t.Context(), 0)
		defer end()
		_, err = g.Allow(over, ratelimit.Request{Policy: ratelimit.PDF})
		require.ErrorIs(t, err, context.DeadlineExceeded, "it has ended before the Limiter was asked")
		require.EqualValues(t, 1, limiter.asked.Load())
		_, trouble := g.Trouble()
		require.NoError(t, trouble)
		require.Empty(t, o.took())

		// Also not of one that is being asked again: then the next one does.
		limiter.allow = func(context.Context) (ratelimit.Decision, error) { return ratelimit.Decision{}, errors.New("no disk") }
		_, err = g.Allow(t.Context(), ratelimit.Request{Policy: ratelimit.PDF})
		require.NoError(t, err)
		time.Sleep(time.Second)
		gone, leave := context.WithCancel(t.Context())
		limiter.allow = func(ctx context.Context) (ratelimit.Decision, error) {
			leave()
			return ratelimit.Decision{}, ctx.Err()
		}
		_, err = g.Allow(gone, ratelimit.Request{Policy: ratelimit.PDF})
		require.ErrorIs(t, err, context.Canceled)
		limiter.allow = func(context.Context) (ratelimit.Decision, error) { return ratelimit.Decision{OK: true, Limit: 3}, nil }
		d, err := g.Allow(t.Context(), ratelimit.Request{Policy: ratelimit.PDF})
		require.NoError(t, err)
		require.Equal(t, 3, d.Limit)
	})
}

// A wall clock that goes back does not make the pause longer.
func TestPauseAndClock(t *testing.T) {
	t.Parallel()
	now := time.Unix(1_800_000_000, 0)
	limiter := &fake{allow: func(context.Context) (ratelimit.Decision, error) { return ratelimit.Decision{}, errors.New("no disk") }}
	g := newGuard(t, ratelimit.Config{Limiter: limiter, Failures: 1, Now: func() time.Time { return now }})
	for i := range 3 {
		_, err := g.Allow(t.Context(), ratelimit.Request{Policy: ratelimit.PDF})
		require.NoError(t, err)
		require.EqualValues(t, i+1, limiter.asked.Load())
		now = now.Add(-time.Hour)
	}
}
