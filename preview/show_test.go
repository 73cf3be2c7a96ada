package preview_test

import (
	"image"
	"io"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/widget"
	"github.com/einkpdf/platform/preview"
	"github.com/einkpdf/platform/projects"
)

func TestPages(t *testing.T) {
	t.Parallel()
	s := newService(t, preview.Config{Projects: stored{"p": {using(), planner}}})
	info, etag, err := s.Pages(t.Context(), preview.Of{User: "ada", Project: "p"})
	require.NoError(t, err)
	require.NotEmpty(t, etag)
	require.Equal(t, preview.Info{Project: "p", Version: 2, Title: "Test", Device: "remarkable-2", Width: 1404, Height: 1872, Pages: []preview.PageInfo{
		{Number: 1, Key: "month/2026-01", Design: "month"}, {Number: 2, Key: "month/2026-02", Design: "month"}, {Number: 3, Key: "month/2026-03", Design: "month"}, {Number: 4, Key: "notes", Design: "notes"},
	}}, info)

	info, _, err = s.Pages(t.Context(), preview.Of{User: "ada", Project: "p", Version: 1, Options: preview.Options{Device: "supernote-nomad", Orientation: "landscape"}})
	require.NoError(t, err)
	require.Equal(t, "supernote-nomad", info.Device)
	require.Greater(t, info.Width, info.Height)
	require.Len(t, info.Pages, 1)

	_, _, err = s.Pages(t.Context(), preview.Of{User: "bob", Project: "p"})
	require.Equal(t, projects.CodeNotFound, projects.CodeOf(err))
}

func TestPage(t *testing.T) {
	t.Parallel()
	s := newService(t, preview.Config{})
	of := file(planner)
	for page, same := range map[string]string{"2": "month/2026-02", "@2": "month/2026-02", "here": "4", "@last": "notes", "": "@1"} {
		a, err := s.Page(t.Context(), of, page, preview.Picture{})
		require.NoError(t, err)
		require.Equal(t, "image/png", a.Type)
		require.Equal(t, image.Pt(1404, 1872), size(t, a))
		b, err := s.Page(t.Context(), of, same, preview.Picture{})
		require.NoError(t, err)
		require.Equal(t, a.Data, b.Data, page)
	}
	small, err := s.Page(t.Context(), of, "1", preview.Picture{Width: 351})
	require.NoError(t, err)
	require.Equal(t, image.Pt(351, 468), size(t, small))

	svg, err := s.Page(t.Context(), of, "1", preview.Picture{SVG: true})
	require.NoError(t, err)
	require.Equal(t, "image/svg+xml", svg.Type)
	require.Contains(t, string(svg.Data), "<svg ")

	for _, page := range []string{"0", "5", "-1", "99999999999999999999", "month/2026-04", strings.Repeat("x", 301), "\xff"} {
		_, err := s.Page(t.Context(), of, page, preview.Picture{})
		require.Equal(t, "page", refused(t, err, preview.CodeNoPage).Field, page)
	}
}

// It is what the renderer draws by itself.
func TestPageIsTheRenderers(t *testing.T) {
	t.Parallel()
	p, err := einkpdf.Parse([]byte(planner))
	require.NoError(t, err)
	d, err := einkpdf.Compile(t.Context(), p, einkpdf.Options{})
	require.NoError(t, err)
	var want strings.Builder
	require.NoError(t, d.WritePNG(t.Context(), &want, 1, einkpdf.PreviewOptions{}))
	f, err := newService(t, preview.Config{}).Page(t.Context(), file(planner), "2", preview.Picture{})
	require.NoError(t, err)
	require.Equal(t, want.String(), string(f.Data))
}

func TestLayout(t *testing.T) {
	t.Parallel()
	l, etag, err := newService(t, preview.Config{}).Layout(t.Context(), file(planner), "month/2026-02")
	require.NoError(t, err)
	require.NotEmpty(t, etag)
	require.Equal(t, "month/2026-02", l.Key)
	require.Len(t, l.Widgets, 3)
	require.Len(t, l.Links, 1)
	require.Equal(t, "here", l.Links[0].Target)
	require.Equal(t, 3, l.Links[0].TargetIndex)
	require.Equal(t, 7, l.Links[0].Line)
}

