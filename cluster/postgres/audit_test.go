package postgres_test

import (
	"testing"

	"github.com/einkpdf/platform/audit/audittest"
	"github.com/einkpdf/platform/cluster/postgres/postgrestest"
)

func TestAudit(t *testing.T) {
	t.Parallel()
	audittest.Run(t, postgrestest.New)
}
