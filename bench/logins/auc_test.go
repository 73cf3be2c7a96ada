package main

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestAUC(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		a, b []time.Duration
		want float64
	}{
		{[]time.Duration{1, 2, 3}, []time.Duration{4, 5}, 1},
		{[]time.Duration{4, 5}, []time.Duration{1, 2, 3}, 0},
		{[]time.Duration{1, 1, 1}, []time.Duration{1, 1}, 0.5},
		{[]time.Duration{1, 3}, []time.Duration{2}, 0.5},
		{[]time.Duration{1, 2}, []time.Duration{2, 3}, 0.875}, // (½ + 1 + 1 + 1) / 4
		{[]time.Duration{5, 1, 5}, []time.Duration{5, 9}, (0.5 + 1 + 0.5 + 3) / 6},
	} {
		require.InDelta(t, test.want, auc(test.a, test.b), 1e-12, "%v", test)
		require.InDelta(t, 1-test.want, auc(test.b, test.a), 1e-12, "%v", test)
	}
}

// The ranks say what comparing each with each does.
func TestAUCIsMannWhitney(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		a, b := make([]time.Duration, 1+random.IntN(30)), make([]time.Duration, 1+random.IntN(30))
		for i := range a {
			a[i] = time.Duration(random.IntN(12))
		}
		for i := range b {
			b[i] = time.Duration(random.IntN(12) + 2)
		}
		wins := 0.0
		for _, x := range a {
			for _, y := range b {
				switch {
				case y > x:
					wins++
				case y == x:
					wins += 0.5
				}
			}
		}
		require.InDelta(t, wins/float64(len(a)*len(b)), auc(a, b), 1e-12)
	}
}

func TestDeviation(t *testing.T) {
	t.Parallel()
	require.InDelta(t, 0.0289, deviation(0.5, 200, 200), 1e-4) // √((n+m+1)/(12nm))
	require.InDelta(t, 0.0129, deviation(0.5, 1000, 1000), 1e-4)
	require.Zero(t, deviation(1, 200, 200))
	require.Less(t, deviation(0.9, 200, 200), deviation(0.5, 200, 200))
}

func TestVerdict(t *testing.T) {
	t.Parallel()
	const n = 200
	for area, want := range map[float64]verdict{
		0.5: alike, 0.451: alike, 0.549: alike, 0.44: unclear, 0.56: unclear, 0.6: unclear, 0.7: different, 0.3: different, 1: different, 0: different,
	} {
		require.Equal(t, want, judge(area, n, n), "%v", area)
	}
	require.Equal(t, different, judge(0.56, 100_000, 100_000))
}
