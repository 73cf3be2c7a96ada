package legacy

import (
	"slices"
	"strconv"
	"strings"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// linkGrid is a link list on its way to a grid.
type linkGrid struct {
	*mapper
	it         *item
	entries    []entry
	look       look
	turn       int // 0, 90 (reads downwards) or 270 (reads upwards)
	columns    int
	gapX, gapY geom.Unit
	height     geom.Unit // of an item; 0 = they share the box
	fill, mark widget.Color
	marked     string // number of the marked item
	fixed      bool   // it is the same on every page
	marks      bool   // there is one
}

// widget is the grid. Where the list is turned, its rows are columns: from the
// right where it reads downwards, and from below upwards where it reads upwards.
func (g *linkGrid) widget() widget.Widget {
	rows := (len(g.entries) + g.columns - 1) / g.columns
	box, across := g.it.box, g.it.box.H
	if g.turn != 0 {
		across = box.W
	}
	height := g.height
	if height == 0 {
		height = (across - g.gapY*geom.Unit(rows-1)) / geom.Unit(rows)
	}
	g.look = g.look.inLine(height)
	if g.turn == 0 && g.columns > 1 {
		g.look = g.apart(g.look, g.labels(), (box.W-g.gapX*geom.Unit(g.columns-1))/geom.Unit(g.columns)+g.gapX)
	}
	if need := g.height*geom.Unit(rows) + g.gapY*geom.Unit(rows-1); g.height > 0 {
		switch g.turn {
		case 0:
			box.H = need
		case 90:
			box.X, box.W = box.Right()-need, need
		default:
			box.W = need
		}
	}
	grid := &widget.Grid{Frame: frame(box, ""), Columns: g.columns}
	if g.turn == 0 {
		grid.Gap, grid.RowGap = gaps(g.gapX, g.gapY, g.columns, rows)
		if g.series(grid) {
			return grid
		}
		for _, e := range g.entries {
			grid.Children = append(grid.Children, g.cell(e))
		}
		return grid
	}
	grid.Columns, grid.Rows, grid.Flow = rows, g.columns, "columns"
	grid.Gap, grid.RowGap = gaps(g.gapY, g.gapX, rows, g.columns)
	if rows == 1 && g.inOrder() && g.series(grid) {
		return grid
	}
	g.children(grid, rows)
	return grid
}

// labels are the texts of the items that are the same on all pages.
func (g *linkGrid) labels() []string {
	var list []string
	for _, e := range g.entries {
		for _, v := range e.labels {
			if !strings.ContainsAny(string(v.text), "{}") {
				list = append(list, string(v.text))
			}
		}
	}
	return list
}

// inOrder puts the items of a turned list with one column into the order from
// above, if they can be repeated in it.
func (g *linkGrid) inOrder() bool {
	if g.turn == 90 {
		return true
	}
	if len(g.entries) < g.columns || g.marks || len(g.entries) < shortSeries {
		return false
	}
	slices.Reverse(g.entries)
	if g.series(&widget.Grid{}) {
		return true
	}
	slices.Reverse(g.entries)
	return false
}

// gaps are the spaces between columns and rows as a grid takes them.
func gaps(x, y geom.Unit, columns, rows int) (gap, rowGap geom.Length) {
	switch {
	case columns == 1:
		return bare(y), geom.Length{}
	case rows > 1 && x != y:
		return bare(x), length(y)
	}
	return bare(x), geom.Length{}
}

// children puts the items of a turned list into the columns of a grid, with
// empty places where the last row is not full.
func (g *linkGrid) children(grid *widget.Grid, rows int) {
	for column := range rows {
		for place := range g.columns {
			row, i := rows-1-column, place
			if g.turn == 270 {
				row, i = column, g.columns-1-place
			}
			if at := row*g.columns + i; at < len(g.entries) {
				grid.Children = append(grid.Children, g.cell(g.entries[at]))
			} else {
				grid.Children = append(grid.Children, &widget.Space{})
			}
		}
	}
}

// cell is what stands at the place of an item: its link, or nothing on pages
// that do not have it.
func (g *linkGrid) cell(e entry) widget.Widget {
	if !e.linked {
		return &widget.Space{}
	}
	fill := g.fill
	if g.marks && g.fixed && g.marked == strconv.Itoa(e.index) {
		fill = g.mark
	}
	var kids []widget.Widget
	for _, v := range e.labels {
		if v.text == "" || g.look.hidden || exclude(v.when, e.to.when) {
			continue
		}
		when := g.scope.when(v.when, e.to.when)
		link := g.link(v.text, e.to.to, fill)
		link.When = when
		if g.marks && !g.fixed {
			kids = append(kids, g.either(link, g.marked, strconv.Itoa(e.index))...)
		} else {
			kids = append(kids, link)
		}
	}
	return inCell(kids)
}

func (g *linkGrid) link(text widget.Text, to widget.Target, fill widget.Color) *widget.LinkBox {
	return &widget.LinkBox{Text: text, To: to, Style: g.look.turned(g.turn).ownLink(), Fill: fill, Rotate: g.turn}
}

// inCell is what fills the cell of a grid: a widget that is always there, or
// layers, which keep the cell where nothing is in them.
func inCell(kids []widget.Widget) widget.Widget {
	switch {
	case len(kids) == 0:
		return &widget.Space{}
	case len(kids) == 1 && widget.FrameOf(kids[0]).When == "":
		return kids[0]
	}
	return &widget.Layers{Group: widget.Group{Children: kids}}
}
