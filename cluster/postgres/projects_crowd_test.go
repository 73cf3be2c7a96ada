package postgres_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/cluster/postgres"
	"github.com/einkpdf/platform/cluster/postgres/postgrestest"
	"github.com/einkpdf/platform/projects/projectstest"
	"github.com/einkpdf/platform/sqldb"
)

func TestProjectsModel(t *testing.T) {
	t.Parallel()
	projectstest.RunModel(t, postgrestest.New)
}

func TestProjectsWriters(t *testing.T) {
	t.Parallel()
	db := postgrestest.New(t)
	projectstest.Writers(t, 10*time.Second, db, db, db, db)
}

// As many servers have it: each with connections of its own.
func TestProjectsWritersOfServers(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	dbs := make([]*sqldb.DB, 4)
	for i := range dbs {
		var err error
		dbs[i], err = postgres.Open(t.Context(), url, postgres.Options{})
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, dbs[i].Close()) })
	}
	projectstest.Writers(t, time.Second, dbs...)
}
