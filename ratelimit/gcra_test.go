package ratelimit

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// The algorithm takes any TAT and any clock, and what it says holds then, too: no number overflows.
func TestAnyClock(t *testing.T) {
	t.Parallel()
	any64 := rapid.OneOf(rapid.Int64(), rapid.SampledFrom([]int64{math.MinInt64, math.MaxInt64, -1, 0, 1, maxNow, -maxNow, maxNow + 1}))
	policies := []Policy{
		{Name: "p", Rate: 10, Per: time.Minute},
		{Name: "p", Rate: 1, Per: 24 * time.Hour, Burst: 366},
		{Name: "p", Rate: 7, Per: maxPer, Burst: 20},
		{Name: "p", Rate: maxNumber, Per: minPer, Burst: maxNumber},
	}
	rapid.Check(t, func(t *rapid.T) {
		g, err := rapid.SampledFrom(policies).Draw(t, "policy").gcra()
		require.NoError(t, err)
		tat, now := any64.Draw(t, "tat"), any64.Draw(t, "now")
		cost := rapid.Int64Range(0, g.burst).Draw(t, "cost")
		skew := rapid.SampledFrom([]int64{0, int64(MaxSkew)}).Draw(t, "skew")
		next, d := g.ask(tat, now, cost, skew)
		at := clamp(now, -maxNow, maxNow)
		require.GreaterOrEqual(t, next, at)
		require.LessOrEqual(t, next, at+g.full+skew)
		require.True(t, cost > 0 || d.OK)
		require.Equal(t, d.OK, d.RetryAfter == 0)
		require.Equal(t, time.Duration(next-at), d.ResetAfter)
		require.LessOrEqual(t, d.RetryAfter, time.Duration(cost*g.interval+skew), "nobody waits longer than for what he asks")
		require.EqualValues(t, max(g.full-(next-at), 0)/g.interval, d.Remaining)
		if d.OK || now > maxNow-int64(maxFull+MaxSkew) || now < -maxNow {
			return
		}
		// After the wait it passes, and not a nanosecond before.
		_, early := g.ask(next, now+int64(d.RetryAfter)-1, cost, skew)
		require.Equal(t, time.Duration(1), early.RetryAfter)
		_, then := g.ask(next, now+int64(d.RetryAfter), cost, skew)
		require.True(t, then.OK)
	})
}

// The interval is rounded up, so that in no minute more pass than Rate says.
func TestInterval(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		p                    Policy
		interval, full, most int64
	}{
		{Policy{Rate: 10, Per: time.Minute}, 6e9, 60e9, 10},
		{Policy{Rate: 10, Per: time.Minute, Burst: 20}, 6e9, 120e9, 20},
		{Policy{Rate: 7, Per: time.Minute}, 8571428572, 60000000004, 7},
		{Policy{Rate: 3, Per: time.Second}, 333333334, 1000000002, 3},
		{Policy{Rate: 1000000, Per: time.Second}, 1000, 1e9, 1000000},
	} {
		g, err := c.p.gcra()
		require.NoError(t, err)
		require.Equal(t, gcra{c.interval, c.full, c.most}, g, "%v", c.p)
	}
}
