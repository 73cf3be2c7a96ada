package gopdfout

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
	"github.com/einkpdf/platform/einkpdf/internal/font"
	"github.com/einkpdf/platform/einkpdf/pdfcheck"
)

// TestMixedSizes has links and forms on pages of several sizes, which gopdf by
// itself gets wrong.
func TestMixedSizes(t *testing.T) {
	sizes := []geom.Size{pageSize, {W: pt(300), H: pt(800)}, {W: pt(600.126), H: pt(200.5)}}
	link := draw.Link{Box: box(20, 30, 100, 40), Target: "two"}
	list := &draw.List{
		Ops:   []draw.Op{draw.Rect{Box: link.Box, Fill: draw.Gray(0x77)}},
		Links: []draw.Link{{Box: box(-50, 100, 80, 20), Target: "place"}, {Box: box(700, 0, 10, 10), Target: "two"}, {Box: box(0, 0, 10, 10)}},
	}
	form := ops(draw.Line{A: at(0, 20), B: at(200, 60), Stroke: draw.Stroke{Color: draw.Gray(0), Width: pt(2)}})
	pages := make([]draw.Page, len(sizes))
	for i, s := range sizes {
		pages[i] = draw.Page{Size: s, Form: 1, List: list, Links: []draw.Link{link}, Key: []string{"one", "two", "three"}[i]}
	}
	pages[1].Anchors = []draw.Anchor{{Name: "place", At: at(10, 150)}, {Name: "below", At: at(0, 900)}}

	var out bytes.Buffer
	b := newBackend(context.Background(), &out, draw.Info{})
	id, err := b.Form(pageSize, form)
	require.NoError(t, err)
	require.EqualValues(t, 1, id)
	write(t, b, pages)
	links, err := pdfcheck.Links(out.Bytes())
	require.NoError(t, err)
	require.Len(t, links, 6)
	for i, l := range links {
		want := pdfcheck.Link{Page: i/2 + 1, X: 20, Y: 30, W: 100, H: 40, Target: 2, View: "/XYZ 0 800 null"}
		if i%2 == 1 {
			want = pdfcheck.Link{Page: i/2 + 1, Y: 100, W: 30, H: 20, Target: 2, View: "/XYZ 0 650 null"}
		}
		require.Empty(t, pdfcheck.Compare([]pdfcheck.Link{want}, []pdfcheck.Link{l}, 0.011), "link %d: %v", i, l)
		require.Equal(t, want.View, l.View)
	}
	require.Equal(t, map[string]int{"one": 1, "two": 2, "three": 3, "place": 2, "below": 2}, b.anchors)

	for i := range pages {
		pages[i].Form, pages[i].List = 0, ops(append(form.Ops[:1:1], list.Ops...)...)
	}
	own, _ := both(t, pages...)
	requireSame(t, own, out.Bytes(), 60, 1, 3)
}

// cff is a font file whose outlines are said to be of the other kind.
func cff(data []byte) []byte {
	for i := range int(binary.BigEndian.Uint16(data[4:])) {
		if tag := data[12+16*i:][:4]; string(tag) == "glyf" {
			copy(tag, "CFF ")
		}
	}
	return data
}

// unnamed is a font file without the names that gopdf asks for.
func unnamed(data []byte) []byte {
	for i := range int(binary.BigEndian.Uint16(data[4:])) {
		if tag := data[12+16*i:][:4]; string(tag) == "post" {
			copy(tag, "posx")
		}
	}
	return data
}

func TestUnsupported(t *testing.T) {
	type odd struct{ draw.Op }
	spec := font.Spec{Family: "Own"}
	veil := draw.Color{A: 100}
	groups := make([]draw.Op, 14)
	for i := range groups {
		groups[i] = draw.Push{Clip: box(0, 0, 9, 9), Turn: 1}
	}
	segs := curve(20, 40, false)
	for name, c := range map[string]struct {
		list []draw.Op
		want string
	}{
		"glyph":     {text(t, fonts(), font.Spec{}, 72, 36, 10, "a 水 b"), `text "a 水 b" at 25.4 mm, 12.7 mm from the top left: gopdf cannot write this: no font has the character '水'`},
		"cff":       {text(t, custom(t, cff(dejavu(t))), spec, 72, 36, 10, "abc"), `text "abc" at 25.4 mm, 12.7 mm from the top left: gopdf cannot write this: the font DejaVuSerif: font cannot be used: it has no TrueType outlines`},
		"no post":   {text(t, custom(t, unnamed(dejavu(t))), spec, 72, -36, 10, "abc"), `at 25.4 mm, -12.7 mm from the top left: gopdf cannot write this: the font DejaVuSerif: `},
		"dots":      {[]draw.Op{draw.Dots{PitchX: pt(2), PitchY: pt(9), NX: 2, NY: 2, Diameter: pt(3), Color: veil}}, "dots at 0.0 mm, 0.0 mm from the top left: gopdf cannot write this: translucent dots that touch"},
		"curve":     {[]draw.Op{draw.Path{Segs: segs, Stroke: draw.Stroke{Color: veil, Width: pt(2), Cap: draw.Round}}}, "shape at 7.1 mm, 14.1 mm"},
		"groups":    {groups, "group at 0.0 mm, 0.0 mm from the top left: gopdf cannot write this: groups are nested too deep"},
		"operation": {[]draw.Op{odd{}}, "is unknown"},
		"memory":    {[]draw.Op{draw.Dots{PitchX: pt(2), PitchY: pt(2), NX: 1e5, NY: 1e5, Diameter: pt(1), Color: veil}}, "need more than 8 MiB"},
		"jpeg":      {[]draw.Op{draw.Image{Box: box(72, 36, 9, 9), Image: &draw.Picture{Width: 9, Height: 9, JPEG: []byte("none")}}}, "image at 25.4 mm, 12.7 mm from the top left: gopdf cannot write this: the picture: invalid JPEG"},
		"picture":   {[]draw.Op{draw.Image{Box: box(0, 0, 9, 9), Image: &draw.Picture{Width: 2000, Height: 1100, Gray: make([]byte, 2000*1100)}}}, "need more than 8 MiB"},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBackend(context.Background(), io.Discard, draw.Info{})
			b.limit = 8 << 20
			require.NoError(t, b.Page(draw.Page{Size: pageSize}))
			err := b.Page(draw.Page{Size: pageSize, Key: "day/1", List: ops(c.list...)})
			require.ErrorIs(t, err, ErrUnsupported)
			require.ErrorContains(t, err, `gopdfout: page 2 ("day/1"): `)
			require.ErrorContains(t, err, c.want)
		})
	}
}

