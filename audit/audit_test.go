package audit_test

import (
	"testing"

	"github.com/einkpdf/platform/audit/audittest"
	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

func TestSQLite(t *testing.T) {
	t.Parallel()
	audittest.Run(t, func(t testing.TB) *sqldb.DB { return sqldbtest.SQLite(t) })
}
