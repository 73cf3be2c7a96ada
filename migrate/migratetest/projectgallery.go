package migratetest

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/migrate"
	"github.com/einkpdf/platform/projects"
)

// testGalleryTwoVersions publishes what the gallery had, which is not what the owner
// has.
func testGalleryTwoVersions(t *testing.T, h *house) {
	p := Some(one, "New name")
	p.Public, p.Text = true, "later"
	WriteProjects(t, h.data, bob, p)
	p.Name, p.Text, p.Updated, p.Description = "Old name", "sooner", "2024-12-01T00:00:00", "As it was"
	Publish(t, h.data, p)
	report := h.imports(t)
	require.Equal(t, migrate.ProjectCounts{New: 1, Published: 1}, report.Counts)
	require.Equal(t, 2, report.Projects[0].Versions)
	have, versions, files := h.project(t, one)
	require.Equal(t, 2, have.Version)
	require.Equal(t, "New name", have.Name)
	require.Contains(t, files[0], "sooner")
	require.Contains(t, files[1], "later")
	require.Equal(t, "Old name", versions[0].Name)
	require.Equal(t, time.Date(2024, 12, 1, 0, 0, 0, 0, time.UTC), versions[0].At)
	require.Equal(t, have.UpdatedAt, versions[1].At)
	require.Equal(t, projects.Imported, versions[1].Change)
	e := h.entry(t, one)
	require.Equal(t, 1, e.Version)
	require.Equal(t, "Old name", e.Name)
	require.Equal(t, "As it was", e.Description)
	require.Equal(t, "old-name", e.Slug)
	shown, _, source, err := h.service(t).Published(t.Context(), "old-name")
	require.NoError(t, err)
	require.Equal(t, files[0], string(source))
	require.Equal(t, e, shown)
	require.Equal(t, migrate.ProjectCounts{Unchanged: 1}, h.imports(t).Counts)
}

// testGalleryIndexes reads the index in all forms that it may have.
func testGalleryIndexes(t *testing.T, h *house) {
	entry := func(id string) string {
		return `{"id": "` + id + `", "metadata": {"name": "x"}, "url_slug": "slug-` + id[:1] + `", "owner_id": "` + bob + `", "author": "Bob the Planner",
			"clone_count": 7, "created_at": "2024-05-01T00:00:00", "updated_at": "2024-06-01T00:00:00", "original_author": null}`
	}
	listed := `{"id": "` + four + `", "name": "x", "masters_count": 3, "is_public": true, "public_url_slug": "slug-4", "clone_count": 7}`
	for i, index := range []string{
		`[` + entry(one) + `]`,
		`{"projects": [` + entry(two) + `]}`,
		`{"version": 1, "projects": {"` + three + `": ` + strings.Replace(entry(three), `"id": "`+three+`", `, "", 1) + `}}`,
		`{"projects": [` + listed + `], "slugs": {"slug-4": "` + four + `"}}`,
	} {
		id := []string{one, two, three, four}[i]
		p := Some(id, "Planner "+strconv.Itoa(i))
		p.Public, p.Clones = true, 2
		WriteProjects(t, h.data, bob, p)
		Publish(t, h.data, p)
		WriteFiles(t, h.data, map[string]string{"public-projects/index.json": index})
		report := h.imports(t)
		require.Empty(t, report.Strays)
		require.Equal(t, migrate.ProjectCounts{New: 1, Unchanged: i, Published: 1}, report.Counts, index)
		e := h.entry(t, id)
		require.Equal(t, "slug-"+id[:1], e.Slug)
		require.Equal(t, 7, e.Clones)
		if id == four {
			require.Equal(t, "bob", e.Author)
			continue
		}
		require.Equal(t, "Bob the Planner", e.Author)
		require.Equal(t, time.Date(2024, 5, 1, 0, 0, 0, 0, time.UTC), e.PublishedAt)
		require.Equal(t, time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC), e.UpdatedAt)
	}
	popular, _, err := h.service(t).Gallery(t.Context(), projects.GalleryFilter{Order: projects.Popular}, "", 0)
	require.NoError(t, err)
	require.Len(t, popular, 4)
}

