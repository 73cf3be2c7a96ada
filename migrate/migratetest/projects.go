package migratetest

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/migrate"
	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/projects/projectfile"
	"github.com/einkpdf/platform/projects/projectstest"
	"github.com/einkpdf/platform/sqldb"
)

// RunProjects runs the suite of projects, as Run does that of users.
func RunProjects(t *testing.T, open func(t testing.TB) *sqldb.DB) {
	for name, test := range map[string]func(t *testing.T, h *house){
		"DryRun":        testProjectsDryRun,
		"Apply":         testProjectsApply,
		"Again":         testProjectsAgain,
		"Changed":       testProjectsChanged,
		"Purged":        testProjectsPurged,
		"OwnerDeleted":  testProjectsOwnerDeleted,
		"NoOwner":       testProjectsNoOwner,
		"Owners":        testProjectsOwners,
		"Invalid":       testProjectsInvalid,
		"SkipProblems":  testProjectsSkipProblems,
		"Drafts":        testProjectsDrafts,
		"Odd":           testProjectsOdd,
		"Hostile":       testProjectsHostile,
		"Names":         testProjectsNames,
		"ImagesNobody":  testImagesNobodyKeeps,
		"Images":        testImagesKept,
		"ImagesRefused": testImagesRefused,
		"ImagesNotKept": testImagesNotKept,
		"ImagesChecked": testImagesChecked,
		"Interrupted":   testProjectsInterrupted,
		"TwoVersions":   testGalleryTwoVersions,
		"Gallery":       testGalleryIndexes,
		"NotPublished":  testGalleryNotPublished,
		"Slugs":         testGallerySlugs,
		"OnlyCopy":      testGalleryOnlyCopy,
		"OwnUnread":     testGalleryOwnUnread,
		"Clones":        testGalleryClones,
		"Verify":        testProjectsVerify,
		"Raced":         testProjectsRaced,
		"Busy":          testProjectsBusy,
		"Uncounted":     testProjectsUncounted,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := open(t)
			require.NoError(t, db.Migrate(t.Context(), auth.Schema(), projects.Schema(), projectstest.QuotaSchema()))
			_, err := migrate.Users(t.Context(), read(t, users(), nil), db, apply())
			require.NoError(t, err)
			quota := projectstest.NewQuota(db)
			quota.Refuse(errors.New("what is imported is never refused"))
			test(t, &house{db: db, data: t.TempDir(), files: patient(), quota: quota})
			quota.Check(t.Context(), t)
		})
	}
}

// patient has time for any file, however busy the machine is.
func patient() *projectfile.Files {
	return projectfile.New(projectfile.Config{Timeout: time.Minute, CheckTimeout: time.Minute})
}

// The ids of projects of the fixtures.
const (
	one   = "11111111-0000-4000-8000-000000000001"
	two   = "22222222-0000-4000-8000-000000000002"
	three = "33333333-0000-4000-8000-000000000003"
	four  = "44444444-0000-4000-8000-000000000004"
)

// house is a database with users, and the predecessor's data folder.
type house struct {
	db    *sqldb.DB
	data  string
	files projects.Files
	quota *projectstest.Quota // knows in the end what there is
}

// options are those of most tests.
func (h *house) options() migrate.ProjectsOptions {
	return migrate.ProjectsOptions{Apply: true, Now: now, Files: h.files, Quota: h.quota}
}

func (h *house) read(t testing.TB) *migrate.ProjectSource {
	t.Helper()
	from, err := migrate.ReadProjects(t.Context(), h.data)
	require.NoError(t, err)
	return from
}

// imports imports, and there is nothing wrong.
func (h *house) imports(t testing.TB) *migrate.ProjectsReport {
	t.Helper()
	report, err := migrate.Projects(t.Context(), h.read(t), h.db, h.options())
	require.NoError(t, err, "%+v", report)
	return report
}

