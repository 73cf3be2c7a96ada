package quota

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"time"

	"github.com/einkpdf/platform/sqldb"
)

const (
	wayTries = 5
	wayPause = 200 * time.Millisecond // on average half of it

	// shortWait is far less than the second after which PostgreSQL looks for those who wait for each other, and ends one of them.
	shortWait = `set local lock_timeout = '100ms'`
)

// giveWay is sqldb.DB.Write for Sweep, which changes rows of many users in whatever order it finds them. In PostgreSQL somebody who counts several keys
// in a transaction has the counter already, and waits for an entry that Sweep has, which waits for the counter. Sweep has time, so it is the one
// who goes: it does not wait for long, but rolls back, and tries again later. done is false, and nothing has changed, if it never had its way.
func (q *SQL) giveWay(ctx context.Context, what string, fn func(tx *sqldb.Tx) error) (done bool, err error) {
	if q.db.Dialect() == sqldb.SQLite { // where one writes at a time
		return true, q.db.Write(ctx, fn)
	}
	for range wayTries {
		err = q.db.Write(ctx, func(tx *sqldb.Tx) error {
			if _, err := tx.Exec(ctx, shortWait); err != nil {
				return err
			}
			return fn(tx)
		})
		if !errors.Is(err, sqldb.ErrBusy) || ctx.Err() != nil {
			return err == nil, err
		}
		select {
		case <-time.After(rand.N(wayPause)): // #nosec G404 -- spreads tries, decides nothing
		case <-ctx.Done():
			return false, ctx.Err()
		}
	}
	q.c.Logger.WarnContext(ctx, "quota: others were changing what is to be swept: the next Sweep does it", slog.String("part", what), slog.Any("error", err))
	return false, nil
}
