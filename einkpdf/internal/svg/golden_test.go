package svg

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
	"github.com/einkpdf/platform/einkpdf/internal/font"
)

var update = flag.Bool("update", false, "rewrite the files in testdata")

// data is what a data URI has; the files in testdata say how much that is.
var data = regexp.MustCompile(`base64,[A-Za-z0-9+/=]+`)

// pages are the files in testdata.
func pages(t *testing.T) map[string][]*draw.List {
	grey := draw.Gray(0x77)
	ghost := draw.Color{R: 255, G: 128, A: 64}
	move := func(x, y float64) draw.Seg {
		return draw.Seg{Kind: draw.MoveTo, P: [3]geom.Point{at(x, y)}}
	}
	shapes := &draw.List{Ops: []draw.Op{
		draw.Rect{Box: box(10, 10, 30, 20), Fill: grey},
		draw.Rect{Box: box(50, 10.126, 30, 20.004), Radius: pt(4), Stroke: black(.5)},
		draw.Rect{Box: box(90, 10, 30, 0), Fill: ghost, Stroke: black(1)},
		draw.Line{A: at(10, 40), B: at(90, 40), Stroke: black(.25)},
		draw.Line{A: at(10, 40), B: at(10, 60), Stroke: black(.25)},
		draw.Line{A: at(10, 40), B: at(90, 60), Stroke: black(.25)},
		draw.Line{A: at(-5, -.5), B: at(.5, -.004), Stroke: black(2)},
		draw.Line{A: at(10, 50), B: at(90, 50), Stroke: draw.Stroke{Color: ghost, Width: pt(3), Cap: draw.Square}},
		draw.Line{A: at(20, 50), B: at(90, 50), Stroke: draw.Stroke{Color: ghost, Width: pt(3), Cap: draw.Square}},
		draw.Lines{A: at(100, 40), B: at(190, 40), DY: pt(5), N: 3, Stroke: draw.Stroke{Color: grey, Width: pt(.7), Dash: draw.Dash{On: pt(2), Off: pt(1.5)}}},
		draw.Dots{First: at(10, 70), PitchX: pt(5), PitchY: pt(5), NX: 4, NY: 3, Diameter: pt(1), Color: grey},
		draw.Dots{First: at(40, 70), PitchX: pt(5), PitchY: pt(4.33), NX: 4, NY: 3, Shift: pt(2.5), Diameter: pt(1), Color: draw.Gray(0)},
		draw.Dots{First: at(70, 70), PitchX: pt(5), PitchY: pt(5), NX: 4, NY: 2, Diameter: pt(1), Square: true, Color: grey},
		draw.Dots{First: at(100, 70), NX: 1, NY: 1, Diameter: pt(3), Color: grey},
		draw.Path{Segs: []draw.Seg{
			move(120, 70), {Kind: draw.LineTo, P: [3]geom.Point{at(140, 70)}},
			{Kind: draw.CurveTo, P: [3]geom.Point{at(150, 70), at(150, 90), at(140, 90)}}, {Kind: draw.ClosePath},
			move(160, 70), {Kind: draw.LineTo, P: [3]geom.Point{at(180, 90)}},
		}, Fill: draw.Color{R: 1, G: 2, B: 3, A: 255}, Stroke: black(1)},
	}}
	groups := &draw.List{}
	for i := range 4 {
		groups.Ops = append(groups.Ops, draw.Push{Clip: box(10, 10, 50, 40), Center: at(35, 30), Turn: i},
			draw.Rect{Box: box(0, 20, 60, 5), Fill: grey}, draw.Pop{})
	}
	groups.Ops = append(groups.Ops, draw.Push{}, draw.Push{Center: at(1, 2), Turn: 5}, draw.Line{B: at(5, 5), Stroke: black(1)}, draw.Pop{}, draw.Pop{})

	words := &draw.List{}
	add := func(spec font.Spec, x, y, size float64, s string) {
		words.Ops = append(words.Ops, text(t, fonts(), spec, x, y, size, s)...)
	}
	add(font.Spec{}, 10, 15, 9, "Mon")
	add(font.Spec{}, 40, 15, 9, "AVA To  me")
	add(font.Spec{Bold: true}, 10, 30, 12, "1 < 2 & \"]]>\"")
	add(font.Spec{}, 10, 45, 10, "office سلام x\u0323\u0307")
	spaced := text(t, fonts(), font.Spec{}, 10, 60, 8, "spaced")[0].(draw.Text)
	spaced.Spacing, spaced.Color = pt(1.5), draw.Color{R: 0x33, G: 0x66, B: 0x99, A: 128}
	words.Ops = append(words.Ops, spaced)

	pixels := &draw.Picture{Width: 2, Height: 2, Gray: []byte{0, 80, 160, 255}}
	copied := *pixels
	pictures := &draw.List{Ops: []draw.Op{
		draw.Image{Box: box(10, 10, 40, 30), Image: pixels},
		draw.Image{Box: box(60, 10, 40, 30), Image: &copied, Alpha: 64},
		draw.Image{Box: box(110, 10, 20, 30), Image: &draw.Picture{Width: 1, Height: 1, JPEG: []byte("a JPEG file")}},
	}}
	links := &draw.List{Links: []draw.Link{
		{Box: box(10, 50, 20, 10), Target: "last"},
		{Box: box(50, 10, 20, 10), Target: `a "quoted" <b> & c`},
		{Box: box(-5, 10, 20, 10), Target: "first"},
		{Box: box(300, 10, 20, 10), Target: "outside"},
	}}
	return map[string][]*draw.List{
		"shapes": {shapes}, "groups": {groups}, "text": {words}, "outlines": {{Ops: words.Ops[:2]}}, "pictures": {pictures},
		"links": {nil, {Ops: groups.Ops[1:2]}, links}, "empty": nil,
	}
}

func TestGolden(t *testing.T) {
	for name, lists := range pages(t) {
		t.Run(name, func(t *testing.T) {
			o := Options{Outlines: name == "outlines", Title: "The page “" + name + "”", Lang: "en-GB"}
			if name == "links" {
				o.Href = func(target string) string { return "#" + target }
			}
			var b bytes.Buffer
			require.NoError(t, Write(context.Background(), &b, card, lists, o))
			parse(t, b.String())
			got := data.ReplaceAllStringFunc(b.String(), func(s string) string { return fmt.Sprintf("base64,(%d)", len(s)-len("base64,")) })
			file := filepath.Join("testdata", name+".svg")
			if *update {
				require.NoError(t, os.WriteFile(file, []byte(got), 0o600))
			}
			want, err := os.ReadFile(file)
			require.NoError(t, err)
			require.Equal(t, string(want), got)

			var again bytes.Buffer
			require.NoError(t, Write(context.Background(), &again, card, pages(t)[name], o))
			require.Equal(t, b.String(), again.String())
		})
	}
}