// looks says what would be imported.
func (h *house) looks(t testing.TB) *migrate.ProjectsReport {
	t.Helper()
	o := h.options()
	o.Apply = false
	report, err := migrate.Projects(t.Context(), h.read(t), h.db, o)
	require.NoError(t, err)
	require.False(t, report.Applied)
	return report
}

// service is that of the imported projects.
func (h *house) service(t testing.TB) *projects.Service {
	t.Helper()
	s, err := projects.New(projects.Config{Store: projects.NewSQL(h.db), Files: h.files, Quota: projectstest.NewQuota(h.db), Now: now})
	require.NoError(t, err)
	return s
}

// project returns a project with its versions, oldest first, and their files.
func (h *house) project(t testing.TB, id string) (p projects.Project, versions []projects.Version, files []string) {
	t.Helper()
	require.NoError(t, projects.NewSQL(h.db).Read(t.Context(), func(r projects.Reader) (err error) {
		if p, err = r.Project(t.Context(), id); err != nil {
			return err
		}
		versions, files = nil, nil
		for n := 1; n <= p.Version; n++ {
			v, err := r.Version(t.Context(), id, n)
			if err != nil {
				return err
			}
			source, err := r.Source(t.Context(), id, n)
			if err != nil {
				return err
			}
			versions, files = append(versions, v), append(files, string(source))
		}
		return nil
	}))
	return p, versions, files
}

// entry returns a project's place in the gallery.
func (h *house) entry(t testing.TB, id string) (e projects.Entry) {
	t.Helper()
	require.NoError(t, projects.NewSQL(h.db).Read(t.Context(), func(r projects.Reader) (err error) {
		e, err = r.Entry(t.Context(), id)
		return err
	}))
	return e
}

// ids are those of all projects here.
func (h *house) ids(t testing.TB) []string {
	t.Helper()
	var ids []string
	require.NoError(t, h.db.Select(t.Context(), &ids, `select id from ep_project order by id`))
	return ids
}

// trail lists events of an action, oldest first.
func (h *house) trail(t testing.TB, action string) []audit.Event {
	t.Helper()
	events, _, err := audit.List(t.Context(), h.db, audit.Filter{Action: action}, audit.Page{})
	require.NoError(t, err)
	for i, j := 0, len(events)-1; i < j; i, j = i+1, j-1 {
		events[i], events[j] = events[j], events[i]
	}
	return events
}

// requireNoProjects says that no project left anything behind.
func (h *house) requireNoProjects(t testing.TB) {
	t.Helper()
	require.Empty(t, h.ids(t))
	for _, table := range []string{"ep_project_version", "ep_project_source", "ep_project_member", "ep_project_asset", "ep_project_entry", "ep_outbox"} {
		var n int
		require.NoError(t, h.db.Get(t.Context(), &n, `select count(*) from `+table))
		require.Zero(t, n, table)
	}
	require.Empty(t, h.trail(t, projects.ActionImport))
	require.Empty(t, h.trail(t, migrate.ActionProjects))
}

// result is that of a project.
func result(t testing.TB, r *migrate.ProjectsReport, id string) migrate.ProjectResult {
	t.Helper()
	for _, p := range r.Projects {
		if p.ID == id {
			return p
		}
	}
	require.Fail(t, "no result", id)
	return migrate.ProjectResult{}
}

// says is all that the report says about a project.
func says(t testing.TB, r *migrate.ProjectsReport, id string) string {
	t.Helper()
	p := result(t, r, id)
	return strings.Join(append(p.Why, p.Notes...), "\n")
}

func testProjectsDryRun(t *testing.T, h *house) {
	WriteProjects(t, h.data, bob, Some(one, "One"), Some(two, "Two"))
	report := h.looks(t)
	require.Equal(t, migrate.ProjectCounts{New: 2}, report.Counts)
	require.Empty(t, report.Strays)
	h.requireNoProjects(t)
}

