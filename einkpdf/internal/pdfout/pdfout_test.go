package pdfout

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"os/exec"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
	"github.com/einkpdf/platform/einkpdf/internal/font"
)

// everything writes a document that uses every operation and every part of the file.
func everything(t testing.TB, out io.Writer) *Writer {
	w := New(out, Options{Pages: 3, Info: draw.Info{
		Title: "Кalender <2026> & (more)", Author: "A\\B", Subject: "Everything", Keywords: "a, b",
		Creator: "test", Producer: "einkpdf", Lang: "en-GB", Created: "2026-01-01",
	}})
	black, red := draw.Gray(0), draw.Color{R: 200, G: 30, B: 20, A: 255}
	thin := draw.Stroke{Color: draw.Gray(90), Width: pt(.5)}
	base := &draw.List{Ops: []draw.Op{
		draw.Dots{First: at(20, 300), PitchX: pt(14.173), PitchY: pt(14.173), NX: 28, NY: 6, Diameter: pt(2), Color: draw.Gray(100)},
		draw.Dots{First: at(20, 400), PitchX: pt(20), PitchY: pt(17.32), NX: 10, NY: 5, Shift: pt(10), Diameter: pt(2), Color: red},
		draw.Dots{First: at(300, 400), NX: 1, NY: 3, PitchY: pt(20), Diameter: pt(6), Color: black},
		draw.Lines{A: at(20, 500), B: at(427, 500), DY: pt(12), N: 6, Stroke: thin},
	}}
	write(t, base, 20, 40, 14, "Office AVATAR, affine")
	form, err := w.Form(pageSize, base)
	require.NoError(t, err)

	l := &draw.List{
		Links: []draw.Link{
			{Box: box(300, 20, 100, 30), Target: "day (two)"},
			{Box: box(-50, 580, 100, 100), Target: "note"},
			{Box: box(500, 20, 10, 10), Target: "off the page"},
			{Box: box(10, 10, 0, 10), Target: "empty"},
		},
		Anchors: []draw.Anchor{{Name: "note", At: at(20, 300)}},
	}
	write(t, l, 20, 70, 10, "Grüße, Žluťoučký кот")
	write(t, l, 20, 90, 10, "fl (brackets) \\ back")
	l.Ops = append(l.Ops,
		draw.Rect{Box: box(20, 110, 100, 40), Radius: pt(8), Fill: draw.Gray(230), Stroke: thin},
		draw.Rect{Box: box(140, 110, 100, 40), Fill: red},
		draw.Rect{Box: box(220, 130, 60, 40), Fill: draw.Color{B: 255, A: 128}, Stroke: draw.Stroke{Color: draw.Color{A: 64}, Width: pt(6)}},
		draw.Line{A: at(20, 180), B: at(200, 180), Stroke: draw.Stroke{Color: black, Width: pt(3), Cap: draw.Round, Dash: draw.Dash{Off: pt(6)}}},
		draw.Line{A: at(20, 190), B: at(200, 190), Stroke: draw.Stroke{Color: black, Width: pt(1), Dash: draw.Dash{On: pt(4), Off: pt(2)}}},
		draw.Line{A: at(20, 200), B: at(200, 200), Stroke: thin},
		draw.Line{A: at(20, 205), B: at(200, 205), Stroke: thin},
		draw.Path{Fill: draw.Gray(60), Segs: []draw.Seg{
			{Kind: draw.MoveTo, P: [3]geom.Point{at(300, 120)}},
			{Kind: draw.LineTo, P: [3]geom.Point{at(340, 120)}},
			{Kind: draw.CurveTo, P: [3]geom.Point{at(360, 120), at(360, 160), at(320, 160)}},
			{Kind: draw.ClosePath},
		}},
		draw.Image{Box: box(380, 110, 40, 40), Image: &draw.Picture{Width: 2, Height: 2, Gray: []byte{0, 255, 255, 0}}},
		draw.Image{Box: box(380, 160, 40, 40), Image: &draw.Picture{Width: 2, Height: 1, RGB: []byte{255, 0, 0, 0, 0, 255}, Alpha: []byte{255, 60}}},
	)
	for turn := range 4 {
		l.Ops = append(l.Ops, draw.Push{Clip: box(240+float64(turn)*45, 220, 40, 60), Center: at(260+float64(turn)*45, 250), Turn: turn})
		write(t, l, 245+float64(turn)*45, 250, 9, fmt.Sprintf("Turn%d", turn))
		l.Ops = append(l.Ops, draw.Rect{Box: box(242+float64(turn)*45, 240, 36, 12), Stroke: thin}, draw.Pop{})
	}
	require.NoError(t, w.Page(draw.Page{Size: pageSize, Form: form, List: l, Key: "day/1", Label: "Ä 1",
		Links: []draw.Link{{Box: box(0, 0, 20, 20), Target: "day/1"}}, Anchors: []draw.Anchor{{Name: "top", At: at(0, 10)}}}))
	require.NoError(t, w.Page(draw.Page{Size: pageSize, Form: form, Key: "day (two)"}))
	small := geom.Size{W: pt(300), H: pt(300)}
	require.NoError(t, w.Page(draw.Page{Size: small, Form: form, Key: "tag/ж", Label: "iii"}))
	require.NoError(t, w.Close([]*draw.Outline{
		{Title: "Year", Dest: "day/1", Open: true, Children: []*draw.Outline{
			{Title: "März", Page: 1, Children: []*draw.Outline{{Title: "a", Page: 0}, {Title: "b", Page: 2}}},
			{Title: "Group", Page: -1, Open: true, Children: []*draw.Outline{{Title: "c", Dest: "note"}}},
		}},
		{Title: "Last", Dest: "tag/ж"},
	}, []string{"day/1", "day (two)", "tag/ж"}))
	return w
}

