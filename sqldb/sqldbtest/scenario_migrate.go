package sqldbtest

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/sqldb"
)

// migrateScenario kills Migrate: all of its schemas are there then, or none is,
// and the next Migrate completes.
func migrateScenario() Scenario {
	dependent := schemaOf("dependent", map[string]string{
		"sqlite/0001_a.sql":   "-- +goose Up\ncreate table ep_dependent (id integer primary key) strict;\n",
		"sqlite/0002_b.sql":   "-- +goose Up\ninsert into ep_dependent values (1);\n",
		"postgres/0001_a.sql": "-- +goose Up\ncreate table ep_dependent (id integer primary key);\n",
		"postgres/0002_b.sql": "-- +goose Up\ninsert into ep_dependent values (1);\n",
	})
	dependent.Needs = []sqldb.Schema{effects()}
	return Scenario{
		Name: "sqldb migrate",
		Do:   func(ctx context.Context, p Place) error { return p.DB.Migrate(ctx, dependent) },
		Check: func(t testing.TB, p Place, finished bool) {
			there, err := p.DB.Schemas(t.Context())
			require.NoError(t, err)
			require.True(t, len(there) == 3 || len(there) == 1 && !finished, "%v", there) // 1: what the scenario began with
			var n int
			if len(there) == 3 {
				require.NoError(t, p.DB.Get(t.Context(), &n, `select count(*) from ep_dependent`))
				require.Equal(t, 1, n)
			}
			require.NoError(t, p.DB.Migrate(t.Context(), dependent))
			require.NoError(t, p.DB.Get(t.Context(), &n, `select count(*) from ep_dependent`))
			require.Equal(t, 1, n)
		},
	}
}
