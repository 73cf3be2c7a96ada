package ratelimit

import (
	"context"
	"time"
)

// Limiter keeps count for any number of keys. NewMemory and NewSQL return one; package ratelimittest says whether another one keeps the
// contract. It is safe for concurrent use, and exact: of any number who ask at once no more pass than would one after the other.
type Limiter interface {
	// Allow counts cost (1 to the policy's Burst) for a key, or refuses it and counts nothing. A cost of 0 is a look: it always passes and counts
	// nothing, and the Decision says how the key is. A look and a refusal write nothing, unless a key has used more than the policy allows at all, under another one before or by
	// a clock that was ahead: that counts as far as this one allows, from then on. A Limiter of several clocks bears it as it is up to the skew that they
	// may have (MaxSkew), so nobody waits longer than the policy could ever say and that.
	// Keys are any text, of any length. A policy or a cost that is none is ErrInvalid; of one that is Off everything passes, and nothing is counted.
	//
	// Other errors are of whatever keeps the count, and mean that nobody knows: ErrBusy, if it works, but too many ask at once. Whatever waits ends
	// with ctx.
	Allow(ctx context.Context, key string, p Policy, cost int) (Decision, error)
}

// Decision is what a Limiter says.
type Decision struct {
	OK        bool
	Limit     int // how many pass at once when nothing was asked for long: Policy.Burst; 0 = nobody knows, since the policy is off or the Limiter failed
	Remaining int // how many of cost 1 would pass now
	// RetryAfter is after how long the same would pass, if nobody else asks for this key meanwhile; 0 if it is OK.
	RetryAfter time.Duration
	// ResetAfter is after how long the key is as new: Policy.Window at most, and MaxSkew where clocks differ.
	ResetAfter time.Duration
}
