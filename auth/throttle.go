package auth

import (
	"fmt"
	"time"
)

// maxPer bounds Limit.Per: nanoseconds since 1970 must not overflow.
const maxPer = 366 * 24 * time.Hour

// gcra is a Limit as the generic cell rate algorithm has it (ITU-T I.371, annex
// A; also known as the leaky bucket as a meter).
//
// A key has a theoretical arrival time (TAT): when it would be as new if nobody
// tried again. Each try that passes moves it on by the interval; a try passes
// if that leaves it no further ahead of the clock than the burst.
type gcra struct {
	interval int64 // between tries that go on for ever, in nanoseconds
	burst    int64 // of a key that is new: as many intervals as Limit.Count says
}

func (l Limit) gcra() (gcra, error) {
	if l.Count < 1 || l.Per < time.Duration(l.Count) || l.Per > maxPer {
		return gcra{}, fmt.Errorf("%w: %d tries in %v are no limit", ErrInvalid, l.Count, l.Per)
	}
	interval := int64(l.Per) / int64(l.Count)
	return gcra{interval, interval * int64(l.Count)}, nil
}
