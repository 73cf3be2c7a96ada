package postgres_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/assets/assetstest"
	"github.com/einkpdf/platform/cluster/postgres"
	"github.com/einkpdf/platform/cluster/postgres/postgrestest"
	"github.com/einkpdf/platform/sqldb"
)

func TestAssetsCollect(t *testing.T) {
	t.Parallel()
	assetstest.RunCollect(t, postgrestest.New)
}

func TestAssetsModel(t *testing.T) {
	t.Parallel()
	assetstest.RunModel(t, postgrestest.New)
}

func TestAssetsRaces(t *testing.T) {
	t.Parallel()
	assetstest.RunRaces(t, postgrestest.New)
}

// As many servers have it: each with connections of its own.
func TestAssetsRacesOfServers(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	dbs := make([]*sqldb.DB, 3)
	for i := range dbs {
		var err error
		dbs[i], err = postgres.Open(t.Context(), url, postgres.Options{})
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, dbs[i].Close()) })
	}
	assetstest.Races(t, 10, dbs...)
}
