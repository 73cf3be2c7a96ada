package widget

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
	"github.com/einkpdf/platform/einkpdf/internal/token"
)

func TestAnchor(t *testing.T) {
	b := newBench(t)
	b.vars.Set("n", token.Int(3))
	list := b.draw(&Anchor{Name: "tasks-{n}"}, pt(5, 6, 40, 40))
	require.Equal(t, []draw.Anchor{{Name: "tasks-3", At: geom.Point{X: 5 * geom.Pt, Y: 6 * geom.Pt}}}, list.Anchors)
	require.Empty(t, list.Ops)
	size, ok := b.natural(&Anchor{}, geom.Size{W: geom.Pt, H: geom.Pt})
	require.True(t, ok)
	require.Zero(t, size)
}
