package migratetest

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/migrate"
	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// Scenarios are the crash tests, for sqldbtest.Main and sqldbtest.Crash.
func Scenarios() []sqldbtest.Scenario {
	return []sqldbtest.Scenario{{
		Name:    "import-users",
		Schemas: []sqldb.Schema{auth.Schema()},
		Prepare: func(t testing.TB, p sqldbtest.Place) {
			WritePredecessor(t, filepath.Join(p.Dir, "einkpdf.sqlite"), users()[:2], resets()[:1])
		},
		Do: func(ctx context.Context, p sqldbtest.Place) error {
			_, err := importUsers(ctx, p, true)
			return err
		},
		Check: checkImport,
	}, importOfProjects()}
}

func importUsers(ctx context.Context, p sqldbtest.Place, backup bool) (*migrate.UsersReport, error) {
	from, err := migrate.ReadUsers(ctx, p.Dir)
	if err != nil {
		return nil, err
	}
	o := apply()
	if backup && p.DB.Dialect() == sqldb.SQLite {
		o.BackupTo = filepath.Join(p.Dir, "backup.sqlite")
	}
	return migrate.Users(ctx, from, p.DB, o)
}

// checkImport finds all of the import or nothing of it, and a second one
// completes it.
func checkImport(t testing.TB, p sqldbtest.Place, finished bool) {
	all := len(here(t, p.DB)) > 0
	require.True(t, all || !finished)
	if !all {
		requireNothing(t, p.DB)
	}
	report, err := importUsers(t.Context(), p, false)
	require.NoError(t, err)
	require.Equal(t, !all, report.Applied)
	require.Equal(t, accounts()[:2], here(t, p.DB))
	require.Len(t, trail(t, p.DB), 1)
	require.NoError(t, auth.NewSQL(p.DB).Read(t.Context(), func(r auth.Reader) error {
		_, err := r.PendingByToken(t.Context(), auth.PendingReset, bobTokenHash)
		return err
	}))
}
