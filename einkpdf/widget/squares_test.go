package widget

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

func TestSquares(t *testing.T) {
	b := newBench(t)
	rules := ops[draw.Lines](b.draw(&Squares{Pitch: geom.Points(10), Stroke: Stroke{Width: geom.Points(1)}}, pt(0, 0, 104, 56)))
	require.Len(t, rules, 2)
	across, down := rules[0], rules[1]
	require.Equal(t, []int{6, 11}, []int{across.N, down.N})
	require.Equal(t, 3*geom.Pt, across.A.Y, "the rest is shared out")
	require.Equal(t, 2*geom.Pt, down.A.X)
	require.Equal(t, geom.Pt*3/2, across.A.X, "corners are full")

	rules = ops[draw.Lines](b.draw(&Squares{Pitch: geom.Points(10), Align: "top-left", Border: "open"}, pt(0, 0, 104, 56)))
	require.Equal(t, []int{4, 9}, []int{rules[0].N, rules[1].N})
	require.Equal(t, geom.Point{X: 0, Y: 10 * geom.Pt}, rules[0].A)
	require.Equal(t, geom.Point{X: 100 * geom.Pt, Y: 10 * geom.Pt}, rules[0].B)
}

func TestSquaresAccent(t *testing.T) {
	b := newBench(t)
	accents := func(border string) [][2]int64 {
		rules := ops[draw.Lines](b.draw(&Squares{Pitch: geom.Points(10), AccentEvery: 5, Border: border}, pt(0, 0, 100, 50)))
		require.Equal(t, Gray(0x77), rules[2].Stroke.Color)
		require.Equal(t, 50*geom.Pt, rules[2].DX+rules[2].DY)
		var list [][2]int64
		for _, r := range rules[2:] {
			list = append(list, [2]int64{int64(max(r.A.Y*min(r.DY, 1), r.A.X*min(r.DX, 1)) / geom.Pt), int64(r.N)})
		}
		return list
	}
	require.Equal(t, [][2]int64{{0, 2}, {0, 3}}, accents("closed"))
	require.Equal(t, [][2]int64{{50, 1}}, accents("open"), "no accents on the open border")
}

func TestSquaresWithoutRoom(t *testing.T) {
	require.Empty(t, newBench(t).draw(&Squares{Pitch: geom.Points(10)}, pt(0, 0, 9, 100)).Ops)
}
