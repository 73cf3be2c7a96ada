package jobs

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/einkpdf/platform/sqldb"
)

// clock is the time that all processes of a queue go by: that of the database's host, so that the leases
// of one are not judged by the clock of another. The zero value is time.Now; it is safe for concurrent use.
type clock struct {
	set    func() time.Time          // Config.Now; nil = the database's
	offset atomic.Int64              // of PostgreSQL's clock, in nanoseconds ahead of ours
	asked  atomic.Pointer[time.Time] // when offset was measured, by the monotonic clock; nil = not yet
}

const (
	measureEvery = time.Minute            // how often to ask for the database's time: clocks are set
	longTrip     = 200 * time.Millisecond // a question that took longer may have waited for a connection first
)

// at is the time, in whole milliseconds and UTC.
func (c *clock) at() time.Time {
	if c.set != nil {
		return sqldb.At(c.set()).Time
	}
	return sqldb.At(time.Now().Add(time.Duration(c.offset.Load()))).Time
}

// measure asks PostgreSQL for its time: what it says is of the middle of the question's way there and
// back (D. Mills, RFC 5905, 8), so it is wrong by half of that at most. After a long way what was known before is better. SQLite's time is ours.
func (c *clock) measure(ctx context.Context, r sqldb.Reader) error {
	if c.set != nil || r.Dialect() != sqldb.PostgreSQL {
		return nil
	}
	var microseconds int64
	before := time.Now()
	if err := r.Get(ctx, &microseconds, `select cast(extract(epoch from clock_timestamp()) * 1000000 as bigint)`); err != nil {
		return err
	}
	trip := time.Since(before)
	if trip <= longTrip || c.asked.Load() == nil {
		c.offset.Store(int64(time.UnixMicro(microseconds).Sub(before.Add(trip / 2))))
	}
	c.asked.Store(&before)
	return nil
}

// now is the time of the queue. The first time, and once in measureEvery, it asks PostgreSQL; so it is not called within a transaction: see nowIn. A database that does not answer is noticed by what is asked next.
func (q *SQL) now(ctx context.Context) time.Time { return q.nowIn(ctx, q.db) }

// nowIn is now in a transaction.
func (q *SQL) nowIn(ctx context.Context, r sqldb.Reader) time.Time {
	if asked := q.clock.asked.Load(); asked == nil || time.Since(*asked) >= measureEvery {
		_ = q.clock.measure(ctx, r)
	}
	return q.clock.at()
}
