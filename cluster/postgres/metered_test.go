package postgres_test

import (
	"testing"

	"github.com/einkpdf/platform/cluster/postgres"
	"github.com/einkpdf/platform/cluster/postgres/postgrestest"
	"github.com/einkpdf/platform/quota/metered/meteredtest"
)

func TestMetered(t *testing.T) {
	t.Parallel()
	meteredtest.Run(t, postgrestest.New)
}

func TestMeteredEndings(t *testing.T) {
	t.Parallel()
	meteredtest.RunEndings(t, postgrestest.New)
}

// As two servers have it: each with connections of its own.
func TestMeteredRaces(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	meteredtest.Races(t, open(t, url, postgres.Options{}), open(t, url, postgres.Options{}))
}
