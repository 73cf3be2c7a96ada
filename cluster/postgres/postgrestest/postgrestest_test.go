package postgrestest_test

import (
	"context"
	"errors"
	"net/url"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/cluster/postgres"
	"github.com/einkpdf/platform/cluster/postgres/postgrestest"
	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

func TestMain(m *testing.M) {
	sqldbtest.Main(postgrestest.Engine(), transfer)
	os.Exit(m.Run())
}

// A schema is new for each test, and gone after it even when somebody is still
// connected and has a transaction open there.
func TestURL(t *testing.T) {
	t.Parallel()
	admin, err := postgres.Open(t.Context(), postgrestest.Server(t), postgres.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, admin.Close()) })

	var first, second string
	t.Run("one", func(t *testing.T) {
		first, second = postgrestest.URL(t), postgrestest.URL(t)
		require.NotEqual(t, first, second)
		db, err := postgres.Open(t.Context(), first, postgres.Options{})
		require.NoError(t, err)
		_, err = db.Exec(t.Context(), `create table ep_a (a bigint)`)
		require.NoError(t, err)
		tx, err := db.SQL().BeginTx(context.Background(), nil) // and db, too, stays open
		require.NoError(t, err)
		_, err = tx.ExecContext(t.Context(), `insert into ep_a values (1)`)
		require.NoError(t, err)
	})
	for _, source := range []string{first, second} {
		u, err := url.Parse(source)
		require.NoError(t, err)
		var n int
		require.NoError(t, admin.Get(t.Context(), &n, `select count(*) from pg_namespace where nspname = $1`, u.Query().Get("search_path")))
		require.Zero(t, n)
	}
}

func TestNew(t *testing.T) {
	t.Parallel()
	a, b := postgrestest.New(t), postgrestest.New(t)
	for _, db := range []*sqldb.DB{a, b} {
		require.NoError(t, db.Migrate(t.Context()))
		_, err := db.Exec(t.Context(), `create table ep_a (a bigint)`)
		require.NoError(t, err)
	}
}

// transfer publishes two events in one transaction.
var transfer = sqldbtest.Scenario{
	Name: "transfer",
	Do: func(ctx context.Context, p sqldbtest.Place) error {
		return p.DB.Write(ctx, func(tx *sqldb.Tx) error {
			return errors.Join(tx.Publish(ctx, "a", 1), tx.Publish(ctx, "b", 2))
		})
	},
	Check: func(t testing.TB, p sqldbtest.Place, finished bool) {
		var n int
		require.NoError(t, p.DB.Get(t.Context(), &n, `select count(*) from ep_outbox`))
		if finished {
			require.Equal(t, 2, n)
		} else {
			require.Contains(t, []int{0, 2}, n)
		}
	},
}

func TestEngine(t *testing.T) {
	t.Parallel()
	sqldbtest.Crash(t, postgrestest.Engine(), transfer)
}
