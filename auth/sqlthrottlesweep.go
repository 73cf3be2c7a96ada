package auth

import (
	"context"
	"fmt"

	"github.com/einkpdf/platform/sqldb"
)

// Each sweepEvery-th Take removes up to sweepBatch rows of keys that are as new
// again: more than were added meanwhile, so the table holds about as many rows
// as there are keys in use, without anybody's help.
const (
	sweepEvery = 256
	sweepBatch = 2 * sweepEvery
)

// idleKeys are those that are as new at $1, at most $2. A row that somebody else
// is writing is in use: PostgreSQL passes over it.
func idleKeys(d sqldb.Dialect) batch {
	return batch{table: "ep_throttle", key: "key", query: `select key from ep_throttle where tat <= $1 order by tat limit $2` + d.Pick("", " for update skip locked")}
}

// Sweep removes at most limit rows of keys that are as new, and returns how
// many. Take does so by itself now and then; this is for a program that tidies
// up at times of its own.
func (s *SQLThrottle) Sweep(ctx context.Context, limit int) (int, error) {
	d := s.db.Dialect()
	n, err := s.db.Exec(ctx, idleKeys(d).delete(d), s.now().UnixNano()-maxSkew, max(limit, 0))
	if err != nil {
		return 0, fmt.Errorf("auth: throttle: %w", err)
	}
	return int(n), nil
}
