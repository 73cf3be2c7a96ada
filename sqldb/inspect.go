package sqldb

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"syscall"

	"github.com/jmoiron/sqlx"
	"modernc.org/sqlite"
)

// SchemaVersion is how far a service's schema has been migrated.
type SchemaVersion struct {
	Service string `db:"service"`
	Version int    `db:"version"`
}

// Schemas lists the schemas in the database, by name. A database that was never
// migrated has none.
func (db *DB) Schemas(ctx context.Context) ([]SchemaVersion, error) { return schemas(ctx, db) }

func schemas(ctx context.Context, r Reader) (all []SchemaVersion, err error) {
	var found int
	err = r.Get(ctx, &found, r.Dialect().Pick(
		`select count(*) from sqlite_schema where type = 'table' and name = 'ep_schema'`,
		`select count(*) from (select to_regclass('ep_schema') as id) t where id is not null`))
	if err != nil || found == 0 {
		return nil, err
	}
	err = r.Select(ctx, &all, `select service, max(version) as version from ep_schema group by service order by service`)
	return all, err
}

// errNoSchema says that a file is a database of something else.
var errNoSchema = errors.New("it has no schema of these services")

// inspect reads a file that nobody writes to from end to end, and returns the
// schemas in it. ErrCorrupt says that something is wrong with it.
func inspect(ctx context.Context, path string) (found []SchemaVersion, err error) {
	// immutable: no locks, and no -wal and -shm beside it. The rest as for a
	// file that a stranger may have made.
	connector, err := sqlite.NewConnector(sqliteURI(path) + "?mode=ro&immutable=1&_dqs=0&_pragma=query_only(1)&_pragma=trusted_schema(0)")
	if err != nil {
		return nil, err
	}
	db := wrap(sql.OpenDB(connector), SQLite)
	defer func() { err = errors.Join(err, db.x.Close()) }()
	conn, err := db.connect(ctx)
	if err != nil {
		return nil, err
	}
	defer quietly(conn.Close) // read only
	if err := sound(ctx, conn); err != nil {
		return nil, err
	}
	found, err = db.Schemas(ctx)
	if err == nil && len(found) == 0 {
		err = errNoSchema
	}
	return found, err
}

// sound runs SQLite's own checks.
func sound(ctx context.Context, conn *sqlx.Conn) error {
	var flaws []string
	if err := conn.SelectContext(ctx, &flaws, `pragma integrity_check(5)`); err != nil {
		return classify(ctx, err)
	}
	if len(flaws) != 1 || flaws[0] != "ok" {
		return fmt.Errorf("%w: %s", ErrCorrupt, strings.Join(flaws, "; "))
	}
	var tables []string
	if err := conn.SelectContext(ctx, &tables, `select distinct "table" from pragma_foreign_key_check limit 5`); err != nil {
		return classify(ctx, err)
	}
	if len(tables) > 0 {
		return fmt.Errorf("%w: rows refer to others that do not exist, in %s", ErrCorrupt, strings.Join(tables, ", "))
	}
	return nil
}

// copyFile copies in to out (nil: nowhere) and returns the size and the SHA-256.
func copyFile(ctx context.Context, out io.Writer, path string) (n int64, sum string, err error) {
	in, err := os.Open(path)
	if err != nil {
		return 0, "", err
	}
	defer quietly(in.Close) // read only
	hash := sha256.New()
	w := io.Writer(hash)
	if out != nil {
		w = io.MultiWriter(hash, out)
	}
	n, err = io.Copy(w, untilDone{ctx, in})
	if errors.Is(err, syscall.ENOSPC) {
		err = fmt.Errorf("%w: %w", ErrFull, err)
	}
	return n, hex.EncodeToString(hash.Sum(nil)), err
}

// untilDone reads until its context ends.
type untilDone struct {
	ctx context.Context
	r   io.Reader
}

func (u untilDone) Read(p []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	return u.r.Read(p)
}