// TestMistakes are those that documents cannot make.
func TestMistakes(t *testing.T) {
	page := func(o ...draw.Op) draw.Page { return draw.Page{Size: pageSize, Key: "p", List: ops(o...)} }
	picture := func(p draw.Picture) draw.Page { return page(draw.Image{Box: box(0, 0, 9, 9), Image: &p}) }
	for name, c := range map[string]struct {
		pages []draw.Page
		want  string
	}{
		"no pages":    {nil, "no pages"},
		"form":        {[]draw.Page{{Size: pageSize, Form: 1}}, "no form 1"},
		"dead link":   {[]draw.Page{{Size: pageSize, Links: []draw.Link{{Box: box(0, 0, 9, 9), Target: "gone"}}}}, `page 1 links to "gone"`},
		"double dest": {[]draw.Page{page(), page()}, `page 2 ("p"): the destination "p" is on page 1, too`},
		"pop":         {[]draw.Page{page(draw.Pop{})}, "a group is closed"},
		"push":        {[]draw.Page{page(draw.Push{})}, "1 groups are not closed"},
		"path":        {[]draw.Page{page(draw.Path{Fill: draw.Gray(0), Segs: []draw.Seg{{Kind: draw.LineTo}}})}, "begin"},
		"step":        {[]draw.Page{page(draw.Path{Fill: draw.Gray(0), Segs: []draw.Seg{{}, {Kind: 9}}})}, "unknown path step 9"},
		"sides":       {[]draw.Page{picture(draw.Picture{Width: 1 << 20, Height: 1})}, "each side"},
		"pixels":      {[]draw.Page{picture(draw.Picture{Width: 2, Height: 2, RGB: make([]byte, 11)})}, "11 RGB"},
		"no face":     {[]draw.Page{page(draw.Text{Run: &font.Run{Glyphs: make([]font.Glyph, 1)}, Size: 9, Color: draw.Gray(0)})}, "no usable font"},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBackend(context.Background(), io.Discard, draw.Info{})
			var err error
			for _, p := range c.pages {
				err = errors.Join(err, b.Page(p))
			}
			err = errors.Join(err, b.Close(nil, nil))
			require.ErrorContains(t, err, c.want)
			require.NotErrorIs(t, err, ErrUnsupported)
		})
	}
}

// TestNothing are operations that show nothing.
func TestNothing(t *testing.T) {
	black := draw.Stroke{Color: draw.Gray(0), Width: pt(1)}
	b := newBackend(context.Background(), io.Discard, draw.Info{})
	require.NoError(t, b.Page(draw.Page{Size: pageSize, List: ops(
		draw.Rect{Box: box(0, 0, -1, 5), Fill: draw.Gray(0)}, draw.Rect{Box: box(0, 0, 5, 5)}, draw.Line{A: at(0, 0), B: at(9, 9)},
		draw.Lines{N: -1, Stroke: black}, draw.Path{Stroke: black}, draw.Path{Segs: []draw.Seg{{}}, Stroke: black},
		draw.Path{Segs: []draw.Seg{{}, {Kind: draw.ClosePath}}, Stroke: draw.Stroke{Color: draw.Gray(0), Width: pt(1), Dash: draw.Dash{On: pt(1), Off: pt(1)}}},
		draw.Dots{NX: 1, NY: 0, Diameter: pt(1), Color: draw.Gray(0)}, draw.Image{}, draw.Text{},
		draw.Line{A: at(5, 5), B: at(5, 5), Stroke: draw.Stroke{Color: draw.Gray(0), Width: pt(1), Cap: draw.Square, Dash: draw.Dash{On: 1, Off: 1}}},
		draw.Line{A: at(5, 5), B: at(5, 6), Stroke: draw.Stroke{Color: draw.Gray(0), Width: 1, Dash: draw.Dash{On: 1, Off: 3}}},
	)}))
	require.NoError(t, b.Close(nil, nil))
}

// TestGuard has what gopdf would panic of.
func TestGuard(t *testing.T) {
	err := guard(func() error {
		var none []int
		_ = none[len(t.Name())]
		return nil
	})
	require.ErrorIs(t, err, ErrUnsupported)
	require.ErrorContains(t, err, "gopdf failed: runtime error: index out of range")
}
