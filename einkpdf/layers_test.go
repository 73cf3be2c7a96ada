package einkpdf_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

// What lies above a page's own drawing must not sink below it, even where that
// runs out of its box.
func TestFillStaysAboveOverflowingText(t *testing.T) {
	d := compile(t, head+`designs:
  d:
    body:
      type: layers
      children:
        - {type: text, x: 0mm, y: 0mm, width: 10mm, height: 8mm, fit: line, text: "{page} a long text that runs out"}
        - {type: box, x: 15mm, y: 0mm, width: 30mm, height: 8mm, fill: white}
        - {type: box, x: 0mm, y: 50mm, width: 30mm, height: 8mm, fill: faint}
plan: [{design: d, each: 1..2}]
`, einkpdf.Options{})
	p, err := d.PageAt(0)
	require.NoError(t, err)
	require.Len(t, p.Static.Ops, 1, "the box below is the same on all pages")
	require.IsType(t, draw.Text{}, p.Own.Ops[0])
	require.IsType(t, draw.Rect{}, p.Own.Ops[len(p.Own.Ops)-1])
}

// A text that takes the height it needs does not make its neighbours the page's own.
func TestLayersKeepTheirStaticParts(t *testing.T) {
	d := compile(t, head+`designs:
  d:
    body:
      type: layers
      children:
        - {type: text, y: 10mm, text: "{page}"}
        - {type: lines, y: 40mm, pitch: 8mm}
plan: [{design: d, each: 1..2}]
`, einkpdf.Options{})
	p, err := d.PageAt(1)
	require.NoError(t, err)
	require.Len(t, p.Static.Ops, 1)
	require.Len(t, p.Own.Ops, 1)
	baseline := p.Own.Ops[0].(draw.Text).At.Y.Points() / 72 * 25.4
	require.Greater(t, baseline, 16.0, "mm: margin and y")
	require.Less(t, baseline, 16+5.0, "at its own height, not in the middle of the page")
}

// The condition of a part's body counts where the part stands.
func TestHiddenPartTakesNoRoom(t *testing.T) {
	d := compile(t, head+`parts:
  note: {type: box, height: 50mm, fill: faint, when: page > 1}
designs:
  d:
    body:
      type: stack
      children:
        - {type: part, part: note}
        - {type: box, fill: black}
plan: [{design: d, each: 1..2}]
`, einkpdf.Options{})
	height := func(page int) float64 {
		p, err := d.PageAt(page)
		require.NoError(t, err)
		return p.Own.Ops[len(p.Own.Ops)-1].(draw.Rect).Box.H.Points()
	}
	require.InDelta(t, 50/25.4*72, height(0)-height(1), 0.01)
}

// A part is as high as its body says, unless the use says otherwise.
func TestPartHasItsBodysSize(t *testing.T) {
	d := compile(t, head+`parts:
  head: {type: box, height: 20mm, fill: black}
designs:
  d:
    body:
      type: stack
      children:
        - {type: part, part: head}
        - {type: part, part: head, height: 30mm}
        - {type: space}
plan: [{design: d}]
`, einkpdf.Options{})
	p, err := d.PageAt(0)
	require.NoError(t, err)
	require.InDelta(t, 20/25.4*72, p.Static.Ops[0].(draw.Rect).Box.H.Points(), 0.01)
	require.InDelta(t, 30/25.4*72, p.Static.Ops[1].(draw.Rect).Box.H.Points(), 0.01)
}

func TestLimitOfLinks(t *testing.T) {
	source := head + year + "designs: {d: {key: 'm/{month}', body: {type: calendar, link: 'm/{month}'}}}\nplan: [{design: d, each: month}]\n"
	require.NoError(t, render(t.Context(), []byte(source), einkpdf.Options{Limits: einkpdf.Limits{Links: 365}}))
	errs := fails(t, source, einkpdf.Options{Limits: einkpdf.Limits{Links: 364}})
	require.Equal(t, einkpdf.CodeTooManyLinks, errs[0].Code)
}

func TestMarginsThatLeaveNothing(t *testing.T) {
	errs := fails(t, head+"margin: 200mm\ndesigns: {d: {body: {type: space}}}\nplan: [{design: d}]\n", einkpdf.Options{})
	require.Equal(t, "/designs/d range", errs[0].Pointer+" "+errs[0].Code)
}

func TestKeyWithLineBreak(t *testing.T) {
	errs := fails(t, head+"designs: {d: {key: \"a\\nb\"}}\nplan: [{design: d}]\n", einkpdf.Options{})
	require.Equal(t, "/designs/d/key format", errs[0].Pointer+" "+errs[0].Code)
}

func TestFindingsOfPlaces(t *testing.T) {
	tests := []struct{ name, file, want string }{
		{"outside", "designs: {d: {body: {type: layers, children: [{type: box, x: 400mm, y: 0mm, width: 9mm, height: 9mm}]}}}\nplan: [{design: d}]", "outside-page"},
		{"below a page without entry", "designs: {a: {}, d: {outline: {title: x, under: a}}}\nplan: [{design: a}, {design: d}]", "unknown-page"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			errs := fails(t, head+tt.file+"\n", einkpdf.Options{Strict: true})
			require.Equal(t, tt.want, errs[0].Code)
		})
	}
}
