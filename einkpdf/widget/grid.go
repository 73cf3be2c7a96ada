package widget

import (
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/layout"
)

// Grid puts its widgets into cells of equal size.
type Grid struct {
	Frame
	Group
	Columns   int         `key:"columns" required:"true" min:"1" max:"100" doc:"Number of columns."`
	Rows      int         `key:"rows" min:"1" max:"1000" doc:"Number of rows; without it as many as the widgets need."`
	RowHeight geom.Length `key:"row-height" min:"1mm" max:"500mm" doc:"Height of a row; without it the rows share the height."`
	Gap       geom.Length `key:"gap" min:"0mm" max:"500mm" doc:"Space between neighbours."`
	RowGap    geom.Length `key:"row-gap" min:"0mm" max:"500mm" doc:"Space between rows, if it differs from gap."`
	Flow      string      `key:"flow" enum:"rows,columns" default:"rows" doc:"Fill row by row, or column by column."`
}

// Grid is the kind "grid".
func (catalog) Grid() Kind {
	return Kind{"grid", "Widgets in cells of equal size.", &Grid{}}
}

// Check refuses what has no effect.
func (g *Grid) Check(report func(code, pointer, message, hint string)) { g.checkPlaces(report) }

// Draw paints fill and stroke.
func (g *Grid) Draw(c *Context, at geom.Rect) { g.Group.Draw(c, at) }

func (g *Grid) rows(n int) int {
	return max(g.Rows, (n+g.Columns-1)/max(g.Columns, 1), 1)
}

func (g *Grid) rowGap(c *Context, at geom.Size) geom.Unit {
	return c.LengthOr(g.RowGap, at.H, c.Length(g.Gap, at.H))
}

func (g *Grid) arrange(c *Context, at geom.Rect, kids []kid) []geom.Rect {
	at = g.inside(c, at)
	rows, columns := g.rows(len(kids)), max(g.Columns, 1)
	row := layout.Share(layout.Micro)
	if g.RowHeight.Physical() {
		row = layout.Fixed(c.Length(g.RowHeight, 0))
	}
	xs, ws, _ := layout.Distribute(at.W, c.Length(g.Gap, at.W), equal(columns, layout.Share(layout.Micro)))
	ys, hs, over := layout.Distribute(at.H, g.rowGap(c, at.Size()), equal(rows, row))
	if over > slack {
		c.Warn("layout-overflow", "the rows of the grid do not fit into its height", "make row-height or row-gap smaller", at)
	}
	boxes := make([]geom.Rect, len(kids))
	for i := range kids {
		x, y := i%columns, i/columns
		if g.Flow == "columns" {
			x, y = i/rows, i%rows
		}
		boxes[i] = geom.Rect{X: at.X + xs[x], Y: at.Y + ys[y], W: ws[x], H: hs[y]}
	}
	return boxes
}

// Natural is the height of the rows when the row height is given.
func (g *Grid) Natural(c *Context, space geom.Size) (geom.Size, bool) {
	if !g.RowHeight.Physical() {
		return geom.Size{}, false
	}
	rows := geom.Unit(g.rows(len(g.kids(c))))
	in := c.edges(g.Padding)
	return geom.Size{W: space.W, H: in.Top + in.Bottom + rows*c.Length(g.RowHeight, 0) + (rows-1)*g.rowGap(c, space)}, true
}

func equal(n int, t layout.Track) []layout.Track {
	list := make([]layout.Track, n)
	for i := range list {
		list[i] = t
	}
	return list
}
