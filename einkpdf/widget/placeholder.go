package widget

import (
	"unicode"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

// What a placeholder looks like.
const (
	placeholderGrey = 0x55 // panels of 4 levels have it, and one of 2 shows black
	placeholderName = 60   // characters
)

// placeholder marks a place that should have been filled: a crossed box, with the
// name of what is missing where there is room for it.
func (c *Context) placeholder(at geom.Rect, name string) {
	pen := Pen{Color: Gray(placeholderGrey), Width: max(geom.Pt/2, c.facts.Device.Px(1))}
	c.Rect(at, 0, Color{}, pen)
	c.Line(at.TopLeft(), geom.Point{X: at.Right(), Y: at.Bottom()}, pen)
	c.Line(geom.Point{X: at.X, Y: at.Bottom()}, geom.Point{X: at.Right(), Y: at.Y}, pen)
	c.nameIn(at, name)
}

// nameIn writes a name on white into the middle of a box, shortened in its middle
// if need be. It reports nothing: the name is no text of the project.
func (c *Context) nameIn(at geom.Rect, name string) {
	style := builtinStyle
	style.Size = geom.Length{Value: int64(max(8*geom.Pt, c.facts.Device.MinText)), Unit: geom.PointUnit}
	f, ok := c.face(style)
	if !ok {
		return
	}
	gap := f.size / 4
	if at.H < style.LineHeight.Of(f.size)+2*gap {
		return
	}
	for _, text := range shortened(name) {
		l := c.shape(&f, text)
		if c.err != nil || len(l.shaped.Runs) == 0 {
			return
		}
		if l.width+4*gap > at.W {
			continue
		}
		box := geom.Size{W: l.width + 2*gap, H: style.LineHeight.Of(f.size)}
		label := geom.Rect{X: at.X + (at.W-box.W)/2, Y: at.Y + (at.H-box.H)/2, W: box.W, H: box.H}
		c.Rect(label, 0, Gray(0xFF), Pen{})
		x, y := label.X+gap, baseline(label, &f, 1)
		for _, run := range l.shaped.Runs {
			c.add(draw.Text{At: geom.Point{X: x, Y: y}, Run: run, Size: f.size, Color: style.Color})
			x += run.Advance(f.size)
		}
		return
	}
}

// shortened is a name, and then shorter and shorter forms of it. They have no
// characters that cannot be seen.
func shortened(name string) []string {
	if most := 4 * placeholderName; len(name) > 2*most { // bytes: of each end more than what is shown
		name = name[:most] + name[len(name)-most:]
	}
	var runes []rune
	for _, r := range name {
		if !unicode.IsPrint(r) {
			r = '\uFFFD'
		}
		runes = append(runes, r)
	}
	var list []string
	if len(runes) <= placeholderName {
		list = append(list, string(runes))
	}
	for _, n := range []int{24, 16, 12, 8, 6, 4} {
		if len(runes) > 2*n+1 {
			list = append(list, string(runes[:n])+"…"+string(runes[len(runes)-n:]))
		}
	}
	return list
}
