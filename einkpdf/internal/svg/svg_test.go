package svg

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
	"github.com/einkpdf/platform/einkpdf/internal/font"
)

func TestErrors(t *testing.T) {
	line := draw.Line{B: at(1, 1), Stroke: black(1)}
	path := func(kind draw.SegKind) draw.Path {
		return draw.Path{Segs: []draw.Seg{{Kind: draw.MoveTo}, {Kind: kind}}, Fill: draw.Gray(0)}
	}
	var deep []draw.Op
	for range 25 {
		deep = append(deep, draw.Push{})
	}
	picture := func(m draw.Picture) []draw.Op { return []draw.Op{line, draw.Image{Box: box(0, 0, 1, 1), Image: &m}} }
	for name, c := range map[string]struct {
		ops  []draw.Op
		want string
	}{
		"open group":       {[]draw.Op{draw.Push{}}, "svg: 1 groups are not closed"},
		"closed twice":     {[]draw.Op{draw.Push{}, draw.Pop{}, draw.Pop{}}, "svg: operation 2: a group is closed that was not opened"},
		"deep":             {deep, "svg: operation 24: groups are nested more than 24 deep"},
		"no start":         {[]draw.Op{draw.Path{Segs: []draw.Seg{{Kind: draw.LineTo}}}}, "svg: operation 0: a path does not begin with a move"},
		"unknown step":     {[]draw.Op{path(9)}, "unknown path step 9"},
		"unknown":          {[]draw.Op{line, nil}, "svg: operation 1: unknown operation <nil>"},
		"no font":          {[]draw.Op{draw.Text{Run: &font.Run{Glyphs: make([]font.Glyph, 1)}, Size: 1, Color: draw.Gray(0)}}, "a text has no usable font"},
		"picture's size":   {picture(draw.Picture{Width: 1 << 17, Height: 1}), "operation 1: a picture of 131072x1 pixels: each side must be 1 to 65536"},
		"picture's pixels": {picture(draw.Picture{Width: 2, Height: 1, Gray: []byte{1}}), "has 1 grey, 0 RGB, 0 alpha and 0 JPEG bytes"},
		"picture's alpha":  {picture(draw.Picture{Width: 1, Height: 1, Gray: []byte{1}, Alpha: []byte{1, 2}}), "has 1 grey, 0 RGB, 2 alpha"},
		"JPEG and pixels":  {picture(draw.Picture{Width: 1, Height: 1, Gray: []byte{1}, JPEG: []byte{1}}), "1 grey, 0 RGB, 0 alpha and 1 JPEG bytes"},
		"empty JPEG":       {picture(draw.Picture{Width: 1, Height: 1, JPEG: []byte{}}), "0 JPEG bytes"},
	} {
		t.Run(name, func(t *testing.T) {
			require.ErrorContains(t, Write(context.Background(), io.Discard, card, []*draw.List{{Ops: c.ops}}, Options{}), c.want)
		})
	}
	for _, size := range []geom.Size{{}, {W: 1}, {W: 14401 * geom.Pt, H: geom.Pt}, {W: -1, H: 1}} {
		require.ErrorContains(t, Write(context.Background(), io.Discard, size, nil, Options{}), "is not between 0 and 14400 pt")
	}
}

// Glyphs that the face does not have are errors, not panics.
func TestGlyphsOutside(t *testing.T) {
	f, err := fonts().Face(font.Spec{})
	require.NoError(t, err)
	run := &font.Run{Face: f, Text: "a", Glyphs: []font.Glyph{{ID: 0xFFFF, Cluster: 77}, {ID: 5, Cluster: -3}}}
	for _, outlines := range []bool{false, true} {
		list := &draw.List{Ops: []draw.Op{draw.Text{Run: run, Size: pt(9), Color: draw.Gray(0)}}}
		require.ErrorContains(t, Write(context.Background(), io.Discard, card, []*draw.List{list}, Options{Outlines: outlines}), "no glyph 65535")
	}
}

// counter counts bytes, and may end a context or fail.
type counter struct {
	n    int
	fail error
	end  context.CancelFunc
}

func (c *counter) Write(b []byte) (int, error) {
	c.n += len(b)
	if c.end != nil {
		c.end()
	}
	return len(b), c.fail
}

