package ratelimittest

import (
	"fmt"
	"math/big"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/einkpdf/platform/ratelimit"
)

// bucket is the model: a bucket of tokens that time fills, in fractions that are exact. It keeps tokens where the algorithm keeps a time.
type bucket struct {
	policy ratelimit.Policy
	used   *big.Rat // nanoseconds until it is full: tokens have another worth under another policy
	skew   int64    // nanoseconds that it bears beyond empty
	key    int      // which key it is, of those that it had
}

func newBucket(p ratelimit.Policy, skew time.Duration) *bucket {
	return &bucket{policy: p, used: new(big.Rat), skew: int64(skew)}
}

// worth is how many nanoseconds a token takes.
func (b *bucket) worth() *big.Rat {
	return big.NewRat((int64(b.policy.Per)+int64(b.policy.Rate)-1)/int64(b.policy.Rate), 1)
}

// tokens may be below zero, but not by more than the skew is worth.
func (b *bucket) tokens() *big.Rat {
	t := new(big.Rat).Quo(b.used, b.worth())
	t.Sub(big.NewRat(int64(b.burst()), 1), t)
	if least := new(big.Rat).Quo(big.NewRat(-b.skew, 1), b.worth()); t.Cmp(least) < 0 { // used under a longer policy, or before the clock went back
		t.SetInt64(0)
	}
	return t
}

func (b *bucket) burst() int {
	if b.policy.Burst == 0 {
		return b.policy.Rate
	}
	return b.policy.Burst
}

// set makes it have so many tokens.
func (b *bucket) set(tokens *big.Rat) {
	b.used.Sub(big.NewRat(int64(b.burst()), 1), tokens)
	b.used.Mul(b.used, b.worth())
}

// pass is what time does. It may be below zero. A key that was as new by then may have been forgotten, or not: nobody knows any more, so another
// one takes its place.
func (b *bucket) pass(d time.Duration) {
	if b.used.Sign() == 0 && d < 0 {
		b.key++
		return
	}
	if b.used.Sub(b.used, big.NewRat(int64(d), 1)); b.used.Sign() < 0 {
		b.used.SetInt64(0)
	}
}

func (b *bucket) ask(cost int) ratelimit.Decision {
	tokens, want := b.tokens(), big.NewRat(int64(cost), 1)
	d := ratelimit.Decision{Limit: b.burst()}
	if cost == 0 || tokens.Cmp(want) >= 0 {
		d.OK = true
		tokens.Sub(tokens, want)
	} else {
		d.RetryAfter = whole(new(big.Rat).Mul(new(big.Rat).Sub(want, tokens), b.worth()))
	}
	b.set(tokens)
	d.Remaining = max(0, int(new(big.Int).Quo(tokens.Num(), tokens.Denom()).Int64()))
	d.ResetAfter = whole(b.used)
	return d
}

func whole(r *big.Rat) time.Duration { return time.Duration(r.Num().Int64() / r.Denom().Int64()) }

func drawPolicy(t *rapid.T) ratelimit.Policy {
	rate := rapid.IntRange(1, 6).Draw(t, "rate")
	ns := rapid.OneOf(rapid.Int64Range(1e9, 1e9+10), rapid.Int64Range(1e9, 1e14)).Draw(t, "per")
	return per(rate, time.Duration(ns), rapid.SampledFrom([]int{0, 1, 2, 7, 20}).Draw(t, "burst"))
}

// testModel asks, looks, waits, sets the clock back and changes policies at random, on a few keys, and knows each Decision to the nanosecond.
func testModel(t *testing.T, s *limiter) {
	var runs atomic.Int64
	rapid.Check(t, func(r *rapid.T) {
		run := runs.Add(1)
		buckets := make([]*bucket, 3)
		for i := range buckets {
			buckets[i] = newBucket(drawPolicy(r), s.skew)
		}
		for range rapid.IntRange(1, 30).Draw(r, "steps") {
			i := rapid.IntRange(0, len(buckets)-1).Draw(r, "bucket")
			b := buckets[i]
			key := fmt.Sprint(run, " ", i, " ", b.key)
			switch rapid.SampledFrom([]string{"ask", "ask", "ask", "ask", "wait", "wait", "back", "policy"}).Draw(r, "step") {
			case "ask":
				cost := rapid.IntRange(0, b.burst()).Draw(r, "cost") // 0 looks
				want := b.ask(cost)
				d, err := s.Allow(t.Context(), key, b.policy, cost)
				require.NoError(r, err)
				require.Equal(r, want, d)
			case "wait":
				move(s, buckets, rapid.OneOf(rapid.Int64Range(0, 3), rapid.Int64Range(0, int64(2*b.policy.Per)),
					rapid.Just(int64(whole(b.worth()))), rapid.Just(int64(whole(b.used)))).Draw(r, "ns"))
			case "back":
				move(s, buckets, -rapid.OneOf(rapid.Int64Range(1, 3), rapid.Int64Range(1, int64(2*b.policy.Per))).Draw(r, "ns back"))
			case "policy":
				b.policy = drawPolicy(r)
			}
		}
	})
}

func move(s *limiter, buckets []*bucket, ns int64) {
	s.clock.Advance(time.Duration(ns))
	for _, b := range buckets {
		b.pass(time.Duration(ns))
	}
}

// testLog writes down what passed, and counts: in no stretch of time is it more than Burst + time × Rate / Per.
func testLog(t *testing.T, s *limiter) {
	var runs atomic.Int64
	rapid.Check(t, func(r *rapid.T) {
		key, p := fmt.Sprint(runs.Add(1)), drawPolicy(r)
		burst := newBucket(p, 0).burst()
		type pass struct {
			at   time.Duration
			cost int
		}
		var log []pass
		var at time.Duration
		for range rapid.IntRange(1, 40).Draw(r, "steps") {
			ns := rapid.Int64Range(0, int64(p.Per)/int64(p.Rate)).Draw(r, "ns")
			at += time.Duration(ns)
			s.clock.Advance(time.Duration(ns))
			cost := rapid.IntRange(1, min(burst, 3)).Draw(r, "cost")
			d, err := s.Allow(t.Context(), key, p, cost)
			require.NoError(r, err)
			if d.OK {
				log = append(log, pass{at, cost})
			}
		}
		for i := range log {
			total := 0
			for _, one := range log[i:] {
				total += one.cost
				// (total - burst) × Per ≤ time × Rate
				left := new(big.Int).Mul(big.NewInt(int64(total-burst)), big.NewInt(int64(p.Per)))
				right := new(big.Int).Mul(big.NewInt(int64(one.at-log[i].at)), big.NewInt(int64(p.Rate)))
				require.LessOrEqual(r, left.Cmp(right), 0, "%d passed in %v", total, one.at-log[i].at)
			}
		}
	})
}
