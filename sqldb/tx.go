package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/jmoiron/sqlx"
	"github.com/jmoiron/sqlx/reflectx"
)

// Tx is a transaction. It belongs to one goroutine and ends with the function
// that it was handed to.
type Tx struct {
	q         queryer
	dialect   Dialect
	published bool
	failed    error // of the first statement that failed
}

type queryer interface {
	sqlx.QueryerContext
	sqlx.ExecerContext
}

// Join makes a Tx of the host's own transaction, which stays the host's to
// commit. In SQLite it should have begun with BEGIN IMMEDIATE (_txlock=immediate
// in the DSN), in PostgreSQL be SERIALIZABLE, if it is to be as safe as Write is.
// Events published in it are drained when an Outbox looks the next time. A Tx whose
// statement failed runs no more: a host that goes on from a savepoint joins again,
// one that goes on without may lose in SQLite what it wrote before.
func Join(tx *sql.Tx, d Dialect) *Tx {
	return &Tx{q: &sqlx.Tx{Tx: tx, Mapper: reflectx.NewMapperFunc("db", sqlx.NameMapper)}, dialect: d}
}

// Dialect tells which database it is.
func (tx *Tx) Dialect() Dialect { return tx.dialect }

// Get implements Reader. The statement may also write and return a row.
func (tx *Tx) Get(ctx context.Context, dest any, query string, args ...any) error {
	return tx.statement(ctx, func() error { return sqlx.GetContext(ctx, tx.q, dest, query, args...) })
}

// Select implements Reader. The statement may also write and return rows.
func (tx *Tx) Select(ctx context.Context, dest any, query string, args ...any) error {
	return tx.statement(ctx, func() error { return sqlx.SelectContext(ctx, tx.q, dest, query, args...) })
}

// Exec runs a statement that writes and returns how many rows it changed.
func (tx *Tx) Exec(ctx context.Context, query string, args ...any) (n int64, err error) {
	err = tx.statement(ctx, func() (err error) {
		n, err = affected(tx.q.ExecContext(ctx, query, args...))
		return err
	})
	return n, err
}

// statement runs one, unless one has failed. Then PostgreSQL takes no more. SQLite
// would, and may have rolled back by itself (it was interrupted, the disk is full):
// what came then would be committed alone.
func (tx *Tx) statement(ctx context.Context, run func() error) error {
	if tx.failed != nil {
		return fmt.Errorf("sqldb: not run, a statement before it failed: %w", tx.failed)
	}
	err := classify(ctx, run())
	if err != nil && !errors.Is(err, ErrNotFound) {
		tx.failed = err
	}
	return err
}

// affected counts rows. The driver of SQLite has no result at all for a text
// without statements, which RowsAffected does not survive.
func affected(r sql.Result, err error) (n int64, _ error) {
	if err != nil {
		return 0, err
	}
	defer func() { _ = recover() }() // nothing was run: no rows, no error
	return r.RowsAffected()
}

// run runs fn. A statement that failed is never committed, nor is one that gave way
// to another transaction kept from a second try, whatever fn makes of it.
func (tx *Tx) run(fn func(tx *Tx) error) error {
	err := fn(tx)
	if tx.failed != nil && (err == nil || errors.Is(tx.failed, errRetry)) {
		return fmt.Errorf("sqldb: rolled back because of a statement that failed: %w", tx.failed)
	}
	return err
}

// Write runs fn in a transaction that nothing else interleaves with: BEGIN
// IMMEDIATE in SQLite, SERIALIZABLE in PostgreSQL. It commits when fn returns
// nil and rolls back when it returns an error, which Write then returns, panics,
// or ctx has ended. nil means that the commit is on disk (SQLiteOptions.Normal:
// that it survives this process). ErrUnavailable may also come of a connection
// that broke while the database committed.
//
// PostgreSQL may ask for a transaction to be tried again; then fn runs a second
// time. So fn must have no effect but through tx, and sets what it hands out
// anew each time. A statement that fails ends the transaction there, so fn
// returns its error; where a row may exist already, it says ON CONFLICT or looks
// first. fn uses tx alone: with db it would wait for its own transaction, or for
// a connection that it holds itself, until ErrBusy after half a minute.
func (db *DB) Write(ctx context.Context, fn func(tx *Tx) error) error {
	return retry(ctx, func() error { return db.writeOnce(ctx, sql.LevelSerializable, fn) })
}

func (db *DB) writeOnce(ctx context.Context, level sql.IsolationLevel, fn func(tx *Tx) error) error {
	release, err := db.lock(ctx)
	if err != nil {
		return err
	}
	defer release()
	t, err := db.begin(ctx, sql.TxOptions{Isolation: level})
	if err != nil {
		return err
	}
	defer t.end()
	tx := &Tx{q: t.q, dialect: db.dialect}
	if err := tx.run(fn); err != nil {
		return err
	}
	if err := t.commit(ctx); err != nil {
		return err
	}
	if tx.published {
		db.published.happen()
	}
	return nil
}

// Read runs fn on one consistent picture of the database, which others may
// change meanwhile. A statement that writes is ErrReadOnly. fn returns what Read
// returns; it uses r alone, as in Write.
func (db *DB) Read(ctx context.Context, fn func(r Reader) error) error {
	t, err := db.begin(ctx, sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil {
		return err
	}
	defer t.end()
	return (&Tx{q: t.q, dialect: db.dialect}).run(func(tx *Tx) error { return fn(tx) })
}
