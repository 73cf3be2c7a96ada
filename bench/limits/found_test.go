package main

import (
	"errors"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// ms are times of 1 ms and so on to n, in no order.
func ms(n int) times {
	t := make(times, n)
	for i, at := range rand.Perm(n) {
		t[i] = time.Duration(at+1) * time.Millisecond
	}
	return t
}

// flat are n times of so many milliseconds.
func flat(n, each int) times {
	t := make(times, n)
	for i := range t {
		t[i] = time.Duration(each) * time.Millisecond
	}
	return t
}

func TestAt(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		times times
		q     float64
		want  int // ms
	}{
		{nil, 0.99, 0},
		{ms(1), 0, 1}, {ms(1), 0.5, 1}, {ms(1), 0.99, 1}, {ms(1), 1, 1},
		{ms(2), 0.5, 1}, {ms(2), 0.51, 2},
		{ms(3), 0.5, 2}, {ms(3), 0, 1}, {ms(3), 1, 3},
		{ms(99), 0.99, 99}, {ms(100), 0.99, 99}, {ms(101), 0.99, 100}, {ms(200), 0.99, 198},
		{ms(3200), 0.5, 1600}, {ms(3200), 0.99, 3168}, {ms(3200), 1, 3200},
	} {
		before := append(times(nil), c.times...)
		require.Equal(t, time.Duration(c.want)*time.Millisecond, c.times.at(c.q), "%v of %d", c.q, len(c.times))
		require.Equal(t, before, c.times) // in the order in which they came
	}
	_, ok := ms(fewest - 1).p99()
	require.False(t, ok)
	got, ok := ms(fewest).p99()
	require.True(t, ok)
	require.Equal(t, 99*time.Millisecond, got)
	require.InDelta(t, 1.5, quantile([]float64{2, 1.5, 1}, 0.5), 0)
}

// rounds are some in which users only read, a round for each.
func rounds(of ...times) (all []heard) {
	for _, t := range of {
		all = append(all, heard{took: [kinds]times{read: t}})
	}
	return all
}

func TestFactor(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		alone, greedy []heard
		pooled        string
		middle        string
		byRound       []float64
		noise         string
	}{
		"nothing":                          {nil, nil, "-", "-", nil, "-"},
		"too few":                          {rounds(flat(99, 10)), rounds(flat(200, 10)), "-", "-", nil, "-"},
		"too few with it":                  {rounds(flat(200, 10)), rounds(flat(99, 10)), "-", "-", nil, "-"},
		"the same":                         {rounds(ms(200), ms(200)), rounds(ms(200), ms(200)), "1.00", "1.00", []float64{1, 1}, "-"},
		"short rounds are enough together": {rounds(flat(50, 10), flat(50, 20)), rounds(flat(50, 10), flat(50, 30)), "1.50", "-", nil, "-"},
		"p99 and not the median":           {rounds(flat(200, 10)), rounds(append(flat(190, 10), flat(10, 40)...)), "4.00", "4.00", []float64{4}, "-"},
		"less than a hundredth":            {rounds(flat(200, 10)), rounds(append(flat(199, 10), 9*time.Second)), "1.00", "1.00", []float64{1}, "-"},
		// A round in which the machine does something else is all of the pooled p99, and nothing of the median.
		"one bad round": {rounds(flat(200, 10), flat(200, 10), flat(200, 10)), rounds(flat(200, 10), flat(200, 50), flat(200, 10)), "5.00", "1.00",
			[]float64{1, 5, 1}, "1.00"},
		"noise": {rounds(flat(200, 10), flat(200, 10), flat(200, 30)), rounds(flat(200, 30), flat(200, 30), flat(200, 30)), "1.00", "3.00",
			[]float64{3, 3, 1}, "3.00"},
		"not the order":  {rounds(flat(200, 10), flat(200, 30)), rounds(flat(200, 30), flat(200, 30)), "1.00", "3.00", []float64{3, 1}, "-"},
		"faster":         {rounds(flat(200, 20)), rounds(flat(200, 10)), "0.50", "0.50", []float64{0.5}, "-"},
		"no time at all": {rounds(make(times, 200)), rounds(make(times, 200)), "0.00", "0.00", []float64{0}, "-"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := found{rounds: [parts][]heard{alone: c.alone, usual: c.greedy}}
			require.Equal(t, c.pooled, orDash(f.factor(usual, everything)))
			require.Equal(t, c.pooled, orDash(f.factor(usual, read)))
			require.Equal(t, "-", orDash(f.factor(usual, create)))
			require.Equal(t, "-", orDash(f.factor(hardest, everything)))
			require.Equal(t, c.middle, orDash(f.middle(usual)))
			require.Equal(t, c.byRound, f.factors(usual))
			require.Equal(t, c.noise, orDash(f.noise()))
		})
	}
	f := found{rounds: [parts][]heard{rounds(flat(200, 10), flat(200, 10)), rounds(flat(200, 50), flat(200, 20)), rounds(flat(200, 50))}}
	require.Equal(t, "5.00", orDash(f.factor(usual, everything)))
	require.Equal(t, "2.00", orDash(f.later(usual)))
	require.Equal(t, "-", orDash(f.later(hardest)))
	require.False(t, f.noisy(1.5))
	for alone, noisy := range map[int]bool{4: true, 7: false, 10: false, 14: false, 15: true} {
		f.rounds[0] = rounds(flat(200, 10), flat(200, 10), flat(200, alone), flat(200, alone))
		require.Equal(t, noisy, f.noisy(1.5), alone)
	}
	f.rounds[0] = rounds(flat(200, 10), flat(200, 15), flat(200, 10), flat(200, 15), flat(200, 10)) // in both halves
	require.Equal(t, "1.00", orDash(f.noise()))
	require.True(t, f.noisy(1.5))
	require.False(t, f.noisy(1.6))
	f.rounds[0] = nil
	require.False(t, f.noisy(1.5))
	require.Equal(t, "1.00 to 4.00, half of them 1.00 to 3.00", spread([]float64{4, 1, 3, 2}))
}

