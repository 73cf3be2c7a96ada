package postgres_test

import (
	"testing"

	"github.com/einkpdf/platform/cluster/postgres"
	"github.com/einkpdf/platform/cluster/postgres/postgrestest"
	"github.com/einkpdf/platform/quota/quotatest"
)

func TestQuotaLedger(t *testing.T) {
	t.Parallel()
	quotatest.RunLedger(t, postgrestest.New)
}

func TestQuotaModel(t *testing.T) {
	t.Parallel()
	quotatest.RunModel(t, postgrestest.New)
}

// As many servers have it: each with connections of its own.
func TestQuotaRaces(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	quotatest.Races(t, open(t, url, postgres.Options{}), open(t, url, postgres.Options{}))
}

func TestQuotaAdmin(t *testing.T) {
	t.Parallel()
	quotatest.RunAdmin(t, postgrestest.New)
}

func TestQuotaSweep(t *testing.T) {
	t.Parallel()
	quotatest.RunSweep(t, postgrestest.New)
}

func TestQuotaSweepModel(t *testing.T) {
	t.Parallel()
	quotatest.SweepModel(t, postgrestest.New)
}

func TestQuotaSweepRaces(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	quotatest.SweepRaces(t, open(t, url, postgres.Options{}), open(t, url, postgres.Options{}))
}
