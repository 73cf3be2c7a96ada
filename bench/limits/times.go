package main

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"
)

// fewest are the times of which a p99 is said: of fewer it is the longest.
const fewest = 100

// times is how long each of many took.
type times []time.Duration

// at is a quantile: see quantile.
func (t times) at(q float64) time.Duration { return quantile(t, q) }

// p99 is false of too few times.
func (t times) p99() (time.Duration, bool) {
	if len(t) < fewest {
		return 0, false
	}
	return t.at(0.99), true
}

// quantile is the first, in order, that at least that part of all (0 to 1) are not larger than; 0 of none.
func quantile[T cmp.Ordered](of []T, q float64) (none T) {
	if len(of) == 0 {
		return none
	}
	return slices.Sorted(slices.Values(of))[max(int(math.Ceil(q*float64(len(of)))), 1)-1]
}

// ratio is by how much one time is larger than another one.
func ratio(a, b time.Duration) float64 { return float64(a) / float64(max(b, time.Microsecond)) }

// compare is by how much p99 is larger than that of others; false if there are too few times.
func compare(t, others times) (by float64, ok bool) {
	a, first := t.p99()
	b, second := others.p99()
	if !first || !second {
		return 0, false
	}
	return ratio(a, b), true
}

// inMs is a time in milliseconds.
func inMs(d time.Duration) string { return fmt.Sprintf("%.1f", d.Seconds()*1e3) }

// orDash is a figure, or "-" where there is none.
func orDash(by float64, ok bool) string {
	if !ok {
		return "-"
	}
	return fmt.Sprintf("%.2f", by)
}
