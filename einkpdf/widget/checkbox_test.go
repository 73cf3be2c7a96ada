package widget

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

func TestCheckbox(t *testing.T) {
	b := newBench(t)
	at := pt(10, 10, 100, 20)
	list := b.draw(&Checkbox{Label: "Milk", Size: geom.Points(10), Stroke: Stroke{Width: geom.Points(1)}, Link: "shop"}, at)
	box := ops[draw.Rect](list)[0]
	require.Equal(t, geom.Rect{X: geom.Pt * 21 / 2, Y: geom.Pt * 31 / 2, W: 9 * geom.Pt, H: 9 * geom.Pt}, box.Box, "the line stays inside")
	require.Zero(t, box.Radius)
	require.Equal(t, []string{"Milk"}, texts(list))
	require.Equal(t, 25*geom.Pt, ops[draw.Text](list)[0].At.X)
	require.Empty(t, ops[draw.Path](list), "not ticked")
	require.Equal(t, []draw.Link{{Box: at, Target: "shop"}}, list.Links)

	list = b.draw(&Checkbox{Shape: "circle", Size: geom.Points(10), Checked: true, Check: RGB(255, 0, 0), Align: "right"}, at)
	box = ops[draw.Rect](list)[0]
	require.Equal(t, box.Box.W/2, box.Radius)
	tick := ops[draw.Path](list)[0]
	require.Equal(t, RGB(255, 0, 0), tick.Stroke.Color)
	for _, s := range tick.Segs {
		require.True(t, s.P[0].X > 100*geom.Pt && s.P[0].X < 110*geom.Pt, "inside the box at the right edge")
	}
}

func TestCheckboxAligned(t *testing.T) {
	b := newBench(t)
	w := &Checkbox{Label: "Milk", Size: geom.Points(10)}
	size, ok := b.natural(w, geom.Size{W: 100 * geom.Pt, H: 100 * geom.Pt})
	require.True(t, ok)
	x := func(align string) geom.Unit {
		w.Align = align
		return ops[draw.Rect](b.draw(w, pt(0, 0, 100, 20)))[0].Box.X
	}
	left, center, right := x("left"), x("center"), x("right")
	free := 100*geom.Pt - (size.W - slack)
	require.InDelta(t, int64(free/2), int64(center-left), 2)
	require.InDelta(t, int64(free), int64(right-left), 2)
}

func TestCheckboxIsNotLargerThanItsPlace(t *testing.T) {
	box := ops[draw.Rect](newBench(t).draw(&Checkbox{Size: geom.Points(50)}, pt(0, 0, 30, 20)))[0].Box
	require.True(t, pt(0, 0, 20, 20).Contains(box))
	size, ok := newBench(t).natural(&Checkbox{Size: geom.Points(50)}, geom.Size{})
	require.True(t, ok)
	require.Equal(t, geom.Size{W: 50 * geom.Pt, H: 50 * geom.Pt}, size)
}

// A long label is broken into lines and takes the height that it needs.
func TestCheckboxWraps(t *testing.T) {
	b := newBench(t)
	w := &Checkbox{Label: "A label that does not fit beside its box in a single line", Size: geom.Points(12)}
	size, ok := b.natural(w, geom.Size{W: 100 * geom.Pt, H: 500 * geom.Pt})
	require.True(t, ok)
	require.Equal(t, 100*geom.Pt, size.W)
	list := b.draw(w, geom.Rect{W: size.W, H: size.H})
	lines := ops[draw.Text](list)
	require.Greater(t, len(texts(list)), 2)
	require.Equal(t, textSize(12*geom.Pt, 85), points(lines[0].Size), "not made smaller")
	require.Less(t, lines[len(lines)-1].At.Y, size.H)
	box := ops[draw.Rect](list)[0].Box
	require.InDelta(t, box.Center().Y.Points(), lines[0].At.Y.Points()-lines[0].Size.Points()*0.36, 0.5, "beside the first line")
	require.Empty(t, b.found)

	low := b.draw(w, pt(0, 0, 100, 24))
	require.Less(t, ops[draw.Text](low)[0].Size, lines[0].Size, "smaller only where there is no room")
	require.Empty(t, b.found)
	b.draw(w, pt(0, 0, 60, 13))
	require.Contains(t, b.codes(), "layout-overflow")
}