func TestEverything(t *testing.T) {
	var b bytes.Buffer
	w := everything(t, &b)
	require.EqualValues(t, b.Len(), w.Bytes())
	require.Equal(t, 3, w.Pages())
	require.Equal(t, 3, w.Links(), "links off the page and empty ones are left out")
	require.Equal(t, 5, w.Dests())
	require.Equal(t, 7, w.Outlines())
	require.Equal(t, 2, w.Images())
	keep(t, "everything", b.Bytes())
	path := requireValid(t, b.Bytes())
	text, ok := plainText(t, path)
	if ok {
		for _, want := range []string{"Office AVATAR, affine", "Grüße, Žluťoučký кот", "fl (brackets) \\ back", "Turn0"} {
			require.Contains(t, text, want)
		}
	}
	if tool(t, "pdfinfo") {
		out, err := exec.Command("pdfinfo", path).Output()
		require.NoError(t, err)
		require.Contains(t, string(out), "Кalender <2026> & (more)")
		out, err = exec.Command("pdfinfo", "-dests", path).Output()
		require.NoError(t, err)
		require.Regexp(t, `1\s+\[ XYZ\s+null\s+296\s+null\s+\]\s+"note"`, string(out))
		out, err = exec.Command("pdfinfo", "-meta", path).Output()
		require.NoError(t, err)
		require.Contains(t, string(out), "Кalender &lt;2026&gt; &amp; (more)")
	}
}

// qdf is the file with all streams unpacked.
func qdf(t *testing.T, path string) string {
	t.Helper()
	if !tool(t, "qpdf") {
		t.Skip("needs qpdf")
	}
	out, err := exec.Command("qpdf", "--qdf", "--object-streams=disable", "--no-original-object-ids", path, "-").Output()
	require.NoError(t, err)
	return string(out)
}

// TestText reads text back that was shaped with ligatures, marks, from right to
// left and in fallback fonts. Lam-alef is not among them: its two letters are in
// reading order, as the standard wants, and pdftotext turns them around.
func TestText(t *testing.T) {
	texts := []string{
		"office affluent fjord", "AVATAR Type To.", "1\u00a0March 2026", "cafe\u0301 Å", "Привіт, світ",
		"Γειά σου", "שלום עולם", "مرحبا بكم", "☐ open ✓ done → next ★",
	}
	for _, family := range []string{"sans", "serif", "DejaVu Sans"} {
		l := &draw.List{}
		for i, text := range texts {
			line, err := fonts().Shape(font.Spec{Family: family}, "en", text)
			require.NoError(t, err)
			require.Empty(t, line.Missing, text)
			p := at(40, 40+float64(i)*40)
			for _, r := range line.Runs {
				l.Ops = append(l.Ops, draw.Text{At: p, Run: r, Size: pt(16), Color: draw.Gray(0)})
				p.X += r.Advance(pt(16))
			}
		}
		var b bytes.Buffer
		w := New(&b, Options{})
		require.NoError(t, w.Page(draw.Page{Size: pageSize, List: l}))
		require.NoError(t, w.Close(nil, nil))
		path := requireValid(t, b.Bytes())
		keep(t, "text-"+family, b.Bytes())
		// pdftotext may put marks of direction around text from right to left.
		clean := strings.NewReplacer("\u202b", "", "\u202a", "", "\u202c", "", "\u200f", "", "\u200e", "")
		if got, ok := plainText(t, path); ok {
			got = clean.Replace(got)
			for _, want := range texts {
				want = strings.ReplaceAll(want, "\u00a0", " ")
				if !strings.Contains(got, want) {
					want = strings.ReplaceAll(want, "e\u0301", "é")
				}
				require.Contains(t, got, want, family)
			}
		}
	}
}

