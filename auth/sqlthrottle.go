package auth

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/einkpdf/platform/sqldb"
)

// ThrottleConfig is how NewSQLThrottle makes a Throttle.
type ThrottleConfig struct {
	// Now is the clock, time.Now if nil. Clocks of processes that share a database
	// agree to a minute, and better to a second: as much as passes in the time that
	// they are apart may pass besides, once, and whoever is counted by the one
	// ahead waits so much longer at the other.
	Now func() time.Time
}

// maxSkew is how far apart clocks may be. What is ahead by more was counted by
// one that was wrong, or under a longer limit.
const maxSkew = int64(time.Minute)

// SQLThrottle is the Throttle in a database, SQLite or PostgreSQL, exact over
// all processes that share it. It keeps a row for each key that is not as new,
// named by the SHA-256 of the key, so that the table tells no names or
// addresses at a glance. Any key does, at any length.
//
// Its methods are transactions of their own: they must not be called inside
// Store.Write of the same database.
type SQLThrottle struct {
	db    *sqldb.DB
	now   func() time.Time
	takes atomic.Uint64
}

var _ Throttle = (*SQLThrottle)(nil)

// NewSQLThrottle returns the Throttle in db, which has the tables of Schema and
// stays the caller's to close.
func NewSQLThrottle(db *sqldb.DB, c ThrottleConfig) *SQLThrottle {
	if c.Now == nil {
		c.Now = time.Now
	}
	return &SQLThrottle{db: db, now: c.Now}
}

const (
	throttleTAT = `select tat from ep_throttle where key = $1`

	// take is GCRA in one statement, which locks the row: $2 is the TAT of a key
	// as new after this try, $3 now, $4 the last TAT with which a try passes, $5
	// the interval, $6 the last TAT that there can be by this clock, and $7 by one
	// that is ahead. A later one was written by a clock that was wrong or under a
	// longer limit, and is brought back to $6, so that nobody waits for it.
	throttleTake = `insert into ep_throttle (key, tat, wait) values ($1, $2, 0)
		on conflict (key) do update set
			tat = case when ep_throttle.tat < $3 then $2 when ep_throttle.tat <= $4 then ep_throttle.tat + $5
				when ep_throttle.tat <= $7 then ep_throttle.tat else $6 end,
			wait = case when ep_throttle.tat <= $4 then 0 when ep_throttle.tat <= $7 then ep_throttle.tat - $4 else $5 end
		returning wait`

	throttleGive   = `update ep_throttle set tat = tat - $2 where key = $1 and tat > $3`
	throttleForget = `delete from ep_throttle where key = $1`
)

// Take implements Throttle. A limit that is none is ErrInvalid.
func (s *SQLThrottle) Take(ctx context.Context, key string, l Limit) (time.Duration, error) {
	g, err := l.gcra()
	if err != nil {
		return 0, err
	}
	if s.takes.Add(1)%sweepEvery == 0 {
		_, _ = s.Sweep(ctx, sweepBatch) // what stays is for the next one: nobody is refused for it
	}
	hash := throttleKey(key)

	// Who hammers is told so by a read: he neither writes nor waits for those
	// who do. The clock is read after it, so that no TAT is ahead of it that was
	// counted by the same clock.
	var tat int64
	err = s.db.Get(ctx, &tat, throttleTAT, hash)
	now := s.now().UnixNano()
	passes, most := now+g.burst-g.interval, now+g.burst
	switch {
	case err == nil && tat > passes && tat <= most+maxSkew:
		return time.Duration(tat - passes), nil
	case err != nil && (ctx.Err() != nil || !errors.Is(err, sqldb.ErrNotFound)):
		return 0, fmt.Errorf("auth: throttle: %w", err)
	}

	var wait int64
	if err := s.db.GetExec(ctx, &wait, throttleTake, hash, now+g.interval, now, passes, g.interval, most, most+maxSkew); err != nil {
		return 0, fmt.Errorf("auth: throttle: %w", err)
	}
	return time.Duration(wait), nil
}

// Give implements Throttle. More is never given than was taken.
func (s *SQLThrottle) Give(ctx context.Context, key string, l Limit) error {
	g, err := l.gcra()
	if err != nil {
		return err
	}
	return s.exec(ctx, throttleGive, throttleKey(key), g.interval, s.now().UnixNano())
}

// Forget implements Throttle.
func (s *SQLThrottle) Forget(ctx context.Context, key string) error {
	return s.exec(ctx, throttleForget, throttleKey(key))
}

func (s *SQLThrottle) exec(ctx context.Context, statement string, args ...any) error {
	if _, err := s.db.Exec(ctx, statement, args...); err != nil {
		return fmt.Errorf("auth: throttle: %w", err)
	}
	return nil
}

func throttleKey(key string) string {
	sum := sha256.Sum256([]byte(key))
	return hex.EncodeToString(sum[:])
}
