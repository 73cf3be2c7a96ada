// Package layout divides a length among the tracks of a row, stack or grid.
//
// All arithmetic is in whole numbers, so the same tracks give the same
// positions on every processor. Nothing here keeps state; every function may be
// called from several goroutines at once.
package layout

import (
	"cmp"
	"math"
	"math/bits"
	"slices"

	"github.com/einkpdf/platform/einkpdf/geom"
)

// Micro is the scale of shares and percentages: 1fr is a weight of one Micro
// and 1 % is one Micro.
const Micro = 1_000_000

type kind uint8

const (
	fixed kind = iota
	share
	percent
)

// Track is the wish for the size of one row or column. The zero value is a
// track of no size.
type Track struct {
	kind  kind
	value int64
}

// Fixed is a track of exactly u. A negative length counts as zero.
func Fixed(u geom.Unit) Track { return Track{fixed, max(int64(u), 0)} }

// Share is a track that takes its part of what fixed tracks, percentages and
// gaps leave over, in proportion to its weight in millionths of 1fr. A negative
// weight counts as zero.
func Share(micro int64) Track { return Track{share, max(micro, 0)} }

// Percent is a track of a part of the whole available length, gaps included, in
// millionths of a percent. A negative percentage counts as zero.
func Percent(micro int64) Track { return Track{percent, max(micro, 0)} }

// Distribute lays tracks one after the other into avail with gap between
// neighbours, and returns the position of each from the start, the size of each
// and by how much they exceed avail (0 when they fit).
//
// Shares with a positive weight fill the rest to the last unit: sizes and gaps
// add up to avail exactly unless the other tracks overflow, in which case shares
// get nothing. Units that do not divide evenly go to the largest remainders,
// earlier tracks first. Sizes are never negative; a negative avail or gap counts
// as zero. Lengths beyond the range of geom.Unit saturate.
func Distribute(avail, gap geom.Unit, tracks []Track) (pos, size []geom.Unit, overflow geom.Unit) {
	avail, gap = max(avail, 0), max(gap, 0)
	pos = make([]geom.Unit, len(tracks))
	size = make([]geom.Unit, len(tracks))

	var used geom.Unit
	for i, t := range tracks {
		switch t.kind {
		case fixed:
			size[i] = geom.Unit(t.value)
		case percent:
			size[i] = percentOf(avail, t.value)
		}
		if i > 0 {
			used = add(used, gap)
		}
		used = add(used, size[i])
	}
	if used < avail {
		divide(avail-used, tracks, size)
	} else {
		overflow = used - avail
	}

	var at geom.Unit
	for i := range tracks {
		pos[i] = at
		at = add(add(at, size[i]), gap)
	}
	return pos, size, overflow
}

// divide gives rest to the shares by the method of the largest remainder.
func divide(rest geom.Unit, tracks []Track, size []geom.Unit) {
	total, shift := totalWeight(tracks)
	if total == 0 {
		return
	}
	type part struct {
		index     int
		remainder uint64
	}
	var parts []part
	left := rest
	for i, t := range tracks {
		if t.kind != share || t.value == 0 {
			continue
		}
		hi, lo := bits.Mul64(uint64(rest), uint64(t.value)>>shift)
		q, r := bits.Div64(hi, lo, total) // weight <= total, so hi < total
		size[i] = geom.Unit(q)
		left -= size[i]
		parts = append(parts, part{i, r})
	}
	slices.SortStableFunc(parts, func(a, b part) int { return cmp.Compare(b.remainder, a.remainder) })
	for _, p := range parts[:left] { // left < len(parts)
		size[p.index]++
	}
}

// totalWeight is the sum of all weights after each was shifted right by shift,
// which is 0 unless the plain sum does not fit.
func totalWeight(tracks []Track) (total uint64, shift int) {
	for {
		total = 0
		fits := true
		for _, t := range tracks {
			if t.kind != share {
				continue
			}
			sum, carry := bits.Add64(total, uint64(t.value)>>shift, 0)
			total = sum
			fits = fits && carry == 0
		}
		if fits {
			return total, shift
		}
		shift = bits.Len(uint(len(tracks)))
	}
}

// percentOf is micro millionths of a percent of avail, rounded to the nearest unit.
func percentOf(avail geom.Unit, micro int64) geom.Unit {
	const whole = 100 * Micro
	hi, lo := bits.Mul64(uint64(avail), uint64(micro))
	lo, carry := bits.Add64(lo, whole/2, 0)
	hi += carry
	if hi >= whole {
		return math.MaxInt64
	}
	q, _ := bits.Div64(hi, lo, whole)
	return geom.Unit(min(q, math.MaxInt64))
}

// add is a+b for lengths that are not negative, at most the largest length.
func add(a, b geom.Unit) geom.Unit {
	if a > math.MaxInt64-b {
		return math.MaxInt64
	}
	return a + b
}
