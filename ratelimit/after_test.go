package ratelimit

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestAfter(t *testing.T) {
	t.Parallel()
	ten := Policy{Name: "ten", Rate: 10, Per: time.Minute} // each six seconds
	for name, c := range map[string]struct {
		policy Policy
		reset  time.Duration
		cost   int
		want   time.Duration
	}{
		"new":                                    {ten, 0, 1, 0},
		"new, all":                               {ten, 0, 10, 0},
		"one left":                               {ten, 54 * time.Second, 1, 0},
		"not quite one":                          {ten, 54*time.Second + 1, 1, 1},
		"none left":                              {ten, time.Minute, 1, 6 * time.Second},
		"none left, three":                       {ten, time.Minute, 3, 18 * time.Second},
		"none left, all":                         {ten, time.Minute, 10, time.Minute},
		"more than there is":                     {ten, time.Minute, 11, time.Minute},
		"nothing is one":                         {ten, time.Minute, 0, 6 * time.Second},
		"less is one":                            {ten, time.Minute, -1 << 31, 6 * time.Second},
		"later than it can be, but for the skew": {ten, time.Hour, 1, 66 * time.Second},
		"earlier than it can be":                 {ten, -time.Hour, 10, 0},
		"burst":                                  {Policy{Name: "b", Rate: 10, Per: time.Minute, Burst: 20}, time.Minute, 10, 0},
		"burst, all":                             {Policy{Name: "b", Rate: 10, Per: time.Minute, Burst: 20}, time.Minute, 20, time.Minute},
		"off":                                    {Policy{Name: "off", Rate: 10, Per: time.Minute, Off: true}, time.Minute, 10, 0},
		"none":                                   {Policy{}, time.Minute, 10, 0},
	} {
		require.Equal(t, c.want, c.policy.After(Decision{ResetAfter: c.reset}, c.cost), name)
	}
}

// Of the same cost it is what the algorithm says itself, and after it the cost passes.
func TestAfterIsExact(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := Policy{
			Name: "p", Rate: rapid.IntRange(1, 1000).Draw(t, "rate"), Burst: rapid.IntRange(1, 1000).Draw(t, "burst"),
			Per: time.Duration(rapid.Int64Range(int64(time.Second), int64(time.Hour)).Draw(t, "per")),
		}
		g, err := p.gcra()
		require.NoError(t, err)
		tat, now := rapid.Int64Range(0, 2*g.full).Draw(t, "tat"), int64(0)
		cost := rapid.Int64Range(1, g.burst).Draw(t, "cost")
		tat, d := g.ask(tat, now, cost, 0)
		after := p.After(d, int(cost))
		if !d.OK {
			require.Equal(t, d.RetryAfter, after)
		}
		if after > 0 {
			_, early := g.ask(tat, now+int64(after)-1, cost, 0)
			require.False(t, early.OK)
		}
		_, d = g.ask(tat, now+int64(after), cost, 0)
		require.True(t, d.OK)
	})
}

func TestWindow(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]time.Duration{
		"10/min":             time.Minute,
		"10/min burst 20":    2 * time.Minute,
		"7/min":              time.Minute,
		"7/min burst 3":      25714285714,
		"1/5s":               5 * time.Second,
		"300/min burst 1":    200 * time.Millisecond,
		"1000000/s":          time.Second,
		"1/31day burst 11":   11 * 31 * 24 * time.Hour,
		"1000000/31day":      31 * 24 * time.Hour,
		"1/s burst 1000000":  1_000_000 * time.Second,
		"1/31day burst 1000": 0, // longer than a year: it is none
	} {
		policies, err := (Policies{{Name: "p", Rate: 1, Per: time.Second}}).With("p", text)
		if want == 0 {
			require.Error(t, err, text)
			continue
		}
		require.NoError(t, err, text)
		require.Equal(t, want, policies[0].Window(), text)
	}
	require.Zero(t, Policy{}.Window())
	require.Zero(t, Policy{Name: "p", Rate: 1, Per: 31 * 24 * time.Hour, Burst: 1000}.Window())
}

func TestWaiting(t *testing.T) {
	t.Parallel()
	p := Policy{Name: "pdf", What: "planners", Rate: 10, Per: time.Minute}
	short := &Error{Code: CodeLimited, Message: "Wait.", Policy: "pdf", RetryAfter: 6 * time.Second, Err: ErrInvalid}
	require.Same(t, short, p.Waiting(short, time.Second))
	require.Same(t, short, p.Waiting(short, 6*time.Second))
	require.Equal(t, &Error{
		Code: CodeLimited, Message: "Too many requests: 10 planners a minute are allowed. Please try again in 7 seconds.", Policy: "pdf",
		RetryAfter: 6*time.Second + 1, Err: ErrInvalid,
	}, p.Waiting(short, 6*time.Second+1))
	require.Equal(t, "Wait.", short.Message)

	p.What = ""
	require.Contains(t, p.Waiting(short, time.Minute).Message, "10 requests a minute are allowed")
	away := &Error{Code: CodeUnavailable, Message: "Wait.", RetryAfter: time.Second}
	require.Equal(t, "This does not work at the moment. Please try again in 20 seconds.", p.Waiting(away, 20*time.Second).Message)
}
