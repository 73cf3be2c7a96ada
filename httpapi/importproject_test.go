package httpapi_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/httpapi"
	"github.com/einkpdf/platform/migrate/migratetest"
	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/quota"
)

// importAnswer is what an import answers.
type importAnswer struct {
	Project projects.Project
	Images  []struct {
		Name, Asset string
		Existed     bool
	}
	Report struct {
		Changed, Replaced, Dropped, Ignored, More int
		Notes                                     []struct {
			Kind, Message string
			Line          int
		}
	}
}

func asJSON() option { return header("Content-Type", "application/json") }

// held is what assets a client has.
func (c *client) held() []assets.Held {
	c.t.Helper()
	list, _, err := c.h.assets.List(c.t.Context(), assets.Actor{User: c.id}, assets.Filter{}, "", 0)
	require.NoError(c.t, err)
	return list
}

func TestImport(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ada := h.user("ada")
	old := migratetest.Some("3f0c", "Old planner")
	old.Images = [][]byte{migratetest.Picture(t, 1), migratetest.Picture(t, 2), migratetest.Picture(t, 1)}
	var made importAnswer
	a := ada.do("POST", "/projects/import", old.JSON(t), asJSON()).want(201).json(&made)
	require.Equal(t, "/api/v1/projects/"+made.Project.ID, a.Header.Get("Location"))
	require.Equal(t, `"1"`, a.Header.Get("ETag"))
	require.Equal(t, "Old planner", made.Project.Name)
	require.False(t, made.Project.Draft)
	require.Equal(t, 7, made.Project.Pages) // an index, and of two days a page and two of notes
	require.NotEqual(t, "3f0c", made.Project.ID)
	require.NotEmpty(t, made.Report.Notes)
	require.NotEmpty(t, made.Report.Notes[0].Message)

	held := map[string]bool{}
	for _, asset := range ada.held() {
		held[asset.ID] = asset.Used
	}
	require.Len(t, held, 2, "the same picture is one asset")
	require.NotEmpty(t, made.Images)
	source := string(ada.do("GET", "/projects/"+made.Project.ID+"/source", nil).want(200).Body)
	for _, img := range made.Images {
		require.True(t, held[img.Asset], "it is used")
		require.Contains(t, source, img.Asset)
		require.NotContains(t, source, img.Name)
	}
	var v projects.Version
	ada.do("GET", "/projects/"+made.Project.ID+"/versions/1", nil).want(200).json(&v)
	require.Equal(t, projects.Imported, v.Change)
	require.Empty(t, v.Facts.Missing)
	log, _, err := audit.List(t.Context(), h.db, audit.Filter{Object: "project:" + made.Project.ID}, audit.Page{})
	require.NoError(t, err)
	require.Len(t, log, 1)
	require.Equal(t, projects.ActionImport, log[0].Action)
	require.Equal(t, ada.id, log[0].Actor)

	var again importAnswer
	ada.do("POST", "/projects/import?name=Again", old.JSON(t), asJSON()).want(201).json(&again)
	require.Equal(t, "Again", again.Project.Name)
	require.NotContains(t, string(ada.do("GET", "/projects/"+again.Project.ID+"/source", nil).want(200).Body), "Again")
	require.Len(t, ada.held(), 2)
	for i, img := range again.Images {
		require.True(t, img.Existed)
		require.Equal(t, made.Images[i].Asset, img.Asset)
	}
}

