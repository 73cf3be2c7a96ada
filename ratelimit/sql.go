package ratelimit

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"sync/atomic"
	"time"

	"github.com/einkpdf/platform/sqldb"
)

//go:embed migrations
var migrations embed.FS

// Schema is the tables of this package, for sqldb.DB.Migrate.
func Schema() sqldb.Schema { return sqldb.Sub("ratelimit", migrations, "migrations") }

// MaxSkew is how far apart the clocks of processes may be that count in one database. Where they are apart by less, each second of it lets as much pass
// as a second does, once. Beyond it the count no longer holds: what one counts is too far ahead for another, which brings it back.
const MaxSkew = time.Minute

// SQLConfig is how NewSQL makes a Limiter.
type SQLConfig struct {
	// Now is the clock, time.Now if nil. Clocks of processes that share a database agree to MaxSkew, and better to a second: see there what it costs.
	// One that was ahead by more, and was set right, keeps nobody waiting; one that was ahead by less, for that long.
	Now func() time.Time
}

// SQL is the Limiter in a database, SQLite or PostgreSQL, exact over all processes that share it. It keeps a row for each key that is not
// as new, named by the SHA-256 of the key, so that the table names nobody to who does not try names and addresses.
//
// It has 64 queries under way at most. Others wait for their turn: half of the time that their context has, and then it is ErrBusy.
type SQL struct {
	db     *sqldb.DB
	now    func() time.Time
	takes  atomic.Uint64
	places chan struct{} // has one for each Allow that asks the database
	spent  spent
}

var _ Limiter = (*SQL)(nil)

// maxQueries is how many ask the database at once. More would only wait there, where nobody knows who has waited for how long.
const maxQueries = 64

// NewSQL returns the Limiter in db, which has the tables of Schema and stays the caller's to close.
func NewSQL(db *sqldb.DB, c SQLConfig) *SQL {
	if c.Now == nil {
		c.Now = time.Now
	}
	return &SQL{db: db, now: c.Now, places: make(chan struct{}, maxQueries), spent: newSpent()}
}

const (
	look = `select tat from ep_ratelimit where key = $1`

	// take is GCRA in one statement, which locks the row: $2 is the TAT of a key as new when this has passed, $3 now, $4 what this adds, $5 the last TAT
	// with which it passes. If it does not, there is no row, and nothing is written.
	take = `insert into ep_ratelimit (key, tat) values ($1, $2)
		on conflict (key) do update set tat = case when ep_ratelimit.tat < $3 then $2 else ep_ratelimit.tat + $4 end
		where ep_ratelimit.tat <= $5 returning tat`

	// bringBack is for a TAT that was written by a clock too far ahead of this one, or under a longer policy: one above $3.
	bringBack = `update ep_ratelimit set tat = $2 where key = $1 and tat > $3`
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
	key = hashed(key)
	if d, known := s.spent.ask(key, g, n, s.time()); known {
		return d, nil
	}
	d, err := s.inPlace(ctx, key, g, n)
	if err != nil {
		return Decision{}, fmt.Errorf("ratelimit: %w", err)
	}
	return d, nil
}

// inPlace is allow once there is room for one more query.
func (s *SQL) inPlace(ctx context.Context, key string, g gcra, cost int64) (Decision, error) {
	waits, cancel := ctx, func() {}
	if end, bounded := ctx.Deadline(); bounded { // whoever gets a place has as much time left as he waited
		waits, cancel = context.WithTimeout(ctx, time.Until(end)/2)
	}
	defer cancel()
	select {
	case s.places <- struct{}{}:
		defer func() { <-s.places }()
		return s.allow(ctx, key, g, cost)
	case <-waits.Done():
	}
	if err := ctx.Err(); err != nil {
		return Decision{}, err
	}
	return Decision{}, ErrBusy
}

func (s *SQL) allow(ctx context.Context, key string, g gcra, cost int64) (Decision, error) {
	add := cost * g.interval
	var now int64
	for i := range looks {
		if d, known := s.spent.ask(key, g, cost, s.time()); known { // by now
			return d, nil
		}
		// Who is refused, or looks, learns it by a read: he neither writes nor waits for those who do.
		tat, at, err := s.tat(ctx, key)
		if err != nil {
			return Decision{}, err
		}
		// It stays the time of the first look: when others were first then, it is refused, however much passes by now.
		if i == 0 {
			now = at
		}
		if g.tooFar(tat, at, int64(MaxSkew)) {
			if _, err := s.db.Exec(ctx, bringBack, key, at+g.full, at+g.full+int64(MaxSkew)); err != nil {
				return Decision{}, err
			}
			continue
		}
		_, d := g.ask(tat, now, cost, int64(MaxSkew))
		if !d.OK || cost == 0 {
			s.spent.add(key, g, tat, at)
			return d, nil
		}
		if s.takes.Add(1)%sweepEvery == 0 {
			_, _ = s.Sweep(ctx, sweepBatch) // what stays is for the next one: nobody is refused for it
		}
		err = s.db.GetExec(ctx, &tat, take, key, now+add, now, add, now+g.full-add)
		if err == nil {
			s.spent.remove(key)
			return g.state(d, tat, now), nil
		}
		if ctx.Err() != nil || !errors.Is(err, sqldb.ErrNotFound) {
			return Decision{}, err
		}
	}
	return Decision{}, fmt.Errorf("%w: others were first, %d times", ErrBusy, looks)
}

// tat reads the TAT of a key, which is long ago if there is none. The clock is read after it: so no TAT is ahead of it that was counted by the same clock.
func (s *SQL) tat(ctx context.Context, key string) (tat, at int64, err error) {
	err = s.db.Get(ctx, &tat, look, key)
	at = s.time()
	if err != nil && ctx.Err() == nil && errors.Is(err, sqldb.ErrNotFound) {
		return math.MinInt64, at, nil
	}
	return tat, at, err
}

// time is the clock in nanoseconds since 1970, far from overflowing.
func (s *SQL) time() int64 { return clamp(s.now().UnixNano(), -maxNow, maxNow) }

func hashed(key string) string {
	sum := sha256.Sum256([]byte(key))
	return hex.EncodeToString(sum[:])
}