// Whatever is drawn, the file ends at its bound.
func TestMaxBytes(t *testing.T) {
	grey := bytes.Repeat([]byte{1, 77, 200, 3, 9, 140, 22}, 1<<16)[:1<<18]
	for i := range grey {
		grey[i] ^= byte(i * i >> 7)
	}
	segs := make([]draw.Seg, 1<<17)
	words := text(t, fonts(), font.Spec{}, 0, 0, 9, strings.Repeat("word ", 8000))
	for name, ops := range map[string][]draw.Op{
		"lines":   {draw.Lines{B: at(1, 1), DX: 1, N: 1 << 30, Stroke: black(1)}},
		"dots":    {draw.Dots{PitchX: 1, PitchY: 1, NX: 1 << 30, NY: 1 << 30, Diameter: 1, Color: draw.Gray(0)}},
		"path":    {draw.Path{Segs: segs, Fill: draw.Gray(0)}},
		"picture": {draw.Image{Box: box(0, 0, 1, 1), Image: &draw.Picture{Width: 1 << 9, Height: 1 << 9, Gray: grey}}},
		"JPEG":    {draw.Image{Box: box(0, 0, 1, 1), Image: &draw.Picture{Width: 1, Height: 1, JPEG: grey}}},
		"words":   append(append([]draw.Op{}, words...), words...),
	} {
		for _, outlines := range []bool{false, true} {
			t.Run(fmt.Sprint(name, outlines), func(t *testing.T) {
				const limit = 70_000
				var c counter
				err := Write(context.Background(), &c, card, []*draw.List{{Ops: ops}}, Options{MaxBytes: limit, Outlines: outlines})
				require.ErrorIs(t, err, ErrTooLarge)
				require.ErrorContains(t, err, "the limit is 70000 bytes")
				require.LessOrEqual(t, c.n, limit)

				ctx, cancel := context.WithCancel(context.Background())
				c = counter{end: cancel}
				require.Equal(t, context.Canceled, Write(ctx, &c, card, []*draw.List{{Ops: ops}}, Options{Outlines: outlines}))
				require.LessOrEqual(t, c.n, 2*piece)

				failed := errors.New("disk full")
				c = counter{fail: failed}
				require.ErrorIs(t, Write(context.Background(), &c, card, []*draw.List{{Ops: ops}}, Options{Outlines: outlines}), failed)
				require.LessOrEqual(t, c.n, 2*piece)
			})
		}
	}
	file := write(t, Options{}, draw.Line{B: at(1, 1), Stroke: black(1)})
	o := Options{MaxBytes: len(file)}
	require.Equal(t, file, write(t, o, draw.Line{B: at(1, 1), Stroke: black(1)}), "the bound itself is allowed")

	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	require.Equal(t, context.Canceled, Write(ctx, io.Discard, card, nil, Options{}))
	require.ErrorIs(t, Write(context.Background(), shortWriter{}, card, nil, Options{}), io.ErrShortWrite)
}

type shortWriter struct{}

func (shortWriter) Write([]byte) (int, error) { return 0, nil }

// What shows nothing leaves nothing.
func TestNothing(t *testing.T) {
	want := write(t, Options{})
	none := draw.Color{}
	require.Equal(t, want, write(t, Options{},
		draw.Line{}, draw.Lines{N: 3}, draw.Lines{Stroke: black(1)}, draw.Rect{Box: box(1, 1, 1, 1)}, draw.Rect{Box: box(1, 1, -1, 1), Fill: draw.Gray(0)},
		draw.Dots{NX: 1, NY: 1, Diameter: 1}, draw.Dots{NX: 0, NY: 1, Diameter: 1, Color: draw.Gray(0)}, draw.Path{},
		draw.Path{Segs: []draw.Seg{{}}, Fill: none}, draw.Text{}, draw.Text{Run: &font.Run{}, Size: 1, Color: draw.Gray(0)}, draw.Image{},
		draw.Image{Image: &draw.Picture{}}, draw.Push{}, draw.Pop{}))
	var b bytes.Buffer
	require.NoError(t, Write(context.Background(), &b, card, []*draw.List{nil, nil}, Options{}))
	require.Equal(t, want, b.String())
}

func TestLang(t *testing.T) {
	for lang, want := range map[string]string{"": "", "de": "de", "zh-Hant-TW": "zh-Hant-TW", `en" onload="x`: "", strings.Repeat("a", 36): ""} {
		require.Equal(t, want, parse(t, write(t, Options{Lang: lang}))[0].attrs["lang"])
	}
}