// testGalleryNotPublished publishes nothing that its owner had not.
func testGalleryNotPublished(t *testing.T, h *house) {
	private, lost, broken := Some(one, "One"), Some(two, "Two"), Some(three, "Three")
	lost.Public, broken.Public = true, true
	WriteProjects(t, h.data, bob, private, lost, broken)
	Publish(t, h.data, private)
	WriteFiles(t, h.data, map[string]string{"public-projects/" + three + "/project.json": `{"id": "`, "public-projects/index.json": `[{"id": "` + two + `"}]`})
	report := h.imports(t)
	require.Equal(t, migrate.ProjectCounts{New: 3}, report.Counts)
	require.Contains(t, says(t, report, one), "not published: its owner had taken it out of the gallery, where a copy was left")
	require.Contains(t, says(t, report, two), "not published: its owner had published it, and the gallery has no copy")
	require.Contains(t, says(t, report, three), "not published: the copy in the gallery cannot be read: ")
	require.Equal(t, []migrate.Stray{{File: "public-projects/" + two, Why: "the index names it, and it is not there"}}, report.Strays)
	page, _, err := h.service(t).Gallery(t.Context(), projects.GalleryFilter{}, "", 0)
	require.NoError(t, err)
	require.Empty(t, page)
}

// testGallerySlugs gives each project a place of its own.
func testGallerySlugs(t *testing.T, h *house) {
	slugs := []string{"My Planner", "my-planner", "my--planner-", "ab", "admin", "", strings.Repeat("x", 90)}
	want := []string{"my-planner", "my-planner-2", "my-planner-3", "planner-ab", "planner-admin", "planner-5", strings.Repeat("x", 80)}
	for i, slug := range slugs {
		p := Some(strconv.Itoa(i)+one[1:], "Planner "+strconv.Itoa(i))
		p.Public, p.Slug = true, slug
		WriteProjects(t, h.data, bob, p)
		Publish(t, h.data, p)
	}
	report := h.looks(t)
	for i, slug := range want {
		require.Equal(t, slug, report.Projects[i].Slug, "a dry run says the same")
	}
	report = h.imports(t)
	for i, slug := range want {
		require.Equal(t, slug, report.Projects[i].Slug)
		require.Equal(t, slug, h.entry(t, report.Projects[i].ID).Slug)
		if slugs[i] != "" && slugs[i] != slug {
			require.Contains(t, says(t, report, report.Projects[i].ID), "its address in the gallery is another one: it was ")
		}
	}
	p := Some("9"+one[1:], "Planner")
	p.Public, p.Slug = true, "my-planner"
	WriteProjects(t, h.data, ann, p)
	Publish(t, h.data, p)
	report = h.imports(t)
	require.Equal(t, "my-planner-4", result(t, report, p.ID).Slug)
}

// testGalleryOnlyCopy imports what only the gallery has, for whom it names.
func testGalleryOnlyCopy(t *testing.T, h *house) {
	Publish(t, h.data, Some(one, "One"), Some(two, "Two"))
	WriteFiles(t, h.data, map[string]string{"public-projects/index.json": `[{"id": "` + one + `", "owner_id": "` + bob + `", "owner_username": "Bob"}]`})
	o := h.options()
	o.Owners = map[string]string{two: ann}
	report, err := migrate.Projects(t.Context(), h.read(t), h.db, o)
	require.NoError(t, err)
	require.Equal(t, migrate.ProjectCounts{New: 2, Published: 2}, report.Counts)
	require.Contains(t, says(t, report, one), "only the copy in the gallery was left of it")
	require.Equal(t, bob, h.entry(t, one).Owner)
	require.Equal(t, "Bob", h.entry(t, one).Author)
	require.Equal(t, ann, h.entry(t, two).Owner)
	report, err = migrate.Projects(t.Context(), h.read(t), h.db, o)
	require.NoError(t, err)
	require.Equal(t, migrate.ProjectCounts{Unchanged: 2}, report.Counts)
	report = h.imports(t)
	require.Equal(t, migrate.ProjectCounts{Unchanged: 2}, report.Counts, "whose it is need be said but once")
	require.Equal(t, ann, result(t, report, two).Owner)
}

