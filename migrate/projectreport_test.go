package migrate_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/migrate"
	"github.com/einkpdf/platform/migrate/migratetest"
	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

func projectsReport() *migrate.ProjectsReport {
	return &migrate.ProjectsReport{
		Source: "/old/data", Backup: "/new/backup.sqlite",
		Counts: migrate.ProjectCounts{New: 2, Unchanged: 1, Changed: 1, Deleted: 1, NoOwner: 1, Images: 1, Invalid: 1, Published: 1, Drafts: 1},
		Projects: []migrate.ProjectResult{
			{
				ID: "a1", Owner: "0b", Name: "Year", Status: migrate.New, Pages: 366, Versions: 2, Slug: "year", Images: 1,
				Notes: []string{"dropped: a", "changed: b"}, MoreNotes: 3, Conversion: &migrate.ConversionCounts{Changed: 4, Dropped: 1, Ignored: 7},
			},
			{
				ID: "b22", Owner: "0b", Name: "me@example.org", Status: migrate.New, Draft: true, Why: []string{"imported as a draft", "line 3: x\x1b"},
				Notes: []string{"not published: cannot be rendered"}, Conversion: &migrate.ConversionCounts{Ignored: 1},
			},
			{ID: "c", Owner: "0b", Name: "C", Status: migrate.Unchanged},
			{ID: "d", Owner: "0b", Name: "D", Status: migrate.Changed, Differs: []string{"here", "there"}},
			{ID: "e", Owner: "0b", Status: migrate.Deleted, Why: []string{"was deleted here; does not come back"}},
			{ID: "f", Status: migrate.NoOwner, Why: []string{"whose?"}},
			{ID: "g", Owner: "0b", Name: "G", Status: migrate.Images, Images: 2, Why: []string{"nobody"}},
			{ID: "h", Owner: "0b", Name: strings.Repeat("h", 100), Status: migrate.Invalid, Why: []string{"one", "two"}},
		},
		Strays: []migrate.Stray{{File: "users/x\n", Why: "a link"}},
	}
}

func TestProjectsText(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	require.NoError(t, projectsReport().WriteText(&text, true))
	require.Equal(t, `
STATUS    ID   OWNER  NAME                                                              PAGES  REMARKS
new       a1   0b     Year                                                              366    published as year; 2 versions; 1 image; 1 left out, 4 changed
new       b22  0b     (an address)                                                             imported as a draft; line 3: x�; as it was; not published: cannot be rendered
changed   d    0b     D                                                                        stays as it is here; differs: here, there
deleted   e    0b                                                                              was deleted here; does not come back
no-owner  f                                                                                    whose?
images    g    0b     G                                                                        nobody
invalid   h    0b     `+strings.Repeat("h", 63)+`…         one; two

a1  Year
  dropped: a
  changed: b
  and 3 more

b22  (an address)
  not published: cannot be rendered

not imported:
  users/x�: a link

/old/data: 8 projects: 2 new, 1 unchanged, 1 changed, 1 deleted, 1 without an owner, 1 with images, 1 invalid
of the new ones: 1 published, 1 draft
backup of what was here before: /new/backup.sqlite
`, "\n"+text.String())
	require.Equal(t, 3, projectsReport().Problems())
	text.Reset()
	require.NoError(t, (&migrate.ProjectsReport{Source: "x"}).WriteText(&text, false))
	require.Equal(t, "x: 0 projects: 0 new, 0 unchanged, 0 changed, 0 deleted, 0 without an owner, 0 with images, 0 invalid\n", text.String())
	require.ErrorIs(t, projectsReport().WriteText(full{}, false), errFull)

	many := &migrate.ProjectsReport{Strays: make([]migrate.Stray, 30), MoreStrays: 5}
	text.Reset()
	require.NoError(t, many.WriteText(&text, false))
	require.Contains(t, text.String(), "  and 15 more\n")
}

