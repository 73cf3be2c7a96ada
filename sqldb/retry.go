package sqldb

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"
)

// errRetry marks what a database gave up for the sake of other transactions: the
// same work may well pass a second time.
var errRetry = fmt.Errorf("%w: gave way to another transaction", ErrBusy)

// retry repeats what gave way to other transactions, after pauses that grow and
// differ. That is PostgreSQL's: see "Serialization Failure Handling" in its
// manual.
func retry(ctx context.Context, work func() error) error {
	const tries = 60 // most wait 50 ms on average: some three seconds in all
	for try := 1; ; try++ {
		err := work()
		if !errors.Is(err, errRetry) || ctx.Err() != nil {
			return err
		}
		if try == tries {
			return fmt.Errorf("gave up after %d tries: %w", tries, err)
		}
		// #nosec G404 -- spreads retries, decides nothing
		pause := rand.N(min(time.Millisecond<<min(try, 7), 100*time.Millisecond))
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return fmt.Errorf("%w: %w", ctx.Err(), err)
		}
	}
}
