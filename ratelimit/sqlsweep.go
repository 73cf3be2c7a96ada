package ratelimit

import (
	"context"
	"fmt"

	"github.com/einkpdf/platform/sqldb"
)

// Each sweepEvery-th request that passes removes up to sweepBatch rows of keys that are as new again: more than were added meanwhile, so the table
// holds about as many rows as there are keys in use, without anybody's help.
const (
	sweepEvery = 256
	sweepBatch = 2 * sweepEvery
)

// sweepIdle removes keys that are as new at $1, at most $2. A row that somebody else is writing is in use: PostgreSQL passes over it. It does not
// know how few there are, and would read the whole table for IN.
func sweepIdle(d sqldb.Dialect) string {
	const idle = `select key from ep_ratelimit where tat <= $1 order by tat limit $2`
	return `delete from ep_ratelimit where key ` + d.Pick(`in (`+idle+`)`, `= any (array(`+idle+` for update skip locked))`)
}

// Sweep removes at most limit rows of keys that are as new, also by a clock that is MaxSkew behind, and returns how many. Allow does so by itself now and
// then; this is for a program that tidies up at times of its own.
func (s *SQL) Sweep(ctx context.Context, limit int) (int, error) {
	n, err := s.db.Exec(ctx, sweepIdle(s.db.Dialect()), s.time()-int64(MaxSkew), max(limit, 0))
	if err != nil {
		return 0, fmt.Errorf("ratelimit: sweep: %w", err)
	}
	return int(n), nil
}