// testGalleryOwnUnread publishes nothing of which the owner's file is there and was not
// read: who knows what it says.
func testGalleryOwnUnread(t *testing.T, h *house) {
	folder := filepath.Join(h.data, "users", bob, "projects")
	require.NoError(t, os.MkdirAll(filepath.Join(folder, two), 0o700))
	require.NoError(t, os.MkdirAll(filepath.Join(folder, three, "project.json"), 0o700))
	elsewhere := t.TempDir()
	for to, at := range map[string]string{
		elsewhere: filepath.Join(folder, one), filepath.Join(elsewhere, "project.json"): filepath.Join(folder, two, "project.json"),
		filepath.Join(elsewhere, "ann"): filepath.Join(h.data, "users", ann),
	} {
		require.NoError(t, os.Symlink(to, at))
	}
	index := "["
	for id, owner := range map[string]string{one: bob, two: bob, three: bob, four: ann} {
		Publish(t, h.data, Some(id, "Old"))
		index += `{"id": "` + id + `", "owner_id": "` + owner + `"},`
	}
	WriteFiles(t, h.data, map[string]string{"public-projects/index.json": index + "null]"})
	report, err := migrate.Projects(t.Context(), h.read(t), h.db, h.options())
	require.ErrorIs(t, err, migrate.ErrProblems)
	require.Equal(t, migrate.ProjectCounts{Invalid: 4}, report.Counts)
	for id, file := range map[string]string{
		one: bob + "/projects/" + one, two: bob + "/projects/" + two + "/project.json", three: bob + "/projects/" + three + "/project.json", four: ann,
	} {
		require.Contains(t, says(t, report, id), "users/"+file+" is there and was not read")
	}
	h.requireNoProjects(t)
	require.NoError(t, os.Remove(filepath.Join(h.data, "users", ann)))
	o := h.options()
	o.SkipProblems = true
	report, err = migrate.Projects(t.Context(), h.read(t), h.db, o)
	require.NoError(t, err)
	require.Equal(t, migrate.ProjectCounts{New: 1, Published: 1, Invalid: 3}, report.Counts)
	require.Equal(t, migrate.New, result(t, report, four).Status)
}

// testGalleryClones keeps origins, and counts on from where the predecessor was.
func testGalleryClones(t *testing.T, h *house) {
	original, clone, other, odd := Some(one, "One"), Some(two, "Two"), Some(three, "Three"), Some(four, "Four")
	original.Public, original.Clones = true, 5
	clone.ClonedFrom, clone.OriginalAuthor = one, "ann"
	other.ClonedFrom = "99999999-0000-4000-8000-000000000009"
	odd.ClonedFrom = "../../etc"
	WriteProjects(t, h.data, ann, original)
	WriteProjects(t, h.data, bob, clone, other, odd)
	Publish(t, h.data, original)
	report := h.imports(t)
	p, _, _ := h.project(t, two)
	require.Equal(t, &projects.Origin{Project: one, Version: 1, Name: "One"}, p.Origin)
	require.Contains(t, says(t, report, two), "it is a clone of a project by ann")
	p, _, _ = h.project(t, three)
	require.Equal(t, &projects.Origin{Project: other.ClonedFrom}, p.Origin)
	p, _, _ = h.project(t, four)
	require.Nil(t, p.Origin)
	require.Contains(t, says(t, report, four), "it is a clone of what is no project: ../../etc")

	s := h.service(t)
	for range 2 { // counted once
		_, err := s.Clone(t.Context(), projects.Actor{User: cyn}, one, "")
		require.NoError(t, err)
	}
	p, _, _ = h.project(t, one)
	require.Equal(t, 6, p.Clones)
	require.Equal(t, 6, h.entry(t, one).Clones)
}
