package postgres_test

import (
	"testing"

	"github.com/einkpdf/platform/cluster/postgres/postgrestest"
	"github.com/einkpdf/platform/migrate/migratetest"
)

func TestMigrate(t *testing.T) {
	t.Parallel()
	migratetest.Run(t, postgrestest.New)
}