func testProjectsApply(t *testing.T, h *house) {
	public := Some(one, "One Planner")
	public.Public, public.Slug, public.Clones = true, "My One", 3
	WriteProjects(t, h.data, bob, public, Some(two, "Two"))
	WriteProjects(t, h.data, ann, Some(three, "Three"))
	Publish(t, h.data, public)
	report := h.imports(t)
	require.True(t, report.Applied)
	require.Equal(t, migrate.ProjectCounts{New: 3, Published: 1}, report.Counts)
	require.Empty(t, report.Strays)
	require.Equal(t, []string{one, two, three}, h.ids(t))

	p, versions, files := h.project(t, one)
	created, updated := time.Date(2024, 3, 1, 10, 20, 30, 123e6, time.UTC), time.Date(2025, 3, 1, 10, 20, 30, 999e6, time.UTC)
	require.Equal(t, projects.Project{
		ID: one, Owner: bob, Version: 1, Name: "One Planner", Title: "One Planner", Device: "boox-note-air-4c", Pages: 7,
		Bytes: len(files[0]), SHA256: p.SHA256, CreatedAt: created, UpdatedAt: updated, UpdatedBy: bob, Clones: 3, Slug: "my-one",
	}, p)
	require.Equal(t, projects.Imported, versions[0].Change)
	require.Equal(t, bob, versions[0].By)
	require.Equal(t, updated, versions[0].At)
	require.True(t, versions[0].Facts.Read)
	require.Contains(t, files[0], "title: One Planner\n")
	require.Contains(t, files[0], "# Imported from project.json.")
	require.Equal(t, projects.Entry{
		Project: one, Owner: bob, Slug: "my-one", Version: 1, Name: "One Planner", Description: "About One Planner", Author: "bob",
		Device: "boox-note-air-4c", Pages: 7, Clones: 3, PublishedAt: updated, UpdatedAt: updated,
	}, h.entry(t, one))
	require.Equal(t, migrate.ProjectResult{
		ID: one, Owner: bob, Name: "One Planner", Status: migrate.New, Pages: 7, Versions: 1, Slug: "my-one",
		Notes:      []string{"its address in the gallery is another one: it was My One"},
		Conversion: result(t, report, one).Conversion,
	}, withoutConversion(result(t, report, one)))

	events := h.trail(t, projects.ActionImport)
	require.Len(t, events, 3)
	require.Equal(t, audit.Operator, events[0].Actor)
	require.Equal(t, "project:"+one, events[0].Object)
	require.Equal(t, now(), events[0].At)
	require.Regexp(t, `^[0-9a-f]{32}$`, events[0].Detail["source"])
	require.Equal(t, map[string]string{"version": "1", "owner": bob, "slug": "my-one", "source": events[0].Detail["source"]}, events[0].Detail)
	events = h.trail(t, migrate.ActionProjects)
	require.Len(t, events, 1)
	require.Equal(t, map[string]string{
		"new": "3", "unchanged": "0", "changed": "0", "deleted": "0", "no-owner": "0", "images": "0", "invalid": "0",
	}, events[0].Detail)

	// The service works with them.
	s := h.service(t)
	page, _, err := s.List(t.Context(), projects.Actor{User: bob}, projects.Filter{}, "", 0)
	require.NoError(t, err)
	require.Len(t, page, 2)
	_, source, err := s.Read(t.Context(), projects.Actor{User: ann}, three)
	require.NoError(t, err)
	facts, err := h.files.Inspect(t.Context(), source)
	require.NoError(t, err)
	require.Equal(t, 7, facts.Pages)
}

// withoutConversion leaves out what package legacy says.
func withoutConversion(p migrate.ProjectResult) migrate.ProjectResult {
	var kept []string
	for _, n := range p.Notes {
		kind, _, _ := strings.Cut(n, ":")
		if kind != "changed" && kind != "replaced" && kind != "dropped" {
			kept = append(kept, n)
		}
	}
	p.Notes = kept
	return p
}

