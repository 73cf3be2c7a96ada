package sqlrows_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/internal/sqlrows"
	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

var (
	errNotFound = errors.New("shop: not found")
	errExists   = errors.New("shop: exists already")
	words       = sqlrows.Words{Service: "shop", NotFound: errNotFound, Exists: errExists}
)

// What the database said keeps its kind, and is found by the words of the Store. A
// row that was not found because the context ended may well be there.
func TestError(t *testing.T) {
	t.Parallel()
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	wrapped := func(kind error) error { return fmt.Errorf("%w: driver", kind) }
	other := errors.New("other")
	for _, c := range []struct {
		ctx     context.Context
		err     error
		is, not error
	}{
		{t.Context(), nil, nil, errNotFound},
		{t.Context(), wrapped(sqldb.ErrNotFound), errNotFound, errExists},
		{t.Context(), wrapped(sqldb.ErrUnique), errExists, errNotFound},
		{t.Context(), wrapped(sqldb.ErrUnique), sqldb.ErrUnique, errNotFound},
		{t.Context(), wrapped(sqldb.ErrForeignKey), errNotFound, errExists},
		{t.Context(), wrapped(sqldb.ErrBusy), sqldb.ErrBusy, errNotFound},
		{t.Context(), other, other, errNotFound},
		{ended, fmt.Errorf("%w: %w", ended.Err(), wrapped(sqldb.ErrNotFound)), context.Canceled, errNotFound},
		{ended, fmt.Errorf("%w: %w", ended.Err(), wrapped(sqldb.ErrUnique)), context.Canceled, errExists},
	} {
		err := words.Error(c.ctx, "hat", c.err)
		require.ErrorIs(t, err, c.is)
		require.NotErrorIs(t, err, c.not)
	}
	require.EqualError(t, words.Error(t.Context(), "hat", other), "shop: hat: other")
	require.EqualError(t, words.Missing("hat"), "shop: not found: hat")
}

func TestRows(t *testing.T) {
	t.Parallel()
	db := sqldbtest.SQLite(t)
	_, err := db.Exec(t.Context(), `create table hat (id integer primary key, size integer) strict`)
	require.NoError(t, err)
	require.NoError(t, db.Write(t.Context(), func(tx *sqldb.Tx) error {
		const add, enlarge, one = `insert into hat (id) values ($1) on conflict do nothing`, `update hat set size = $2 where id = $1`, `select 1 from hat where id = $1`
		found, err := words.Found(t.Context(), tx, "hat", one, 7)
		require.NoError(t, err)
		require.False(t, found)
		require.ErrorIs(t, words.Change(t.Context(), tx, "hat", enlarge, 7, 1), errNotFound)
		require.NoError(t, words.Add(t.Context(), tx, "hat", add, 7))
		require.ErrorIs(t, words.Add(t.Context(), tx, "hat", add, 7), errExists)
		require.NoError(t, words.Change(t.Context(), tx, "hat", enlarge, 7, 1))
		found, err = words.Found(t.Context(), tx, "hat", one, 7)
		require.NoError(t, err)
		require.True(t, found)
		n, err := words.Exec(t.Context(), tx, "hats", `delete from hat`)
		require.Equal(t, 1, n)
		return err
	}))
}
