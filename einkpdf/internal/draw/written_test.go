package draw

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/geom"
)

func TestRounding(t *testing.T) {
	for u, want := range map[geom.Unit][3]int64{
		0: {}, 5_000: {1, 5, 50}, 4_999: {0, 5, 50}, -5_000: {0, -5, -50}, -5_001: {-1, -5, -50}, 1_234_567: {123, 1235, 12346},
	} {
		require.Equal(t, want, [3]int64{Hundredths(u), Thousandths(u), Myriadths(u)}, "%d", u)
	}
}

func TestDashWritten(t *testing.T) {
	require.Equal(t, Dash{}, Dash{On: geom.Pt, Off: 49}.Written(), "nobody can draw such a gap")
	require.Equal(t, Dash{On: geom.Pt, Off: 50}, Dash{On: geom.Pt, Off: 50}.Written())
	require.Equal(t, Dash{}, Dash{}.Written())
}

func TestDotRows(t *testing.T) {
	d := Dots{First: geom.Point{X: 10, Y: 20}, PitchX: 8_000, PitchY: 9_000, NX: 3, NY: 2, Diameter: 1_000, Color: Gray(0)}
	require.Equal(t, Stroke{Color: Gray(0), Width: 1_000, Cap: Round, Dash: Dash{Off: 8_000}}, d.Stroke())
	from, to, ok := d.Row(1)
	require.True(t, ok)
	require.Equal(t, []geom.Point{{X: 10, Y: 9_020}, {X: 10 + 2*8_000 + 2_000, Y: 9_020}}, []geom.Point{from, to})

	d.Shift = 4_000
	from, to, ok = d.Row(1)
	require.True(t, ok)
	require.Equal(t, []geom.Point{{X: 4_010, Y: 9_020}, {X: 4_010 + 8_000 + 2_000, Y: 9_020}}, []geom.Point{from, to}, "one less")
	d.NX = 1
	_, _, ok = d.Row(1)
	require.False(t, ok)

	touching := Dots{PitchX: 1_000, NX: 4, NY: 1, Diameter: 1_000, Square: true, Color: Gray(0)}
	require.Equal(t, Dash{On: 1_000}, touching.Stroke().Dash)
	from, to, _ = touching.Row(0)
	require.Equal(t, []geom.Point{{X: -500}, {X: 3_500}}, []geom.Point{from, to}, "a bar")
}
