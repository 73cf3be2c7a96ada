package migratetest

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/migrate"
	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// importOfProjects is killed anywhere: each project is there as a whole or not at
// all, and a second import does the rest.
func importOfProjects() sqldbtest.Scenario {
	return sqldbtest.Scenario{
		Name:    "import-projects",
		Schemas: []sqldb.Schema{auth.Schema(), projects.Schema()},
		Prepare: func(t testing.TB, p sqldbtest.Place) {
			_, err := migrate.Users(t.Context(), read(t, users(), nil), p.DB, apply())
			require.NoError(t, err)
			data := filepath.Join(p.Dir, "data")
			published := Some(one, "One")
			published.Public, published.Text, published.Images = true, "later", [][]byte{Picture(t, 1)}
			WriteProjects(t, data, bob, published)
			published.Text = "sooner"
			Publish(t, data, published)
			WriteProjects(t, data, ann, Some(two, "Two"))
		},
		Do: func(ctx context.Context, p sqldbtest.Place) error {
			_, err := importProjects(ctx, p)
			return err
		},
		Check: checkProjects,
	}
}

func importProjects(ctx context.Context, p sqldbtest.Place) (*migrate.ProjectsReport, error) {
	from, err := migrate.ReadProjects(ctx, filepath.Join(p.Dir, "data"))
	if err != nil {
		return nil, err
	}
	return migrate.Projects(ctx, from, p.DB, migrate.ProjectsOptions{Apply: true, SkipProblems: true, Images: &shelf{}, Now: now})
}

func checkProjects(t testing.TB, p sqldbtest.Place, finished bool) {
	h := &house{db: p.DB, files: patient()}
	there := h.ids(t)
	require.True(t, !finished || len(there) == 2)
	for _, id := range there {
		requireWhole(t, h, id)
	}
	require.Len(t, h.trail(t, projects.ActionImport), len(there))
	if len(there) == 0 {
		h.requireNoProjects(t)
	}
	report, err := importProjects(t.Context(), p)
	require.NoError(t, err)
	require.Equal(t, migrate.ProjectCounts{New: 2 - len(there), Unchanged: len(there), Published: 1 - min(len(there), 1)}, report.Counts)
	require.Equal(t, []string{one, two}, h.ids(t))
	for _, id := range h.ids(t) {
		requireWhole(t, h, id)
	}
	require.Len(t, h.trail(t, projects.ActionImport), 2)
}

// requireWhole says that everything is there that belongs to a project.
func requireWhole(t testing.TB, h *house, id string) {
	t.Helper()
	p, versions, files := h.project(t, id)
	require.NotEmpty(t, files)
	require.Len(t, versions, p.Version)
	page, _, err := h.service(t).List(t.Context(), projects.Actor{User: p.Owner}, projects.Filter{}, "", 0)
	require.NoError(t, err)
	require.Len(t, page, 1)
	if id != one {
		return
	}
	require.Equal(t, 2, p.Version)
	require.Equal(t, 1, h.entry(t, id).Version)
	require.NoError(t, projects.NewSQL(h.db).Read(t.Context(), func(r projects.Reader) error {
		may, err := r.MayReadAsset(t.Context(), "", pictureID(Picture(t, 1)))
		require.True(t, may)
		return err
	}))
}
