package sqldbtest_test

import (
	"path/filepath"
	"testing"

	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

func TestSQLite(t *testing.T) {
	t.Parallel()
	sqldbtest.Run(t, func(t testing.TB) *sqldb.DB {
		return sqldbtest.Open(t, filepath.Join(t.TempDir(), "test.sqlite"))
	})
}