// What several projects have is said once.
func TestProjectsTextSharedNotes(t *testing.T) {
	t.Parallel()
	several := func(n int, text string) []string {
		var all []string
		for i := range n {
			all = append(all, fmt.Sprintf("%s %03d", text, i))
		}
		return all
	}
	r := &migrate.ProjectsReport{Source: "x", Projects: []migrate.ProjectResult{
		{ID: "a", Name: "A", Status: migrate.New, Notes: []string{"two", "three\x1b", "own", "own"}},
		{ID: "b", Name: "B", Status: migrate.New, Notes: []string{"three\x1b"}, MoreNotes: 2},
		{ID: "c", Name: "C", Status: migrate.New, Notes: append([]string{"two", "three\x1b"}, several(25, "mine")...)},
	}}
	var text strings.Builder
	require.NoError(t, r.WriteText(&text, true))
	_, rest, _ := strings.Cut(text.String(), "\n\n")
	require.Equal(t, "in several projects:\n  three\ufffd (3 projects)\n  two (2 projects)\n\n"+
		"a  A\n  own\n  own\n  2 of those above\n\nb  B\n  1 of those above\n  and 2 more\n\nc  C\n  "+
		strings.Join(several(20, "mine"), "\n  ")+"\n  2 of those above\n  and 5 more\n\n"+
		"x: 3 projects: 0 new, 0 unchanged, 0 changed, 0 deleted, 0 without an owner, 0 with images, 0 invalid\n", rest)

	many := several(150, "note")
	r = &migrate.ProjectsReport{Projects: []migrate.ProjectResult{{ID: "a", Notes: many}, {ID: "b", Notes: many}}}
	text.Reset()
	require.NoError(t, r.WriteText(&text, true))
	require.Equal(t, 100, strings.Count(text.String(), "(2 projects)"))
	require.Equal(t, 2, strings.Count(text.String(), "\n  note 119\n  100 of those above\n  and 30 more\n"))
}

func TestProjectsAddressesAreHidden(t *testing.T) {
	t.Parallel()
	r := projectsReport()
	r.Strays[0].File = "users/eve@example.org/x"
	var shown strings.Builder
	require.NoError(t, r.WriteText(&shown, true))
	require.NotContains(t, shown.String(), "@")
	r.HideAddresses()
	text, err := json.Marshal(r)
	require.NoError(t, err)
	require.NotContains(t, string(text), "@")
}

func TestProjectsBackupFirst(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	migratetest.WritePredecessor(t, filepath.Join(data, "einkpdf.sqlite"), rows(1), nil)
	from, err := migrate.ReadUsers(t.Context(), data)
	require.NoError(t, err)
	db := sqldbtest.SQLite(t, auth.Schema(), projects.Schema())
	_, err = migrate.Users(t.Context(), from, db, migrate.UsersOptions{Apply: true})
	require.NoError(t, err)
	var user string
	require.NoError(t, db.Get(t.Context(), &user, `select id from ep_user`))
	migratetest.WriteProjects(t, data, user, migratetest.Some("one", "One"), migratetest.Some("two", "Two"))

	source, err := migrate.ReadProjects(t.Context(), data)
	require.NoError(t, err)
	require.Equal(t, 2, source.Len())
	o := migrate.ProjectsOptions{Apply: true, BackupTo: filepath.Join(t.TempDir(), "backup.sqlite")}
	r, err := migrate.Projects(t.Context(), source, db, o)
	require.NoError(t, err)
	require.Equal(t, o.BackupTo, r.Backup)
	backup := sqldbtest.Open(t, o.BackupTo)
	var n int
	require.NoError(t, backup.Get(t.Context(), &n, `select count(*) from ep_project`))
	require.Zero(t, n)

	r, err = migrate.Projects(t.Context(), source, db, o)
	require.NoError(t, err, "no backup when there is nothing to write")
	require.Empty(t, r.Backup)
	migratetest.WriteProjects(t, data, user, migratetest.Some("three", "Three"))
	source, err = migrate.ReadProjects(t.Context(), data)
	require.NoError(t, err)
	r, err = migrate.Projects(t.Context(), source, db, o)
	require.Error(t, err, "the file is there")
	require.False(t, r.Applied)
	require.NoError(t, db.Get(t.Context(), &n, `select count(*) from ep_project`))
	require.Equal(t, 2, n)
}

