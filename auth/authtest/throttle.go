package authtest

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/auth"
)

// RunThrottle runs the conformance suite of auth.Throttle. open returns an empty
// one with the clock that it is given, which goes back now and then. The tests
// share it, one after the other, with keys of their own.
func RunThrottle(t *testing.T, open func(t testing.TB, now func() time.Time) auth.Throttle) {
	clock := new(clock)
	clock.set(at(0))
	shared := open(t, clock.now)
	for _, test := range []struct {
		name string
		run  func(t *testing.T, s *throttle)
	}{
		{"Burst", testThrottleBurst},
		{"Refill", testThrottleRefill},
		{"NeverShutLonger", testThrottleNeverShutLonger},
		{"Keys", testThrottleKeys},
		{"Give", testThrottleGive},
		{"Forget", testThrottleForget},
		{"OtherLimit", testThrottleOtherLimit},
		{"ClockGoesBack", testThrottleClockGoesBack},
		{"NoLimit", testThrottleNoLimit},
		{"EndedContext", testThrottleEndedContext},
		{"Exact", testThrottleExact},
		{"ExactGive", testThrottleExactGive},
		{"Model", testThrottleModel},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.run(t, &throttle{Throttle: prefixed{shared, test.name + " "}, clock: clock, t: t})
		})
	}
}

// prefixed is a Throttle with keys that nobody else has.
type prefixed struct {
	auth.Throttle
	prefix string
}

func (p prefixed) Take(ctx context.Context, key string, l auth.Limit) (time.Duration, error) {
	return p.Throttle.Take(ctx, p.prefix+key, l)
}

func (p prefixed) Give(ctx context.Context, key string, l auth.Limit) error {
	return p.Throttle.Give(ctx, p.prefix+key, l)
}

func (p prefixed) Forget(ctx context.Context, key string) error {
	return p.Throttle.Forget(ctx, p.prefix+key)
}

// clock is one that tests move on.
type clock struct{ ns atomic.Int64 }

func (c *clock) now() time.Time          { return time.Unix(0, c.ns.Load()) }
func (c *clock) set(t time.Time)         { c.ns.Store(t.UnixNano()) }
func (c *clock) advance(d time.Duration) { c.ns.Add(int64(d)) }

// throttle is one whose errors end the test.
type throttle struct {
	auth.Throttle
	clock *clock
	t     testing.TB
}

func (s *throttle) take(key string, l auth.Limit) time.Duration {
	s.t.Helper()
	wait, err := s.Take(s.t.Context(), key, l)
	require.NoError(s.t, err)
	require.GreaterOrEqual(s.t, wait, time.Duration(0))
	require.LessOrEqual(s.t, wait, l.Per/time.Duration(l.Count), "no key is shut for longer")
	return wait
}

func (s *throttle) give(key string, l auth.Limit) {
	s.t.Helper()
	require.NoError(s.t, s.Give(s.t.Context(), key, l))
}

// passes counts how many tries pass at once, up to most.
func (s *throttle) passes(key string, l auth.Limit, most int) int {
	s.t.Helper()
	for n := range most {
		if s.take(key, l) > 0 {
			return n
		}
	}
	return most
}

var fivePer50s = auth.Limit{Count: 5, Per: 50 * time.Second}

func testThrottleBurst(t *testing.T, s *throttle) {
	for _, l := range []auth.Limit{fivePer50s, {Count: 1, Per: time.Hour}, {Count: 30, Per: 5 * time.Minute}, {Count: 7, Per: 100}, {Count: 3, Per: 3}, {Count: 1, Per: 1}} {
		key := fmt.Sprint(l)
		require.Equal(t, l.Count, s.passes(key, l, l.Count+1), l)
		require.Equal(t, l.Per/time.Duration(l.Count), s.take(key, l), "%v: the wait is until the next one", l)
	}
}

func testThrottleRefill(t *testing.T, s *throttle) {
	require.Equal(t, 5, s.passes("key", fivePer50s, 10))
	s.clock.advance(10*time.Second - 1)
	require.Equal(t, time.Duration(1), s.take("key", fivePer50s))
	s.clock.advance(1)
	require.Equal(t, 1, s.passes("key", fivePer50s, 10), "one for each interval")
	s.clock.advance(35 * time.Second)
	require.Equal(t, 3, s.passes("key", fivePer50s, 10))
	require.Equal(t, 5*time.Second, s.take("key", fivePer50s), "the half that is left counts")
	s.clock.advance(1000 * time.Hour)
	require.Equal(t, 5, s.passes("key", fivePer50s, 10), "never more than Count")
}

// testThrottleNeverShutLonger hammers: what is refused does not count.
func testThrottleNeverShutLonger(t *testing.T, s *throttle) {
	s.passes("key", fivePer50s, 10)
	for range 50 {
		require.Equal(t, 10*time.Second, s.take("key", fivePer50s))
	}
	for i := range 10 {
		s.clock.advance(time.Second)
		if i < 9 {
			require.Equal(t, time.Duration(9-i)*time.Second, s.take("key", fivePer50s))
		}
	}
	require.Zero(t, s.take("key", fivePer50s))
}

