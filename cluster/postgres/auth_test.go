package postgres_test

import (
	"testing"

	"github.com/einkpdf/platform/auth/authtest"
	"github.com/einkpdf/platform/cluster/postgres/postgrestest"
)

func TestAuth(t *testing.T) {
	t.Parallel()
	authtest.RunSQL(t, postgrestest.New)
}

func TestAuthFlows(t *testing.T) {
	t.Parallel()
	authtest.RunFlows(t, postgrestest.New)
}
