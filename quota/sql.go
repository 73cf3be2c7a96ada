package quota

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/sqldb"
)

//go:embed migrations
var migrations embed.FS

// Schema is the tables of this package, for sqldb.DB.Migrate. Those of package audit belong to them.
func Schema() sqldb.Schema { return sqldb.Sub("quota", migrations, "migrations", audit.Schema()) }

// SQL is the Ledger and the Admin in a database, SQLite or PostgreSQL. Any number of processes may have one on the same database; they have the same
// Config.
type SQL struct {
	c  Config // filled
	db *sqldb.DB

	mu  sync.Mutex
	odd map[string]time.Time // tiers that the Config has no longer, and when the log said so
}

var (
	_ Ledger = (*SQL)(nil)
	_ Admin  = (*SQL)(nil)
)

// NewSQL returns the SQL in db, which has the tables of Schema and stays the caller's to close. The error says what is wrong with c.
func NewSQL(db *sqldb.DB, c Config) (*SQL, error) {
	if db == nil {
		return nil, errors.New("quota: NewSQL needs a database")
	}
	c, err := c.filled()
	if err != nil {
		return nil, fmt.Errorf("quota: %w", err)
	}
	return &SQL{c: c, db: db, odd: map[string]time.Time{}}, nil
}

// now is the time as the database keeps it.
func (q *SQL) now() time.Time { return sqldb.At(q.c.Now()).Time }

// write runs fn in tx, or in a transaction of its own if that is nil. Those of one owner take turns, as they change the same rows: under sqldb.DB.Write,
// PostgreSQL would make most of them begin again. READ COMMITTED is enough, as each statement that decides locks the row that it looks at.
func (q *SQL) write(ctx context.Context, tx *sqldb.Tx, owner string, fn func(tx *sqldb.Tx) error) error {
	if tx != nil {
		return fn(tx)
	}
	return q.db.WriteInTurn(ctx, "quota:"+owner, fn)
}

// tier is that of a user to whom the one of this name was given, "" = none. One that the Config has no longer is that of Config.Default.
func (q *SQL) tier(ctx context.Context, given string) Tier {
	if t, ok := q.c.tier(given); ok {
		return t
	}
	if given != "" {
		q.warn(ctx, given)
	}
	t, _ := q.c.tier(q.c.Default)
	return t
}

// warnEvery is how often the log names a tier that the Config has no longer, while users have it.
const warnEvery = time.Hour

func (q *SQL) warn(ctx context.Context, tier string) {
	now := q.now()
	q.mu.Lock()
	last, said := q.odd[tier]
	silent := said && !now.Before(last) && now.Sub(last) < warnEvery
	if !silent {
		q.odd[tier] = now
	}
	q.mu.Unlock()
	if !silent {
		q.c.Logger.WarnContext(ctx, "quota: users have a tier that the configuration has not: they get the default",
			slog.String("tier", tier), slog.String("default", q.c.Default))
	}
}

// broken is an error of the database's. One for whoever asked, or for the program, stays what it is.
func broken(what string, err error) error {
	if err == nil || CodeOf(err) != "" || errors.Is(err, ErrInvalid) {
		return err
	}
	return fmt.Errorf("quota: %s: %w", what, err)
}
