package postgres_test

import (
	"testing"

	"github.com/einkpdf/platform/admin/admintest"
	"github.com/einkpdf/platform/cluster/postgres/postgrestest"
)

func TestAdmin(t *testing.T) {
	t.Parallel()
	admintest.Run(t, postgrestest.New)
}
