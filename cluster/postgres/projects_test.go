package postgres_test

import (
	"testing"

	"github.com/einkpdf/platform/cluster/postgres/postgrestest"
	"github.com/einkpdf/platform/projects/projectstest"
)

func TestProjects(t *testing.T) {
	t.Parallel()
	projectstest.RunSQL(t, postgrestest.New)
}

func TestProjectsFlows(t *testing.T) {
	t.Parallel()
	projectstest.RunFlows(t, postgrestest.New)
}

func TestProjectsAccess(t *testing.T) {
	t.Parallel()
	projectstest.RunAccess(t, postgrestest.New)
}
