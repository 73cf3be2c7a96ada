package widget

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

func TestLine(t *testing.T) {
	b := newBench(t)
	at := pt(10, 10, 100, 40)
	l := ops[draw.Line](b.draw(&Line{}, at))[0]
	require.Equal(t, []geom.Point{{X: 10 * geom.Pt, Y: 30 * geom.Pt}, {X: 110 * geom.Pt, Y: 30 * geom.Pt}}, []geom.Point{l.A, l.B})
	l = ops[draw.Line](b.draw(&Line{Direction: "vertical", Stroke: Stroke{Dash: Dash{Word: "dotted"}}}, at))[0]
	require.Equal(t, []geom.Point{{X: 60 * geom.Pt, Y: 10 * geom.Pt}, {X: 60 * geom.Pt, Y: 50 * geom.Pt}}, []geom.Point{l.A, l.B})
	require.Equal(t, draw.Round, l.Stroke.Cap)

	size, ok := b.natural(&Line{Stroke: Stroke{Width: geom.Points(2)}}, at.Size())
	require.True(t, ok)
	require.Equal(t, geom.Size{W: 100 * geom.Pt, H: 2 * geom.Pt}, size)
}