func TestStructure(t *testing.T) {
	var b bytes.Buffer
	everything(t, &b)
	s := qdf(t, requireValid(t, b.Bytes()))
	for _, want := range []string{
		"/Lang (en-GB)", "/DisplayDocTitle true", "/PageMode /UseOutlines", "/LastModified (D:20260101000000+00'00')",
		"day/1\nday (two)\ntag/ж\n", "/CreationDate (D:20260101000000+00'00')", "/D (day \\(two\\))",
		"/Prev", "/Count -2", "/St 2",
	} {
		require.Contains(t, s, want)
	}
	require.NotContains(t, s, "off the page")
	// The second link was cut at the page's edges.
	require.Regexp(t, regexp.MustCompile(`/Rect \[\s+0\s+0\s+50\s+16\.39\s+\]`), s)
}

func TestDeterministic(t *testing.T) {
	var a, b bytes.Buffer
	everything(t, &a)
	everything(t, &b)
	require.True(t, bytes.Equal(a.Bytes(), b.Bytes()))
}

func TestManyPages(t *testing.T) {
	var b bytes.Buffer
	w, err := newWorkload(t, 400).write(&b, 0)
	require.NoError(t, err)
	require.Equal(t, 400*62, w.Links())
	require.Less(t, b.Len(), 700_000)

	b.Reset()
	_, err = newWorkload(t, 50).write(&b, 0)
	require.NoError(t, err)
	path := requireValid(t, b.Bytes())
	keep(t, "planner", b.Bytes())
	if text, ok := plainText(t, path); ok {
		require.Contains(t, text, "17 February 2026")
	}
}

func TestDeepTrees(t *testing.T) {
	const pages = maxKids*maxKids + 10
	var b bytes.Buffer
	w := New(&b, Options{Pages: pages})
	for i := range pages {
		require.NoError(t, w.Page(draw.Page{Size: pageSize, Key: fmt.Sprint("p", i), Label: fmt.Sprint("L", i)}))
	}
	require.NoError(t, w.Close(nil, nil))
	path := requireValid(t, b.Bytes())
	if tool(t, "pdfinfo") {
		out, err := exec.Command("pdfinfo", "-dests", path).Output()
		require.NoError(t, err)
		require.Equal(t, pages, strings.Count(string(out), "Fit"))
	}
}

var errFull = errors.New("disk full")

// limited takes n bytes and then fails.
type limited struct{ n int }

func (l *limited) Write(b []byte) (int, error) {
	if len(b) > l.n {
		n := l.n
		l.n = 0
		return n, errFull
	}
	l.n -= len(b)
	return len(b), nil
}

func TestFailingWriter(t *testing.T) {
	var b bytes.Buffer
	small(t, &b)
	require.Greater(t, b.Len(), 1000)
	for n := 0; n < b.Len(); n += 97 {
		w := New(&limited{n}, Options{})
		err := w.Page(draw.Page{Size: pageSize, Key: "a"})
		if err == nil {
			err = w.Close(nil, nil)
		}
		require.ErrorIs(t, err, errFull, "after %d bytes", n)
		require.ErrorIs(t, w.Page(draw.Page{Size: pageSize}), errFull, "the error stays")
		require.ErrorIs(t, w.Close(nil, nil), errFull)
	}
	// An error in the middle of a long document comes back early.
	w := New(&limited{100_000}, Options{})
	n := 0
	for ; n < 100_000 && w.Page(draw.Page{Size: pageSize, Key: fmt.Sprint(n)}) == nil; n++ {
	}
	require.Less(t, n, 100_000)
}

func small(t testing.TB, out io.Writer) {
	w := New(out, Options{})
	require.NoError(t, w.Page(draw.Page{Size: pageSize, Key: "a"}))
	require.NoError(t, w.Close(nil, nil))
}