func TestBroken(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(f *found)
		most   float64
		want   []string // none: all promises hold
	}{
		"all is well":                {func(*found) {}, 1.5, nil},
		"a larger factor":            {func(f *found) { f.rounds[usual] = rounds(flat(200, 14)) }, 1.5, nil},
		"too large":                  {func(f *found) { f.rounds[usual] = rounds(flat(200, 15)) }, 1.5, []string{"p99 is 1.50 times as large"}},
		"of all rounds":              {func(f *found) { f.rounds[usual] = rounds(flat(200, 10), flat(200, 10), flat(10, 20)) }, 1.5, []string{"p99 is 2.00 times"}},
		"not asked for":              {func(f *found) { f.rounds[usual] = rounds(flat(200, 90)) }, 0, nil},
		"hardest is shown":           {func(f *found) { f.rounds[hardest] = rounds(flat(200, 90)) }, 1.5, nil},
		"too few":                    {func(f *found) { f.rounds[usual] = rounds(flat(99, 10)) }, 1.5, []string{"fewer than 100 times"}},
		"too few alone":              {func(f *found) { f.rounds[alone] = nil }, 1.5, []string{"fewer than 100 times"}},
		"too few, and not asked for": {func(f *found) { f.rounds[usual] = nil }, 0, nil},

		"slow":                  {func(f *found) { f.reaped[usual].Asked = 3999 }, 1.5, []string{"asked 400 times a second, and not 500"}},
		"fast enough":           {func(f *found) { f.reaped[usual].Asked = 4000 }, 1.5, nil},
		"it took longer":        {func(f *found) { f.reaped[usual].Took *= 2 }, 1.5, []string{"asked 250 times"}},
		"slow, not asked for":   {func(f *found) { f.reaped[usual].Asked = 0 }, 0, nil},
		"hardest may be slow":   {func(f *found) { f.reaped[hardest].Asked = 1 }, 1.5, nil},
		"no greedy one at all":  {func(f *found) { f.reaped[usual] = reaped{} }, 1.5, []string{"never refused", "asked 0 times"}},
		"never refused":         {func(f *found) { f.reaped[usual].Refused = 0 }, 1.5, []string{"never refused"}},
		"refused after waiting": {func(f *found) { f.reaped[hardest].Late = 2 }, 0, []string{"hardest: 2 requests were refused after"}},
		"one who obeys":         {func(f *found) { f.obeyed.refused = 1 }, 0, []string{"1 requests of those who obey"}},

		"refused alone": {func(f *found) { f.rounds[alone][0].refused = 1 }, 0, []string{"alone: 1 of the users' requests were refused and 0 failed"}},
		"failed": {func(f *found) { f.rounds[usual][0].failed, f.rounds[usual][0].err = 1, errors.New("500") }, 0,
			[]string{"greedy: 0 of", "1 failed", "500"}},
		"in a later round":    {func(f *found) { f.rounds[hardest] = append(f.rounds[hardest], heard{refused: 3}) }, 0, []string{"hardest: 3 of"}},
		"warming up: refused": {func(f *found) { f.warm.refused = 4 }, 0, []string{"warming up: 4 of"}},
		"warming up: failed":  {func(f *found) { f.warm.failed = 1 }, 0, []string{"warming up: 0 of"}},
		"too large, where all is noise": {func(f *found) {
			f.rounds[alone] = rounds(flat(200, 10), flat(200, 10), flat(200, 20), flat(200, 20))
			f.rounds[usual] = rounds(flat(200, 40))
		}, 1.5, []string{"2.00 times as large", "measure where less else runs"}},
		"less, where all is noise": {func(f *found) {
			f.rounds[alone] = rounds(flat(200, 20), flat(200, 20), flat(200, 10), flat(200, 10))
		}, 1.5, nil},
		"several at once": {func(f *found) {
			f.warm.refused, f.obeyed.refused, f.reaped[usual].Asked = 1, 1, 1
			f.rounds[usual] = rounds(flat(200, 30))
		}, 1.5, []string{"warming up", "who obey", "a second", "3.00 times"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := found{
				rounds: [parts][]heard{rounds(flat(200, 10)), rounds(flat(200, 12)), rounds(flat(200, 40))},
				reaped: [parts]reaped{
					usual:   {Asked: 5000, Passed: 100, Refused: 4900, Took: 10 * time.Second},
					hardest: {Asked: 9000, Passed: 100, Refused: 8900, Took: 10 * time.Second},
				},
				obeyed: obeyed{asked: 10, passed: 8, waited: 2},
			}
			c.change(&f)
			err := f.broken(c.most, 500)
			if c.want == nil {
				require.NoError(t, err)
			}
			for _, want := range c.want {
				require.ErrorContains(t, err, want)
			}
		})
	}
}
