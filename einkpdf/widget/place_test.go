package widget

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
	"github.com/einkpdf/platform/einkpdf/internal/source"
)

// placed draws a widget of the format with all that is inside.
func (b *bench) placed(yaml string, at geom.Rect) *draw.List {
	b.t.Helper()
	n, errs := source.Read("t.yaml", []byte(yaml), source.Limits{})
	require.Empty(b.t, errs)
	var w Widget
	require.Empty(b.t, builtinDecoder().Decode(n, &w, "t.yaml"))
	c := b.context()
	c.place(kid{widget: w}, at, nil)
	require.NoError(b.t, c.Err())
	return c.list
}

// near is a millionth of a point for each of what was divided.
const near = 10

func requireBox(t *testing.T, x, y, w, h float64, got geom.Rect) {
	t.Helper()
	require.InDelta(t, x*1e6, float64(got.X), near)
	require.InDelta(t, y*1e6, float64(got.Y), near)
	require.InDelta(t, w*1e6, float64(got.W), near)
	require.InDelta(t, h*1e6, float64(got.H), near)
}

// Places and sizes of layers are exact; what overlaps, or lies partly outside
// of the page, is as good as anything else.
func TestLayersPlaces(t *testing.T) {
	b := newBench(t)
	list := b.placed(`
type: layers
children:
  - {type: tap, to: a, x: 12.345pt, y: 67.891pt, width: 33.333pt, height: 0.5pt}
  - {type: tap, to: b, x: 20pt, y: 60pt, width: 33.333pt, height: 20pt}
  - {type: tap, to: c, x: 440pt, y: -5.5pt, width: 100.25pt, height: 20pt}
`, geom.Rect{W: b.Page.W, H: b.Page.H})
	requireBox(t, 12.345, 67.891, 33.333, 0.5, list.Links[0].Box)
	requireBox(t, 20, 60, 33.333, 20, list.Links[1].Box)
	requireBox(t, 440, -5.5, 100.25, 20, list.Links[2].Box)
	require.Empty(t, b.found)

	b.placed(`type: layers
children: [{type: tap, to: a, x: 500pt, y: 10pt, width: 9pt, height: 9pt}]`, geom.Rect{W: b.Page.W, H: b.Page.H})
	require.Equal(t, []string{"outside-page"}, b.codes(), "nothing of it can be seen")
}

// Cells are divided without drift, with any gaps.
func TestGridPlaces(t *testing.T) {
	b := newBench(t)
	list := b.placed(`
type: grid
columns: 7
gap: 7.37pt
row-gap: 1.11pt
row-height: 12.34pt
repeat: {each: 1..40}
child: {type: link, text: "{item+7|00}", to: "n/{item}"}
`[1:], pt(10, 20, 401, 500))
	require.Len(t, list.Links, 40)
	width := (401 - 6*7.37) / 7
	for i, link := range list.Links {
		require.Equal(t, fmt.Sprintf("n/%d", i+1), link.Target)
		requireBox(t, 10+float64(i%7)*(width+7.37), 20+float64(i/7)*(12.34+1.11), width, 12.34, link.Box)
	}
	require.Equal(t, "08", texts(list)[0])
	require.Equal(t, "47", texts(list)[39])

	list = b.placed(`
type: grid
columns: 3
rows: 12
flow: columns
repeat: {each: 1..31}
child: {type: tap, to: "n/{item}"}
`[1:], pt(0, 0, 100, 100))
	for i, link := range list.Links {
		requireBox(t, float64(i/12)*100/3, float64(i%12)*100/12, 100.0/3, 100.0/12, link.Box)
	}
}

func TestStackPlaces(t *testing.T) {
	b := newBench(t)
	list := b.placed(`
type: stack
gap: 7.37pt
repeat: {each: 1..31}
child: {type: tap, to: x, height: 3.333pt}
`[1:], pt(10, 20, 50, 400))
	for i, link := range list.Links {
		requireBox(t, 10, 20+float64(i)*(3.333+7.37), 50, 3.333, link.Box)
	}
	list = b.placed(`
type: row
gap: 0.4pt
repeat: {each: 1..13}
child: {type: tap, to: x}
`[1:], pt(10, 20, 50, 400))
	for i, link := range list.Links {
		width := (50 - 12*0.4) / 13
		requireBox(t, 10+float64(i)*(width+0.4), 20, width, 400, link.Box)
	}
	require.Empty(t, b.found)
}
