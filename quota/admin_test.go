package quota_test

import (
	"path/filepath"
	"testing"

	"github.com/einkpdf/platform/quota/quotatest"
	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

func TestAdmin(t *testing.T) {
	t.Parallel()
	quotatest.RunAdmin(t, func(t testing.TB) *sqldb.DB { return sqldbtest.SQLite(t) })
}

func TestSweep(t *testing.T) {
	t.Parallel()
	quotatest.RunSweep(t, func(t testing.TB) *sqldb.DB { return sqldbtest.SQLite(t) })
}

func TestSweepModel(t *testing.T) {
	t.Parallel()
	quotatest.SweepModel(t, func(t testing.TB) *sqldb.DB { return sqldbtest.SQLite(t) })
}

// As many processes have it: each with connections of its own.
func TestSweepRaces(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "test.sqlite")
	quotatest.SweepRaces(t, sqldbtest.Open(t, path), sqldbtest.Open(t, path))
}
