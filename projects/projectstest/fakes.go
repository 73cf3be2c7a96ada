package projectstest

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/sqldb"
)

// rerun is a Store that takes back what is written and then writes it again, as one
// on PostgreSQL may when transactions meet.
type rerun struct{ projects.Store }

// Write implements projects.Store.
func (s rerun) Write(ctx context.Context, fn func(w projects.Writer) error) error {
	back := errors.New("projectstest: once more")
	err := s.Store.Write(ctx, func(w projects.Writer) error {
		if err := fn(w); err != nil {
			return err
		}
		return back
	})
	if !errors.Is(err, back) {
		return err
	}
	return s.Store.Write(ctx, fn)
}

// Assets keeps names of assets in a table beside the projects: who has which. It is
// safe for concurrent use.
type Assets struct {
	db *sqldb.DB

	mu     sync.Mutex
	refuse error
}

var _ projects.Assets = (*Assets)(nil)

func assetSchema() sqldb.Schema {
	const assets = "-- +goose Up\ncreate table ep_test_asset (owner text not null, name text not null, primary key (owner, name))"
	const adopted = "create table ep_test_adopted (owner text not null, name text not null, times integer not null, primary key (owner, name))"
	return sqldb.Schema{Service: "projectstest", Files: fstest.MapFS{
		"sqlite/0001_assets.sql":   {Data: []byte(assets + " strict;\n" + adopted + " strict;\n")},
		"postgres/0001_assets.sql": {Data: []byte(assets + ";\n" + adopted + ";\n")},
	}}
}

const (
	giveAsset  = `insert into ep_test_asset (owner, name) values ($1, $2) on conflict do nothing`
	countAdopt = `insert into ep_test_adopted (owner, name, times) values ($1, $2, 1)
		on conflict (owner, name) do update set times = ep_test_adopted.times + 1`
	notAdopted = `select distinct p.owner || ': ' || a.asset from ep_project_asset a join ep_project p on p.id = a.project_id
		where not exists (select 1 from ep_test_adopted t where t.owner = p.owner and t.name = a.asset)`
)

// Give lets a user have assets.
func (a *Assets) Give(t testing.TB, user string, names ...string) {
	t.Helper()
	for _, n := range names {
		_, err := a.db.Exec(t.Context(), giveAsset, user, n)
		require.NoError(t, err)
	}
}

// Take takes assets away from a user.
func (a *Assets) Take(t testing.TB, user string, names ...string) {
	t.Helper()
	for _, n := range names {
		_, err := a.db.Exec(t.Context(), `delete from ep_test_asset where owner = $1 and name = $2`, user, n)
		require.NoError(t, err)
	}
}

// Of lists what a user has, by name.
func (a *Assets) Of(t testing.TB, user string) []string {
	t.Helper()
	var names []string
	require.NoError(t, a.db.Select(t.Context(), &names, `select name from ep_test_asset where owner = $1`, user))
	slices.Sort(names)
	return names
}

// Adopted counts how often Adopt was told of an asset for a user.
func (a *Assets) Adopted(t testing.TB, user, name string) (times int) {
	t.Helper()
	require.NoError(t, a.db.Get(t.Context(), &times, `select coalesce(sum(times), 0) from ep_test_adopted where owner = $1 and name = $2`, user, name))
	return times
}

// Unknown lists uses of assets that Adopt was never told of.
func (a *Assets) Unknown(t testing.TB) (uses []string) {
	t.Helper()
	require.NoError(t, a.db.Select(t.Context(), &uses, notAdopted))
	return uses
}

// Refuse is what Adopt returns from now on; nil ends that.
func (a *Assets) Refuse(err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.refuse = err
}

// Usable implements projects.Assets.
func (a *Assets) Usable(ctx context.Context, tx *sqldb.Tx, user string, names []string) ([]string, error) {
	var usable []string
	for _, n := range names {
		var has bool
		if err := tx.Get(ctx, &has, `select exists (select 1 from ep_test_asset where owner = $1 and name = $2)`, user, n); err != nil {
			return nil, err
		}
		if has {
			usable = append(usable, n)
		}
	}
	return usable, nil
}

// Adopt implements projects.Assets.
func (a *Assets) Adopt(ctx context.Context, tx *sqldb.Tx, owner string, names []string) error {
	a.mu.Lock()
	err := a.refuse
	a.mu.Unlock()
	for _, n := range names {
		if err == nil {
			_, err = tx.Exec(ctx, giveAsset, owner, n)
		}
		if err == nil {
			_, err = tx.Exec(ctx, countAdopt, owner, n)
		}
	}
	return err
}

// Users are all ids but those that were removed. It is safe for concurrent use.
type Users struct {
	mu   sync.Mutex
	gone map[string]bool
}

var _ projects.Users = (*Users)(nil)

// Remove makes an id that of nobody.
func (u *Users) Remove(id string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.gone == nil {
		u.gone = map[string]bool{}
	}
	u.gone[id] = true
}

// Exists implements projects.Users.
func (u *Users) Exists(_ context.Context, id string) (bool, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	return !u.gone[id], nil
}

// Counts is what a Service's Observer was told.
type Counts struct {
	Writes, Conflicts, Inspected, Drafts atomic.Int64
}

func (c *Counts) observer() projects.Observer {
	return projects.Observer{
		OnWrite:    func(projects.Change, int) { c.Writes.Add(1) },
		OnConflict: func() { c.Conflicts.Add(1) },
		OnInspect: func(_ time.Duration, draft bool) {
			c.Inspected.Add(1)
			if draft {
				c.Drafts.Add(1)
			}
		},
	}
}
