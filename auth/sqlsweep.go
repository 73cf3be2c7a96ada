package auth

import (
	"context"
	"time"

	"github.com/einkpdf/platform/sqldb"
)

// batch is some rows to delete: the query finds the keys of those that are over
// at $1, at most $2.
type batch struct {
	table, key, query string
	ended             bool // $1 is the time for sessions
}

// delete is the statement. PostgreSQL, which does not know how few $2 are, would
// read the whole table for IN, and then be in the way of everybody.
func (b batch) delete(d sqldb.Dialect) string {
	return `delete from ` + b.table + ` where ` + b.key + d.Pick(` in (`+b.query+`)`, ` = any (array(`+b.query+`))`)
}

// over are the batches of Sweep. Secrets go before their sessions do, so that no
// session takes more rows with it than the limit says.
func over() []batch {
	return []batch{
		{"ep_session_secret", "hash", `select hash from ep_session_secret where expires_at <= $1 order by expires_at limit $2`, false},
		{"ep_session_secret", "hash", `select s.hash from ep_session x join ep_session_secret s on s.session_id = x.id
			where x.expires_at <= $1 order by x.expires_at limit $2`, true},
		{"ep_session", "id", `select id from ep_session where expires_at <= $1 order by expires_at limit $2`, true},
		{"ep_pending", "id", `select id from ep_pending where expires_at <= $1 order by expires_at limit $2`, false},
	}
}

// Sweep implements Writer.
func (w *sqlWriter) Sweep(ctx context.Context, now, ended time.Time, limit int) (int, error) {
	swept := 0
	for _, b := range over() {
		if swept >= limit {
			break
		}
		at := now
		if b.ended {
			at = ended
		}
		n, err := w.tx.Exec(ctx, b.delete(w.tx.Dialect()), at.UnixMilli(), limit-swept)
		if err != nil {
			return swept, words.Error(ctx, "what is over", err)
		}
		swept += int(n)
	}
	return swept, nil
}
