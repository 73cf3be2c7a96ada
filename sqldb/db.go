package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
)

// A Reader runs queries: a DB, a Tx, or what Read hands out.
type Reader interface {
	// Get reads one row into dest, a pointer to a struct with `db:"column"`
	// tags or to a single value. No row is ErrNotFound.
	Get(ctx context.Context, dest any, query string, args ...any) error
	// Select reads all rows into dest, a pointer to a slice. The query says
	// LIMIT unless it is bounded by what it asks for.
	Select(ctx context.Context, dest any, query string, args ...any) error
	Dialect() Dialect
}

// DB is a database. It is safe for concurrent use. A process has one DB for a
// SQLite file: writers wait for each other in it.
type DB struct {
	x         *sqlx.DB
	dialect   Dialect
	owned     bool
	queryOnly bool // connections of SQLite refuse writes anyway

	// writer is held while something writes to SQLite, which has one writer at
	// a time: waiting here is fair and ends with the context, polling a locked
	// file is neither. nil for PostgreSQL.
	writer    chan struct{}
	patience  time.Duration // how long to wait for the writer before, or for a connection
	published signal        // a commit that published events
	load      load
}

// patience is long enough for an honest queue. Whoever waits longer most likely
// waits for itself, and would for ever.
const patience = 30 * time.Second

// New wraps the host's db, which stays the host's to close. It checks what the
// services rely on. For SQLite that connections come with foreign keys, a busy
// timeout and the write-ahead log, which SQLite leaves off unless the DSN says
// otherwise: see SQLiteDSN. For PostgreSQL the version. For both that the driver's errors have
// the codes of the database: modernc.org/sqlite, and pgx or lib/pq. The pool may
// have any size.
func New(ctx context.Context, db *sql.DB, d Dialect) (*DB, error) {
	if d != SQLite && d != PostgreSQL {
		return nil, errors.New("sqldb: the dialect is SQLite or PostgreSQL")
	}
	w := wrap(db, d)
	if err := w.check(ctx); err != nil {
		return nil, fmt.Errorf("sqldb: %w", err)
	}
	return w, nil
}

// Own is New for whoever opens db only to hand it on: Close closes it. When Own
// fails, it is still the caller's.
func Own(ctx context.Context, db *sql.DB, d Dialect) (*DB, error) {
	w, err := New(ctx, db, d)
	if err != nil {
		return nil, err
	}
	w.owned = true
	return w, nil
}

func wrap(db *sql.DB, d Dialect) *DB {
	// The driver's name only matters to sqlx's named parameters, which are not used.
	w := &DB{x: sqlx.NewDb(db, d.String()), dialect: d, patience: patience, load: load{since: time.Now()}}
	if d == SQLite {
		w.writer = make(chan struct{}, 1)
	}
	return w
}

// Close closes what OpenSQLite opened and Own was given, and leaves alone what
// New was given.
func (db *DB) Close() error {
	if !db.owned {
		return nil
	}
	return db.x.Close()
}

// Dialect tells which database it is.
func (db *DB) Dialect() Dialect { return db.dialect }

// SQL is the pool itself, for what is not here: statistics, a ping, a
// transaction of the host's own.
func (db *DB) SQL() *sql.DB { return db.x.DB }

// Get implements Reader.
func (db *DB) Get(ctx context.Context, dest any, query string, args ...any) error {
	return db.alone(ctx, func(q queryer) error { return sqlx.GetContext(ctx, q, dest, query, args...) })
}

// Select implements Reader.
func (db *DB) Select(ctx context.Context, dest any, query string, args ...any) error {
	return db.alone(ctx, func(q queryer) error { return sqlx.SelectContext(ctx, q, dest, query, args...) })
}

