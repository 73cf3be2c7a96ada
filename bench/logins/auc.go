package main

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// auc is the area under the ROC curve of telling b from a by time alone: how
// often one of b takes longer than one of a, ties counting half. It is the
// Mann-Whitney U over len(a)·len(b): 0.5 when time tells nothing, 0 or 1 when it
// tells all.
func auc(a, b []time.Duration) float64 {
	type sample struct {
		d   time.Duration
		isB int
	}
	all := make([]sample, 0, len(a)+len(b))
	for _, d := range a {
		all = append(all, sample{d: d})
	}
	for _, d := range b {
		all = append(all, sample{d: d, isB: 1})
	}
	slices.SortFunc(all, func(x, y sample) int { return cmp.Compare(x.d, y.d) })
	sum := 0.0 // of b's ranks, those of ties being their mean
	for from := 0; from < len(all); {
		to, ofB := from, 0
		for to < len(all) && all[to].d == all[from].d {
			ofB += all[to].isB
			to++
		}
		sum += float64(ofB) * float64(from+1+to) / 2
		from = to
	}
	n := float64(len(b))
	return (sum - n*(n+1)/2) / (n * float64(len(a)))
}

// deviation is the standard error of an area that was found with n and m samples
// (Hanley and McNeil, "The meaning and use of the area under a receiver operating
// characteristic curve", Radiology 143, 1982).
func deviation(area float64, n, m int) float64 {
	q1 := area / (2 - area)
	q2 := 2 * area * area / (1 + area)
	v := area*(1-area) + float64(n-1)*(q1-area*area) + float64(m-1)*(q2-area*area)
	return math.Sqrt(max(v, 0) / float64(n*m))
}
