package postgres_test

import (
	"testing"

	"github.com/einkpdf/platform/cluster/postgres"
	"github.com/einkpdf/platform/cluster/postgres/postgrestest"
	"github.com/einkpdf/platform/jobs/jobstest"
)

func TestJobsQueue(t *testing.T) {
	t.Parallel()
	jobstest.RunQueue(t, postgrestest.New)
}

func TestJobsModel(t *testing.T) {
	t.Parallel()
	jobstest.RunModel(t, postgrestest.New)
}

// As many servers have it: each with connections of its own.
func TestJobsQueueRaces(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	jobstest.QueueRaces(t, open(t, url, postgres.Options{}), open(t, url, postgres.Options{}))
}
