package lint

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/device"
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
	"github.com/einkpdf/platform/einkpdf/internal/font"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// run is a text that was not shaped: the checks look at nothing but its letters.
func run(t *testing.T, s string) *font.Run {
	t.Helper()
	face, err := font.Builtin().Face(font.Spec{Family: "sans"})
	require.NoError(t, err)
	return &font.Run{Face: face, Text: s, Glyphs: make([]font.Glyph, len(s))}
}

func TestInk(t *testing.T) {
	black, red := draw.Gray(0), draw.Color{R: 200, A: 255}
	px := tablet().Px(1)
	line := func(width geom.Unit, color draw.Color) draw.Op {
		return draw.Line{B: geom.Point{X: 9 * geom.Pt}, Stroke: draw.Stroke{Color: color, Width: width}}
	}
	text := func(size geom.Unit, s string, color draw.Color) draw.Op {
		return draw.Text{At: geom.Point{X: 9 * geom.Pt, Y: 9 * geom.Pt}, Run: run(t, s), Size: size, Color: color}
	}
	area := func(color draw.Color) draw.Op { return draw.Rect{Box: um(0, 0, 9_000, 9_000), Fill: color} }
	filled := func(w, h geom.Unit) draw.Op {
		return draw.Path{Fill: black, Segs: []draw.Seg{{Kind: draw.MoveTo, P: [3]geom.Point{{X: 9 * px, Y: 9 * px}}}, {Kind: draw.LineTo, P: [3]geom.Point{{X: 9*px + w, Y: 9 * px}}},
			{Kind: draw.CurveTo, P: [3]geom.Point{{X: 9*px + w, Y: 9*px + h}, {X: 9*px + w, Y: 9*px + h}, {X: 9 * px, Y: 9*px + h}}}, {Kind: draw.ClosePath}}}
	}
	dashed := func(c draw.Cap, on, off geom.Unit, more ...geom.Unit) draw.Op {
		s := draw.Stroke{Color: black, Width: px, Cap: c, Dash: draw.Dash{On: on, Off: off}}
		copy(s.Dash.More[:], more)
		return draw.Line{B: geom.Point{X: 99 * px}, Stroke: s}
	}
	colors := func(f *Facts) {
		f.Device.Color, f.Device.ColorPPI, f.Device.Technology, f.Device.Greys = true, 100, device.Kaleido3, 0
	}
	pigments := func(f *Facts) { f.Device.Color, f.Device.Technology, f.Device.Greys = true, device.Gallery3, 0 }
	four := func(f *Facts) { f.Device.Greys = 4 }
	unknown := func(f *Facts) { f.Device.Greys, f.Device.Technology = 0, device.LCD }
	many := func(f *Facts) { f.Device.Greys = 256 }
	tests := []struct {
		name string
		on   func(*Facts)
		op   draw.Op
		want string
	}{
		{"a pixel", nil, line(px, black), ""},
		{"nearly a pixel", nil, line(px*99/100, black), ""},
		{"less than a pixel", nil, line(px*97/100, black), StrokeWidth},
		{"no line", nil, line(0, black), ""},
		{"a line of no colour", nil, line(px/2, draw.Color{}), ""},
		{"thin lines", nil, draw.Lines{N: 3, Stroke: draw.Stroke{Color: black, Width: px / 2}}, StrokeWidth},
		{"no lines", nil, draw.Lines{Stroke: draw.Stroke{Color: black, Width: px / 2}}, ""},
		{"a thin edge", nil, draw.Rect{Box: um(0, 0, 9_000, 9_000), Stroke: draw.Stroke{Color: black, Width: px / 2}}, StrokeWidth},
		{"a thin box", nil, draw.Rect{Box: geom.Rect{W: 9 * geom.Pt, H: px / 2}, Fill: black}, StrokeWidth},
		{"a thin box with an edge", nil, draw.Rect{Box: geom.Rect{W: 9 * geom.Pt, H: px / 2}, Fill: black, Stroke: draw.Stroke{Color: black, Width: px}}, ""},
		{"a thin filled path", nil, filled(9*geom.Pt, px/2), StrokeWidth},
		{"a filled path", nil, filled(9*geom.Pt, 2*px), ""},
		{"short dashes", nil, dashed(draw.Butt, px/2, px), StrokeWidth},
		{"short dashes among others", nil, dashed(draw.Butt, 9*px, px, px/2, px), StrokeWidth},
		{"dashes", nil, dashed(draw.Butt, px, px/2), ""},
		{"short dashes with round ends", nil, dashed(draw.Round, px/2, px), ""},
		{"dots of a dashed line", nil, dashed(draw.Round, 0, px), ""},
		{"a thin path", nil, draw.Path{Stroke: draw.Stroke{Color: black, Width: px / 2}, Segs: []draw.Seg{{Kind: draw.MoveTo}}}, StrokeWidth},
		{"small dots", nil, draw.Dots{NX: 2, NY: 2, Diameter: px / 2, PitchX: geom.Pt, PitchY: geom.Pt, Color: black}, StrokeWidth},
		{"dots", nil, draw.Dots{NX: 2, NY: 2, Diameter: px, PitchX: geom.Pt, PitchY: geom.Pt, Color: black}, ""},

		{"text", nil, text(6*geom.Pt, "a", black), ""},
		{"small text", nil, text(5*geom.Pt, "a", black), TextSize},
		{"small spaces", nil, text(5*geom.Pt, "  ", black), ""},
		{"small text of no colour", nil, text(5*geom.Pt, "a", draw.Color{}), ""},

		{"a grey of the panel", nil, area(draw.Gray(0xEE)), ""},
		{"next to a grey of the panel", nil, area(draw.Gray(0xEF)), ""},
		{"another grey", nil, area(draw.Gray(0xF0)), GreyLevel},
		{"another grey that one sees through", nil, area(draw.Color{R: 0xF0, G: 0xF0, B: 0xF0, A: 128}), ""},
		{"another grey as text", nil, text(9*geom.Pt, "a", draw.Gray(0x80)), GreyLevel},
		{"another grey below a filter", colors, area(draw.Gray(0xF0)), GreyLevel},
		{"another grey of pigments", pigments, area(draw.Gray(0xF0)), ""},
		{"a grey of 16, where there are four", four, area(draw.Gray(0x44)), GreyLevel},
		{"a grey of four", four, area(draw.Gray(0x55)), ""},
		{"another grey where nobody knows", unknown, area(draw.Gray(0xF0)), GreyLevel},
		{"another grey where there are all", many, area(draw.Gray(0xF0)), ""},

		{"a thin coloured line", colors, line(geom.Pt/2, red), ColorDetail},
		{"a coloured line", colors, line(72*geom.Pt/100, red), ""},
		{"a thin grey line", colors, line(geom.Pt/2, black), ""},
		{"a thin line that is nearly grey", colors, line(geom.Pt/2, draw.Color{R: 200, G: 200, B: 190, A: 255}), ""},
		{"a thin coloured line of pigments", pigments, line(geom.Pt/2, red), ""},
		{"small coloured text", colors, text(7*geom.Pt, "a", red), ColorDetail},
		{"coloured text", colors, text(8*geom.Pt, "a", red), ""},
		{"short coloured dashes", colors, draw.Line{B: geom.Point{X: 99 * px}, Stroke: draw.Stroke{Color: red, Width: geom.Pt, Dash: draw.Dash{On: geom.Pt / 2, Off: geom.Pt}}}, ColorDetail},
		{"small coloured dots", colors, draw.Dots{NX: 2, NY: 2, Diameter: geom.Pt / 2, PitchX: geom.Pt, PitchY: geom.Pt, Color: red}, ColorDetail},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			list := check(t, tt.on, new(sheet).paint(tt.op).page("p0"))
			if tt.want == "" {
				require.Empty(t, list)
				return
			}
			require.Len(t, list, 1)
			require.Equal(t, tt.want, list[0].Code)
			require.Equal(t, "/w0", list[0].Pointer)
			require.NotEqual(t, list[0].Measured, list[0].Required)
			require.NotEmpty(t, list[0].Unit)
			require.NotContains(t, list[0].Message, "%!")
		})
	}
}

