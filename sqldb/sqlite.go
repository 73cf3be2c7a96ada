package sqldb

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"modernc.org/sqlite"
)

// SQLiteOptions are how OpenSQLite opens a file. The zero value is right for a
// server that must not lose what it acknowledged.
type SQLiteOptions struct {
	// Normal syncs at checkpoints instead of at each commit: three times the
	// writes a second, and the last commits may be lost when the power fails.
	// The file is never damaged by it.
	Normal bool
	// ReadOnly opens a file that exists, and writes nothing into it.
	ReadOnly bool
	// BusyTimeout is how long a statement waits for another process. 0 is 5 s.
	BusyTimeout time.Duration
	// MaxConns bounds the connections. 0 is 4, or the number of CPUs if more.
	MaxConns int
}

// OpenSQLite opens the file at path, and makes it (mode 0600) unless it is
// there; its folder must be. Every connection has its settings read back before
// it is used, since SQLite ignores what it does not know or cannot have.
func OpenSQLite(ctx context.Context, path string, o SQLiteOptions) (*DB, error) {
	path, err := sqlitePath(path)
	if err == nil && o.ReadOnly {
		err = isFile(path)
	} else if err == nil {
		err = create(path)
	}
	if err != nil {
		return nil, fmt.Errorf("sqldb: %w", err)
	}
	db := sql.OpenDB(&sqliteConnector{dsn: SQLiteDSN(path, o), want: o.pragmas(), readOnly: o.ReadOnly})
	conns := o.MaxConns
	if conns <= 0 {
		conns = max(4, runtime.NumCPU())
	}
	db.SetMaxOpenConns(conns)
	db.SetMaxIdleConns(conns)
	// Reads, not pings: with its first page a connection takes the lock by which
	// Restore notices it.
	var objects int
	if err := db.QueryRowContext(ctx, `select count(*) from sqlite_schema`).Scan(&objects); err != nil {
		return nil, errors.Join(fmt.Errorf("sqldb: %s: %w", path, classify(ctx, err)), db.Close())
	}
	w := wrap(db, SQLite)
	w.owned, w.queryOnly = true, o.ReadOnly
	return w, nil
}

func sqlitePath(path string) (string, error) {
	if path == "" || strings.HasPrefix(path, ":memory:") || strings.HasPrefix(path, "file:") || strings.ContainsRune(path, 0) {
		return "", fmt.Errorf("%q is not the path of a file; a database in memory would be another one for each connection", path)
	}
	return filepath.Abs(path)
}

// create makes the file before SQLite would, for its mode: it holds password
// hashes, and SQLite's -wal and -shm files take after it. A file that exists is
// looked at, never opened: closing it again would drop the locks that this
// process has on it.
func create(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err == nil {
		return f.Close()
	}
	if errors.Is(err, fs.ErrExist) {
		// Stat fails for a link to nothing: there SQLite would make a file that
		// others may read.
		return isFile(path)
	}
	return err
}

func isFile(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("%s is not a file: %v", path, info.Mode())
	}
	return nil
}

// pragma is a setting of each connection, as SQLite says it back.
type pragma struct{ name, value, set string }

func (o SQLiteOptions) pragmas() []pragma {
	busy := o.BusyTimeout
	if busy <= 0 {
		busy = 5 * time.Second
	}
	sync := pragma{"synchronous", "2", "FULL"}
	if o.Normal {
		sync = pragma{"synchronous", "1", "NORMAL"}
	}
	ms := fmt.Sprint(max(1, busy.Milliseconds()))
	all := []pragma{
		{"busy_timeout", ms, ms}, // first: the others may have to wait
		{"foreign_keys", "1", "1"},
		{"trusted_schema", "0", "0"}, // a hostile file's triggers call nothing
		sync,
	}
	if o.ReadOnly {
		return append(all, pragma{"query_only", "1", "1"})
	}
	return append(all,
		pragma{"secure_delete", "1", "ON"}, // what was deleted is overwritten: people may ask for that
		pragma{"journal_mode", "wal", "WAL"})
}

// SQLiteDSN is what a program that opens SQLite itself gives to
// sql.Open("sqlite", …), the driver being modernc.org/sqlite. The path has no
// NUL, which would end it.
func SQLiteDSN(path string, o SQLiteOptions) string {
	q := url.Values{"_txlock": {"immediate"}, "_dqs": {"0"}}
	if o.ReadOnly {
		q.Set("mode", "ro")
	}
	for _, p := range o.pragmas() {
		q.Add("_pragma", p.name+"("+p.set+")")
	}
	return sqliteURI(path) + "?" + q.Encode()
}

// sqliteURI is a path in the form of https://www.sqlite.org/uri.html. "//" after
// the scheme keeps a path that begins with two slashes from being a host.
func sqliteURI(path string) string {
	path = filepath.ToSlash(path)
	scheme := "file:"
	if filepath.VolumeName(path) != "" {
		path = "/" + path
	}
	if strings.HasPrefix(path, "/") {
		scheme = "file://"
	}
	return scheme + (&url.URL{Path: path}).EscapedPath()
}

// sqliteConnector opens connections and reads their settings back.
type sqliteConnector struct {
	dsn      string
	want     []pragma
	readOnly bool
	driver   sqlite.Driver
}

func (c *sqliteConnector) Driver() driver.Driver { return &c.driver }

func (c *sqliteConnector) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := c.driver.Open(c.dsn)
	if err != nil {
		return nil, err
	}
	for _, p := range c.want {
		if err := readBack(ctx, conn, p); err != nil {
			return nil, errors.Join(err, conn.Close())
		}
	}
	if err := c.mayWrite(conn); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return conn, nil
}

// mayWrite: SQLite opens what it may not write for reading, and says so when it
// is too late.
func (c *sqliteConnector) mayWrite(conn driver.Conn) error {
	asked, ok := conn.(interface {
		IsReadOnly(schema string) (bool, error)
	})
	if c.readOnly || !ok {
		return nil
	}
	if only, err := asked.IsReadOnly("main"); err != nil || only {
		return fmt.Errorf("%w: it belongs to somebody else, or to a newer SQLite: %w", ErrReadOnly, errors.Join(err, fs.ErrPermission))
	}
	return nil
}

func readBack(ctx context.Context, conn driver.Conn, p pragma) error {
	q, ok := conn.(driver.QueryerContext)
	if !ok {
		return fmt.Errorf("sqldb: the driver %T cannot be asked for pragma %s", conn, p.name)
	}
	rows, err := q.QueryContext(ctx, "pragma "+p.name, nil)
	if err != nil {
		return err
	}
	defer quietly(rows.Close) // read only
	value := make([]driver.Value, len(rows.Columns()))
	if len(value) != 1 {
		return fmt.Errorf("sqldb: SQLite does not know the setting %s", p.name)
	}
	if err := rows.Next(value); err != nil {
		return fmt.Errorf("sqldb: pragma %s: %w", p.name, err)
	}
	if got := fmt.Sprint(value[0]); got != p.value {
		hint := ""
		if p.name == "journal_mode" {
			hint = "; write-ahead logging needs a local disk, network folders do not do"
		}
		return fmt.Errorf("sqldb: SQLite answers %s = %s where %s was asked for%s", p.name, got, p.value, hint)
	}
	return nil
}
