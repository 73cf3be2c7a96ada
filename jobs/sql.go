package jobs

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"time"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/sqldb"
)

//go:embed migrations
var migrations embed.FS

// Schema is the tables of this package, for sqldb.DB.Migrate. Those of package audit belong to them.
func Schema() sqldb.Schema { return sqldb.Sub("jobs", migrations, "migrations", audit.Schema()) }

// SQL is the Runner in a database, SQLite or PostgreSQL. Any number of processes may have one on the same database and blobs.
type SQL struct {
	c     Config
	db    *sqldb.DB
	clock clock
	wake  chan struct{} // of one: something may be ready, so that Run need not wait for Config.Poll
	here  tasks         // that run in this process, to be cancelled at once
}

var _ Runner = (*SQL)(nil)

// NewSQL returns the Runner in db, which has the tables of Schema and stays the caller's to close. The error says what is wrong with c.
func NewSQL(db *sqldb.DB, c Config) (*SQL, error) {
	if db == nil {
		return nil, errors.New("jobs: NewSQL needs a database")
	}
	c, err := c.filled()
	if err != nil {
		return nil, err
	}
	return &SQL{c: c, db: db, clock: clock{set: c.Now}, wake: make(chan struct{}, 1)}, nil
}

// Transactions that take their turn: see sqldb.DB.WriteInTurn.
const (
	turnEnqueue = "jobs.enqueue" // counts what waits
	turnChange  = "jobs.change"  // cancels and deletes
	turnEnd     = "jobs.end:"    // and an id: that job's attempt ends
	turnRescue  = "jobs.rescue:" // and the name of a Run, which so has no turn to wait for
)

// wakeUp tells Run in this process that something may be ready.
func (q *SQL) wakeUp() {
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

// record writes an audit event about a job.
func record(ctx context.Context, tx *sqldb.Tx, now time.Time, action, actor string, r row, detail map[string]string) error {
	return audit.Record(ctx, tx, audit.Event{At: now, Actor: actor, Action: action, Object: "job:" + r.ID, Detail: detail})
}

// broken is an error of the database's, or of whatever else broke. One for whoever asked stays what it is, and so does one of Config.Quota's.
func broken(what string, err error) error {
	if e, ok := errors.AsType[*quotaError](err); ok {
		return e.err
	}
	if err == nil || CodeOf(err) != "" {
		return err
	}
	return fmt.Errorf("jobs: %s: %w", what, err)
}

// one reads a row, by a statement that returns at most that. ok is false if there is none.
func one(ctx context.Context, r sqldb.Reader, into any, statement string, args ...any) (ok bool, err error) {
	err = r.Get(ctx, into, statement, args...)
	if errors.Is(err, sqldb.ErrNotFound) && ctx.Err() == nil {
		return false, nil
	}
	return err == nil, err
}

// seen is one of a job.
func seen(ctx context.Context, r sqldb.Reader, statement string, args ...any) (found row, ok bool, err error) {
	ok, err = one(ctx, r, &found, statement, args...)
	return found, ok, err
}
