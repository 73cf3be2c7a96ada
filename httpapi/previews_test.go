package httpapi_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/httpapi"
	"github.com/einkpdf/platform/jobs/renderjob"
	"github.com/einkpdf/platform/preview"
	"github.com/einkpdf/platform/ratelimit"
)

// months is a project of three months and a page of notes.
const months = `einkpdf: 1
title: Months
calendar: {from: 2026-01-01, to: 2026-03-31}
designs:
  month:
    key: month/{month}
    body: {type: stack, children: [{type: text, text: "{month|month-year}"}, {type: link, text: notes, to: notes}]}
  notes:
    body: {type: lines, pitch: 8mm}
plan:
  - {design: month, each: month}
  - {design: notes}
`

// made is a project of c's, by its id.
func made(c *client, source string) string {
	c.t.Helper()
	var p struct{ ID string }
	c.do("POST", "/projects", map[string]any{"source": source}).want(201).json(&p)
	return p.ID
}

// pngSize is the size of a picture.
func pngSize(t testing.TB, a *answer) image.Point {
	t.Helper()
	require.Equal(t, "image/png", a.Header.Get("Content-Type"))
	m, err := png.Decode(bytes.NewReader(a.Body))
	require.NoError(t, err)
	return m.Bounds().Max
}

type listedPages struct {
	Version       int
	Width, Height int
	Pages         []struct{ Key string }
}

func TestPreviewsOfProjects(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ada := h.user("ada")
	p := "/projects/" + made(ada, months)
	var list listedPages
	ada.do("GET", p+"/pages", nil).want(200).json(&list)
	require.Len(t, list.Pages, 4)
	require.Equal(t, "month/2026-02", list.Pages[1].Key)
	ada.do("GET", p+"/pages?device=supernote-nomad&orientation=landscape&locale=de&hand=left&version=1", nil).want(200).json(&list)
	require.Greater(t, list.Width, list.Height)

	first := ada.do("GET", p+"/preview.png", nil).want(200)
	require.Equal(t, image.Pt(1404, 1872), pngSize(t, first))
	second := ada.do("GET", p+"/preview.png?page=month/2026-02", nil).want(200)
	require.NotEqual(t, first.Body, second.Body)
	require.Equal(t, second.Body, ada.do("GET", p+"/preview.png?page=2", nil).want(200).Body)
	require.Equal(t, 100, pngSize(t, ada.do("GET", p+"/preview.png?page=2&width=100", nil).want(200)).X)

	svg := ada.do("GET", p+"/preview.svg?page=notes", nil).want(200)
	require.Contains(t, string(svg.Body), "<svg ")
	require.Equal(t, "nosniff", svg.Header.Get("X-Content-Type-Options"))
	require.Contains(t, svg.Header.Get("Content-Security-Policy"), "default-src 'none'")
	require.Contains(t, svg.Header.Get("Content-Security-Policy"), "sandbox")

	var l struct {
		Key   string
		Links []struct {
			Target string
			Line   int
		}
	}
	ada.do("GET", p+"/preview.json?page=2", nil).want(200).json(&l)
	require.Equal(t, "month/2026-02", l.Key)
	require.Len(t, l.Links, 1)
	require.Equal(t, "notes", l.Links[0].Target)
	require.Equal(t, 7, l.Links[0].Line)

	var report struct{ Pages int }
	ada.do("GET", p+"/check", nil).want(200).json(&report)
	require.Equal(t, 4, report.Pages)

	for _, path := range []string{"/pages", "/preview.png?page=2", "/preview.svg?page=2", "/preview.json?page=2", "/check"} {
		a := ada.do("GET", p+path, nil).want(200)
		require.Equal(t, "private, no-cache", a.Header.Get("Cache-Control"), path)
		again := ada.do("GET", p+path, nil, header("If-None-Match", `"x", `+a.Header.Get("ETag"))).want(304)
		require.Empty(t, again.Body)
		require.Equal(t, a.Header.Get("ETag"), again.Header.Get("ETag"))
		ada.do("GET", p+path, nil, header("If-None-Match", `"x"`)).want(200)
		h.user("bob").do("GET", p+path, nil).problem(404, "no-such-project")
		h.nobody().do("GET", p+path, nil).problem(401, "unauthenticated")
	}
}

