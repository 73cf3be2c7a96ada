package postgres_test

import (
	"testing"

	"github.com/einkpdf/platform/cluster/postgres/postgrestest"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

func TestSQLDB(t *testing.T) {
	t.Parallel()
	sqldbtest.Run(t, postgrestest.New)
}

func TestSQLDBCrash(t *testing.T) {
	t.Parallel()
	sqldbtest.RunCrash(t, postgrestest.Engine())
}