// Whatever the predecessor wrote, however it comes.
func TestImportKinds(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ada := h.user("ada")
	files, err := filepath.Glob("../testdata/legacy/*.json")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		data, err := os.ReadFile(file)
		require.NoError(t, err)
		var made importAnswer
		ada.do("POST", "/projects/import", data, header("Content-Type", "application/octet-stream")).want(201).json(&made)
		require.False(t, made.Project.Draft, file)
	}
	doc := "schema_version: '1.0'\nmetadata: {name: A template}\ncanvas: {dimensions: {width: 445, height: 594, margins: [0, 0, 0, 0]}}\nwidgets:\n- {id: a, type: text_block, page: 1, position: {x: 10, y: 10, width: 200, height: 20}, content: Hello}\n"
	var made importAnswer
	ada.do("POST", "/projects/import", doc, asYAML()).want(201).json(&made)
	require.Equal(t, "A template", made.Project.Name)

	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	part, err := w.CreateFormFile("file", "planner.json")
	require.NoError(t, err)
	_, err = part.Write(migratetest.Some("1", "From a form").JSON(t))
	require.NoError(t, err)
	require.NoError(t, w.Close())
	ada.do("POST", "/projects/import", form.Bytes(), header("Content-Type", w.FormDataContentType())).want(201).json(&made)
	require.Equal(t, "From a form", made.Project.Name)
	require.Contains(t, string(ada.do("GET", "/projects/"+made.Project.ID+"/source", nil).want(200).Body), "planner.json")

	faulty := migratetest.Some("2", "Faulty")
	faulty.Faulty = true // its pages are more than may be
	ada.do("POST", "/projects/import", faulty.JSON(t), asJSON()).want(201).json(&made)
	require.True(t, made.Project.Draft)
}

// What cannot be imported says why, and leaves nothing.
func TestImportRefused(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ada := h.user("ada")
	broken := migratetest.Some("1", "Broken image")
	broken.Images = [][]byte{migratetest.Picture(t, 1)}
	good := base64.StdEncoding.EncodeToString(broken.Images[0])
	more := base64.StdEncoding.EncodeToString(append(broken.Images[0], "something else"...))
	for name, c := range map[string]struct {
		body   []byte
		option option
		status int
		code   string
		says   string
	}{
		"one of ours": {[]byte(planner("Ours", 1)), asYAML(), 422, "not-importable", "/api/v1/projects"},
		"anything":    {[]byte("hello"), header("Content-Type", "text/plain"), 422, "not-importable", "predecessor"},
		"nothing":     {nil, asJSON(), 422, "not-importable", "predecessor"},
		"damaged":     {broken.JSON(t)[:900], asJSON(), 422, "import-errors", "mend it"},
		"no file":     {[]byte("--x--\r\n"), header("Content-Type", "multipart/form-data; boundary=x"), 400, "invalid-form", "file"},
		"bad image":   {bytes.Replace(broken.JSON(t), []byte(good), []byte(more), 1), asJSON(), 422, "asset-trailing", "Of the image image-1.png in this file: "},
		"too large":   {bytes.Repeat([]byte(" "), 32<<20+1), asJSON(), 413, "asset-too-large", "32 MiB"},
	} {
		t.Run(name, func(t *testing.T) {
			p := ada.in(t).do("POST", "/projects/import", c.body, c.option).problem(c.status, c.code)
			require.Contains(t, p.Detail, c.says)
			if c.code == "import-errors" {
				require.NotEmpty(t, p.Findings)
			}
		})
	}
	require.Equal(t, "name", ada.do("POST", "/projects/import?name=%00", broken.JSON(t), asJSON()).problem(422, "invalid-project-name").Field)
	require.Empty(t, ada.held(), "its image was taken back")
	h.nobody().do("POST", "/projects/import", broken.JSON(t), asJSON()).problem(401, "unauthenticated")
}