func TestCheck(t *testing.T) {
	t.Parallel()
	s := newService(t, preview.Config{Projects: stored{"draft": {head + "designs: {draft: {}}\nplan: [{design: b}]\n"}}})
	for name, c := range map[string]struct {
		of   preview.Of
		code string
	}{
		"a broken link": {file(strings.Replace(planner, "to: here", "to: there", 1)), einkpdf.CodeMissingTarget},
		"no YAML":       {file("einkpdf: ["), einkpdf.CodeSyntax},
		"too large":     {file(strings.Repeat("#", 1<<20+1)), einkpdf.CodeTooLarge},
		"a draft":       {preview.Of{User: "ada", Project: "draft"}, einkpdf.CodeUnknownDesign},
	} {
		r, _, err := s.Check(t.Context(), c.of)
		require.NoError(t, err, name)
		require.Equal(t, 1, r.Count(widget.Failure), name)
		require.Equal(t, c.code, r.Findings[0].Code, name)
	}
	r, etag, err := s.Check(t.Context(), file(planner))
	require.NoError(t, err)
	require.NotEmpty(t, etag)
	require.Equal(t, 4, r.Pages)
	require.Zero(t, r.Count(widget.Failure))
}

func TestOptions(t *testing.T) {
	t.Parallel()
	s := newService(t, preview.Config{Pixels: 2000})
	for field, o := range map[string]preview.Options{
		"device": {Device: "remarkble-2"}, "locale": {Locale: "xx-YY"}, "orientation": {Orientation: "upright"}, "hand": {Hand: "both"},
	} {
		_, _, err := s.Pages(t.Context(), preview.Of{File: []byte(planner), Options: o})
		e := refused(t, err, preview.CodeInvalid)
		require.Equal(t, field, e.Field)
		require.NotEmpty(t, e.Hint)
	}
	_, _, err := s.Pages(t.Context(), preview.Of{File: []byte(planner), Options: preview.Options{Device: strings.Repeat("x", 101)}})
	require.Equal(t, "device", refused(t, err, preview.CodeInvalid).Field)
	_, _, err = s.Pages(t.Context(), preview.Of{User: "ada", Project: "p", Version: -1})
	require.Equal(t, "version", refused(t, err, preview.CodeInvalid).Field)
	for _, p := range []preview.Picture{{Width: 15}, {Width: 2001}, {Width: -1}, {Width: 100, SVG: true}} {
		_, err := s.Page(t.Context(), file(planner), "1", p)
		require.Equal(t, "width", refused(t, err, preview.CodeInvalid).Field)
	}
	left, err := s.Page(t.Context(), preview.Of{File: []byte(planner), Options: preview.Options{Hand: "left", Locale: "de"}}, "1", preview.Picture{})
	require.NoError(t, err)
	right, err := s.Page(t.Context(), preview.Of{File: []byte(planner), Options: preview.Options{Hand: "right"}}, "1", preview.Picture{})
	require.NoError(t, err)
	require.NotEqual(t, left.Data, right.Data)
}

func TestDrafts(t *testing.T) {
	t.Parallel()
	s := newService(t, preview.Config{Projects: stored{"p": {head + "designs: {draft: {}}\nplan: [{design: draft}]\n"}}})
	_, _, err := s.Pages(t.Context(), preview.Of{User: "ada", Project: "p"}) // what the project's service found counts
	e := refused(t, err, preview.CodeDraft)
	require.Equal(t, "The project cannot be shown. Line 3: It says that it is a draft.", e.Message)
	require.Equal(t, "finish it", e.Hint)

	_, err = s.Page(t.Context(), file(head+"designs: {a: {bod: 1, x: 2}}\nplan: [{design: a}]\n"), "1", preview.Picture{})
	e = refused(t, err, preview.CodeDraft)
	require.Len(t, e.Findings, 2)
	require.Equal(t, 3, e.Findings[0].Line)
	require.Equal(t, einkpdf.CodeUnknownKey, e.Findings[0].Code)

	_, err = s.Page(t.Context(), file(head+"designs: {a: {body: {type: grid, columns: 200, rows: 200, repeat: {each: 1..200}, child: {type: box, fill: dark}}}}\nplan: [{design: a}]\n"), "1", preview.Picture{})
	require.Error(t, err) // an error of the page alone, or of the file: in any case one with findings
	require.NotEmpty(t, refused(t, err, preview.CodeDraft).Findings)
}

