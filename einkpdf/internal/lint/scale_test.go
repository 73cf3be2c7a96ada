package lint

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/device"
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

func TestScaleOf(t *testing.T) {
	panel := tablet().PageSize() // 432 x 576 pt
	times := func(w, h int64) geom.Size { return geom.Size{W: panel.W.MulDiv(w, 100), H: panel.H.MulDiv(h, 100)} }
	tests := []struct {
		name string
		page geom.Size
		want scale
		text string
	}{
		{"as the panel", panel, 10_000, ""},
		{"nearly", times(100, 100), 10_000, ""},
		{"rounded to tenths of a point", geom.Size{W: panel.W + geom.Pt/10, H: panel.H - geom.Pt/10}, 10_000, ""},
		{"as the panel in landscape", geom.Size{W: panel.H, H: panel.W}, 10_000, ""},
		{"larger", times(125, 125), 12_500, " on a page that the panel shows at 80 %"},
		{"wider", times(125, 100), 12_500, " on a page that the panel shows at 80 %"},
		{"higher", times(100, 150), 15_000, " on a page that the panel shows at 67 %"},
		{"smaller", times(50, 40), 5_000, " on a page that the panel shows at 200 %"},
		{"as large as pages may be", geom.Size{W: 14_400 * geom.Pt, H: 14_400 * geom.Pt}, 333_333, " on a page that the panel shows at 3 %"},
		{"of no size", geom.Size{}, 10_000, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := scaleOf(tt.page, tablet())
			require.Equal(t, tt.want, s)
			require.Equal(t, tt.text, s.String())
		})
	}
	require.Equal(t, scale(10_000), scaleOf(panel, device.Profile{}))
}

// On a page that is shown smaller, everything must be larger.
func TestScaledPages(t *testing.T) {
	px := tablet().Px(1)
	page := func() *Page {
		line := draw.Line{B: geom.Point{X: 9 * geom.Pt}, Stroke: draw.Stroke{Color: draw.Gray(0), Width: px}}
		text := draw.Text{Run: run(t, "a"), Size: 7 * geom.Pt, Color: draw.Gray(0)}
		return new(sheet).link("p0", 60_000, 60_000, 8_000, 10_000).paint(line, text).page("p0")
	}
	require.Empty(t, check(t, nil, page()))
	larger := func(f *Facts) {
		f.Device.Page = geom.Size{W: 540 * geom.Pt, H: 720 * geom.Pt} // 1.25 times
	}
	list := check(t, larger, page())
	require.Equal(t, []string{"stroke-width /w1", "tap-size /w0", "text-size /w1"}, codes(list))
	const shown = " on a page that the panel shows at 80 %"
	require.Equal(t, `the link to "p0" is 8 × 10 mm, 8.8 mm are needed`+shown, list[0].Message)
	require.Equal(t, "lines are 0.36 pt thick, which is 0.8 pixels of the panel"+shown, list[1].Message)
	require.Equal(t, "make them at least 0.45pt thick", list[1].Hint)
	require.Equal(t, `the text "a" has letters of 7 pt, 7.5 pt are needed`+shown, list[2].Message)
	require.Equal(t, []float64{8, 8.75}, []float64{list[0].Measured, list[0].Required})
}
