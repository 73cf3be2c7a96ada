package projects_test

import (
	"testing"

	"github.com/einkpdf/platform/projects/projectstest"
	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

func TestAccess(t *testing.T) {
	t.Parallel()
	projectstest.RunAccess(t, func(t testing.TB) *sqldb.DB { return sqldbtest.SQLite(t) })
}