// The picture is another one when the project is.
func TestPreviewsFollowTheProject(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ada, bob := h.user("ada"), h.user("bob")
	p := "/projects/" + made(ada, months)
	before := ada.do("GET", p+"/preview.png", nil).want(200)
	ada.do("PUT", p+"/source", []byte(strings.Replace(months, "type: text", "type: box, height: 20mm, fill: dark}, {type: text", 1)),
		header("If-Match", `"1"`), header("Content-Type", "application/yaml")).want(200)
	after := ada.do("GET", p+"/preview.png", nil, header("If-None-Match", before.Header.Get("ETag"))).want(200)
	require.NotEqual(t, before.Body, after.Body)
	require.Equal(t, before.Body, ada.do("GET", p+"/preview.png?version=1", nil).want(200).Body)
	ada.do("GET", p+"/preview.png?version=3", nil).problem(404, "no-such-version")
	ada.do("GET", p+"/preview.png?version=0", nil).problem(400, "invalid-parameter")
	bob.do("GET", p+"/preview.png", nil).problem(404, "no-such-project")
	ada.do("PUT", p+"/grants/"+bob.id, map[string]any{"role": "viewer"}).want(200)
	require.Equal(t, after.Body, bob.do("GET", p+"/preview.png", nil).want(200).Body)
	bob.do("GET", p+"/preview.png?version=1", nil).problem(403, "forbidden")
	ada.do("DELETE", p+"/grants/"+bob.id, nil)
	bob.do("GET", p+"/preview.png", nil, header("If-None-Match", after.Header.Get("ETag"))).problem(404, "no-such-project")
}

func TestPreviewsThatCannotBe(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ada := h.user("ada")
	p := "/projects/" + made(ada, months)
	for query, want := range map[string]struct {
		status      int
		code, field string
	}{
		"page=5":              {404, "no-such-page", "page"},
		"page=month/2026-04":  {404, "no-such-page", "page"},
		"width=15":            {400, "invalid-parameter", "width"},
		"width=x":             {400, "invalid-parameter", "width"},
		"width=9000":          {422, "invalid-options", "width"},
		"device=kindle-99":    {422, "invalid-options", "device"},
		"locale=xx-YY":        {422, "invalid-options", "locale"},
		"orientation=upright": {422, "invalid-options", "orientation"},
		"hand=both":           {422, "invalid-options", "hand"},
	} {
		require.Equal(t, want.field, ada.do("GET", p+"/preview.png?"+query, nil).problem(want.status, want.code).Field, query)
	}
	broken := "/projects/" + made(ada, strings.Replace(months, "to: notes", "to: nowhere", 1))
	e := ada.do("GET", broken+"/preview.png", nil).problem(422, "draft")
	require.Equal(t, "missing-target", e.Findings[0].Code)
	require.Contains(t, e.Detail, "Line 7: ")
	var report struct {
		Findings []struct{ Severity, Code string }
	}
	ada.do("GET", broken+"/check", nil).want(200).json(&report)
	require.Equal(t, "error", report.Findings[0].Severity)

	ada.do("POST", "/previews.png", map[string]any{"source": strings.Replace(months, "{design: notes}", "{design: notes, each: 1..2000}", 1)}).problem(422, "project-too-large")
}

