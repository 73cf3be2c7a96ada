package widget

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

func TestLines(t *testing.T) {
	b := newBench(t)
	at := pt(10, 20, 200, 100)
	first := func(l *Lines) draw.Lines { return ops[draw.Lines](b.draw(l, at))[0] }
	pt := geom.Pt

	plain := first(&Lines{Pitch: geom.Points(30)})
	require.Equal(t, geom.Point{X: 10 * pt, Y: 50 * pt}, plain.A, "the first line is one pitch below the edge")
	require.Equal(t, geom.Point{X: 210 * pt, Y: 50 * pt}, plain.B)
	require.Equal(t, 3, plain.N)
	require.Equal(t, 30*pt, plain.DY)
	require.Equal(t, draw.Stroke{Color: Gray(0xAA), Width: pt / 2}, plain.Stroke)

	require.Equal(t, 4, first(&Lines{Pitch: geom.Points(25)}).N, "a line on the bottom edge counts")

	edge := first(&Lines{Pitch: geom.Points(25), Start: "edge"})
	require.Equal(t, 20*pt, edge.A.Y)
	require.Equal(t, 5, edge.N)

	require.Equal(t, 2, first(&Lines{Pitch: geom.Points(25), Count: 2}).N)

	padded := first(&Lines{Pitch: geom.Points(25), Padding: Edges{Top: geom.Points(10), Left: geom.Points(5), Right: geom.Points(7)}})
	require.Equal(t, geom.Point{X: 15 * pt, Y: 55 * pt}, padded.A)
	require.Equal(t, 203*pt, padded.B.X)
	require.Equal(t, 3, padded.N)
}

func TestLinesColumns(t *testing.T) {
	b := newBench(t)
	list := b.draw(&Lines{
		Pitch: geom.Points(20), Columns: 2, ColumnGap: geom.Points(20),
		Margin: geom.Points(15), MarginStroke: Stroke{Color: RGB(200, 0, 0)}, Stroke: Stroke{Width: geom.Points(2)},
	}, pt(0, 0, 200, 100))
	rules := ops[draw.Lines](list)
	require.Len(t, rules, 2)
	require.Equal(t, 90*geom.Pt, rules[0].B.X)
	require.Equal(t, 110*geom.Pt, rules[1].A.X)
	margins := ops[draw.Line](list)
	require.Len(t, margins, 2)
	require.Equal(t, 15*geom.Pt, margins[0].A.X)
	require.Equal(t, 125*geom.Pt, margins[1].A.X)
	require.Equal(t, draw.Stroke{Color: RGB(200, 0, 0), Width: 2 * geom.Pt}, margins[0].Stroke, "what the margin stroke leaves open comes from the lines")
}

func TestLinesNatural(t *testing.T) {
	b := newBench(t)
	space := geom.Size{W: 100 * geom.Pt, H: 500 * geom.Pt}
	_, ok := b.natural(&Lines{Pitch: geom.Points(20)}, space)
	require.False(t, ok)
	size, ok := b.natural(&Lines{Pitch: geom.Points(20), Count: 4, Padding: All(geom.Points(3))}, space)
	require.True(t, ok)
	require.Equal(t, geom.Size{W: 100 * geom.Pt, H: 86 * geom.Pt}, size)
	size, _ = b.natural(&Lines{Pitch: geom.Points(20), Count: 4, Start: "edge"}, space)
	require.Equal(t, 60*geom.Pt, size.H)
	require.Equal(t, 4, ops[draw.Lines](b.draw(&Lines{Pitch: geom.Points(20), Count: 4, Start: "edge"}, geom.Rect{W: size.W, H: size.H}))[0].N)
}

func TestLinesRefuseTooFine(t *testing.T) {
	b := newBench(t)
	require.Contains(t, b.fails(&Lines{Pitch: geom.Points(0.01)}, pt(0, 0, 100, 100)), "10000 marks")
	require.Contains(t, b.fails(&Lines{}, pt(0, 0, 100, 100)), "pitch")
}

// Narrow ruling: the lines begin on the top edge, and none is below the bottom.
func TestLinesFromTheEdge(t *testing.T) {
	b := newBench(t)
	for _, tt := range []struct {
		pitch float64
		count int
		high  int64
		want  int
	}{
		{1, 0, 100, 101},
		{7.37, 0, 100, 14},
		{7.37, 5, 100, 5},
		{20, 1000, 100, 6},
		{500, 10, 100, 1},
	} {
		at := pt(10, 20, 200, tt.high)
		w := &Lines{Pitch: geom.Points(tt.pitch), Count: tt.count, Start: "edge", Columns: 3, ColumnGap: geom.Points(0), Stroke: Stroke{Cap: "square"}}
		require.Empty(t, builtinDecoder().Validate(w, ""))
		rules := ops[draw.Lines](b.draw(w, at))
		require.Len(t, rules, 3)
		for i, r := range rules {
			require.Equal(t, tt.want, r.N)
			require.Equal(t, at.Y, r.A.Y)
			require.Equal(t, geom.Points(tt.pitch).Resolve(0, 0), r.DY)
			require.LessOrEqual(t, r.A.Y+r.DY*geom.Unit(r.N-1), at.Bottom())
			require.Equal(t, draw.Square, r.Stroke.Cap)
			if i > 0 {
				require.Equal(t, rules[i-1].B.X, r.A.X, "columns without a gap")
			}
		}
	}
	require.Len(t, builtinDecoder().Validate(&Lines{Pitch: geom.MM(0.3)}, ""), 1)
}
