package quota_test

import (
	"path/filepath"
	"testing"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/quota"
	"github.com/einkpdf/platform/quota/quotatest"
	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

func TestLedger(t *testing.T) {
	t.Parallel()
	quotatest.RunLedger(t, func(t testing.TB) *sqldb.DB { return sqldbtest.SQLite(t) })
}

func TestSchema(t *testing.T) {
	t.Parallel()
	sqldbtest.Schema(t, quota.Schema(), audit.Schema())
}

func TestRaces(t *testing.T) {
	t.Parallel()
	quotatest.Races(t, sqldbtest.SQLite(t))
}

// As many processes have it: each with connections and quotas of its own.
func TestRacesOfProcesses(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "test.sqlite")
	quotatest.Races(t, sqldbtest.Open(t, path), sqldbtest.Open(t, path))
}

func TestModel(t *testing.T) {
	t.Parallel()
	quotatest.RunModel(t, func(t testing.TB) *sqldb.DB { return sqldbtest.SQLite(t) })
}
