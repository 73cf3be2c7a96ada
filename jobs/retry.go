package jobs

import (
	"math/rand/v2"
	"time"
)

// backoff is how long to wait after an attempt that failed, the first of which is 1: a random part of Config.Backoff, which doubles with each up to
// Config.MaxBack ("full jitter", M. Brooker, "Exponential Backoff And Jitter", AWS 2015), but least at least.
func (c Config) backoff(attempt int, least time.Duration) time.Duration {
	most := c.Backoff
	for i := 1; i < attempt && most < c.MaxBack; i++ {
		most *= 2 // up to a month, twice: no overflow
	}
	part := rand.N(min(most, c.MaxBack) + 1) // #nosec G404 -- spreads retries, decides nothing
	return max(part, min(least, maxDelay))
}
