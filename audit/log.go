package audit

import (
	"context"
	"time"

	"github.com/einkpdf/platform/sqldb"
)

// Config is how a Log works. The zero value is right.
type Config struct {
	// Keep is how long events are kept at least: Prune deletes none that are
	// younger. 0 is two years (731 days).
	Keep time.Duration
	Now  func() time.Time // nil is time.Now
}

// Log is the trail in a database. It is safe for concurrent use.
type Log struct {
	db   *sqldb.DB
	keep time.Duration
	now  func() time.Time
}

// NewSQL is the trail in db, which has been migrated with Schema.
func NewSQL(db *sqldb.DB, c Config) *Log {
	if c.Keep <= 0 {
		c.Keep = 731 * 24 * time.Hour
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	return &Log{db: db, keep: c.Keep, now: c.Now}
}

// Record implements Recorder, in a transaction of its own. It must not be
// called inside sqldb.DB.Write: use the function Record there.
func (l *Log) Record(ctx context.Context, e Event) error {
	if e.At.IsZero() {
		e.At = l.now()
	}
	return l.db.Write(ctx, func(tx *sqldb.Tx) error { return Record(ctx, tx, e) })
}