func TestPreviewsOfDrafts(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ada := h.user("ada")
	draft := map[string]any{"source": months, "page": "month/2026-02", "options": map[string]any{"device": "supernote-nomad", "hand": "left"}}
	var list listedPages
	ada.do("POST", "/previews/pages", draft).want(200).json(&list)
	require.Len(t, list.Pages, 4)
	picture := ada.do("POST", "/previews.png", draft).want(200)
	require.Equal(t, image.Pt(list.Width, list.Height), pngSize(t, picture))
	require.Equal(t, "private, no-store", picture.Header.Get("Cache-Control"))
	draft["width"] = 200
	require.Equal(t, 200, pngSize(t, ada.do("POST", "/previews.png", draft).want(200)).X)
	delete(draft, "width")
	require.Contains(t, string(ada.do("POST", "/previews.svg", draft).want(200).Body), "<svg ")
	var l struct{ Key string }
	ada.do("POST", "/previews.json", draft).want(200).json(&l)
	require.Equal(t, "month/2026-02", l.Key)
	delete(draft, "page")
	var report struct {
		Device   string
		Findings []struct{ Code string }
	}
	ada.do("POST", "/checks", draft).want(200).json(&report)
	require.Equal(t, "supernote-nomad", report.Device)
	ada.do("POST", "/checks", map[string]any{"source": "einkpdf: ["}).want(200).json(&report)
	require.Equal(t, "syntax", report.Findings[0].Code)

	ada.do("POST", "/previews.png", map[string]any{"source": "einkpdf: ["}).problem(422, "draft")
	ada.do("POST", "/previews.png", map[string]any{"sourc": ""}).problem(422, "unknown-field")
	ada.do("POST", "/checks", map[string]any{"source": "", "page": "1"}).problem(422, "unknown-field")
	ada.do("POST", "/previews.png", []byte(months), header("Content-Type", "image/png")).problem(415, "unsupported-media-type")
	for _, path := range []string{"/previews/pages", "/previews.png", "/previews.svg", "/previews.json", "/checks"} {
		h.nobody().do("POST", path, draft).problem(401, "unauthenticated")
	}
}

// The body may be the file itself: then the query says how it is shown, and as JSON does it alone.
func TestPreviewsOfDraftsAsYAML(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ada := h.user("ada")
	yaml := header("Content-Type", "application/yaml")
	const as = "?device=supernote-nomad&hand=left"
	var list listedPages
	ada.do("POST", "/previews/pages"+as, []byte(months), yaml).want(200).json(&list)
	require.Len(t, list.Pages, 4)
	require.Equal(t, 200, pngSize(t, ada.do("POST", "/previews.png"+as+"&width=200&page=2", []byte(months), yaml).want(200)).X)
	require.Contains(t, string(ada.do("POST", "/previews.svg"+as+"&page=month/2026-02", []byte(months), yaml).want(200).Body), "<svg ")
	var l struct {
		Key   string
		Index int
	}
	ada.do("POST", "/previews.json"+as+"&page=month/2026-02", []byte(months), yaml).want(200).json(&l)
	require.Equal(t, "month/2026-02", l.Key)
	require.Equal(t, list.Pages[l.Index].Key, l.Key, "the index is from 0")
	var report struct{ Device, Hand string }
	ada.do("POST", "/checks"+as, []byte(months), yaml).want(200).json(&report)
	require.Equal(t, "supernote-nomad left", report.Device+" "+report.Hand)
	require.Equal(t, "page", ada.do("POST", "/previews/pages?page=2", []byte(months), yaml).problem(400, "unknown-parameter").Field)
	require.Equal(t, "device", ada.do("POST", "/checks"+as, map[string]any{"source": months}).problem(400, "unknown-parameter").Field)
	ada.do("POST", "/previews.png", []byte("einkpdf: ["), yaml).problem(422, "draft")
	ada.do("POST", "/previews.png", []byte(months)).problem(415, "unsupported-media-type")
}