func TestErrors(t *testing.T) {
	link := func(target string) *draw.List {
		return &draw.List{Links: []draw.Link{{Box: box(0, 0, 9, 9), Target: target}}}
	}
	page := func(l *draw.List) draw.Page { return draw.Page{Size: pageSize, Key: "p", List: l} }
	ops := func(ops ...draw.Op) draw.Page { return page(&draw.List{Ops: ops}) }
	for name, c := range map[string]struct {
		o       Options
		pages   []draw.Page
		outline []*draw.Outline
		keys    []string
		want    string
	}{
		"no pages":      {want: "no pages"},
		"planned":       {o: Options{Pages: 2}, pages: []draw.Page{page(nil)}, want: "2 pages were planned, but there are 1"},
		"level":         {o: Options{Level: 12}, pages: []draw.Page{page(nil)}, want: "level 12"},
		"date":          {o: Options{Info: draw.Info{Created: "yesterday"}}, pages: []draw.Page{page(nil)}, want: `"yesterday" is not a date`},
		"dead link":     {pages: []draw.Page{page(link("gone"))}, want: `page 1 links to "gone"`},
		"double dest":   {pages: []draw.Page{page(nil), page(nil)}, want: `"p" is on page 1 and on page 2`},
		"size":          {pages: []draw.Page{{Size: geom.Size{W: pt(20000), H: 5}}}, want: "page 1: a size of 20000 x 0 pt"},
		"form":          {pages: []draw.Page{{Size: pageSize, Form: 3}}, want: "no form 3"},
		"pop":           {pages: []draw.Page{ops(draw.Pop{})}, want: `"p": operation 0: a group is closed`},
		"push":          {pages: []draw.Page{ops(draw.Push{})}, want: "1 groups are not closed"},
		"path":          {pages: []draw.Page{ops(draw.Path{Fill: draw.Gray(0), Segs: []draw.Seg{{Kind: draw.LineTo}}})}, want: "begin with a move"},
		"picture":       {pages: []draw.Page{ops(draw.Image{Box: box(0, 0, 9, 9), Image: &draw.Picture{Width: math.MaxInt, Height: math.MaxInt, Gray: []byte{1}}})}, want: "each side must be 1 to 65536"},
		"pixels":        {pages: []draw.Page{ops(draw.Image{Box: box(0, 0, 9, 9), Image: &draw.Picture{Width: 2, Height: 2, Gray: []byte{1}}})}, want: "2x2 pixels has 1 grey"},
		"too much":      {pages: []draw.Page{ops(draw.Lines{N: math.MaxInt, Stroke: draw.Stroke{Width: 1, Color: draw.Gray(0)}})}, want: "larger than 32 MiB"},
		"too many dots": {pages: []draw.Page{ops(draw.Dots{NX: 9, NY: math.MaxInt, Diameter: 1, Color: draw.Gray(0)})}, want: "larger than 32 MiB"},
		"no face":       {pages: []draw.Page{ops(draw.Text{Run: &font.Run{Glyphs: make([]font.Glyph, 1)}, Size: 9, Color: draw.Gray(0)})}, want: "no usable font"},
		"outline dest":  {pages: []draw.Page{page(nil)}, outline: []*draw.Outline{{Title: "x", Dest: "q"}}, want: `"x": goes to "q"`},
		"outline page":  {pages: []draw.Page{page(nil)}, outline: []*draw.Outline{{Title: "x", Page: 1}}, want: "page 2 of 1"},
		"map length":    {pages: []draw.Page{page(nil)}, keys: []string{"a", "b"}, want: "2 keys for 1 pages"},
		"map line":      {pages: []draw.Page{page(nil)}, keys: []string{"a\nb"}, want: "line break"},
	} {
		t.Run(name, func(t *testing.T) {
			w := New(io.Discard, c.o)
			var err error
			for _, p := range c.pages {
				if err == nil {
					err = w.Page(p)
				}
			}
			if err == nil {
				err = w.Close(c.outline, c.keys)
			}
			require.ErrorContains(t, err, c.want)
			require.Equal(t, err, w.Close(nil, nil), "the error stays")
		})
	}
	w := New(io.Discard, Options{})
	require.NoError(t, w.Page(page(nil)))
	require.NoError(t, w.Close(nil, nil))
	require.ErrorIs(t, w.Close(nil, nil), errClosed)
	require.ErrorIs(t, w.Page(page(nil)), errClosed)
}

func TestMemory(t *testing.T) {
	const pages = 2000
	l := &draw.List{}
	write(t, l, 20, 40, 14, "A page")
	for i := range 60 {
		l.Links = append(l.Links, draw.Link{Box: box(float64(i), 0, 9, 9), Target: "p/0"})
	}
	w := New(io.Discard, Options{})
	heap := func() int64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return int64(m.HeapAlloc)
	}
	require.NoError(t, w.Page(draw.Page{Size: pageSize, List: l, Key: "p/0"})) // fonts, buffers
	before := heap()
	for i := 1; i <= pages; i++ {
		require.NoError(t, w.Page(draw.Page{Size: pageSize, List: l, Key: fmt.Sprint("p/", i)}))
	}
	perPage := (heap() - before) / pages
	t.Logf("%d bytes a page", perPage)
	require.Less(t, perPage, int64(1024))
	require.NoError(t, w.Close(nil, nil))
}

// BenchmarkPlanner writes 400 pages that are laid out already.
func BenchmarkPlanner(b *testing.B) {
	p := newWorkload(b, 400)
	for level := 1; level <= 7; level++ {
		b.Run(fmt.Sprint("level", level), func(b *testing.B) {
			var size int64
			for b.Loop() {
				w, err := p.write(io.Discard, level)
				require.NoError(b, err)
				size = w.Bytes()
			}
			b.ReportMetric(float64(size), "bytes")
		})
	}
}
