package ratelimittest

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/ratelimit"
	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// testDeletedUser deletes a user: what is kept of them goes, and of nobody else. It comes to the same again.
func testDeletedUser(t *testing.T, db *sqldb.DB) {
	h := ratelimit.NewHits(db)
	outbox := sqldb.NewOutbox(db, sqldb.OutboxConfig{Now: func() time.Time { return time.Now().Add(time.Hour) }})
	h.Subscribe(outbox, "user.deleted")
	var hits []ratelimit.Hit
	for i := range 600 {
		hits = append(hits, hit(i, "pdf", "user:ann", 1))
	}
	add(t, h, hits...)
	rest := []ratelimit.Hit{hit(0, "pdf", "user:annabel", 1), hit(0, "pdf", "address:192.0.2.1", 1), hit(0, "all", "account:ann", 1), hit(0, "all", "ann", 1)}
	add(t, h, rest...)
	deleted := func(payload any) error {
		require.NoError(t, db.Write(t.Context(), func(tx *sqldb.Tx) error { return tx.Publish(t.Context(), "user.deleted", payload) }))
		_, err := outbox.Drain(t.Context())
		return err
	}
	for range 2 {
		require.NoError(t, deleted(map[string]string{"id": "ann"}))
		require.ElementsMatch(t, rest, list(t, h, ratelimit.HitFilter{}))
	}
	for _, payload := range []any{map[string]string{}, "ann", map[string]int{"id": 1}} {
		require.ErrorContains(t, deleted(payload), "user.deleted")
	}
	require.Len(t, list(t, h, ratelimit.HitFilter{}), len(rest))
}

// testDeletedWhileAdding deletes a user while a row is being added to: it goes once that is done.
func testDeletedWhileAdding(t *testing.T, db *sqldb.DB) {
	h := ratelimit.NewHits(db)
	add(t, h, hit(0, "pdf", "user:ann", 1))
	outbox := sqldb.NewOutbox(db, sqldb.OutboxConfig{Now: func() time.Time { return time.Now().Add(time.Hour) }})
	h.Subscribe(outbox, "user.deleted")
	require.NoError(t, db.Write(t.Context(), func(tx *sqldb.Tx) error {
		return tx.Publish(t.Context(), "user.deleted", map[string]string{"id": "ann"})
	}))

	deleted := make(chan error, 1)
	var once sync.Once
	require.NoError(t, db.WriteInTurn(t.Context(), "ratelimit.hits", func(tx *sqldb.Tx) error { // as Add does
		if _, err := tx.Exec(t.Context(), `update ep_ratelimit_hit set count = count + 1`); err != nil {
			return err
		}
		once.Do(func() {
			go func() {
				_, err := outbox.Drain(t.Context())
				deleted <- err
			}()
		})
		if tx.Dialect() == sqldb.SQLite { // it waits for this transaction, or has not begun
			return nil
		}
		for waiting := 0; waiting == 0 && len(deleted) == 0; {
			if err := tx.Get(t.Context(), &waiting, `select count(*) from pg_locks where locktype = 'advisory' and not granted
				and database = (select oid from pg_database where datname = current_database())`); err != nil {
				return err
			}
		}
		return nil
	}))
	require.NoError(t, <-deleted)
	require.Empty(t, list(t, h, ratelimit.HitFilter{}))
}

func testSweepInBatches(t *testing.T, db *sqldb.DB) {
	h := ratelimit.NewHits(db)
	var hits []ratelimit.Hit
	for i := range 1100 {
		hits = append(hits, hit(i/600, "pdf", fmt.Sprint("user:", i), 1))
	}
	add(t, h, hits...)
	n, err := h.Sweep(t.Context(), hour(1))
	require.NoError(t, err)
	require.Equal(t, 600, n)
	n, err = h.Sweep(t.Context(), hour(2))
	require.NoError(t, err)
	require.Equal(t, 500, n)
	require.Zero(t, rowsOf(t, db, "ep_ratelimit_hit"))
}

// testHitsRace adds the same rows from everywhere, in any order, while hours of long ago are swept: nothing is lost, and nobody waits for each other.
func testHitsRace(t *testing.T, db *sqldb.DB) {
	h := ratelimit.NewHits(db)
	together(12, func(i int) {
		if i%4 == 3 {
			if _, err := h.Sweep(t.Context(), hour(0)); err != nil {
				t.Error(err)
			}
			return
		}
		hits := []ratelimit.Hit{hit(-5, "pdf", fmt.Sprint("user:", i), 1)}
		for j := range 20 {
			hits = append(hits, hit(0, "pdf", fmt.Sprint("user:", (i*7+j)%20), 1))
		}
		if err := h.Add(t.Context(), hits); err != nil {
			t.Error(err)
		}
	})
	page := list(t, h, ratelimit.HitFilter{Since: hour(0)})
	require.Len(t, page, 20)
	for _, one := range page {
		require.EqualValues(t, 9, one.Count, one.Who)
	}
}

// FillPages is a sqldbtest.Fill of hits: the same rows for each of the listings.
func FillPages(t testing.TB, db *sqldb.DB, rows int) []sqldbtest.Listing {
	t.Helper()
	h := ratelimit.NewHits(db)
	add(t, h, hit(0, "pdf", "user:ann", 1))
	var all []sqldbtest.Listing
	for name, c := range map[string]struct {
		f     ratelimit.HitFilter
		index string // of SQLite
	}{
		"all":         {ratelimit.HitFilter{}, "sqlite_autoindex_ep_ratelimit_hit_1"},
		"since":       {ratelimit.HitFilter{Since: hour(-1)}, "sqlite_autoindex_ep_ratelimit_hit_1"},
		"policy":      {ratelimit.HitFilter{Policy: "pdf"}, "ep_ratelimit_hit_policy"},
		"who":         {ratelimit.HitFilter{Who: "user:ann"}, "ep_ratelimit_hit_who"},
		"policy, who": {ratelimit.HitFilter{Policy: "pdf", Who: "user:ann", Since: hour(-1)}, "ep_ratelimit_hit_(who|policy)"},
	} {
		all = append(all, sqldbtest.Listing{
			Name: name, Column: "last_at", Index: c.index, Postgres: "ep_ratelimit_hit_(who|policy|pkey)",
			List: func(ctx context.Context, r sqldb.Reader, after string, limit int) (ids []string, next string, err error) {
				page, next, err := h.ListIn(ctx, r, admin(), c.f, after, limit)
				for _, one := range page {
					ids = append(ids, fmt.Sprint(one.Hour.Unix(), one.Policy, one.Who))
				}
				return ids, next, err
			},
		})
	}
	return sqldbtest.FillPages(t, db, rows, all, func(from, to int) {
		_, err := db.Exec(t.Context(), fmt.Sprintf(`insert into ep_ratelimit_hit (hour_at, policy, who, count, last_at)
			with recursive n(i) as (select %d union all select i + 1 from n where i < %d)
			select hour_at + cast(i as bigint) * 3600000, policy, who, count, last_at from ep_ratelimit_hit cross join n where hour_at = %d`, from, to, hour(0).UnixMilli()))
		require.NoError(t, err)
	}, "ep_ratelimit_hit")
}
