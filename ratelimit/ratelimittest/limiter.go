package ratelimittest

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/ratelimit"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// Run runs the conformance suite of ratelimit.Limiter. open returns an empty one with the clock that it is given, which goes back now and then.
// The tests share it, one after the other, with keys of their own. skew is how far its clocks may be apart: what is ahead of the clock by less is not
// brought back. It is 0 or ratelimit.MaxSkew.
func Run(t *testing.T, skew time.Duration, open func(t testing.TB, now func() time.Time) ratelimit.Limiter) {
	clock := sqldbtest.NewClock()
	shared := open(t, clock.Now)
	for _, test := range []struct {
		name string
		run  func(t *testing.T, s *limiter)
	}{
		{"Burst", testBurst},
		{"Refill", testRefill},
		{"Cost", testCost},
		{"RefusalCountsNothing", testRefusalCountsNothing},
		{"Look", testLook},
		{"LookBringsBack", testLookBringsBack},
		{"WaitIsExact", testWaitIsExact},
		{"Keys", testKeys},
		{"OtherPolicy", testOtherPolicy},
		{"ClockGoesBack", testClockGoesBack},
		{"Off", testOff},
		{"Invalid", testInvalid},
		{"Largest", testLargest},
		{"Exact", testExact},
		{"ExactCosts", testExactCosts},
		{"Moving", testMoving},
		{"Model", testModel},
		{"Log", testLog},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.run(t, &limiter{prefixed{shared, test.name + " "}, clock, skew, t})
		})
	}
}

// prefixed is a Limiter with keys that nobody else has.
type prefixed struct {
	ratelimit.Limiter
	prefix string
}

// Allow implements ratelimit.Limiter.
func (p prefixed) Allow(ctx context.Context, key string, policy ratelimit.Policy, cost int) (ratelimit.Decision, error) {
	return p.Limiter.Allow(ctx, p.prefix+key, policy, cost)
}

// limiter is one whose errors end the test.
type limiter struct {
	ratelimit.Limiter
	clock *sqldbtest.Clock
	skew  time.Duration
	t     testing.TB
}

// ask checks what must be so of each Decision.
func (s *limiter) ask(key string, p ratelimit.Policy, cost int) ratelimit.Decision {
	s.t.Helper()
	d, err := s.Allow(s.t.Context(), key, p, cost)
	require.NoError(s.t, err)
	require.Equal(s.t, d.OK, d.RetryAfter == 0, "%+v", d)
	require.GreaterOrEqual(s.t, d.RetryAfter, time.Duration(0))
	require.GreaterOrEqual(s.t, d.Remaining, 0)
	require.LessOrEqual(s.t, d.Remaining, d.Limit)
	require.Positive(s.t, d.ResetAfter, "what was just asked is not as new: %+v", d)
	return d
}

// passes counts how many of cost 1 pass at once, up to most.
func (s *limiter) passes(key string, p ratelimit.Policy, most int) int {
	s.t.Helper()
	for n := range most {
		if !s.ask(key, p, 1).OK {
			return n
		}
	}
	return most
}

func five() ratelimit.Policy {
	return ratelimit.Policy{Name: "five", Rate: 5, Per: 50 * time.Second} // each ten seconds
}

func per(rate int, per time.Duration, burst int) ratelimit.Policy {
	return ratelimit.Policy{Name: "p", Rate: rate, Per: per, Burst: burst}
}

func testBurst(t *testing.T, s *limiter) {
	for _, p := range []ratelimit.Policy{five(), per(1, time.Hour, 0), per(30, 5*time.Minute, 7), per(1, time.Second, 40), per(7, time.Minute, 0), per(3, time.Second, 5)} {
		key, burst := fmt.Sprint(p.String()), max(p.Burst, 1)
		if p.Burst == 0 {
			burst = p.Rate
		}
		for i := range burst {
			d := s.ask(key, p, 1)
			require.True(t, d.OK, key)
			require.Equal(t, burst, d.Limit, key)
			require.Equal(t, burst-1-i, d.Remaining, key)
		}
		d := s.ask(key, p, 1)
		require.False(t, d.OK, key)
		require.Zero(t, d.Remaining, key)
		interval := (p.Per + time.Duration(p.Rate) - 1) / time.Duration(p.Rate)
		require.Equal(t, interval, d.RetryAfter, key)
		require.Equal(t, time.Duration(burst)*interval, d.ResetAfter, key)
	}
}

func testRefill(t *testing.T, s *limiter) {
	require.Equal(t, 5, s.passes("key", five(), 10))
	s.clock.Advance(10*time.Second - 1)
	require.Equal(t, time.Duration(1), s.ask("key", five(), 1).RetryAfter)
	s.clock.Advance(1)
	require.Equal(t, 1, s.passes("key", five(), 10), "one for each interval")
	s.clock.Advance(35 * time.Second)
	require.Equal(t, 3, s.passes("key", five(), 10))
	require.Equal(t, 5*time.Second, s.ask("key", five(), 1).RetryAfter, "the half that is left counts")
	s.clock.Advance(1000 * time.Hour)
	require.Equal(t, 5, s.passes("key", five(), 10), "never more than Burst")
}