func TestGreyHint(t *testing.T) {
	for level, hint := range map[uint8]string{0xF0: `use "#EEEEEE"`, 0x40: `use "#444444" or dark`, 0x05: `use "#000000" or black`} {
		list := check(t, nil, new(sheet).paint(draw.Rect{Box: um(0, 0, 9_000, 9_000), Fill: draw.Gray(level)}).page("p0"))
		require.Equal(t, hint, list[0].Hint)
	}
}

// The levels of a panel are evenly spread from black to white.
func TestLevel(t *testing.T) {
	for n := 2; n <= 256; n++ {
		seen := map[int]bool{}
		for v := range 256 {
			at := level(v, n)
			require.Equal(t, at, level(at, n), "a level is its own")
			require.LessOrEqual(t, max(at-v, v-at)*2, 255/(n-1)+2)
			seen[at] = true
		}
		require.Len(t, seen, n)
		require.True(t, seen[0] && seen[255])
	}
}

func TestSameGrey(t *testing.T) {
	red, green := draw.Color{R: 0xCC, G: 0x33, A: 255}, draw.Color{R: 0x3D, G: 0x66, B: 0x3D, A: 255}
	area := func(c draw.Color) draw.Op { return draw.Rect{Box: um(0, 0, 9_000, 9_000), Fill: c} }
	page := func(list ...draw.Color) *Page {
		s := new(sheet)
		for _, c := range list {
			s.paint(area(c))
		}
		return s.page("p0")
	}
	list := check(t, nil, page(red, green, red))
	require.Equal(t, []string{"same-grey /w1"}, codes(list))
	require.Equal(t, widget.Notice, list[0].Severity)
	require.Equal(t, "the panel shows #CC3300 and #3D663D as the same grey, #555555", list[0].Message)
	require.Empty(t, check(t, nil, page(red, draw.Color{R: 0xCC, G: 0x34, A: 255})), "nobody tells them apart anyway")
	require.Empty(t, check(t, nil, page(red, draw.Gray(0x88))))
	require.Empty(t, check(t, nil, page(red), page(green)), "on different pages")
	require.Empty(t, check(t, func(f *Facts) { f.Device.Color = true }, page(red, green)))
}

