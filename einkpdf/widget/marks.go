package widget

import (
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
	"github.com/einkpdf/platform/einkpdf/internal/layout"
)

// ruling is the stroke of lines to write on: visible, but behind the writing.
func ruling() Stroke { return Stroke{Color: Gray(0xAA), Width: geom.Points(0.5)} }

// outline is the stroke of marks that belong to the content, such as boxes to tick.
func outline() Stroke { return Stroke{Color: Gray(0), Width: geom.Points(0.75)} }

// over is the stroke with what it leaves open taken from under.
func (s Stroke) over(under Stroke) Stroke {
	pick(&s.Color, under.Color)
	pick(&s.Width, under.Width)
	pick(&s.Dash, under.Dash)
	pick(&s.Cap, under.Cap)
	return s
}

// points is a computed length as a style takes it.
func points(u geom.Unit) geom.Length { return geom.Length{Value: int64(u), Unit: geom.PointUnit} }

// textSize is a font size for text in a place of a height: percent of it, but
// neither unreadable nor loud.
func textSize(height geom.Unit, percent int64) geom.Length {
	return points(clamp(height.MulDiv(percent, 100), 5, 14))
}

// columns divides a box into n columns of equal width.
func columns(at geom.Rect, n int, gap geom.Unit) []geom.Rect {
	n = max(n, 1)
	xs, ws, _ := layout.Distribute(at.W, gap, equal(n, layout.Share(layout.Micro)))
	boxes := make([]geom.Rect, n)
	for i := range boxes {
		boxes[i] = geom.Rect{X: at.X + xs[i], Y: at.Y, W: ws[i], H: at.H}
	}
	return boxes
}

// rowsFor is how many rows n items need in a number of columns.
func rowsFor(n, columns int) int {
	columns = max(columns, 1)
	return (n + columns - 1) / columns
}

// mark paints a square, or a circle, to tick.
func (c *Context) mark(at geom.Rect, shape string, fill Color, pen Pen) {
	radius := geom.Unit(0)
	if shape == "circle" {
		radius = at.W / 2
	}
	c.Rect(at, radius, fill, pen)
}

// tick paints a check mark into the square of a mark.
func (c *Context) tick(at geom.Rect, color Color) {
	point := func(x, y int64) geom.Point {
		return geom.Point{X: at.X + at.W.MulDiv(x, 100), Y: at.Y + at.H.MulDiv(y, 100)}
	}
	pen := Pen{Color: color, Width: max(at.W/9, geom.Pt/2), Cap: draw.Round}
	c.Path([]Seg{Move(point(22, 54)), To(point(42, 74)), To(point(79, 27))}, Color{}, pen)
}
