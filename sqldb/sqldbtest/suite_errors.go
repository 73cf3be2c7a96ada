package sqldbtest

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/sqldb"
)

func (s suite) errors() []test {
	return []test{
		{"kinds by code", s.kinds},
		{"a context that has ended", s.endedContext},
		{"a deadline cuts a statement off", s.deadline},
		{"Backup is SQLite's", s.backup},
	}
}

// kinds asks each way to run a statement for its errors.
func (s suite) kinds(t *testing.T) {
	db, ctx := s.fresh(t), t.Context()
	_, err := db.Exec(ctx, `insert into ep_thing (id, at) values ('parent', 1)`)
	require.NoError(t, err)
	_, err = db.Exec(ctx, `insert into ep_thing (id, parent) values ('child', 'parent')`)
	require.NoError(t, err)
	for _, c := range []struct {
		name, query string
		want        error
	}{
		{"primary key", `insert into ep_thing (id) values ('parent')`, sqldb.ErrUnique},
		{"unique index", `insert into ep_thing (id, at) values ('other', 1)`, sqldb.ErrUnique},
		{"no parent", `insert into ep_thing (id, parent) values ('other', 'nobody')`, sqldb.ErrForeignKey},
		{"a child remains", `delete from ep_thing where id = 'parent'`, sqldb.ErrForeignKey},
		{"check", `insert into ep_thing (id, n) values ('other', -1)`, sqldb.ErrConstraint},
		{"null", `insert into ep_thing (id, n) values ('other', null)`, sqldb.ErrConstraint},
		{"none", `update ep_thing set n = 1 where id = 'nobody'`, sqldb.ErrNotFound},
	} {
		query := c.query + ` returning id`
		var id string
		require.ErrorIs(t, db.GetExec(ctx, &id, query), c.want, c.name)
		require.ErrorIs(t, db.Write(ctx, func(tx *sqldb.Tx) error { return tx.Get(ctx, &id, query) }), c.want, c.name)
		if errors.Is(c.want, sqldb.ErrNotFound) {
			continue // of one row
		}
		_, err := db.Exec(ctx, c.query)
		require.ErrorIs(t, err, c.want, c.name)
		require.ErrorIs(t, db.Write(ctx, func(tx *sqldb.Tx) error {
			_, err := tx.Exec(ctx, c.query)
			return err
		}), c.want, c.name)
		for _, other := range []error{sqldb.ErrUnique, sqldb.ErrForeignKey, sqldb.ErrConstraint, sqldb.ErrNotFound, sqldb.ErrBusy} {
			require.Equal(t, errors.Is(c.want, other), errors.Is(err, other), "%s: %v", c.name, other)
		}
	}
	require.Equal(t, 2, count(t, db))
	_, err = db.Exec(ctx, `no statement`)
	require.Error(t, err)
	require.Error(t, db.Get(ctx, new(int), `select nothing from ep_nowhere`))
}

func (s suite) endedContext(t *testing.T) {
	db := s.fresh(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, db.Get(ctx, new(int), `select 1`), context.Canceled)
	require.ErrorIs(t, db.Select(ctx, new([]int), `select 1`), context.Canceled)
	require.ErrorIs(t, db.Migrate(ctx, things()), context.Canceled)
}

func (s suite) deadline(t *testing.T) {
	db := s.fresh(t)
	// Counts for ever, or nearly.
	const endless = `with recursive r (i) as (select cast(1 as bigint) union all select i + 1 from r where i < 1000000000000) select count(*) from r`
	for range 6 { // more often than there are connections
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		require.ErrorIs(t, db.Get(ctx, new(int), endless), context.DeadlineExceeded)
		require.ErrorIs(t, db.Write(ctx, func(tx *sqldb.Tx) error { return tx.Get(ctx, new(int), endless) }), context.DeadlineExceeded)
		cancel()
	}
	_, err := db.Exec(t.Context(), insertThing, "a", 1)
	require.NoError(t, err)
}

func (s suite) backup(t *testing.T) {
	db := s.fresh(t)
	_, err := db.Backup(t.Context(), filepath.Join(t.TempDir(), "backup"))
	if db.Dialect() == sqldb.SQLite {
		require.NoError(t, err)
	} else {
		require.ErrorIs(t, err, errors.ErrUnsupported)
	}
}