// TestProjectsTextLong writes what does not fit on a screen.
func TestProjectsTextLong(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("why ", 60)
	r := &migrate.ProjectsReport{
		Source: "/old", Projects: []migrate.ProjectResult{{ID: "a", Owner: "b", Name: "C", Status: migrate.Invalid, Why: []string{"broken", long}}},
		Strays: []migrate.Stray{{File: strings.Repeat("x", 4000), Why: "a link"}},
	}
	for _, notes := range []bool{true, false} {
		var text strings.Builder
		require.NoError(t, r.WriteText(&text, notes))
		lines := strings.Split(text.String(), "\n")
		require.Less(t, len(lines[1]), 260)
		require.True(t, strings.HasSuffix(lines[1], "why…"), lines[1])
		require.NotContains(t, text.String(), strings.Repeat("x", 300))
		require.Equal(t, notes, strings.Contains(text.String(), "\na  C\n  broken\n  "+long+"\n\n"))
	}
}

// TestProjectsSource reads sources that are none.
func TestProjectsSource(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	_, err := migrate.ReadProjects(t.Context(), filepath.Join(folder, "nothing"))
	require.ErrorIs(t, err, os.ErrNotExist)
	_, err = migrate.ReadProjects(t.Context(), folder)
	require.ErrorIs(t, err, migrate.ErrSource)
	require.ErrorContains(t, err, "neither users nor public-projects; name the predecessor's data folder")
	require.NoError(t, os.WriteFile(filepath.Join(folder, "users"), nil, 0o600))
	_, err = migrate.ReadProjects(t.Context(), folder)
	require.ErrorIs(t, err, migrate.ErrSource)
	require.ErrorContains(t, err, "users is no folder")
	_, err = migrate.ReadProjects(t.Context(), filepath.Join(folder, "users"))
	require.Error(t, err)

	// A source that has gone.
	data := filepath.Join(t.TempDir(), "data")
	migratetest.WriteProjects(t, data, "0b", migratetest.Some("one", "One"))
	from, err := migrate.ReadProjects(t.Context(), data)
	require.NoError(t, err)
	require.NoError(t, os.RemoveAll(data))
	r, err := migrate.Projects(t.Context(), from, sqldbtest.SQLite(t, auth.Schema(), projects.Schema()), migrate.ProjectsOptions{})
	require.ErrorIs(t, err, os.ErrNotExist)
	require.Nil(t, r)
}

// TestProjectsUntouched looks whether the source is as it was, to the times of its
// files.
func TestProjectsUntouched(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	p := migratetest.Some("one", "One")
	p.Public = true
	migratetest.WriteProjects(t, data, "0b", p)
	migratetest.Publish(t, data, p)
	state := func() (all []string) {
		require.NoError(t, filepath.Walk(data, func(path string, info os.FileInfo, err error) error {
			all = append(all, fmt.Sprint(path, info.Size(), info.Mode(), info.ModTime().Format(time.RFC3339Nano)))
			return err
		}))
		return all
	}
	before := state()
	db := sqldbtest.SQLite(t, auth.Schema(), projects.Schema())
	from, err := migrate.ReadProjects(t.Context(), data)
	require.NoError(t, err)
	_, err = migrate.Projects(t.Context(), from, db, migrate.ProjectsOptions{Apply: true, Owners: map[string]string{"one": "0b"}})
	require.ErrorIs(t, err, migrate.ErrProblems)
	require.Equal(t, before, state())
}