func testProjectsAgain(t *testing.T, h *house) {
	WriteProjects(t, h.data, bob, Some(one, "One"))
	h.imports(t)
	report := h.imports(t)
	require.False(t, report.Applied, "there was nothing to do")
	require.Equal(t, migrate.ProjectCounts{Unchanged: 1}, report.Counts)
	require.Equal(t, "One", report.Projects[0].Name)
	require.Len(t, h.trail(t, projects.ActionImport), 1)
	require.Len(t, h.trail(t, migrate.ActionProjects), 1)

	WriteProjects(t, h.data, bob, Some(one, "One"), Some(two, "Two"))
	report = h.imports(t)
	require.True(t, report.Applied)
	require.Equal(t, migrate.ProjectCounts{New: 1, Unchanged: 1}, report.Counts)
	require.Equal(t, []string{one, two}, h.ids(t))
}

func testProjectsChanged(t *testing.T, h *house) {
	WriteProjects(t, h.data, bob, Some(one, "One"), Some(two, "Two"), Some(three, "Three"))
	h.imports(t)
	s, by := h.service(t), projects.Actor{User: bob}
	for _, id := range []string{one, three} {
		_, err := s.Rename(t.Context(), by, id, 1, "Mine")
		require.NoError(t, err)
	}
	WriteProjects(t, h.data, bob, Some(one, "One"), Some(two, "Two!"), Some(three, "Three!"))
	report := h.imports(t)
	require.False(t, report.Applied)
	require.Equal(t, migrate.ProjectCounts{Changed: 3}, report.Counts)
	require.Zero(t, report.Problems())
	require.Equal(t, []string{"here"}, result(t, report, one).Differs)
	require.Equal(t, []string{"there"}, result(t, report, two).Differs)
	require.Equal(t, []string{"here", "there"}, result(t, report, three).Differs)
	p, _, _ := h.project(t, one)
	require.Equal(t, "Mine", p.Name)
	p, _, _ = h.project(t, two)
	require.Equal(t, "Two", p.Name)

	// One that somebody made here, and one whose owner is another one there.
	made, err := s.Create(t.Context(), by, projects.NewProject{Source: []byte("einkpdf: 1\n")})
	require.NoError(t, err)
	WriteProjects(t, h.data, ann, Some(made.ID, "Made"))
	report = h.imports(t)
	require.Equal(t, []string{"owner", "the trail does not say that it was imported"}, result(t, report, made.ID).Differs)
}

func testProjectsPurged(t *testing.T, h *house) {
	WriteProjects(t, h.data, bob, Some(one, "One"), Some(two, "Two"))
	h.imports(t)
	s, by := h.service(t), projects.Actor{User: bob}
	for _, id := range []string{one, two} {
		_, err := s.Trash(t.Context(), by, id, 1)
		require.NoError(t, err)
	}
	require.NoError(t, s.Purge(t.Context(), by, one, 2))
	report := h.imports(t)
	require.False(t, report.Applied)
	require.Equal(t, migrate.ProjectCounts{Deleted: 1, Changed: 1}, report.Counts)
	require.Equal(t, "was deleted here; does not come back", says(t, report, one))
	require.Equal(t, []string{"here"}, result(t, report, two).Differs, "it is in the trash")
	require.Zero(t, report.Problems())
	require.Equal(t, []string{two}, h.ids(t))
}

func testProjectsOwnerDeleted(t *testing.T, h *house) {
	WriteProjects(t, h.data, bob, Some(one, "One"))
	WriteProjects(t, h.data, ann, Some(two, "Two"))
	e := audit.Event{Actor: bob, Action: auth.ActionDelete, Object: "user:" + bob, At: now()}
	require.NoError(t, auth.NewSQL(h.db).Write(t.Context(), func(w auth.Writer) error {
		if err := w.DeleteAccount(t.Context(), bob); err != nil {
			return err
		}
		return w.Record(t.Context(), e)
	}))
	require.NoError(t, projects.NewSQL(h.db).Write(t.Context(), func(w projects.Writer) error { return w.PutGone(t.Context(), ann, now()) }))
	report := h.imports(t)
	require.Equal(t, migrate.ProjectCounts{Deleted: 2}, report.Counts)
	require.Equal(t, "the account of its owner was deleted here; does not come back", says(t, report, one))
	h.requireNoProjects(t)
}

