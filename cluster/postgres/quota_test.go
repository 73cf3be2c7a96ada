package postgres_test

import (
	"context"
	"crypto/rand"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/cluster/postgres"
	"github.com/einkpdf/platform/cluster/postgres/postgrestest"
	"github.com/einkpdf/platform/quota"
	"github.com/einkpdf/platform/quota/quotatest"
	"github.com/einkpdf/platform/sqldb"
)

func TestQuotaLedger(t *testing.T) {
	t.Parallel()
	quotatest.RunLedger(t, postgrestest.New)
}

func TestQuotaModel(t *testing.T) {
	t.Parallel()
	quotatest.RunModel(t, postgrestest.New)
}

// As many servers have it: each with connections of its own.
func TestQuotaRaces(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	quotatest.Races(t, open(t, url, postgres.Options{}), open(t, url, postgres.Options{}))
}

func TestQuotaAdmin(t *testing.T) {
	t.Parallel()
	quotatest.RunAdmin(t, postgrestest.New)
}

func TestQuotaSweep(t *testing.T) {
	t.Parallel()
	quotatest.RunSweep(t, postgrestest.New)
}

func TestQuotaSweepModel(t *testing.T) {
	t.Parallel()
	quotatest.SweepModel(t, postgrestest.New)
}

func TestQuotaSweepRaces(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	quotatest.SweepRaces(t, open(t, url, postgres.Options{}), open(t, url, postgres.Options{}))
}

// Whoever counts many keys in a transaction and Sweep do not wait for each other until PostgreSQL ends one of them. The database is the test's own, as it
// counts that for all that are in it.
func TestQuotaSweepGivesWay(t *testing.T) {
	t.Parallel()
	server := postgrestest.Server(t)
	u, err := url.Parse(server)
	require.NoError(t, err)
	name := "ep_test_" + strings.ToLower(rand.Text())
	home := open(t, server, postgres.Options{MaxConns: 1})
	_, err = home.SQL().ExecContext(t.Context(), `create database `+name)
	require.NoError(t, err)
	t.Cleanup(func() {
		_, err := home.SQL().ExecContext(context.WithoutCancel(t.Context()), `drop database `+name+` with (force)`)
		require.NoError(t, err)
	})
	u.Path = "/" + name
	t.Run("pools", func(t *testing.T) { // closed at its end
		quotatest.SweepGivesWay(t, open(t, u.String(), postgres.Options{}), open(t, u.String(), postgres.Options{}))
	})
	require.Eventually(t, func() bool { // a connection says what it saw when it ends
		var connected int
		require.NoError(t, home.Get(t.Context(), &connected, `select count(*) from pg_stat_activity where datname = $1`, name))
		return connected == 0
	}, time.Minute, 10*time.Millisecond)
	var deadlocks int
	require.NoError(t, home.Get(t.Context(), &deadlocks, `select deadlocks from pg_stat_database where datname = $1`, name))
	require.Zero(t, deadlocks)
}

// Sweep, Stats and Users read each row a few times, and not for each page once more: all that somebody has is in one index, in the order of its key.
func TestQuotaReadsItsRows(t *testing.T) {
	t.Parallel()
	const rows = 20_000
	ctx := t.Context()
	db := open(t, postgrestest.URL(t), postgres.Options{MaxConns: 1}) // what it read is told by each connection
	s := quotatest.New(t, db, quotatest.MakeThings(t, db, quota.Projects))
	for _, statement := range []string{
		`insert into quotatest_thing (resource, owner, key, amount) select 'projects', 'ann', to_char(k, '00000'), 1 from generate_series(1, 20000) k`,
		`insert into ep_quota_entry (owner, resource, key, amount, state, day, created_at) select 'ann', 'projects', to_char(k, '00000'), 1, 'used', 0, 0
			from generate_series(1, 20000) k`,
		`insert into ep_quota_counter (owner, resource, day, used, reserved) select 'user' || to_char(k, '00000'), 'assets', 0, 0, 0 from generate_series(1, 19999) k`,
		`insert into ep_quota_counter (owner, resource, day, used, reserved) values ('ann', 'projects', 0, 20000, 0)`,
		`analyze ep_quota_counter`, // of the entries PostgreSQL knows nothing, and may take the wrong index unless it is told
	} {
		_, err := db.Exec(ctx, statement)
		require.NoError(t, err)
	}
	read := func(what string, least, most int, do func() error) {
		t.Helper()
		count := func() (n int) {
			require.NoError(t, db.Get(ctx, new(string), `select cast(pg_stat_force_next_flush() as text)`))
			require.NoError(t, db.Get(ctx, &n, `select cast((select sum(idx_tup_read) from pg_stat_user_indexes where schemaname = current_schema() and relname like 'ep_quota_%')
				+ (select sum(seq_tup_read) from pg_stat_user_tables where schemaname = current_schema() and relname like 'ep_quota_%') as bigint)`))
			return n
		}
		before := count()
		require.NoError(t, do())
		n := count() - before
		require.GreaterOrEqual(t, n, least, what)
		require.LessOrEqual(t, n, most, what)
	}
	read("stats", rows, 2*rows, func() error { _, err := s.Quotas.Stats(ctx); return err })
	after := ""
	read("users", 20*50, 20*51*3, func() error {
		for range 20 { // some pages alone, as each looks at one row more
			_, next, err := s.Quotas.Users(ctx, quotatest.Admin("root"), quota.Filter{}, after, 50)
			require.NotEmpty(t, next)
			if after = next; err != nil {
				return err
			}
		}
		return nil
	})
	_, err := db.Exec(ctx, `delete from ep_quota_counter where owner <> 'ann'`) // which Sweep would write to
	require.NoError(t, err)
	read("sweep", rows, 5*rows, func() error {
		swept, err := s.Quotas.Sweep(ctx)
		require.Equal(t, quota.Swept{}, swept)
		return err
	})
}

// busy is a Truth whose first page can be looked at once, and is locked by somebody else when it is to be changed.
type busy struct {
	quota.Truth
	looks atomic.Int32
}

// Things implements quota.Truth.
func (b *busy) Things(ctx context.Context, r sqldb.Reader, after quota.Thing, limit int) ([]quota.Thing, error) {
	if after == (quota.Thing{}) && b.looks.Add(1) > 1 {
		return nil, sqldb.ErrBusy
	}
	return b.Truth.Things(ctx, r, after, limit)
}

// A page that never had its way is left for the next Sweep, and it alone.
func TestQuotaSweepLeavesOnePage(t *testing.T) {
	t.Parallel()
	db := postgrestest.New(t)
	truth := quotatest.MakeThings(t, db, quota.Projects)
	s := quotatest.New(t, db, func(c *quota.Config) {
		truth(c)
		c.Truths[quota.Projects] = &busy{Truth: c.Truths[quota.Projects]}
	})
	_, err := db.Exec(t.Context(), `insert into quotatest_thing (resource, owner, key, amount) select 'projects', 'ann', to_char(k, '00000'), 1 from generate_series(1, 1000) k`)
	require.NoError(t, err)
	swept, err := s.Quotas.Sweep(t.Context())
	require.NoError(t, err)
	require.Equal(t, quota.Swept{Missing: 800}, swept)
}
