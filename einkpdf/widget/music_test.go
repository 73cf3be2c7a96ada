package widget

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

func TestMusic(t *testing.T) {
	b := newBench(t)
	thin := Stroke{Width: geom.Points(1)}
	list := b.draw(&Music{StaffSpace: geom.Points(5), Stroke: thin}, pt(0, 0, 100, 151))
	staves := ops[draw.Lines](list)
	require.Len(t, staves, 3, "20 pt staves, at least 25 pt apart")
	require.Equal(t, []any{5, 5 * geom.Pt}, []any{staves[0].N, staves[0].DY})
	require.Equal(t, 65*geom.Pt, staves[1].A.Y-staves[0].A.Y, "what is left over is shared out")
	require.Equal(t, geom.Pt/2, staves[0].A.Y)
	require.Equal(t, 151*geom.Pt-geom.Pt/2, staves[2].A.Y+20*geom.Pt)
	require.Empty(t, ops[draw.Line](list), "single staves have no bar lines")
}

func TestMusicSystems(t *testing.T) {
	b := newBench(t)
	thin := Stroke{Width: geom.Points(1)}
	m := &Music{StaffSpace: geom.Points(5), Gap: geom.Points(10), Staves: 2, SystemGap: geom.Points(30), Stroke: thin}
	list := b.draw(m, pt(0, 0, 100, 131))
	require.Len(t, ops[draw.Lines](list), 4)
	bars := ops[draw.Line](list)
	require.Len(t, bars, 2)
	require.Equal(t, []geom.Point{{X: geom.Pt, Y: 0}, {X: geom.Pt, Y: 51 * geom.Pt}}, []geom.Point{bars[0].A, bars[0].B})
	m.Barlines = "both"
	require.Len(t, ops[draw.Line](b.draw(m, pt(0, 0, 100, 131))), 4)
	m.Barlines = "none"
	require.Empty(t, ops[draw.Line](b.draw(m, pt(0, 0, 100, 131))))
	require.Empty(t, b.found)
	require.Empty(t, b.draw(m, pt(0, 0, 100, 40)).Ops, "no room for a system")
	require.Equal(t, []string{"layout-overflow"}, b.codes())
	require.Contains(t, b.found[0].Message, "a system of 2 staves needs 50.0 pt, there are 39.0 pt")
}
