package sqldbtest

import (
	"context"
	"database/sql/driver"
	"errors"
	"os"
	"strings"
	"sync/atomic"
	"time"
)

// When is on which side of a statement a process is killed.
type When string

// The sides.
const (
	Before When = "before" // the statement never ran
	After  When = "after"  // it ran, and nobody was told; only of what lasts
)

// A killer ends its process at the n-th point that it is told of, counted from
// when it was armed.
type killer struct {
	at    int64 // 0: never
	when  When
	armed atomic.Bool
	count atomic.Int64
}

// next counts a point, and dies if it is the one and the time is before. lasts says
// that something is left of it when the process dies then: of a commit, of a statement
// alone. A kill after another one, within a transaction, leaves what one before the
// next statement leaves, so it is no point of its own.
func (k *killer) next(lasts bool) (n int64) {
	if !k.armed.Load() || k.when == After && !lasts {
		return -1
	}
	n = k.count.Add(1)
	if n == k.at && k.when == Before {
		die()
	}
	return n
}

// done says that point n has taken effect, and dies if that is the time.
func (k *killer) done(n int64) {
	if n == k.at {
		die()
	}
}

// die is kill -9: nothing is closed, flushed or rolled back.
func die() {
	if self, err := os.FindProcess(os.Getpid()); err == nil {
		_ = self.Kill()
	}
	for {
		time.Sleep(time.Second) // until the signal arrives
	}
}

// connector wraps another, so that each statement that writes, begin, commit and
// rollback is a point. It takes no notice of what happens before the killer is armed.
type connector struct {
	driver.Connector
	k *killer
}

func (c connector) Connect(ctx context.Context) (driver.Conn, error) {
	inner, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return &conn{Conn: inner, k: c.k}, nil
}

type conn struct {
	driver.Conn
	k  *killer
	in bool // a transaction
}

var (
	_ driver.ExecerContext     = (*conn)(nil)
	_ driver.QueryerContext    = (*conn)(nil)
	_ driver.ConnBeginTx       = (*conn)(nil)
	_ driver.Pinger            = (*conn)(nil)
	_ driver.SessionResetter   = (*conn)(nil)
	_ driver.Validator         = (*conn)(nil)
	_ driver.NamedValueChecker = (*conn)(nil)
)

// What a driver cannot do shall be seen, not passed by uncounted.
var errNotCounted = errors.New("sqldbtest: this driver cannot be counted")

func (c *conn) Prepare(string) (driver.Stmt, error) { return nil, errNotCounted }

func (c *conn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	inner, ok := c.Conn.(driver.ExecerContext)
	if !ok {
		return nil, errNotCounted
	}
	if reads(query) {
		return inner.ExecContext(ctx, query, args)
	}
	// In SQLite sqldb begins and ends transactions by statements.
	begins, commits, rolls := strings.HasPrefix(query, "begin"), query == "commit", query == "rollback"
	n := c.k.next(commits || !begins && !rolls && !c.in)
	defer c.k.done(n)
	r, err := inner.ExecContext(ctx, query, args)
	if err == nil && (begins || commits || rolls) {
		c.in = begins
	}
	return r, err
}

// reads tells what only reads, and the begin and end of sqldb's transactions in
// SQLite that do. It is no point: a kill there leaves what the one before it leaves.
func reads(query string) bool {
	for _, prefix := range []string{"select ", "begin; pragma query_only = 1", "pragma query_only = 0; "} {
		if strings.HasPrefix(query, prefix) {
			return true
		}
	}
	return query == "begin"
}

// QueryContext makes one point of the query and the reading of its rows: what
// writes and returns rows takes effect with the end of them.
func (c *conn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	inner, ok := c.Conn.(driver.QueryerContext)
	if !ok {
		return nil, errNotCounted
	}
	if reads(query) {
		return inner.QueryContext(ctx, query, args)
	}
	n := c.k.next(!c.in)
	r, err := inner.QueryContext(ctx, query, args)
	if err != nil {
		c.k.done(n)
		return nil, err
	}
	return &rows{r, c.k, n}, nil
}

type rows struct {
	driver.Rows
	k *killer
	n int64
}

func (r *rows) Close() error {
	defer r.k.done(r.n)
	return r.Rows.Close()
}

func (c *conn) BeginTx(ctx context.Context, o driver.TxOptions) (driver.Tx, error) {
	inner, ok := c.Conn.(driver.ConnBeginTx)
	if !ok {
		return nil, errNotCounted
	}
	if o.ReadOnly {
		return inner.BeginTx(ctx, o)
	}
	n := c.k.next(false)
	defer c.k.done(n)
	t, err := inner.BeginTx(ctx, o)
	if err != nil {
		return nil, err
	}
	c.in = true
	return &tx{t, c}, nil
}

type tx struct {
	inner driver.Tx
	c     *conn
}

func (t *tx) Commit() error {
	defer t.c.k.done(t.c.k.next(true))
	t.c.in = false
	return t.inner.Commit()
}

func (t *tx) Rollback() error {
	defer t.c.k.done(t.c.k.next(false))
	t.c.in = false
	return t.inner.Rollback()
}

func (c *conn) Ping(ctx context.Context) error {
	if inner, ok := c.Conn.(driver.Pinger); ok {
		return inner.Ping(ctx)
	}
	return nil
}

func (c *conn) ResetSession(ctx context.Context) error {
	if inner, ok := c.Conn.(driver.SessionResetter); ok {
		return inner.ResetSession(ctx)
	}
	return nil
}

func (c *conn) IsValid() bool {
	inner, ok := c.Conn.(driver.Validator)
	return !ok || inner.IsValid()
}

func (c *conn) CheckNamedValue(v *driver.NamedValue) error {
	if inner, ok := c.Conn.(driver.NamedValueChecker); ok {
		return inner.CheckNamedValue(v)
	}
	return driver.ErrSkip
}