func testCost(t *testing.T, s *limiter) {
	d := s.ask("key", five(), 3)
	require.True(t, d.OK)
	require.Equal(t, 2, d.Remaining)
	require.Equal(t, 30*time.Second, d.ResetAfter)
	d = s.ask("key", five(), 3)
	require.False(t, d.OK)
	require.Equal(t, 2, d.Remaining, "two of cost 1 would pass")
	require.Equal(t, 10*time.Second, d.RetryAfter)
	require.True(t, s.ask("key", five(), 2).OK)
	require.Equal(t, 50*time.Second, s.ask("key", five(), 5).RetryAfter)
	s.clock.Advance(50 * time.Second)
	require.True(t, s.ask("key", five(), 5).OK)
}

// testRefusalCountsNothing hammers.
func testRefusalCountsNothing(t *testing.T, s *limiter) {
	s.passes("key", five(), 10)
	for range 50 {
		require.Equal(t, 10*time.Second, s.ask("key", five(), 1).RetryAfter)
	}
	for i := range 10 {
		s.clock.Advance(time.Second)
		if i < 9 {
			require.Equal(t, time.Duration(9-i)*time.Second, s.ask("key", five(), 1).RetryAfter)
			require.False(t, s.ask("key", five(), 4).OK)
		}
	}
	require.True(t, s.ask("key", five(), 1).OK)
}

// look asks with a cost of 0.
func (s *limiter) look(key string, p ratelimit.Policy) ratelimit.Decision {
	s.t.Helper()
	d, err := s.Allow(s.t.Context(), key, p, 0)
	require.NoError(s.t, err)
	require.True(s.t, d.OK)
	require.Zero(s.t, d.RetryAfter)
	return d
}

func testLook(t *testing.T, s *limiter) {
	for range 20 {
		require.Equal(t, ratelimit.Decision{OK: true, Limit: 5, Remaining: 5}, s.look("key", five()))
	}
	for left := 4; left >= 0; left-- {
		d := s.ask("key", five(), 1)
		require.True(t, d.OK, "nothing was counted")
		require.Equal(t, left, d.Remaining)
		for range 3 {
			require.Equal(t, d, s.look("key", five()), "it is as it was left")
		}
	}
	s.clock.Advance(19 * time.Second)
	require.Equal(t, ratelimit.Decision{OK: true, Limit: 5, Remaining: 1, ResetAfter: 31 * time.Second}, s.look("key", five()))
	require.Equal(t, time.Second, s.ask("key", five(), 2).RetryAfter)
	s.clock.Advance(31 * time.Second)
	require.Equal(t, ratelimit.Decision{OK: true, Limit: 5, Remaining: 5}, s.look("key", five()))
	require.Equal(t, 5, s.passes("key", five(), 10))
	off := five()
	off.Off = true
	require.Equal(t, ratelimit.Decision{OK: true}, s.look("key", off))
}

// testLookBringsBack looks at what a longer policy used, or a clock that was ahead: from then on it is as much as can be.
func testLookBringsBack(t *testing.T, s *limiter) {
	require.True(t, s.ask("key", per(1, 24*time.Hour, 0), 1).OK)
	for range 2 {
		require.Equal(t, ratelimit.Decision{OK: true, Limit: 5, ResetAfter: 50 * time.Second}, s.look("key", five()))
	}
	s.clock.Advance(20 * time.Second)
	require.Equal(t, 2, s.passes("key", five(), 10), "who waits as long as the look said is not refused")
	s.clock.Advance(-time.Hour)
	require.Equal(t, 50*time.Second, s.look("key", five()).ResetAfter)
	s.clock.Advance(20 * time.Second)
	require.Equal(t, 2, s.passes("key", five(), 10))
}

// testWaitIsExact waits as long as is said, and a nanosecond less.
func testWaitIsExact(t *testing.T, s *limiter) {
	for i, p := range []ratelimit.Policy{five(), per(7, time.Minute, 0), per(11, time.Second, 3), per(300, time.Minute, 17)} {
		for cost := 1; cost <= 3; cost++ {
			key := fmt.Sprint(i, cost)
			for s.ask(key, p, cost).OK {
			}
			s.clock.Advance(s.ask(key, p, cost).RetryAfter - 1)
			require.Equal(t, time.Duration(1), s.ask(key, p, cost).RetryAfter)
			s.clock.Advance(1)
			d := s.ask(key, p, cost)
			require.True(t, d.OK, "%v, cost %d", p, cost)
			s.clock.Advance(d.ResetAfter)
			require.Equal(t, d.Limit-1, s.ask(key, p, 1).Remaining, "it was as new")
		}
	}
}

