package sqldb

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"time"

	"github.com/jmoiron/sqlx"
)

// transaction is one that has begun, whichever way the database needs it.
//
// None of it ends with the context by itself, as database/sql would have it:
// a transaction is cut off between statements, or while one runs, but never in
// the middle of its commit.
type transaction struct {
	q        queryer
	conn     *sqlx.Conn
	commitTo func() error
	rollback func() error
	over     bool
}

func (db *DB) begin(ctx context.Context, o sql.TxOptions) (*transaction, error) {
	conn, err := db.connect(ctx)
	if err != nil {
		return nil, err
	}
	if db.dialect == PostgreSQL {
		return beginPostgres(ctx, conn, o)
	}
	return db.beginSQLite(ctx, conn, o.ReadOnly)
}

// commitTimeout bounds a commit or rollback that waits for a server: nothing
// else does once the network swallows what is sent.
const commitTimeout = time.Minute

func beginPostgres(ctx context.Context, conn *sqlx.Conn, o sql.TxOptions) (*transaction, error) {
	// The transaction's own context: ends with ctx until it has begun.
	own, cancel := context.WithCancel(context.WithoutCancel(ctx))
	keep := context.AfterFunc(ctx, cancel)
	tx, err := conn.BeginTxx(own, &o)
	if !keep() && err == nil {
		_ = tx.Rollback()
		err = ctx.Err()
	}
	if err != nil {
		cancel()
		_ = conn.Close()
		return nil, classify(ctx, err)
	}
	bounded := func(finish func() error) func() error {
		return func() error {
			defer cancel()
			defer time.AfterFunc(commitTimeout, cancel).Stop()
			return finish()
		}
	}
	return &transaction{q: tx, conn: conn, commitTo: bounded(tx.Commit), rollback: bounded(tx.Rollback)}, nil
}

// beginSQLite tells the connection by statement, because only that reaches BEGIN
// IMMEDIATE on every pool, whatever its DSN. Reading only is a state of the
// connection, which is undone at the end.
func (db *DB) beginSQLite(ctx context.Context, conn *sqlx.Conn, readOnly bool) (*transaction, error) {
	begin, undo := "begin immediate", ""
	if readOnly {
		begin = "begin"
		if !db.queryOnly {
			begin, undo = "begin; pragma query_only = 1", "pragma query_only = 0; "
		}
	}
	finish := func(statement string) error {
		// Without a context: what waits here is the disk, which none ends.
		_, err := conn.ExecContext(context.Background(), undo+statement)
		return err
	}
	t := &transaction{
		q:        conn,
		conn:     conn,
		commitTo: func() error { return finish("commit") },
		rollback: func() error { return finish("rollback") },
	}
	if _, err := conn.ExecContext(ctx, begin); err != nil {
		err = classify(ctx, err)
		if errors.Is(err, ErrBusy) && ctx.Err() == nil {
			_ = conn.Close() // it has not begun
		} else {
			t.end() // interrupted: it may have
		}
		return nil, err
	}
	return t, nil
}

// commit commits, unless ctx has ended.
func (t *transaction) commit(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := t.commitTo(); err != nil {
		return classify(ctx, err) // end rolls back
	}
	t.over = true
	_ = t.conn.Close() // back to the pool
	return nil
}

// end rolls back what was not committed.
func (t *transaction) end() {
	if t.over {
		return
	}
	t.over = true
	// database/sql says ErrTxDone where a commit failed, which closed the
	// transaction; the driver takes care of the connection then.
	if err := t.rollback(); err != nil && !errors.Is(err, sql.ErrTxDone) {
		// In an unknown state: it must not go back to the pool. What is not
		// committed is gone either way.
		_ = t.conn.Raw(func(any) error { return driver.ErrBadConn })
	}
	_ = t.conn.Close()
}
