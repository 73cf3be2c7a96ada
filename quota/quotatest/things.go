package quotatest

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/quota"
	"github.com/einkpdf/platform/sqldb"
)

// Things is what there is of a resource, in a table of the suite's own: its Truth.
type Things struct {
	Resource quota.Resource
	OnList   func(limit int) // is told of each page that is read, when it was; nil = nobody
}

// MakeThings makes the table of Things, unless it is there, and returns a change of the Config by which it is the truth of these resources.
func MakeThings(t testing.TB, db *sqldb.DB, resources ...quota.Resource) func(c *quota.Config) {
	t.Helper()
	_, err := db.Exec(t.Context(), db.Dialect().Pick(
		`create table if not exists quotatest_thing (resource text not null, owner text not null, key text not null, amount integer not null,
			primary key (resource, owner, key)) strict`,
		`create table if not exists quotatest_thing (resource text collate "C" not null, owner text collate "C" not null, key text collate "C" not null,
			amount bigint not null, primary key (resource, owner, key))`))
	require.NoError(t, err)
	return truths(resources...)
}

// truths is a change of the Config by which Things are the truth of these resources.
func truths(resources ...quota.Resource) func(c *quota.Config) {
	return func(c *quota.Config) {
		c.Truths = map[quota.Resource]quota.Truth{}
		for _, r := range resources {
			c.Truths[r] = Things{Resource: r}
		}
	}
}

// Things implements quota.Truth.
func (a Things) Things(ctx context.Context, r sqldb.Reader, after quota.Thing, limit int) (page []quota.Thing, err error) {
	err = r.Select(ctx, &page, `select owner, key, amount from quotatest_thing where resource = $1 and (owner, key) > ($2, $3) order by owner, key limit $4`,
		a.Resource, after.Owner, after.Key, limit)
	if a.OnList != nil {
		a.OnList(limit)
	}
	return page, err
}

// insertThing makes a thing, and nobody counts it.
func insertThing(ctx context.Context, tx *sqldb.Tx, r quota.Resource, owner, key string, amount int64) error {
	_, err := tx.Exec(ctx, `insert into quotatest_thing (resource, owner, key, amount) values ($1, $2, $3, $4)`, r, owner, key, amount)
	return err
}

// deleteThing removes a thing, and says whether there was one.
func deleteThing(ctx context.Context, tx *sqldb.Tx, r quota.Resource, owner, key string) (bool, error) {
	n, err := tx.Exec(ctx, `delete from quotatest_thing where resource = $1 and owner = $2 and key = $3`, r, owner, key)
	return n > 0, err
}

// thing is one of Things, with an Entry's names.
type thing struct {
	Resource quota.Resource `db:"resource"`
	Owner    string         `db:"owner"`
	Key      string         `db:"key"`
	Amount   int64          `db:"amount"`
}

// things are all that there are, by owner, resource and key.
func (s *Setup) things(t testing.TB) (all []thing) {
	t.Helper()
	require.NoError(t, s.DB.Select(t.Context(), &all, `select resource, owner, key, amount from quotatest_thing order by owner, resource, key`))
	return all
}

// counted are all entries that are used, as the things that they count.
func (s *Setup) counted(t testing.TB) (all []thing) {
	t.Helper()
	for _, e := range s.Entries(t) {
		if e.State == "used" {
			all = append(all, thing{e.Resource, e.Owner, e.Key, e.Amount})
		}
	}
	return all
}

// makeThings makes things that nobody counts.
func (s *Setup) makeThings(t testing.TB, all ...thing) {
	t.Helper()
	s.write(t, func(tx *sqldb.Tx) error {
		for _, a := range all {
			if err := insertThing(t.Context(), tx, a.Resource, a.Owner, a.Key, a.Amount); err != nil {
				return err
			}
		}
		return nil
	})
}

// write is a transaction that succeeds.
func (s *Setup) write(t testing.TB, fn func(tx *sqldb.Tx) error) {
	t.Helper()
	require.NoError(t, s.DB.Write(t.Context(), fn))
}

// exec runs a statement behind everybody's back.
func (s *Setup) exec(t testing.TB, statement string, args ...any) {
	t.Helper()
	_, err := s.DB.Exec(t.Context(), statement, args...)
	require.NoError(t, err)
}

// sweep sweeps.
func (s *Setup) sweep(t testing.TB) quota.Swept {
	t.Helper()
	swept, err := s.Quotas.Sweep(t.Context())
	require.NoError(t, err)
	return swept
}
