// Package sqlrows is how the SQL stores of the services speak of their rows: what a
// database says of them, in the words of the service's Store.
package sqlrows

import (
	"context"
	"errors"
	"fmt"

	"github.com/einkpdf/platform/sqldb"
)

// Words are the words of one Store. It never changes.
type Words struct {
	Service  string // named by other errors
	NotFound error  // there is no such row
	Exists   error  // there is one already
}

// Error says what err is of something ("project", "grant"). Where the context has ended it is left at that:
// a row that was not found then may well be there.
func (s Words) Error(ctx context.Context, what string, err error) error {
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
	case errors.Is(err, sqldb.ErrNotFound):
		return s.Missing(what)
	case errors.Is(err, sqldb.ErrUnique):
		return fmt.Errorf("%w: %s: %w", s.Exists, what, err)
	case errors.Is(err, sqldb.ErrForeignKey):
		return fmt.Errorf("%w: what the %s belongs to: %w", s.NotFound, what, err)
	}
	return fmt.Errorf("%s: %s: %w", s.Service, what, err)
}

// Missing is the error of what is not there.
func (s Words) Missing(what string) error { return fmt.Errorf("%w: %s", s.NotFound, what) }

// Exec runs a statement and returns how many rows it changed.
func (s Words) Exec(ctx context.Context, tx *sqldb.Tx, what, statement string, args ...any) (int, error) {
	n, err := tx.Exec(ctx, statement, args...)
	return int(n), s.Error(ctx, what, err)
}

// Change runs a statement that must change a row, or else it is not there.
func (s Words) Change(ctx context.Context, tx *sqldb.Tx, what, statement string, args ...any) error {
	n, err := s.Exec(ctx, tx, what, statement, args...)
	if err == nil && n == 0 {
		err = s.Missing(what)
	}
	return err
}

// Add runs an INSERT … ON CONFLICT DO NOTHING, since a statement that failed
// would end the transaction in PostgreSQL.
func (s Words) Add(ctx context.Context, tx *sqldb.Tx, what, statement string, args ...any) error {
	n, err := s.Exec(ctx, tx, what, statement, args...)
	if err == nil && n == 0 {
		err = fmt.Errorf("%w: %s", s.Exists, what)
	}
	return err
}

// Found tells whether a query finds a row.
func (s Words) Found(ctx context.Context, r sqldb.Reader, what, query string, args ...any) (bool, error) {
	var found bool
	err := r.Get(ctx, &found, `select exists (`+query+`)`, args...)
	return found, s.Error(ctx, what, err)
}
