package projects_test

import (
	"testing"

	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/projects/projectstest"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

func TestPagesReadTheirRows(t *testing.T) {
	t.Parallel()
	sqldbtest.PagesReadTheirRows(t, projectstest.FillPages, 10_000, 4, projects.Schema())
}

func TestPagesLeadToTheLast(t *testing.T) {
	t.Parallel()
	sqldbtest.PagesLeadToTheLast(t, projectstest.FillPages, projects.Schema())
}
