package main

import (
	"math"
	"slices"
	"time"
)

// times is how long each of many took.
type times []time.Duration

// at is a quantile in milliseconds; 0 of none.
func (t times) at(q float64) float64 {
	if len(t) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(t))
	return sorted[int(math.Ceil(q*float64(len(sorted)-1)))].Seconds() * 1e3
}
