package main

import (
	"fmt"
	"math"
	"slices"
	"time"
)

// fewest are the times of which a p99 is said: of fewer it is the longest.
const fewest = 100

// times is how long each of many took.
type times []time.Duration

// at is the first, in order, that at least that part of all (0 to 1) are not larger than; 0 of none.
func (t times) at(q float64) time.Duration {
	if len(t) == 0 {
		return 0
	}
	return slices.Sorted(slices.Values(t))[max(int(math.Ceil(q*float64(len(t)))), 1)-1]
}

// p99 is false of too few times.
func (t times) p99() (time.Duration, bool) {
	if len(t) < fewest {
		return 0, false
	}
	return t.at(0.99), true
}

// inMs is a time in milliseconds.
func inMs(d time.Duration) string { return fmt.Sprintf("%.1f", d.Seconds()*1e3) }