func testProjectsNoOwner(t *testing.T, h *house) {
	WriteProjects(t, h.data, "0f000000000000000000000000000009", Some(one, "One"))
	WriteProjects(t, h.data, "no id", Some(two, "Two"))
	Publish(t, h.data, Some(three, "Three"))
	WriteFiles(t, h.data, map[string]string{"public-projects/index.json": `{"` + three + `": {"owner_id": "unknown", "author": "unknown"}}`})
	report, err := migrate.Projects(t.Context(), h.read(t), h.db, h.options())
	require.ErrorIs(t, err, migrate.ErrProblems)
	require.Equal(t, migrate.ProjectCounts{NoOwner: 3}, report.Counts)
	require.Equal(t, 3, report.Problems())
	require.Contains(t, says(t, report, one), "import the user first, or name another one: --owner "+one+"=USER")
	require.Contains(t, says(t, report, two), "no id of a user as its name")
	require.Equal(t, "Two", result(t, report, two).Name)
	require.Contains(t, says(t, report, three), "the predecessor has lost its owner; name one: --owner "+three+"=USER")
	h.requireNoProjects(t)
}

func testProjectsOwners(t *testing.T, h *house) {
	WriteProjects(t, h.data, "0f000000000000000000000000000009", Some(one, "One"))
	o := h.options()
	o.Owners = map[string]string{one: cyn}
	report, err := migrate.Projects(t.Context(), h.read(t), h.db, o)
	require.NoError(t, err)
	require.Equal(t, migrate.ProjectCounts{New: 1}, report.Counts)
	p, versions, _ := h.project(t, one)
	require.Equal(t, cyn, p.Owner)
	require.Equal(t, cyn, versions[0].By)

	// Whose it is need be said but once, and another one is another one.
	require.Equal(t, migrate.ProjectCounts{Unchanged: 1}, h.imports(t).Counts)
	require.Equal(t, cyn, result(t, h.imports(t), one).Owner)
	o.Owners = map[string]string{one: bob}
	report, err = migrate.Projects(t.Context(), h.read(t), h.db, o)
	require.NoError(t, err)
	require.Equal(t, []string{"owner"}, result(t, report, one).Differs)

	for id, owner := range map[string]string{"nothing": cyn, one: "no id"} {
		o.Owners = map[string]string{id: owner}
		report, err = migrate.Projects(t.Context(), h.read(t), h.db, o)
		require.ErrorIs(t, err, migrate.ErrOwner)
		require.Nil(t, report)
	}
}

func testProjectsSkipProblems(t *testing.T, h *house) {
	WriteProjects(t, h.data, bob, Some(one, "One"), Some(two, "Two"))
	WriteFiles(t, h.data, map[string]string{"users/" + bob + "/projects/" + two + "/project.json": "{"})
	report, err := migrate.Projects(t.Context(), h.read(t), h.db, h.options())
	require.ErrorIs(t, err, migrate.ErrProblems)
	require.False(t, report.Applied)
	h.requireNoProjects(t)
	o := h.options()
	o.SkipProblems = true
	report, err = migrate.Projects(t.Context(), h.read(t), h.db, o)
	require.NoError(t, err)
	require.True(t, report.Applied)
	require.Equal(t, migrate.ProjectCounts{New: 1, Invalid: 1}, report.Counts)
	require.Equal(t, []string{one}, h.ids(t))
	require.Equal(t, "1", h.trail(t, migrate.ActionProjects)[0].Detail["invalid"])
}
