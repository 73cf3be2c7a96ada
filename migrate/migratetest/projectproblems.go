package migratetest

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/migrate"
	"github.com/einkpdf/platform/projects"
)

// file is the name of a project file of Bob's.
func file(id string) string { return "users/" + bob + "/projects/" + id + "/project.json" }

// crowded is a project that is larger than projects.MaxSource here.
func crowded(t testing.TB) string {
	t.Helper()
	var project object
	require.NoError(t, json.Unmarshal(Some("crowded", "Crowded").JSON(t), &project))
	index := project["masters"].([]any)[0].(object)
	widgets := index["widgets"].([]any)
	for n := range 5000 {
		more := maps.Clone(widgets[0].(object))
		more["id"], more["content"] = "title_"+strconv.Itoa(n), strings.Repeat("many words ", 30)
		widgets = append(widgets, more)
	}
	index["widgets"] = widgets
	data, err := json.Marshal(project)
	require.NoError(t, err)
	return string(data)
}

func testProjectsInvalid(t *testing.T, h *house) {
	good := string(Some(one, "One").JSON(t))
	wide := "\xff\xfe"
	for _, u := range utf16.Encode([]rune(good)) {
		wide += string([]byte{byte(u), byte(u >> 8)})
	}
	damaged := map[string]struct{ text, want string }{
		"empty":    {"", "it is no project of the predecessor"},
		"cut":      {good[:len(good)/2], "project.json:"},
		"list":     {"[]", "it is no project of the predecessor"},
		"nul":      {strings.Replace(good, "About One", "About\x00One", 1), "project.json:"},
		"latin":    {strings.Replace(good, "About One", "\xc4\xd6\xdc", 1), "project.json:"},
		"wide":     {wide, "project.json"},
		"binary":   {"\x89PNG\r\n\x1a\n" + strings.Repeat("\x00", 100), "it is no project of the predecessor"},
		"noplan":   {`{"id": "x", "metadata": {"name": "x", "device_profile": "boox-note-air-4c"}, "masters": [], "plan": 3}`, "project.json:"},
		"deep":     {`{"id": "x", "masters": ` + strings.Repeat("[", 5000) + strings.Repeat("]", 5000) + "}", "project.json:"},
		"long":     {crowded(t), "as a project file it has "},
		"original": {string(Some("original", "Fine").JSON(t)), ""},
	}
	for id, d := range damaged {
		WriteFiles(t, h.data, map[string]string{file(id): d.text})
	}
	WriteFiles(t, h.data, map[string]string{file("bad id"): good, file("twice"): good, strings.Replace(file("twice"), bob, ann, 1): good, file("large"): ""})
	require.NoError(t, os.Truncate(filepath.Join(h.data, file("large")), 33<<20))
	report, err := migrate.Projects(t.Context(), h.read(t), h.db, h.options())
	require.ErrorIs(t, err, migrate.ErrProblems)
	require.Equal(t, migrate.ProjectCounts{New: 1, Invalid: len(damaged) + 3}, report.Counts)
	for id, d := range damaged {
		if d.want == "" {
			continue
		}
		require.Equal(t, migrate.Invalid, result(t, report, id).Status, id)
		require.Contains(t, says(t, report, id), "its project.json cannot be read; mend or remove it there\n", id)
		require.Contains(t, says(t, report, id), d.want, id)
	}
	require.Contains(t, says(t, report, "bad id"), "rename the folder there")
	require.Contains(t, says(t, report, "twice"), "another user has a project with the same id")
	require.Contains(t, says(t, report, "large"), "is too large: it has 33 MB, more than 32")
	h.requireNoProjects(t)
}

// testProjectsDrafts imports what can be read and not rendered.
func testProjectsDrafts(t *testing.T, h *house) {
	faulty := Some(one, "One")
	faulty.Faulty, faulty.Public = true, true
	WriteProjects(t, h.data, bob, faulty)
	Publish(t, h.data, faulty)
	report := h.imports(t)
	require.Equal(t, migrate.ProjectCounts{New: 1, Drafts: 1}, report.Counts)
	require.Contains(t, says(t, report, one), "becomes a draft, since it cannot be rendered")
	require.Contains(t, says(t, report, one), "not published: what was in the gallery cannot be rendered")
	p, versions, files := h.project(t, one)
	require.True(t, p.Draft)
	require.True(t, versions[0].Draft)
	require.NotEmpty(t, versions[0].Facts.Errors)
	require.Equal(t, "One", p.Name)
	require.Contains(t, files[0], "title: One\n")
	require.Empty(t, p.Slug)
}