func TestIsSafe(t *testing.T) {
	for href, want := range map[string]bool{
		"#day": true, "page-1.svg": true, "a/b?c=d:e#f:g": true, "?page=1": true, "//host/path": true, "HTTPS://host": true, "http:x": true, "./a:b": true, "Ä b.svg": true,
		"": false, " #x": false, "javascript:alert(1)": false, "JaVaScRiPt:x": false, "java\nscript:x": false, "\x01javascript:x": false, "\u00a0javascript:x": false,
		"data:text/html,x": false, "vbscript:x": false, "a:b": false, ":": false, "http\t:x": false, "ftp://x": false, "\xff": false, "file:///etc": false, "a\x7f": false,
	} {
		require.Equal(t, want, isSafe(href), "%q", href)
	}
}

func TestLinksWithoutAddress(t *testing.T) {
	list := &draw.List{Links: []draw.Link{{Box: box(1, 1, 5, 5), Target: "a"}, {Box: box(1, 1, 5, 5), Target: "b"}, {Box: box(1, 1, 5, 5)}}}
	for href, n := range map[string]int{"": 0, "javascript:": 0, "#": 2} {
		var b bytes.Buffer
		require.NoError(t, Write(context.Background(), &b, card, []*draw.List{list}, Options{Href: func(string) string { return href }}))
		require.Len(t, named(parse(t, b.String()), "a"), n)
		require.Len(t, named(parse(t, b.String()), "g"), min(n, 1))
	}
}

func TestAppendNumber(t *testing.T) {
	for _, c := range []struct {
		v        int64
		decimals int
		want     string
	}{
		{0, 2, "0"}, {5, 0, "5"}, {-5, 0, "-5"}, {5, 2, ".05"}, {-50, 2, "-.5"}, {100, 2, "1"}, {-12_345, 3, "-12.345"}, {43_945_313, 10, ".0043945313"}, {1_000, 2, "10"},
	} {
		require.Equal(t, c.want, string(appendNumber(nil, c.v, c.decimals)))
	}
}

// TestConcurrent writes the same lists several times at once.
func TestConcurrent(t *testing.T) {
	lists := []*draw.List{{Ops: text(t, fonts(), font.Spec{Bold: true}, 5, 50, 14, "Concurrent fi سلام")}}
	var all [4]string
	var group sync.WaitGroup
	for i := range all {
		group.Go(func() {
			var b bytes.Buffer
			if err := Write(context.Background(), &b, card, lists, Options{Outlines: i%2 == 1}); err == nil {
				all[i] = b.String()
			}
		})
	}
	group.Wait()
	require.NotEmpty(t, all[0])
	require.Equal(t, all[0], all[2])
	require.Equal(t, all[1], all[3])
}

func ExampleWrite() {
	var b bytes.Buffer
	list := &draw.List{Ops: []draw.Op{draw.Rect{Box: geom.Rect{X: 5 * geom.Pt, Y: 5 * geom.Pt, W: 30 * geom.Pt, H: 10 * geom.Pt}, Fill: draw.Gray(0x77)}}}
	err := Write(context.Background(), &b, geom.Size{W: 40 * geom.Pt, H: 20 * geom.Pt}, []*draw.List{list}, Options{Title: "A box"})
	fmt.Println(b.String(), err)
	// Output:
	// <svg xmlns="http://www.w3.org/2000/svg" width="40pt" height="20pt" viewBox="0 0 40 20" role="img" xml:space="preserve" stroke-miterlimit="10">
	// <title>A box</title>
	// <path fill="#fff" d="M0 0H40V20H0Z"/>
	// <path fill="#777" d="M5 15H35V5H5Z"/>
	// </svg>
	//  <nil>
}

// A line without length shows round ends alone, as in a PDF.
func TestLinesWithoutLength(t *testing.T) {
	at := geom.Point{X: 5 * geom.Pt, Y: 5 * geom.Pt}
	for _, ends := range []draw.Cap{draw.Butt, draw.Square, draw.Round} {
		s := draw.Stroke{Color: draw.Gray(0), Width: geom.Pt, Cap: ends}
		var b bytes.Buffer
		l := &draw.List{Ops: []draw.Op{draw.Line{A: at, B: at, Stroke: s}, draw.Lines{A: at, B: at, DX: geom.Pt, N: 2, Stroke: s}}}
		require.NoError(t, Write(context.Background(), &b, geom.Size{W: 10 * geom.Pt, H: 10 * geom.Pt}, []*draw.List{l}, Options{}))
		require.Equal(t, ends == draw.Round, strings.Contains(b.String(), "stroke="), ends)
	}
}