func testKeys(t *testing.T, s *limiter) {
	long := strings.Repeat("k", 1<<20)
	for _, key := range []string{"", "a", "A", "a ", "a\x00", "a\x00b", "\xff", "\xfe", "%", "'", long, long + "k", "Ä", "A\u0308"} {
		require.Equal(t, 5, s.passes(key, five(), 10), "%.20q", key)
	}
}

// testOtherPolicy changes the policy of a key that is in use, as a new configuration does.
func testOtherPolicy(t *testing.T, s *limiter) {
	day := per(1, 24*time.Hour, 0)
	require.True(t, s.ask("key", day, 1).OK)
	require.False(t, s.ask("key", day, 1).OK)
	require.Equal(t, 10*time.Second, s.ask("key", five(), 1).RetryAfter, "as if all of the new one were used, and no longer")
	s.clock.Advance(10 * time.Second)
	require.Equal(t, 1, s.passes("key", five(), 5))

	require.Equal(t, 3, s.passes("less", five(), 3)) // 30 seconds
	require.Equal(t, 1, s.passes("less", per(1, 20*time.Second, 2), 5)+1, "30 of 40 seconds are used")
	require.Equal(t, 2, s.passes("less", five(), 2), "and nothing was counted meanwhile")
	require.Equal(t, 20*time.Second+min(10*time.Second, s.skew), s.ask("less", per(1, 20*time.Second, 2), 1).RetryAfter, "50 of 40 seconds")
}

func testClockGoesBack(t *testing.T, s *limiter) {
	s.passes("key", five(), 10)
	s.clock.Advance(-time.Hour)
	wait := s.ask("key", five(), 2).RetryAfter
	require.Equal(t, 20*time.Second, wait, "nobody waits for the hour")
	s.clock.Advance(wait)
	require.Equal(t, 2, s.passes("key", five(), 10))
	s.clock.Advance(-5 * time.Second)
	require.Equal(t, 10*time.Second+min(5*time.Second, s.skew), s.ask("key", five(), 1).RetryAfter)
	if s.skew > 0 {
		s.clock.Advance(5*time.Second - s.skew)
		require.Equal(t, 10*time.Second+s.skew, s.ask("key", five(), 1).RetryAfter, "it is true")
		require.Equal(t, ratelimit.Decision{OK: true, Limit: 5, ResetAfter: 50*time.Second + s.skew}, s.look("key", five()))
	}
	s.clock.Advance(-1)
	require.Equal(t, 10*time.Second, s.ask("key", five(), 1).RetryAfter, "it is brought back")
	s.clock.Advance(2 * time.Hour)
	require.Equal(t, 5, s.passes("key", five(), 10))
}

func testOff(t *testing.T, s *limiter) {
	off := five()
	off.Off = true
	for range 20 {
		d, err := s.Allow(t.Context(), "key", off, 1)
		require.NoError(t, err)
		require.Equal(t, ratelimit.Decision{OK: true}, d)
	}
	require.Equal(t, 5, s.passes("key", five(), 10), "nothing was counted")
}

func testInvalid(t *testing.T, s *limiter) {
	for _, p := range []ratelimit.Policy{
		{}, {Name: "p", Rate: 1}, {Name: "p", Per: time.Second}, {Rate: 1, Per: time.Second}, per(-1, time.Second, 0), per(1, -1, 0), per(1, time.Second-1, 0),
		per(1, 32*24*time.Hour, 0), per(1_000_001, time.Hour, 0), per(1_000_000, time.Second-1, 0), per(1, time.Second, -1), per(1, time.Second, 1_000_001),
		per(1, 24*time.Hour, 367), per(1, 1<<62, 1_000_000), {Name: "P", Rate: 1, Per: time.Second}, {Name: "p", What: "a\nb", Rate: 1, Per: time.Second},
	} {
		_, err := s.Allow(t.Context(), "key", p, 1)
		require.ErrorIs(t, err, ratelimit.ErrInvalid, "%+v", p)
	}
	for _, cost := range []int{-1, 6, 1 << 30, -1 << 31} {
		_, err := s.Allow(t.Context(), "key", five(), cost)
		require.ErrorIs(t, err, ratelimit.ErrInvalid, "cost %d", cost)
	}
	require.Equal(t, 5, s.passes("key", five(), 10), "none of it counted")
}

// testLargest uses policies at the ends of their ranges.
func testLargest(t *testing.T, s *limiter) {
	year := per(1, 24*time.Hour, 366)
	require.True(t, s.ask("year", year, 366).OK)
	require.Equal(t, 366*24*time.Hour, s.ask("year", year, 366).RetryAfter)
	require.Equal(t, 24*time.Hour, s.ask("year", year, 1).RetryAfter)

	many := per(1_000_000, time.Second, 1_000_000)
	require.True(t, s.ask("many", many, 999_999).OK)
	require.Equal(t, 1, s.passes("many", many, 5))
	require.Equal(t, time.Microsecond, s.ask("many", many, 1).RetryAfter)
}
