package widget

import (
	"fmt"
	"slices"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/source"
)

// The bounds of a table.
const (
	maxTableColumns = 50
	maxTableRows    = 500
)

// Table is rows and columns of text, or of empty cells to write into.
type Table struct {
	Frame
	Columns      int           `key:"columns" min:"1" max:"50" doc:"Number of columns; without it what widths, header and rows need."`
	Widths       []geom.Length `key:"widths" maxitems:"50" doc:"Widths of the columns: physical lengths, shares such as 2fr, or percentages. Columns without one take one share."`
	Aligns       []string      `key:"aligns" maxitems:"50" enum:"left,center,right" doc:"Alignment of each column. Columns without one are aligned as style says."`
	Header       []Text        `key:"header" maxitems:"50" doc:"Texts of the first row."`
	Rows         [][]Text      `key:"rows" maxitems:"500" doc:"Texts of the other rows, a list for each row."`
	Repeat       *Repeat       `key:"repeat" doc:"Repeats row once for each item, such as each day of a month, after rows."`
	Row          []Text        `key:"row" maxitems:"50" doc:"Texts of the row that repeat repeats, as in {item.date|ccc d}."`
	RowCount     int           `key:"row-count" min:"1" max:"500" doc:"Number of rows below the header, if there are more than texts."`
	RowHeight    geom.Length   `key:"row-height" min:"1mm" max:"500mm" doc:"Height of a row; without it the rows share the height, and those with more text get more of it."`
	HeaderHeight geom.Length   `key:"header-height" min:"1mm" max:"500mm" doc:"Height of the header; without it that of a row, and more where its texts need it."`

	Style       StyleRef    `key:"style" doc:"How the texts look."`
	HeaderStyle StyleRef    `key:"header-style" doc:"How the texts of the header look."`
	Fit         string      `key:"fit" enum:"wrap,line,shrink" default:"wrap" doc:"Break texts into lines, keep one line, or make the letters of a cell smaller until they fit. Without a size in style, wrap makes all letters smaller where the rows need more than there is."`
	MaxLines    int         `key:"max-lines" min:"1" max:"100" doc:"Most lines in a cell; what is longer is cut off and reported."`
	Padding     geom.Length `key:"padding" min:"0mm" max:"50mm" default:"1.2mm" doc:"Space between text and the edges of its cell."`

	Border       string `key:"border" enum:"all,outer,horizontal,vertical,none" default:"all" doc:"Where lines are: around all cells, around the table, between rows, between columns, or nowhere."`
	Stroke       Stroke `key:"stroke" doc:"How the lines look."`
	HeaderStroke Stroke `key:"header-stroke" doc:"The line below the header, if it differs."`
	HeaderFill   Color  `key:"header-fill" doc:"Colour behind the header."`
	Fill         Color  `key:"fill" doc:"Colour behind the rows."`
	StripeFill   Color  `key:"stripe-fill" doc:"Colour behind every second row."`

	Link        Target `key:"link" names:"cell.row cell.column cell.text" doc:"Where a tap on a cell leads; rows and columns count from 1, the header does not count. Cells without text have no link."`
	LinkColumns []int  `key:"link-columns" maxitems:"50" doc:"Columns whose cells are linked; without it all of them."`
}

// Table is the kind "table".
func (catalog) Table() Kind {
	return Kind{"table", "Rows and columns of text, or of empty cells to write into.", &Table{}}
}

// Check refuses tables without cells and texts without a column.
func (t *Table) Check(report func(code, pointer, message, hint string)) {
	n := t.columns()
	if t.Columns == 0 && n == 0 {
		report(source.CodeMissing, "/columns", "the table has no columns", "give columns, widths, aligns, header, row or rows")
	}
	if n > maxTableColumns {
		report(source.CodeRange, "", fmt.Sprintf("the table has %d columns, at most %d are allowed", n, maxTableColumns), "")
	}
	if t.Columns > 0 && n > t.Columns {
		report(source.CodeRange, "/columns", fmt.Sprintf("widths, aligns, header or rows have %d columns", n), "make columns larger or leave it out")
	}
	if len(t.Rows) == 0 && t.RowCount == 0 && t.Repeat == nil {
		report(source.CodeMissing, "/row-count", "the table has no rows", "give rows, row-count, or repeat and row")
	}
	if (t.Repeat == nil) != (len(t.Row) == 0) {
		report(source.CodeMissing, "/row", "repeat and row belong together", `write for example repeat: {each: day, in: "{month}"} and row: ["{item.date|ccc d}"]`)
	}
	for i, w := range t.Widths {
		if w.Unit == geom.Auto || w.Unit == geom.Unset || w.Value < 0 {
			report(source.CodeRange, fmt.Sprintf("/widths/%d", i), "must be a length, a share or a percentage", "write 20mm, 2fr or 30%")
		}
	}
	for i, col := range t.LinkColumns {
		if col < 1 || col > n {
			report(source.CodeRange, fmt.Sprintf("/link-columns/%d", i), fmt.Sprintf("the columns are 1 to %d", n), "")
		}
	}
}

