package ratelimit_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/ratelimit"
)

// kept is a Hits that keeps what it is given, or fails.
type kept struct {
	ratelimit.Hits
	mu     sync.Mutex
	fails  error
	adds   int
	counts map[string]int64 // "hour policy who"
}

func (k *kept) Add(ctx context.Context, hits []ratelimit.Hit) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.fails != nil {
		return k.fails
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	k.adds++
	for _, h := range hits {
		if k.counts == nil {
			k.counts = map[string]int64{}
		}
		k.counts[fmt.Sprint(h.Hour.UTC().Format("15 "), h.Policy, " ", h.Who)] += h.Count
		if h.Count < 1 || h.Last.Before(h.Hour) || h.Last.Sub(h.Hour) >= time.Hour {
			return fmt.Errorf("%w: %+v", ratelimit.ErrInvalid, h)
		}
	}
	return nil
}

// took is what it was given so far, and in how many Adds.
func (k *kept) took() (counts map[string]int64, adds int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return maps.Clone(k.counts), k.adds
}

func (k *kept) fail(err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.fails = err
}

// no refuses everything.
func no() *fake {
	return &fake{allow: func(context.Context) (ratelimit.Decision, error) {
		return ratelimit.Decision{Limit: 1, RetryAfter: time.Second}, nil
	}}
}

func refuse(t testing.TB, g *ratelimit.Guard, policy string, who ratelimit.Who) {
	t.Helper()
	_, err := g.Allow(t.Context(), ratelimit.Request{Policy: policy, Who: who})
	if ratelimit.CodeOf(err) != ratelimit.CodeLimited {
		require.NoError(t, err, "it should be refused")
	}
}

func TestRefusedAreHandedOn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) { // at midnight, UTC, of January 1, 2000
		hits := &kept{}
		g := newGuard(t, ratelimit.Config{Limiter: no(), Hits: hits})
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- g.Run(ctx) }()

		for range 3 {
			refuse(t, g, ratelimit.PDF, ratelimit.User("ann"))
		}
		refuse(t, g, ratelimit.Login, ratelimit.Address("192.0.2.1:99"))
		refuse(t, g, ratelimit.Login, ratelimit.Who{})
		synctest.Wait()
		_, adds := hits.took()
		require.Zero(t, adds)
		time.Sleep(11 * time.Second)
		want := map[string]int64{"00 pdf user:ann": 3, "00 login address:192.0.2.1": 1, "00 login nobody": 1}
		counts, adds := hits.took()
		require.Equal(t, want, counts)
		require.Equal(t, 1, adds)
		time.Sleep(time.Minute)
		_, adds = hits.took()
		require.Equal(t, 1, adds, "nothing was refused meanwhile")

		refuse(t, g, ratelimit.PDF, ratelimit.User("ann"))
		time.Sleep(time.Hour)
		refuse(t, g, ratelimit.PDF, ratelimit.User("ann"))
		stop()
		require.NoError(t, <-ended)
		want["00 pdf user:ann"], want["01 pdf user:ann"] = 4, 1
		counts, _ = hits.took()
		require.Equal(t, want, counts, "and once more at the end")
	})
}

// What Hits does not take is kept for the next time.
func TestHitsFail(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var o told
		var log bytes.Buffer
		hits := &kept{fails: errors.New("no disk")}
		g := newGuard(t, ratelimit.Config{
			Limiter: no(), Hits: hits, Observer: o.observer(), FlushEvery: time.Minute,
			Logger: slog.New(slog.NewTextHandler(&log, nil)),
		})
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- g.Run(ctx) }()
		for range 100 { // over the end of an hour
			refuse(t, g, ratelimit.PDF, ratelimit.User("ann"))
			time.Sleep(time.Minute)
		}
		synctest.Wait()
		require.Positive(t, strings.Count(log.String(), "no disk"))
		require.ErrorContains(t, g.Flush(t.Context()), "no disk")
		hits.fail(nil)
		time.Sleep(time.Minute)
		synctest.Wait()
		counts, _ := hits.took()
		require.Equal(t, map[string]int64{"00 pdf user:ann": 60, "01 pdf user:ann": 40}, counts)
		stop()
		require.NoError(t, <-ended)
		require.NotContains(t, o.took(), "lost 1")

		// What it never will take is forgotten.
		refuse(t, g, ratelimit.PDF, ratelimit.User("ann"))
		refuse(t, g, ratelimit.PDF, ratelimit.User("bob"))
		o.took()
		hits.fail(fmt.Errorf("%w: never", ratelimit.ErrInvalid))
		require.ErrorIs(t, g.Flush(t.Context()), ratelimit.ErrInvalid)
		require.Equal(t, []string{"lost 2"}, o.took())
		hits.fail(nil)
		require.NoError(t, g.Flush(t.Context()))
	})
}

// Flush ends, however many are refused meanwhile: what comes after it began is for the next one.
func TestFlushEnds(t *testing.T) {
	t.Parallel()
	hits := &kept{}
	adds := 0
	var g *ratelimit.Guard
	g = newGuard(t, ratelimit.Config{Limiter: no(), Hits: adding(func(ctx context.Context, some []ratelimit.Hit) error {
		adds++
		for i := range 600 { // more than it takes at a time
			refuse(t, g, ratelimit.PDF, ratelimit.User(fmt.Sprint(i)))
		}
		return hits.Add(ctx, some)
	})})
	refuse(t, g, ratelimit.PDF, ratelimit.User("ann"))
	require.NoError(t, g.Flush(t.Context()))
	require.Equal(t, 1, adds, "there were less than it takes at a time")
	require.NoError(t, g.Flush(t.Context()))
	require.Equal(t, 1+23, adds, "as many as there can be")
}

