package widget

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

func TestBox(t *testing.T) {
	b := newBench(t)
	at := pt(0, 0, 100, 40)
	only := func(w *Box) draw.Rect { return ops[draw.Rect](b.draw(w, at))[0] }
	require.Equal(t, draw.Stroke{Color: Gray(0), Width: geom.Pt / 2}, only(&Box{}).Stroke, "an empty box gets a line")
	filled := only(&Box{Fill: Color{A: 0x20}, Radius: geom.Points(90)})
	require.Zero(t, filled.Stroke)
	require.Equal(t, Color{A: 0x20}, filled.Fill)
	require.Equal(t, 20*geom.Pt, filled.Radius, "at most half of the shorter side")
	both := only(&Box{Fill: Gray(0xDD), Stroke: Stroke{Width: geom.Points(3)}})
	require.Equal(t, draw.Stroke{Color: Gray(0), Width: 3 * geom.Pt}, both.Stroke)
	pale := only(&Box{Fill: Color{R: 1, A: 0x40}, Stroke: Stroke{Color: Color{B: 1, A: 0x80}, Width: geom.MM(20)}})
	require.Equal(t, uint8(0x40), pale.Fill.A)
	require.Equal(t, uint8(0x80), pale.Stroke.Color.A)
	require.Empty(t, builtinDecoder().Validate(&Box{Stroke: Stroke{Width: geom.MM(20)}}, ""))
	require.Equal(t, []draw.Link{{Box: at, Target: "here"}}, b.draw(&Box{Link: "here"}, at).Links)
	require.Empty(t, b.draw(&Box{Fill: None()}, at).Ops)
}
