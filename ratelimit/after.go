package ratelimit

import (
	"math/bits"
	"time"
)

// After is after how long a cost passes under p for a key of which d was just said, if nobody else asks for it meanwhile: 0 is at once. A cost below 1 counts
// as 1, and one above the Burst as that. Of a policy that is none, or off, it is 0.
func (p Policy) After(d Decision, cost int) time.Duration {
	g, err := p.gcra()
	if err != nil || p.Off {
		return 0
	}
	used := clamp(int64(d.ResetAfter), 0, g.full+int64(MaxSkew))
	return time.Duration(max(0, used+clamp(int64(cost), 1, g.burst)*g.interval-g.full))
}

// Window is in how long the whole Burst comes back: Burst × Per / Rate. Of a policy that is none it is 0.
func (p Policy) Window() time.Duration {
	if _, err := p.gcra(); err != nil {
		return 0
	}
	high, low := bits.Mul64(uint64(p.filled().Burst), uint64(p.Per))
	window, _ := bits.Div64(high, low, uint64(p.Rate)) // 366 days at most, see gcra
	return time.Duration(window)
}

// Waiting is e, a refusal under p, when it takes longer than e knows until the same passes: it meets other policies as well. Its Message says so.
func (p Policy) Waiting(e *Error, after time.Duration) *Error {
	if after <= e.RetryAfter {
		return e
	}
	longer := *e
	longer.RetryAfter = after
	switch e.Code {
	case CodeLimited:
		longer.Message = tooMany(p.filled(), after)
	case CodeUnavailable:
		longer.Message = notNow(after)
	}
	return &longer
}