// adding is a Hits by its Add.
type adding func(ctx context.Context, hits []ratelimit.Hit) error

func (a adding) Add(ctx context.Context, hits []ratelimit.Hit) error { return a(ctx, hits) }

func (a adding) List(context.Context, ratelimit.Actor, ratelimit.HitFilter, string, int) ([]ratelimit.Hit, string, error) {
	return nil, "", errors.ErrUnsupported
}

func (a adding) Top(context.Context, ratelimit.Actor, ratelimit.HitFilter, int) ([]ratelimit.Total, error) {
	return nil, errors.ErrUnsupported
}

func (a adding) Sweep(context.Context, time.Time) (int, error) { return 0, errors.ErrUnsupported }

// One that Hits never will take is lost alone.
func TestInvalidHitIsLostAlone(t *testing.T) {
	t.Parallel()
	var o told
	hits := &kept{}
	g := newGuard(t, ratelimit.Config{Limiter: no(), Observer: o.observer(), Hits: adding(func(ctx context.Context, some []ratelimit.Hit) error {
		for _, h := range some {
			if h.Who == "user:7" {
				return fmt.Errorf("%w: seven", ratelimit.ErrInvalid)
			}
		}
		return hits.Add(ctx, some)
	})})
	for i := range 700 {
		refuse(t, g, ratelimit.PDF, ratelimit.User(fmt.Sprint(i)))
	}
	o.took()
	var err error
	for range 2 { // the first one may end with the error
		err = errors.Join(err, g.Flush(t.Context()))
	}
	require.ErrorIs(t, err, ratelimit.ErrInvalid)
	require.Equal(t, []string{"lost 1"}, o.took())
	require.Len(t, hits.counts, 699)
}

// There is a bound of what is kept in an hour, whoever asks: more are counted together. Nothing is lost.
func TestRefusedAreBounded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var o told
		hits := &kept{}
		g := newGuard(t, ratelimit.Config{Limiter: no(), Hits: hits, Observer: o.observer()})
		who := func(i int) ratelimit.Who { return ratelimit.Address(fmt.Sprintf("2001:db8:%x:%x::1", i>>16, i&0xffff)) }
		const room, crowd = 10_000, 10_300
		for round := range 2 {
			for i := range crowd {
				refuse(t, g, ratelimit.All, who(i))
			}
			require.NoError(t, g.Flush(t.Context()))
			require.Len(t, hits.counts, room+1)
			require.EqualValues(t, (crowd-room)*(round+1), hits.counts["00 all others"])
			require.EqualValues(t, round+1, hits.counts["00 all "+who(5).String()])
		}
		time.Sleep(time.Hour)
		for i := range 1000 {
			refuse(t, g, ratelimit.All, who(crowd+i))
		}
		require.NoError(t, g.Flush(t.Context()))
		require.Len(t, hits.counts, room+1+1000, "in the next hour there is room again")
		require.Zero(t, hits.counts["01 all others"])
		require.NotContains(t, strings.Join(o.took(), "\n"), "lost")
	})
}

// A clock that was an hour ahead, or a year, and was set right, does not undo the bound of what comes into Hits in an hour.
func TestRefusedAreBoundedByAnyClock(t *testing.T) {
	t.Parallel()
	hits, now := &kept{}, time.Date(2026, 3, 1, 12, 30, 0, 0, time.UTC)
	g := newGuard(t, ratelimit.Config{Limiter: no(), Hits: hits, Now: func() time.Time { return now }})
	refuse(t, g, ratelimit.PDF, ratelimit.User("before"))
	now = now.AddDate(1, 0, 0)
	refuse(t, g, ratelimit.PDF, ratelimit.User("ahead"))
	now = now.AddDate(-1, 0, 0)
	for flush := range 3 {
		for n := range 6000 {
			refuse(t, g, ratelimit.PDF, ratelimit.User(fmt.Sprint(flush, "-", n)))
		}
		require.NoError(t, g.Flush(t.Context()))
	}
	counts, _ := hits.took()
	var all int64
	for _, n := range counts {
		all += n
	}
	require.EqualValues(t, 18_002, all, "no count is lost")
	require.Less(t, len(counts), 10_100)
}

// Refused at once by many, while others hand on: each is counted once.
func TestRefusedRace(t *testing.T) {
	t.Parallel()
	hits := &kept{}
	g := newGuard(t, ratelimit.Config{Limiter: no(), Hits: hits})
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for range 200 {
				_, err := g.Allow(t.Context(), ratelimit.Request{Policy: ratelimit.PDF, Who: ratelimit.User(fmt.Sprint(i % 3))})
				if ratelimit.CodeOf(err) != ratelimit.CodeLimited {
					t.Error(err)
				}
				if i == 0 {
					if err := g.Flush(t.Context()); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	all.Wait()
	require.NoError(t, g.Flush(t.Context()))
	var sum int64
	for _, n := range hits.counts {
		sum += n
	}
	require.EqualValues(t, 1600, sum)
}
