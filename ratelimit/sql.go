package ratelimit

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/einkpdf/platform/sqldb"
)

//go:embed migrations
var migrations embed.FS

// Schema is the tables of this package, for sqldb.DB.Migrate.
func Schema() sqldb.Schema { return sqldb.Sub("ratelimit", migrations, "migrations") }

// SQLConfig is how NewSQL makes a Limiter.
type SQLConfig struct {
	// Now is the clock, time.Now if nil. Processes that share a database have clocks that agree to well below Policy.Per.
	Now func() time.Time
}

// SQL is the Limiter in a database, SQLite or PostgreSQL, exact over all processes that share it. It keeps a row for each key that is not
// as new, named by the SHA-256 of the key, so that the table names nobody.
type SQL struct {
	db    *sqldb.DB
	now   func() time.Time
	takes atomic.Uint64
}

var _ Limiter = (*SQL)(nil)

// NewSQL returns the Limiter in db, which has the tables of Schema and stays the caller's to close.
func NewSQL(db *sqldb.DB, c SQLConfig) *SQL {
	if c.Now == nil {
		c.Now = time.Now
	}
	return &SQL{db: db, now: c.Now}
}

const (
	look = `select tat from ep_ratelimit where key = $1`

	// take is GCRA in one statement, which locks the row: $2 is the TAT of a key as new when this has passed, $3 now, $4 what this adds, $5 the last TAT
	// with which it passes. If it does not, there is no row, and nothing is written.
	take = `insert into ep_ratelimit (key, tat) values ($1, $2)
		on conflict (key) do update set tat = case when ep_ratelimit.tat < $3 then $2 else ep_ratelimit.tat + $4 end
		where ep_ratelimit.tat <= $5 returning tat`

	// bringBack is for a TAT that was written by a clock ahead of this one, or under a longer policy.
	bringBack = `update ep_ratelimit set tat = $2 where key = $1 and tat > $2`
)

// looks is how often Allow looks before it gives up. The second one is after somebody else took what there was, and the third after a row was
// swept or brought back meanwhile.
const looks = 20

// Allow implements Limiter. It must not be called inside sqldb.DB.Write of the same database.
func (s *SQL) Allow(ctx context.Context, key string, p Policy, cost int) (Decision, error) {
	g, n, err := p.asked(cost)
	if err != nil {
		return Decision{}, err
	}
	if p.Off {
		return Decision{OK: true}, nil
	}
	d, err := s.allow(ctx, hashed(key), g, n)
	if err != nil {
		return Decision{}, fmt.Errorf("ratelimit: %w", err)
	}
	return d, nil
}

func (s *SQL) allow(ctx context.Context, key string, g gcra, cost int64) (Decision, error) {
	now := clamp(s.now().UnixNano(), -maxNow, maxNow)
	add := cost * g.interval
	for range looks {
		// Who is refused, or looks, learns it by a read: he neither writes nor waits for those who do.
		tat, err := s.tat(ctx, key, now)
		if err != nil {
			return Decision{}, err
		}
		next, d := g.ask(tat, now, cost)
		if !d.OK || cost == 0 {
			if next < tat {
				_, err = s.db.Exec(ctx, bringBack, key, next)
			}
			return d, err
		}
		if s.takes.Add(1)%sweepEvery == 0 {
			if _, err := s.Sweep(ctx, sweepBatch); err != nil {
				return Decision{}, err
			}
		}
		err = s.db.GetExec(ctx, &tat, take, key, now+add, now, add, now+g.full-add)
		if err == nil {
			return g.state(d, tat, now), nil
		}
		if ctx.Err() != nil || !errors.Is(err, sqldb.ErrNotFound) {
			return Decision{}, err
		}
	}
	return Decision{}, fmt.Errorf("%w: others were first, %d times", sqldb.ErrBusy, looks)
}

// tat reads the TAT of a key: now, if it is as new.
func (s *SQL) tat(ctx context.Context, key string, now int64) (int64, error) {
	tat := now
	if err := s.db.Get(ctx, &tat, look, key); err != nil && (ctx.Err() != nil || !errors.Is(err, sqldb.ErrNotFound)) {
		return 0, err
	}
	return tat, nil
}

func hashed(key string) string {
	sum := sha256.Sum256([]byte(key))
	return hex.EncodeToString(sum[:])
}