// Images that were there before stay, and those of an import that comes to nothing go.
func TestImportOverQuota(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ada := h.user("ada")
	one := migratetest.Some("1", "One")
	one.Images = [][]byte{migratetest.Picture(t, 1)}
	ada.do("POST", "/projects/import", one.JSON(t), asJSON()).want(201)
	limit := func(r quota.Resource, n int64) {
		_, err := h.quotas.Override(t.Context(), quota.Operator(), ada.id, quota.NewOverride{Resource: r, Limit: n, Reason: "test"})
		require.NoError(t, err)
	}
	two := migratetest.Some("2", "Two")
	two.Images = [][]byte{migratetest.Picture(t, 1), migratetest.Picture(t, 2), migratetest.Picture(t, 3)}

	limit(quota.Projects, 1)
	require.Equal(t, "projects", ada.do("POST", "/projects/import", two.JSON(t), asJSON()).problem(403, "quota-exceeded").Resource)
	require.Len(t, ada.held(), 1)
	limit(quota.Projects, 9)
	limit(quota.Assets, 2)
	require.Equal(t, "assets", ada.do("POST", "/projects/import", two.JSON(t), asJSON()).problem(403, "quota-exceeded").Resource)
	require.Len(t, ada.held(), 1)
	limit(quota.Assets, 3)
	ada.do("POST", "/projects/import", two.JSON(t), asJSON()).want(201)
	require.Len(t, ada.held(), 3)
}

func TestImportWithoutAssets(t *testing.T) {
	t.Parallel()
	h := newHouse(t, func(c *httpapi.Config) { c.Assets = nil })
	ada := h.user("ada")
	p := migratetest.Some("1", "One")
	ada.do("POST", "/projects/import", p.JSON(t), asJSON()).want(201)
	p.Images = [][]byte{migratetest.Picture(t, 1)}
	ada.do("POST", "/projects/import", p.JSON(t), asJSON()).problem(422, "images-unsupported")
}

// Notes and findings are bounded, whatever a file has.
func TestImportReportIsBounded(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ada := h.user("ada")
	var p map[string]any
	require.NoError(t, json.Unmarshal(migratetest.Some("1", "Many").JSON(t), &p))
	master := p["masters"].([]any)[0].(map[string]any)
	one := master["widgets"].([]any)[0]
	for i := range 400 {
		var w map[string]any
		data, err := json.Marshal(one)
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(data, &w))
		w["id"], w["styling"] = fmt.Sprint("w", i), map[string]any{"font": fmt.Sprint("Nobody's font ", i), "size": 12}
		master["widgets"] = append(master["widgets"].([]any), w)
	}
	var made importAnswer
	ada.do("POST", "/projects/import", p, asJSON()).want(201).json(&made)
	require.Len(t, made.Report.Notes, 200)
	require.Positive(t, made.Report.More)
	for _, n := range made.Report.Notes {
		require.LessOrEqual(t, len(n.Message), 500)
	}
}

// A user has one import at a time, and there are eight in all.
func TestImportsAtOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	file := migratetest.Some("1", "Slow").JSON(t)
	type going struct {
		body *io.PipeWriter
		done chan *httptest.ResponseRecorder
	}
	begin := func(c *client) going {
		from, to := io.Pipe()
		r := c.request("POST", "/projects/import", nil, asJSON())
		r.Body, r.ContentLength = from, -1
		g := going{to, make(chan *httptest.ResponseRecorder, 1)}
		go func() {
			w := httptest.NewRecorder()
			h.api.ServeHTTP(w, r)
			g.done <- w
		}()
		_, err := to.Write(file[:10]) // returns when it was read
		require.NoError(t, err)
		return g
	}
	end := func(g going) {
		_, err := g.body.Write(file[10:])
		require.NoError(t, err)
		require.NoError(t, g.body.Close())
		require.Equal(t, 201, (<-g.done).Code)
	}
	ada := h.user("ada")
	first := begin(ada)
	a := ada.do("POST", "/projects/import", file, asJSON())
	require.Contains(t, a.problem(503, "busy").Detail, "yours")
	require.Equal(t, "5", a.Header.Get("Retry-After"))
	all := []going{first}
	for i := range 7 {
		all = append(all, begin(h.user(fmt.Sprint("user", i))))
	}
	eve := h.user("eve")
	require.Contains(t, eve.do("POST", "/projects/import", file, asJSON()).problem(503, "busy").Detail, "at once")
	for _, g := range all {
		end(g)
	}
	eve.do("POST", "/projects/import", file, asJSON()).want(201)
	ada.do("POST", "/projects/import", file, asJSON()).want(201)
}
