package sqldb

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
)

// check looks whether a pool that somebody else opened is as the services need
// it.
func (db *DB) check(ctx context.Context) error {
	first, err := db.connect(ctx)
	if err != nil {
		return err
	}
	defer quietly(first.Close) // gives it back to the pool
	if err := db.checkCodes(ctx, first); err != nil {
		return err
	}
	if db.dialect == PostgreSQL {
		return checkVersion(ctx, first)
	}
	if err := db.checkPragmas(ctx, first); err != nil {
		return err
	}
	if db.x.Stats().MaxOpenConnections == 1 {
		return nil
	}
	// A second one, because pragmas that were set by statement, not by DSN, are
	// those of one connection alone. A pool that has none to spare is as it is.
	soon, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	second, err := db.x.Connx(soon)
	if err != nil {
		return ctx.Err()
	}
	defer quietly(second.Close) // gives it back to the pool
	return db.checkPragmas(ctx, second)
}

// checkCodes looks whether errors come with the codes by which they are told
// apart.
func (db *DB) checkCodes(ctx context.Context, conn *sqlx.Conn) error {
	_, err := conn.ExecContext(ctx, `select ep_this_error_is_a_check()`)
	if err == nil {
		return errors.New("the database knows functions that do not exist")
	}
	var sqlite interface{ Code() int }
	var postgres interface{ SQLState() string }
	isPostgres, isSQLite := errors.As(err, &postgres), errors.As(err, &sqlite)
	switch {
	case isPostgres && db.dialect == PostgreSQL, isSQLite && db.dialect == SQLite:
		return nil
	case isPostgres || isSQLite:
		return fmt.Errorf("the database is not %v", db.dialect)
	case kindOf(err) != nil || ctx.Err() != nil:
		return classify(ctx, err)
	}
	return fmt.Errorf("the driver's errors have no code of %v, which tells them apart: %w", db.dialect, err)
}

func checkVersion(ctx context.Context, conn *sqlx.Conn) error {
	const oldest = 130000
	var version int
	if err := conn.GetContext(ctx, &version, `select current_setting('server_version_num')::integer`); err != nil {
		return classify(ctx, err)
	}
	if version < oldest {
		return fmt.Errorf("PostgreSQL %d is too old, %d is the oldest that will do", version/10000, oldest/10000)
	}
	return nil
}

func (db *DB) checkPragmas(ctx context.Context, conn *sqlx.Conn) error {
	for _, name := range []string{"foreign_keys", "busy_timeout"} {
		var value int64
		if err := conn.GetContext(ctx, &value, "pragma "+name); err != nil {
			return fmt.Errorf("pragma %s: %w", name, classify(ctx, err))
		}
		if value == 0 {
			return fmt.Errorf("connections come with %s = 0; open the database with the DSN that sqldb.SQLiteDSN gives", name)
		}
	}
	var mode string
	if err := conn.GetContext(ctx, &mode, "pragma journal_mode"); err != nil {
		return fmt.Errorf("pragma journal_mode: %w", classify(ctx, err))
	}
	if mode != "wal" {
		return fmt.Errorf("connections come with journal_mode = %s, where readers and writers wait for each other; open the database with the DSN that sqldb.SQLiteDSN gives", mode)
	}
	return classify(ctx, conn.GetContext(ctx, &db.queryOnly, "pragma query_only"))
}