// columns is the number of columns that something is given for.
func (t *Table) columns() int {
	n := max(t.Columns, len(t.Widths), len(t.Aligns), len(t.Header), len(t.Row))
	for _, row := range t.Rows {
		n = max(n, len(row))
	}
	return n
}

// head is the number of header rows, 0 or 1.
func (t *Table) head() int { return min(len(t.Header), 1) }

// Draw paints the rows from the top edge down.
func (t *Table) Draw(c *Context, at geom.Rect) {
	if at.Empty() || c.dry && t.Link == "" {
		return
	}
	g := t.grid(c, at)
	if len(g.x) == 0 || len(g.rows) == 0 {
		return
	}
	g.layRows(c)
	if c.err != nil || len(g.rows) == 0 {
		return
	}
	g.fills(c)
	g.cells(c)
	g.borders(c)
}

// Natural is the height of the rows when it is given.
func (t *Table) Natural(c *Context, space geom.Size) (geom.Size, bool) {
	if t.RowHeight.IsZero() {
		return geom.Size{}, false
	}
	g := t.grid(c, geom.Rect{W: space.W})
	h := c.Length(t.RowHeight, 0)
	total := h * geom.Unit(len(g.rows))
	if t.head() > 0 {
		g.styles(c, h, true)
		total += g.headerHeight(c, h) - h
	}
	return geom.Size{W: space.W, H: total}, true
}

func (g *tableGrid) fills(c *Context) {
	for i := range g.rows {
		fill := g.Fill
		switch row := i - g.head(); {
		case row < 0:
			fill = g.HeaderFill
		case row%2 == 1 && g.StripeFill != (Color{}):
			fill = g.StripeFill
		}
		c.Rect(g.row(i), 0, fill, Pen{})
	}
}

func (g *tableGrid) cells(c *Context) {
	outer := c.local
	for i, row := range g.rows {
		style := g.style
		if i < g.head() {
			style = g.header
		}
		c.local = outer
		if row.local != nil {
			c.local = row.local
		}
		at := g.row(i)
		for col, text := range row.texts {
			cell := geom.Rect{X: at.X + g.x[col], Y: at.Y, W: g.w[col], H: at.H}
			g.cell(c, cell, i-g.head()+1, col+1, text, style)
		}
	}
	c.local = outer
}

// cell paints a text and makes its cell tappable.
func (g *tableGrid) cell(c *Context, at geom.Rect, row, col int, s string, style Style) {
	if s == "" {
		return
	}
	if row > 0 && g.Link != "" && g.linked(col) {
		names := []Name{{"cell.row", IntValue(int64(row))}, {"cell.column", IntValue(int64(col))}, {"cell.text", TextValue(s)}}
		c.Bind(names, func() { c.Link(at, g.Link) })
	}
	if col <= len(g.Aligns) {
		style.Align = g.Aligns[col-1]
	}
	above := max(min(g.padding, at.H-c.Length(style.Size, 0)), 0) / 2 // less in a low row
	box := at.Inset(geom.Insets{Top: above, Right: g.padding, Bottom: above, Left: g.padding})
	if g.Fit == "line" {
		c.writeLine(box, s, style)
		return
	}
	c.writeLines(box, s, style, g.Fit == "shrink", 5*geom.Pt, g.MaxLines)
}

func (g *tableGrid) linked(col int) bool {
	return len(g.LinkColumns) == 0 || slices.Contains(g.LinkColumns, col)
}

func (g *tableGrid) borders(c *Context) {
	at, pen, border := g.at, c.Pen(g.Stroke, ruling()), g.Border
	if border == "" {
		border = "all"
	}
	if border == "all" || border == "horizontal" {
		for i := 1; i < len(g.rows); i++ {
			if i != g.head() || g.HeaderStroke == (Stroke{}) {
				g.rule(c, i, pen)
			}
		}
	}
	if border == "all" || border == "vertical" {
		for _, x := range g.x[1:] {
			c.Line(geom.Point{X: at.X + x, Y: at.Y}, geom.Point{X: at.X + x, Y: at.Bottom()}, pen)
		}
	}
	if border == "all" || border == "outer" {
		c.Rect(at, 0, Color{}, pen)
	}
	if g.head() == 1 && g.HeaderStroke != (Stroke{}) {
		g.rule(c, 1, c.Pen(g.HeaderStroke, Stroke{Color: Gray(0), Width: geom.Points(1)}))
	}
}

// rule paints the line above the i-th row.
func (g *tableGrid) rule(c *Context, i int, pen Pen) {
	y := g.at.Y + g.y[i]
	c.Line(geom.Point{X: g.at.X, Y: y}, geom.Point{X: g.at.Right(), Y: y}, pen)
}