// Exec runs one statement that writes, by itself, and returns how many rows it
// changed. nil means what it means for Write. When ctx ends meanwhile, or the
// connection is lost, the statement may have taken effect nevertheless.
//
// In PostgreSQL it is not SERIALIZABLE, unlike Write: fit for it is what names
// its rows, with all its conditions in WHERE. It must not be called inside Write,
// where it would wait for its own transaction, until ErrBusy.
func (db *DB) Exec(ctx context.Context, query string, args ...any) (n int64, err error) {
	err = db.writeAlone(ctx, func(q queryer) (err error) {
		n, err = affected(q.ExecContext(ctx, query, args...))
		return err
	})
	return n, err
}

// GetExec is Exec for a statement that returns a row: INSERT … RETURNING.
func (db *DB) GetExec(ctx context.Context, dest any, query string, args ...any) error {
	return db.writeAlone(ctx, func(q queryer) error { return sqlx.GetContext(ctx, q, dest, query, args...) })
}

// selectExec is Exec for a statement that returns rows.
func (db *DB) selectExec(ctx context.Context, dest any, query string, args ...any) error {
	return db.writeAlone(ctx, func(q queryer) error { return sqlx.SelectContext(ctx, q, dest, query, args...) })
}

func (db *DB) writeAlone(ctx context.Context, run func(q queryer) error) error {
	return retry(ctx, func() error {
		release, err := db.lock(ctx)
		if err != nil {
			return err
		}
		defer release()
		return db.alone(ctx, run)
	})
}

// alone runs one statement on a connection.
func (db *DB) alone(ctx context.Context, run func(q queryer) error) error {
	conn, err := db.connect(ctx)
	if err != nil {
		return err
	}
	defer quietly(conn.Close) // gives it back to the pool
	return classify(ctx, run(conn))
}

// connect takes a connection of the pool.
func (db *DB) connect(ctx context.Context) (*sqlx.Conn, error) {
	wait, cancel := context.WithTimeout(ctx, db.patience)
	defer cancel()
	conn, err := db.x.Connx(wait)
	switch {
	case err == nil:
		return conn, nil
	case wait.Err() != nil && ctx.Err() == nil:
		s := db.x.Stats()
		return nil, fmt.Errorf("%w: no connection was free for %v, %d of %d are in use%s: %w", ErrBusy, db.patience, s.InUse, s.MaxOpenConnections, hintNested, err)
	}
	return nil, classify(ctx, err)
}

const hintNested = " (a function given to Write or Read must use its Tx or Reader alone)"

// ifFree marks the contexts of IfFree.
type ifFree struct{}

// IfFree returns a context of writes that can as well be left out: where others of this DB write, they are ErrBusy at once and stand in nobody's line. That is
// SQLite's; in PostgreSQL, where writers are beside each other, they are as any.
func IfFree(ctx context.Context) context.Context { return context.WithValue(ctx, ifFree{}, true) }

// lock waits for its turn to write.
func (db *DB) lock(ctx context.Context) (release func(), err error) {
	if db.writer != nil && len(db.writer) == cap(db.writer) && ctx.Value(ifFree{}) != nil {
		return nil, fmt.Errorf("%w: others write", ErrBusy)
	}
	db.load.wait()
	err = db.awaitTurn(ctx)
	db.load.turn(err == nil)
	if err != nil {
		return nil, err
	}
	return func() {
		db.load.done()
		if db.writer != nil {
			<-db.writer
		}
	}, nil
}

// awaitTurn takes the writer, where there is one.
func (db *DB) awaitTurn(ctx context.Context) error {
	if db.writer == nil {
		return nil
	}
	select {
	case db.writer <- struct{}{}:
		return nil
	default:
	}
	wait, cancel := context.WithTimeout(ctx, db.patience)
	defer cancel()
	select {
	case db.writer <- struct{}{}:
		return nil
	case <-wait.Done():
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("%w: waiting for another writer: %w", ErrBusy, err)
	}
	return fmt.Errorf("%w: another writer took longer than %v%s", ErrBusy, db.patience, hintNested)
}

// quietly does at the end what cannot fail in a way that matters by then.
func quietly(f func() error) { _ = f() }