func testThrottleKeys(t *testing.T, s *throttle) {
	long := strings.Repeat("k", 1<<20)
	for _, key := range []string{"", "a", "A", "a ", "a\x00", "a\x00b", "\xff", "\xfe", "%", long, long + "k", "Ä", "A\u0308"} {
		require.Equal(t, 5, s.passes(key, fivePer50s, 10), "%.20q", key)
	}
}

func testThrottleGive(t *testing.T, s *throttle) {
	s.give("key", fivePer50s) // nothing was taken
	require.Equal(t, 5, s.passes("key", fivePer50s, 10))
	s.give("key", fivePer50s)
	require.Equal(t, 1, s.passes("key", fivePer50s, 10))
	for range 20 {
		s.give("key", fivePer50s)
	}
	require.Equal(t, 5, s.passes("key", fivePer50s, 10), "more than was taken is not given")
	s.clock.advance(45 * time.Second)
	s.give("key", fivePer50s)
	require.Equal(t, 5, s.passes("key", fivePer50s, 10))
	s.clock.advance(time.Hour)
	s.give("key", fivePer50s)
	require.Equal(t, 5, s.passes("key", fivePer50s, 10))
	s.give("other", fivePer50s)
	require.NotZero(t, s.take("key", fivePer50s))
}

func testThrottleForget(t *testing.T, s *throttle) {
	require.NoError(t, s.Forget(t.Context(), "key"))
	s.passes("key", fivePer50s, 10)
	s.passes("other", fivePer50s, 10)
	require.NoError(t, s.Forget(t.Context(), "key"))
	require.Equal(t, 5, s.passes("key", fivePer50s, 10))
	require.NotZero(t, s.take("other", fivePer50s))
}

// testThrottleOtherLimit changes the limit of keys that are in use, as a new
// configuration does.
func testThrottleOtherLimit(t *testing.T, s *throttle) {
	long := auth.Limit{Count: 1, Per: 24 * time.Hour}
	require.Zero(t, s.take("key", long))
	require.NotZero(t, s.take("key", long))
	wait := s.take("key", fivePer50s) // take says that it is short enough
	s.clock.advance(wait)
	require.Zero(t, s.take("key", fivePer50s))
}

func testThrottleClockGoesBack(t *testing.T, s *throttle) {
	s.passes("key", fivePer50s, 10)
	s.clock.advance(-time.Hour)
	wait := s.take("key", fivePer50s)
	require.Equal(t, 10*time.Second, wait)
	s.clock.advance(wait)
	require.Equal(t, 1, s.passes("key", fivePer50s, 10))
}

func testThrottleNoLimit(t *testing.T, s *throttle) {
	for _, l := range []auth.Limit{{}, {Count: 1}, {Per: time.Second}, {Count: -1, Per: time.Second}, {Count: 1, Per: -1}, {Count: 10, Per: 9}, {Count: 1, Per: 1 << 62}} {
		_, err := s.Take(t.Context(), "key", l)
		require.ErrorIs(t, err, auth.ErrInvalid, l)
		require.ErrorIs(t, s.Give(t.Context(), "key", l), auth.ErrInvalid, l)
	}
}

func testThrottleEndedContext(t *testing.T, s *throttle) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := s.Take(ctx, "key", fivePer50s)
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, 5, s.passes("key", fivePer50s, 10), "it did not count")
	require.ErrorIs(t, s.Give(ctx, "key", fivePer50s), context.Canceled)
	require.ErrorIs(t, s.Forget(ctx, "key"), context.Canceled)
	require.NotZero(t, s.take("key", fivePer50s))
}

// testThrottleExact tries 800 times at once: exactly as many pass as may.
func testThrottleExact(t *testing.T, s *throttle) {
	var passed atomic.Int64
	ten := auth.Limit{Count: 10, Per: 10 * time.Minute}
	together(800, func(int) {
		wait, err := s.Take(t.Context(), "key", ten)
		switch {
		case err != nil:
			t.Error(err)
		case wait == 0:
			passed.Add(1)
		case wait != time.Minute:
			t.Errorf("wait %v", wait)
		}
	})
	require.EqualValues(t, 10, passed.Load())
}

// testThrottleExactGive takes and gives back at once: then nothing was taken.
func testThrottleExactGive(t *testing.T, s *throttle) {
	fifty := auth.Limit{Count: 50, Per: 10 * time.Minute}
	together(50, func(int) {
		if wait, err := s.Take(t.Context(), "key", fifty); wait != 0 || err != nil {
			t.Errorf("wait %v, error %v", wait, err)
		}
		if err := s.Give(t.Context(), "key", fifty); err != nil {
			t.Error(err)
		}
	})
	require.Equal(t, 50, s.passes("key", fifty, 60))
}