// Who has the answer is told so, and nothing is made.
func TestETags(t *testing.T) {
	t.Parallel()
	var made atomic.Int32
	s := newService(t, preview.Config{
		Projects: stored{"p": {planner, planner}, "q": {planner}}, Renderer: "1",
		Observer: preview.Observer{OnAnswer: func(string, time.Duration, bool) { made.Add(1) }},
	})
	seen := map[string]string{}
	ask := func(name string, s *preview.Service, of preview.Of, page string, p preview.Picture) {
		f, err := s.Page(t.Context(), of, page, p)
		require.NoError(t, err)
		require.Regexp(t, `^"[0-9a-f]{32}"$`, f.ETag)
		require.Empty(t, seen[f.ETag], name)
		seen[f.ETag] = name
		again, err := s.Page(t.Context(), of, page, p)
		require.NoError(t, err)
		require.Equal(t, f, again)
		before := made.Load()
		of.Has = func(etag string) bool { return etag == f.ETag }
		same, err := s.Page(t.Context(), of, page, p)
		require.ErrorIs(t, err, preview.ErrSame)
		require.Equal(t, preview.File{Type: f.Type, ETag: f.ETag}, same)
		require.Equal(t, before, made.Load())
	}
	p := preview.Of{User: "ada", Project: "p"}
	ask("current", s, p, "1", preview.Picture{Width: 100})
	ask("another page", s, p, "2", preview.Picture{Width: 100})
	ask("another width", s, p, "1", preview.Picture{Width: 101})
	ask("svg", s, p, "1", preview.Picture{SVG: true})
	ask("version", s, preview.Of{User: "ada", Project: "p", Version: 1}, "1", preview.Picture{Width: 100})
	ask("project", s, preview.Of{User: "ada", Project: "q"}, "1", preview.Picture{Width: 100})
	ask("file", s, file(planner), "1", preview.Picture{Width: 100})
	ask("device", s, preview.Of{User: "ada", Project: "p", Options: preview.Options{Device: "kobo-elipsa-2e"}}, "1", preview.Picture{Width: 100})
	ask("renderer", newService(t, preview.Config{Projects: stored{"p": {planner, planner}}, Renderer: "2"}), p, "1", preview.Picture{Width: 100})
	ask("largest picture", newService(t, preview.Config{Projects: stored{"p": {planner, planner}}, Renderer: "1", Pixels: 2000}), p, "1", preview.Picture{Width: 100})
	ask("some renderer", newService(t, preview.Config{Projects: stored{"p": {planner, planner}}}), p, "1", preview.Picture{Width: 100})

	_, pages, err := s.Pages(t.Context(), p)
	require.NoError(t, err)
	_, layout, err := s.Layout(t.Context(), p, "1")
	require.NoError(t, err)
	_, check, err := s.Check(t.Context(), p)
	require.NoError(t, err)
	for _, etag := range []string{pages, layout, check} {
		require.Empty(t, seen[etag])
		seen[etag] = "other"
	}
	p.Has = func(string) bool { return true }
	_, etag, err := s.Pages(t.Context(), p)
	require.ErrorIs(t, err, preview.ErrSame)
	require.Equal(t, pages, etag)
	_, etag, err = s.Layout(t.Context(), p, "1")
	require.ErrorIs(t, err, preview.ErrSame)
	require.Equal(t, layout, etag)
	_, etag, err = s.Check(t.Context(), p)
	require.ErrorIs(t, err, preview.ErrSame)
	require.Equal(t, check, etag)
}

// A widget that panics breaks its page, and what it says is in no log.
func TestPanic(t *testing.T) {
	t.Parallel()
	var log strings.Builder
	s := newService(t, preview.Config{Widgets: badKinds(), Logger: slog.New(slog.NewTextHandler(io.Writer(&log), nil))})
	of := file(head + "designs: {a: {body: {type: bad, how: panic}}}\nplan: [{design: a}]\n")
	ctx := audit.WithOrigin(t.Context(), audit.Origin{RequestID: "REQUEST-7"})
	_, err := s.Page(ctx, of, "1", preview.Picture{})
	e := refused(t, err, preview.CodeRenderer)
	require.NotContains(t, e.Message, "secret")
	require.Contains(t, log.String(), "request_id=REQUEST-7", "who asked tells us that alone")
	_, _, err = s.Layout(t.Context(), of, "1")
	_ = refused(t, err, preview.CodeRenderer)
	require.Contains(t, log.String(), "setup_test.go")
	require.NotContains(t, log.String(), "secret")
	_, err = s.Page(t.Context(), file(head+"designs: {a: {body: {type: bad, how: exit}}}\nplan: [{design: a}]\n"), "1", preview.Picture{})
	_ = refused(t, err, preview.CodeRenderer)
	require.Contains(t, log.String(), "Goexit")
	_, _, err = s.Pages(t.Context(), file(planner))
	require.NoError(t, err)
}

func TestNew(t *testing.T) {
	t.Parallel()
	_, err := preview.New(preview.Config{})
	require.EqualError(t, err, "preview: no Projects")
	s := newService(t, preview.Config{Widgets: badKinds()})
	schema, err := s.Schema()
	require.NoError(t, err)
	require.Contains(t, string(schema), `"bad"`)
}