// testProjectsOdd imports what is odd and nothing to complain about.
func testProjectsOdd(t *testing.T, h *house) {
	at := time.Date(2023, 5, 6, 7, 8, 9, 0, time.UTC)
	odd := Some(one, "名前 — “quoted” \u202e<b>\u200b")
	odd.Created, odd.Updated, odd.Author = "yesterday", "", "x"
	later := Some(two, "Two")
	later.Created, later.Updated = "2999-01-01T00:00:00", "2998-01-01 00:00:00"
	blank := Some(three, " \u00a0")
	single := Some(four, "Four")
	WriteProjects(t, h.data, bob, odd, later, blank)
	WriteFiles(t, h.data, map[string]string{"users/" + bob + "/projects/" + four + ".json": "\xef\xbb\xbf" + string(single.JSON(t))})
	for _, id := range []string{one, two} {
		require.NoError(t, os.Chtimes(filepath.Join(h.data, file(id)), at, at))
	}
	report, err := migrate.Projects(t.Context(), h.read(t), h.db, h.options())
	require.NoError(t, err, "%+v", report)
	require.Equal(t, migrate.ProjectCounts{New: 4}, report.Counts)
	p, _, _ := h.project(t, one)
	require.Equal(t, "名前 — “quoted” <b>", p.Name)
	require.Equal(t, at, p.CreatedAt)
	require.Equal(t, at, p.UpdatedAt)
	require.Contains(t, says(t, report, one), "metadata.created_at cannot be read as it is")
	p, _, _ = h.project(t, two)
	require.Equal(t, now(), p.UpdatedAt)
	require.Equal(t, now(), p.CreatedAt)
	p, _, _ = h.project(t, three)
	require.Equal(t, "Untitled", p.Name)
	require.False(t, p.Named)
	p, _, _ = h.project(t, four)
	require.Equal(t, "Four", p.Name)
	require.Equal(t, migrate.ProjectCounts{Unchanged: 4}, h.imports(t).Counts)
}

// testProjectsNames gives a project a name that its file has not.
func testProjectsNames(t *testing.T, h *house) {
	for i, name := range []string{"A  b", "Ａ", strings.Repeat("ä", 100), "\u00ad", "e\u0301"} {
		WriteProjects(t, h.data, bob, Some(strconv.Itoa(i)+one[1:], name))
	}
	h.imports(t)
	s, by := h.service(t), projects.Actor{User: bob}
	for i := range 5 {
		id := strconv.Itoa(i) + one[1:]
		before, _, _ := h.project(t, id)
		_, source, err := s.Read(t.Context(), by, id)
		require.NoError(t, err)
		after, err := s.Replace(t.Context(), by, id, 1, append(source, "# a remark\n"...))
		require.NoError(t, err)
		require.Equal(t, before.Name, after.Name, "an edit does not change the name")
	}
}

// testProjectsHostile finds its way through a folder that means no good.
func testProjectsHostile(t *testing.T, h *house) {
	WriteProjects(t, h.data, bob, Some(one, "One"))
	outside := t.TempDir()
	WriteFiles(t, outside, map[string]string{"project.json": string(Some(two, "Stolen").JSON(t)), "secret.json": string(Some(two, "Stolen").JSON(t))})
	folder := filepath.Join(h.data, "users", bob, "projects")
	want := map[string]string{}
	link := func(to, name string) {
		require.NoError(t, os.Symlink(to, filepath.Join(h.data, filepath.FromSlash(name))))
		want[name] = "a link; links are not followed"
	}
	base := "users/" + bob + "/projects/"
	link(outside, base+two)
	link(filepath.Join(outside, "secret.json"), base+three+".json")
	link(filepath.Join(h.data, "users", bob), "users/"+ann)
	link("..", "users/loop")
	require.NoError(t, os.Mkdir(filepath.Join(folder, four), 0o700))
	link(filepath.Join(outside, "project.json"), base+four+"/project.json")
	want[base+four] = "a folder with no project.json"
	WriteFiles(t, h.data, map[string]string{
		base + "notes.txt": "x", base + one + "/project.json~": "x", "users/users.json": "{}", "users/jwt_secret.txt": "x", "users/.DS_Store": "x",
		base + "old.json/file": "x", base + one + ".json": "older", base + "index.json": `[{"id": "lost"}, {"id": "` + one + `"}, 3, null]`,
		"public-projects/index.json": `{"cut`, "templates/x.yaml": "x",
	})
	want[base+"notes.txt"], want["users/.DS_Store"], want[base+one+"/project.json~"] = "not the predecessor's", "not the predecessor's", "not the predecessor's"
	want[base+"old.json/file"], want[base+"old.json"] = "not the predecessor's", "a folder with no project.json"
	want[base+one+".json"] = "of an older version; " + base + one + "/project.json has taken its place"
	want[base+"lost"] = "the index names it, and it is not there"
	want["public-projects/index.json"] = "cannot be read: line 1, column 5: unexpected end of JSON input"
	report := h.imports(t)
	strays := map[string]string{}
	for _, s := range report.Strays {
		strays[s.File] = s.Why
	}
	require.Equal(t, want, strays)
	require.Equal(t, migrate.ProjectCounts{New: 1}, report.Counts)

	// A file that becomes a link after it was found.
	from := h.read(t)
	path := filepath.Join(h.data, file(one))
	require.NoError(t, os.Remove(path))
	require.NoError(t, os.Symlink(filepath.Join(outside, "project.json"), path))
	o := h.options()
	report, err := migrate.Projects(t.Context(), from, h.db, o)
	require.NoError(t, err)
	require.Equal(t, migrate.ProjectCounts{Changed: 1}, report.Counts)
	require.NoError(t, os.Remove(path))
	if runtime.GOOS == "linux" {
		require.NotContains(t, strings.Join(h.ids(t), " "), two)
	}
}