// What is published everybody sees, with its images; nothing else of their owner's.
func TestPreviewsOfTheGallery(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ada := h.user("ada")
	black := image.NewGray(image.Rect(0, 0, 40, 40))
	for i := range black.Pix {
		black.Pix[i] = uint8(i * 7)
	}
	black.SetGray(0, 0, color.Gray{})
	var file bytes.Buffer
	require.NoError(t, png.Encode(&file, black))
	var asset struct{ ID string }
	ada.do("POST", "/assets", file.Bytes(), header("Content-Type", "image/png")).want(201).json(&asset)
	source := strings.Replace(months, "{type: lines, pitch: 8mm}", "{type: image, asset: "+asset.ID+"}", 1)
	id := made(ada, source)
	mine := ada.do("GET", "/projects/"+id+"/preview.png?page=notes", nil).want(200)

	h.nobody().do("GET", "/gallery/months/preview.png", nil).problem(404, "not-published")
	ada.do("PUT", "/projects/"+id+"/publication", map[string]any{"slug": "months"}).want(200)
	for _, c := range []*client{h.nobody(), h.user("bob"), ada} {
		a := c.do("GET", "/gallery/months/preview.png?page=notes", nil).want(200)
		require.Equal(t, mine.Body, a.Body)
		c.do("GET", "/gallery/months/preview.png?page=notes", nil, header("If-None-Match", a.Header.Get("ETag"))).want(304)
		require.Contains(t, string(c.do("GET", "/gallery/months/preview.svg?page=1", nil).want(200).Body), "<svg ")
		var list listedPages
		c.do("GET", "/gallery/months/pages", nil).want(200).json(&list)
		require.Len(t, list.Pages, 4)
		require.Zero(t, list.Version)
	}
	h.nobody().do("GET", "/projects/"+id+"/preview.png", nil).problem(401, "unauthenticated")
	ada.do("DELETE", "/projects/"+id+"/publication", nil)
	h.nobody().do("GET", "/gallery/months/preview.png?page=notes", nil).problem(404, "not-published")

	draft := map[string]any{"source": source, "page": "notes"}
	require.Equal(t, mine.Body, ada.do("POST", "/previews.png", draft).want(200).Body)
	require.NotEqual(t, mine.Body, h.user("bob").do("POST", "/previews.png", draft).want(200).Body, "bob names ada's image, and does not see it")
}

// Pictures are counted on their own, also those that the client has already.
func TestPreviewsAreLimited(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ada := h.user("ada")
	p := "/projects/" + made(ada, months)
	h.limited(ratelimit.Preview, "3/min")
	for range 3 {
		ada.do("GET", p+"/preview.png?width=50", nil).want(200)
	}
	a := ada.do("GET", p+"/preview.png?width=50", nil)
	a.problem(429, "rate-limited")
	require.NotEmpty(t, a.Header.Get("Retry-After"))
	ada.do("GET", p, nil).want(200)
	h.user("bob").do("POST", "/previews.png", map[string]any{"source": months, "width": 50}).want(200)
}

// waiting are projects that wait for a while.
type waiting struct {
	renderjob.Projects
	release chan struct{}
	inside  atomic.Int32
}

func (w *waiting) Source(ctx context.Context, user, project string, version int) (renderjob.Source, error) {
	w.inside.Add(1)
	<-w.release
	return w.Projects.Source(ctx, user, project, version)
}

// Two hundred who ask at once get their picture, or are told at once when to come again.
func TestManyPreviewsAtOnce(t *testing.T) {
	t.Parallel()
	w := &waiting{release: make(chan struct{})}
	h := newHouse(t, func(c *httpapi.Config) {
		w.Projects = renderjob.FromProjects(c.Projects)
		var err error
		c.Previews, err = preview.New(preview.Config{Projects: w, Concurrent: 2, Waiting: 18, Each: 20, Timeout: time.Minute, Wait: time.Minute})
		require.NoError(t, err)
	})
	ada := h.user("ada")
	path := "/projects/" + made(ada, months) + "/preview.png?width=40"
	var all sync.WaitGroup
	var mu sync.Mutex
	statuses := map[int]int{}
	refused := make(chan struct{}, 200)
	for i := range 200 {
		all.Go(func() {
			a := ada.do("GET", fmt.Sprintf("%s&page=%d", path, i%4+1), nil)
			mu.Lock()
			defer mu.Unlock()
			statuses[a.Status]++
			if a.Status == http.StatusServiceUnavailable {
				a.problem(503, "busy")
				require.Equal(t, "2", a.Header.Get("Retry-After"))
				refused <- struct{}{}
			}
		})
	}
	for range 180 {
		<-refused
	}
	require.Equal(t, int32(20), w.inside.Load())
	close(w.release)
	all.Wait()
	require.Equal(t, map[int]int{200: 20, 503: 180}, statuses)
	ada.do("GET", path, nil).want(200)
}
