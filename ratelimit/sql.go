package ratelimit

import (
	"context"
	"embed"
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

// SQL is the Limiter in a database, SQLite or PostgreSQL, exact over all processes that share it.
type SQL struct{}

var _ Limiter = (*SQL)(nil)

// NewSQL returns the Limiter in db, which has the tables of Schema and stays the caller's to close.
func NewSQL(db *sqldb.DB, c SQLConfig) *SQL { return nil }

// Allow implements Limiter. It must not be called inside sqldb.DB.Write of the same database.
func (s *SQL) Allow(ctx context.Context, key string, p Policy, cost int) (Decision, error) {
	return Decision{}, errTodo
}
