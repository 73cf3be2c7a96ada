package admin

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// What a window says is between what happened in nineteen twentieths of it and what happened in all of it.
func TestWindow(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		length := time.Duration(rapid.Int64Range(int64(time.Second), int64(24*time.Hour)).Draw(t, "window")).Truncate(parts)
		w := newWindow(length)
		now := time.Unix(rapid.Int64Range(0, 1<<32).Draw(t, "begin"), rapid.Int64Range(0, 999_999_999).Draw(t, "ns"))
		type shot struct {
			at time.Time
			n  int64
		}
		var shots []shot
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			now = now.Add(time.Duration(rapid.Int64Range(0, int64(length)/4).Draw(t, "later")))
			n := rapid.Int64Range(0, 5).Draw(t, "n")
			w.add(now, n)
			shots = append(shots, shot{now, n})
			var least, most int64
			for _, s := range shots {
				if age := now.Sub(s.at); age <= length-length/parts {
					least += s.n
				}
				if now.Sub(s.at) < length {
					most += s.n
				}
			}
			sum := w.sum(now)
			require.LessOrEqual(t, least, sum)
			require.LessOrEqual(t, sum, most)
		}
		require.Zero(t, w.sum(now.Add(length)))
	})
}

// A clock that goes back a little loses nothing, and one that was far ahead does not keep what it counted.
func TestWindowOfAClockThatMoves(t *testing.T) {
	t.Parallel()
	w, now := newWindow(time.Minute), time.Unix(1_000_000, 0)
	w.add(now, 1)
	w.add(now.Add(-30*time.Second), 2)
	require.Equal(t, int64(3), w.sum(now))
	w.add(now.Add(time.Hour), 4)
	require.Equal(t, int64(4), w.sum(now.Add(time.Hour)))
	w.add(now, 5)
	require.Equal(t, int64(5), w.sum(now))
	require.Zero(t, w.sum(now.Add(time.Minute)))
	w.add(time.Time{}, 6)
	require.Equal(t, int64(6), w.sum(time.Time{}))
}
