package ratelimit

import (
	"fmt"
	"math"
	"time"
)

// gcra is a Policy as the generic cell rate algorithm has it (ITU-T I.371, annex A), in nanoseconds.
//
// A key has a theoretical arrival time (TAT): when it would be as new if nobody asked again. What passes moves it on by an interval for each of its cost;
// it passes if that leaves the TAT no further ahead of the clock than Burst intervals.
type gcra struct {
	// interval is Per / Rate, rounded up: so no more than Rate pass in Per. It is at least a microsecond, so that the rate is too low by less than a
	// thousandth.
	interval int64
	full     int64 // Burst intervals: how far ahead a TAT can be
	burst    int64
}

const (
	maxNumber = 1_000_000 // Policy.Rate, Policy.Burst
	minPer    = time.Second
	maxPer    = 31 * 24 * time.Hour
	maxFull   = 366 * 24 * time.Hour
	maxNow    = math.MaxInt64 - 2*int64(maxFull) // so that nothing overflows
)

// gcra returns it of a policy, with its defaults. Errors: ErrInvalid of numbers that are out of range.
func (p Policy) gcra() (gcra, error) {
	switch {
	case p.Rate < 1 || p.Rate > maxNumber:
		return gcra{}, p.invalid("Rate is 1 to %d, and not %d", maxNumber, p.Rate)
	case p.Per < minPer || p.Per > maxPer:
		return gcra{}, p.invalid("Per is a second to 31 days, and not %v", p.Per)
	case p.Burst < 0 || p.Burst > maxNumber:
		return gcra{}, p.invalid("Burst is 1 to %d or 0, and not %d", maxNumber, p.Burst)
	}
	rate, burst := int64(p.Rate), int64(p.filled().Burst)
	interval := (int64(p.Per) + rate - 1) / rate
	if interval > int64(maxFull)/burst {
		return gcra{}, p.invalid("a Burst of %d takes longer than 366 days to come back", burst)
	}
	return gcra{interval, interval * burst, burst}, nil
}

func (p Policy) invalid(format string, args ...any) error {
	return fmt.Errorf("%w: policy %.64q: %s", ErrInvalid, p.Name, fmt.Sprintf(format, args...))
}

// cost checks a cost: one above the burst would never pass.
func (g gcra) cost(cost int) (int64, error) {
	if cost < 0 || int64(cost) > g.burst {
		return 0, fmt.Errorf("%w: a cost of %d, where 0 to %d can pass at once", ErrInvalid, cost, g.burst)
	}
	return int64(cost), nil
}

// ask says whether a cost of 0 to the burst passes at now for a key with this TAT, and which TAT it has from then on: the same, if it is refused.
//
// tat may be any: one long ago is a key that is as new. One that lies further ahead than this policy could bring it was written by a clock ahead of
// this one, or under a longer policy. By up to skew it is taken as it is: clocks that count together agree to that. Beyond that it is brought back, also
// by a refusal or a look (a cost of 0), so that nobody waits for it.
func (g gcra) ask(tat, now, cost, skew int64) (next int64, d Decision) {
	now = clamp(now, -maxNow, maxNow)
	next = max(tat, now)
	if g.tooFar(tat, now, skew) {
		next = now + g.full
	}
	if over := next - now + cost*g.interval - g.full; cost > 0 && over > 0 {
		d.RetryAfter = time.Duration(over)
	} else {
		d.OK = true
		next += cost * g.interval
	}
	return next, g.state(d, next, now)
}

// tooFar says whether a TAT is to be brought back: to now + full. now is from -maxNow to maxNow.
func (g gcra) tooFar(tat, now, skew int64) bool { return tat > now+g.full+skew }

// state adds to d how a key is that has this TAT at now.
func (g gcra) state(d Decision, tat, now int64) Decision {
	used := max(tat-now, 0)
	d.Limit = int(g.burst)
	d.Remaining = int(max(g.full-used, 0) / g.interval)
	d.ResetAfter = time.Duration(used)
	return d
}

func clamp(n, low, high int64) int64 { return min(max(n, low), high) }
