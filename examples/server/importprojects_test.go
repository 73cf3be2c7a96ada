package main

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/migrate"
	"github.com/einkpdf/platform/migrate/migratetest"
	"github.com/einkpdf/platform/sqldb"
)

// projectIDs are those of the projects in the server's database.
func (p place) projectIDs(t *testing.T) (ids []string) {
	t.Helper()
	db, err := sqldb.OpenSQLite(t.Context(), filepath.Join(p.data, "server.sqlite"), sqldb.SQLiteOptions{})
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	require.NoError(t, db.Select(t.Context(), &ids, `select id from ep_project order by id`))
	return ids
}

func TestImportProjects(t *testing.T) {
	t.Parallel()
	p := newPlace(t, user("a1", "Ann", "ann@example.org"))
	migratetest.WriteProjects(t, p.old, "a1", migratetest.Some("one", "One"), migratetest.Some("two", "Two"))
	migratetest.WriteFiles(t, p.old, map[string]string{"users/a1/projects/three/project.json": "{"})

	none := p.server(t, "import-projects", p.old, "--apply", "--skip-problems")
	require.Equal(t, exitProblems, none.code, "the users come first")
	require.Contains(t, none.out, "import the user first")
	require.NoDirExists(t, p.data)

	require.Equal(t, exitOK, p.server(t, "import-users", p.old, "--apply").code)
	dry := p.server(t, "import-projects", p.old)
	require.Equal(t, exitProblems, dry.code)
	require.Contains(t, dry.out, "3 projects: 2 new")
	require.Contains(t, dry.out, "Nothing was written. Mend what is said above, or import the others with --apply --skip-problems.\n")
	require.Empty(t, p.projectIDs(t))
	refused := p.server(t, "import-projects", p.old, "--apply")
	require.Equal(t, exitProblems, refused.code)
	require.Equal(t, "server: some projects cannot be imported, see above; nothing was written\n", refused.err)
	require.Empty(t, p.projectIDs(t))
	require.Equal(t, []string{"blobs", "server.sqlite"}, names(t, p.data), "no backup for nothing")

	done := p.server(t, "import-projects", p.old, "--apply", "--skip-problems", "--notes")
	require.Equal(t, exitProblems, done.code)
	require.Contains(t, done.out, "Imported and verified: 2.\n")
	require.Contains(t, done.out, "\none  One\n  ")
	require.Equal(t, []string{"one", "two"}, p.projectIDs(t))
	require.Equal(t, []string{"blobs", "server.sqlite", "server.sqlite.before-import-TIME"}, names(t, p.data))

	require.NoError(t, os.RemoveAll(filepath.Join(p.old, "users", "a1", "projects", "three")))
	again := p.server(t, "import-projects", p.old, "--apply")
	require.Equal(t, exitOK, again.code, again.err)
	require.Contains(t, again.out, "There is nothing to import.\n")
}

func TestImportProjectsJSON(t *testing.T) {
	t.Parallel()
	p := newPlace(t, user("a1", "Ann", "ann@example.org"))
	planner := migratetest.Some("one", "me@example.org")
	planner.Images = [][]byte{migratetest.Picture(t, 1)}
	migratetest.WriteProjects(t, p.old, "b2", planner, migratetest.Some("two", "Two"))
	require.Equal(t, exitOK, p.server(t, "import-users", p.old, "--apply").code)
	r := p.server(t, "import-projects", p.old, "--json", "--owner", "one=a1", "--owner", "two=a1")
	require.Equal(t, exitOK, r.code, r.err)
	require.NotContains(t, r.out, "@")
	var report migrate.ProjectsReport
	require.NoError(t, json.Unmarshal([]byte(r.out), &report))
	require.Equal(t, migrate.ProjectCounts{New: 2}, report.Counts)
	require.Equal(t, 1, report.Projects[0].Images)
	require.Equal(t, "a1", report.Projects[0].Owner)
}

func TestImportProjectsUsage(t *testing.T) {
	t.Parallel()
	p := newPlace(t, user("a1", "Ann", "ann@example.org"))
	migratetest.WriteProjects(t, p.old, "a1", migratetest.Some("one", "One"))
	for want, args := range map[string][]string{
		"--skip-problems goes with --apply":             {"import-projects", p.old, "--skip-problems"},
		`cannot be the owner: there is no project "xx"`: {"import-projects", p.old, "--owner", "xx=a1"},
		`cannot be the owner: "a 1" is no id of a user`: {"import-projects", p.old, "--owner", "one=a 1"},
	} {
		r := p.server(t, args...)
		require.Equal(t, exitUsage, r.code, r.err)
		require.Contains(t, r.err, want)
	}
	r := p.server(t, "import-projects", filepath.Join(p.old, "nothing"))
	require.Equal(t, exitFiles, r.code)
	r = p.server(t, "import-projects", filepath.Dir(p.old))
	require.Equal(t, exitFiles, r.code)
	require.Contains(t, r.err, "name the predecessor's data folder")
}

func TestInterruptedInTheMiddle(t *testing.T) {
	t.Parallel()
	var s strings.Builder
	require.Equal(t, exitInterrupted, report(&s, &partlyError{importedPartly, context.Canceled}))
	require.Equal(t, "server: interrupted; some projects were imported; run it again for the others\n", s.String())
}
