package authtest

import (
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/einkpdf/platform/auth"
)

// bucket is the model: a leaky bucket that tries fill and time empties. It
// keeps a level where GCRA keeps a time.
type bucket struct {
	level time.Duration // until it is empty
	limit auth.Limit
}

func (b *bucket) interval() time.Duration { return b.limit.Per / time.Duration(b.limit.Count) }

func (b *bucket) take() (wait time.Duration) {
	full := b.interval() * time.Duration(b.limit.Count)
	if over := b.level + b.interval() - full; over > 0 {
		return over
	}
	b.level += b.interval()
	return 0
}

func (b *bucket) drain(d time.Duration) { b.level = max(0, b.level-d) }

// testThrottleModel takes, gives, forgets and waits at random, on a few keys with
// limits of their own, and knows each wait to the nanosecond.
func testThrottleModel(t *testing.T, s *throttle) {
	var runs atomic.Int64
	rapid.Check(t, func(r *rapid.T) {
		run := runs.Add(1)
		buckets := make([]*bucket, 3)
		for i := range buckets {
			count := rapid.IntRange(1, 6).Draw(r, "count")
			per := rapid.OneOf(rapid.Int64Range(int64(count), 1000), rapid.Int64Range(1e9, 1e13)).Draw(r, "per")
			buckets[i] = &bucket{limit: auth.Limit{Count: count, Per: time.Duration(per)}}
		}
		steps := rapid.IntRange(1, 30).Draw(r, "steps")
		for range steps {
			i := rapid.IntRange(0, len(buckets)-1).Draw(r, "bucket")
			b, key := buckets[i], fmt.Sprint(run, " ", i)
			switch rapid.SampledFrom([]string{"take", "take", "take", "give", "forget", "wait", "wait"}).Draw(r, "step") {
			case "take":
				wait, err := s.Take(t.Context(), key, b.limit)
				require.NoError(r, err)
				require.Equal(r, b.take(), wait)
			case "give":
				require.NoError(r, s.Give(t.Context(), key, b.limit))
				b.drain(b.interval())
			case "forget":
				require.NoError(r, s.Forget(t.Context(), key))
				b.level = 0
			case "wait":
				d := rapid.OneOf(rapid.Int64Range(0, 3), rapid.Int64Range(0, int64(2*b.limit.Per)),
					rapid.SampledFrom([]int64{int64(b.interval()), int64(b.level), int64(b.limit.Per)})).Draw(r, "ns")
				s.clock.advance(time.Duration(d))
				for _, b := range buckets {
					b.drain(time.Duration(d))
				}
			}
		}
	})
}
