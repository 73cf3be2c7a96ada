package sqldb

import (
	"context"
	"database/sql"
	"hash/fnv"
)

// WriteInTurn is Write for transactions that count before they write, as a queue
// does with its backlog: those of the same name run one after the other, and see
// what the ones before have committed. Under Write, PostgreSQL would make most of them give way to each
// other again and again. Beside transactions of other names, and those of Write, it is only READ
// COMMITTED there: what they may change meanwhile is named in WHERE, or guarded
// by an index. In SQLite it is Write.
//
// A name is a constant of the program, "jobs.claim", or one with an id, "quota:ann": two
// with the same hash wait for each other, too, and nothing worse. In PostgreSQL each that
// waits holds a connection of the pool, so who must not keep others from theirs bounds how
// many wait. fn may run twice, as in Write.
func (db *DB) WriteInTurn(ctx context.Context, name string, fn func(tx *Tx) error) error {
	if db.dialect == SQLite {
		return db.Write(ctx, fn)
	}
	return retry(ctx, func() error {
		return db.writeOnce(ctx, sql.LevelReadCommitted, func(tx *Tx) error {
			// A statement of its own: those that follow it see what was committed
			// before it got the lock.
			if _, err := tx.Exec(ctx, `select pg_advisory_xact_lock($1)`, turnKey(name)); err != nil {
				return err
			}
			return fn(tx)
		})
	})
}

// turnKey is the number that PostgreSQL knows a name by.
func turnKey(name string) int64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte("einkpdf/" + name))
	return int64(h.Sum64())
}