func TestCost(t *testing.T) {
	links := func(n int) *Page {
		var list []draw.Link
		for range n {
			list = append(list, draw.Link{Box: um(60_000, 60_000, 50_000, 50_000), Target: "p0"})
		}
		return new(sheet).put(&widget.Tap{}, geom.Rect{}, nil, list...).page("p0")
	}
	require.Empty(t, check(t, nil, links(150)))
	list := check(t, nil, links(151), links(400), links(200))
	require.Equal(t, []string{"page-links /designs/d"}, codes(list))
	require.Equal(t, []any{widget.Warning, 400.0, 150.0, "links", 3}, []any{list[0].Severity, list[0].Measured, list[0].Required, list[0].Unit, list[0].Pages})
	list = check(t, nil, links(151), links(401))
	require.Equal(t, []any{widget.Failure, 401.0, 400.0}, []any{list[0].Severity, list[0].Measured, list[0].Required})

	boxes := func(n int, radius geom.Unit) *Page {
		s := new(sheet)
		for i := range n {
			s.paint(draw.Rect{Box: um(int64(i%100*1000), int64(i/100*1000), 9_000, 9_000), Radius: radius, Fill: draw.Gray(0)})
		}
		return s.page("p0")
	}
	require.Empty(t, check(t, nil, boxes(9_990, 0)))
	require.Equal(t, []string{"page-operators /designs/d"}, codes(check(t, nil, boxes(10_001, 0))))
	require.Equal(t, []string{"page-bytes /designs/d"}, codes(check(t, nil, boxes(1_800, millimetre))))
}

// A page that cannot be written is an error.
func TestUnwritable(t *testing.T) {
	list := check(t, nil, new(sheet).paint(draw.Pop{}).page("p0"))
	require.Len(t, list, 1)
	require.Equal(t, widget.Failure, list[0].Severity)
	require.Equal(t, "internal", list[0].Code)
	require.True(t, strings.HasPrefix(list[0].Message, "the page cannot be written: "))
	everything := func(f *Facts) { f.Ignores = []Ignore{{Codes: append(Codes(), "internal")}} }
	require.Equal(t, -1, check(t, everything, new(sheet).paint(draw.Pop{}).page("p0"))[0].Ignore)
}

// What lies beside the page is not looked at more closely.
func TestInkBesideThePage(t *testing.T) {
	thin := []draw.Op{draw.Line{B: geom.Point{X: 9 * geom.Pt}, Stroke: draw.Stroke{Color: draw.Gray(0), Width: 1}}}
	require.Empty(t, check(t, nil, new(sheet).put(&widget.Line{}, um(400_000, 0, 10_000, 10_000), thin).page("p0")))
	require.NotEmpty(t, check(t, nil, new(sheet).put(&widget.Line{}, um(140_000, 0, 90_000, 10_000), thin).page("p0")))
}
