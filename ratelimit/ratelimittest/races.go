package ratelimittest

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/ratelimit"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// Races asks 800 times at once for one key of which ten pass: spread over limiters that keep the same count, as processes do, with a clock that stands.
func Races(t *testing.T, limiters ...ratelimit.Limiter) {
	var mu sync.Mutex
	ten := per(10, 10*time.Minute, 0)
	remaining := map[int]int{}
	together(800, func(i int) {
		d, err := limiters[i%len(limiters)].Allow(t.Context(), "race", ten, 1)
		mu.Lock()
		defer mu.Unlock()
		switch {
		case err != nil:
			t.Error(err)
		case d.OK:
			remaining[d.Remaining]++
		case d.RetryAfter != time.Minute:
			t.Errorf("%+v", d)
		}
	})
	require.Equal(t, map[int]int{0: 1, 1: 1, 2: 1, 3: 1, 4: 1, 5: 1, 6: 1, 7: 1, 8: 1, 9: 1}, remaining, "ten passed, each after another")
}

func testExact(t *testing.T, s *limiter) { Races(t, s) }

// testExactCosts asks at once with costs of 1 to 3, and looks: what passed fits, and what is left does not.
func testExactCosts(t *testing.T, s *limiter) {
	var mu sync.Mutex
	used := 0
	hundred := per(100, 100*time.Minute, 0)
	together(400, func(i int) {
		d, err := s.Allow(t.Context(), "key", hundred, i%4)
		if err != nil {
			t.Error(err)
		}
		if d.OK {
			mu.Lock()
			defer mu.Unlock()
			used += i % 4
		}
	})
	require.Equal(t, 100, used+s.passes("key", hundred, 100))
}

// testMoving has many ask while the clock moves on under them: in all that time no more pass than Burst + time × rate.
func testMoving(t *testing.T, s *limiter) {
	moving(t, s.clock, per(100, time.Second, 20), 0, s)
}

// moving asks by many workers, spread over limiters that keep the same count, while their clock moves on, and counts. apart is how far the clocks are apart.
func moving(t *testing.T, clock *sqldbtest.Clock, p ratelimit.Policy, apart time.Duration, limiters ...ratelimit.Limiter) {
	const workers, asks, step = 100, 12, 2 * time.Millisecond
	var mu sync.Mutex
	var passed int64
	var longest time.Duration
	began := clock.Now()
	together(workers, func(i int) {
		for range asks {
			d, err := limiters[i%len(limiters)].Allow(t.Context(), "moving", p, 1)
			mu.Lock()
			switch {
			case err != nil:
				t.Error(err)
			case d.OK:
				passed++
			}
			longest = max(longest, d.RetryAfter)
			mu.Unlock()
			clock.Advance(step)
		}
	})
	most := int64(p.Burst) + int64(clock.Now().Sub(began)+apart)*int64(p.Rate)/int64(p.Per)
	require.LessOrEqual(t, passed, most, "of %d", workers*asks)
	require.GreaterOrEqual(t, passed, int64(p.Burst), "the burst at least")
	require.LessOrEqual(t, longest, p.Per/time.Duration(p.Rate)+apart+workers*asks*step)
}

// together calls fn n times at once.
func together(n int, fn func(i int)) {
	var all sync.WaitGroup
	start := make(chan struct{})
	for i := range n {
		all.Go(func() {
			<-start
			fn(i)
		})
	}
	close(start)
	all.Wait()
}
