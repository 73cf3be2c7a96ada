package widget

import (
	"fmt"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/layout"
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
	Columns   int           `key:"columns" min:"1" max:"50" doc:"Number of columns; without it what widths, header and rows need."`
	Widths    []geom.Length `key:"widths" maxitems:"50" doc:"Widths of the columns: physical lengths, shares such as 2fr, or percentages. Columns without one take one share."`
	Header    []Text        `key:"header" maxitems:"50" doc:"Texts of the first row."`
	Rows      [][]Text      `key:"rows" maxitems:"500" doc:"Texts of the other rows, a list for each row."`
	RowCount  int           `key:"row-count" min:"1" max:"500" doc:"Number of rows below the header, if there are more than texts."`
	RowHeight geom.Length   `key:"row-height" min:"2mm" max:"500mm" doc:"Height of a row; without it the rows share the height."`

	Style       StyleRef    `key:"style" doc:"How the texts look."`
	HeaderStyle StyleRef    `key:"header-style" doc:"How the texts of the header look."`
	Fit         string      `key:"fit" enum:"wrap,line,shrink" default:"wrap" doc:"Break texts into lines, keep one line, or make the letters smaller until they fit."`
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
		report(source.CodeMissing, "/columns", "the table has no columns", "give columns, widths, header or rows")
	}
	if n > maxTableColumns {
		report(source.CodeRange, "", fmt.Sprintf("the table has %d columns, at most %d are allowed", n, maxTableColumns), "")
	}
	if t.Columns > 0 && n > t.Columns {
		report(source.CodeRange, "/columns", fmt.Sprintf("widths, header or rows have %d columns", n), "make columns larger or leave it out")
	}
	if len(t.Rows) == 0 && t.RowCount == 0 {
		report(source.CodeMissing, "/row-count", "the table has no rows", "give rows or row-count")
	}
	for i, w := range t.Widths {
		if w.Unit == geom.Auto || w.Value < 0 {
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
	n := max(t.Columns, len(t.Widths), len(t.Header))
	for _, row := range t.Rows {
		n = max(n, len(row))
	}
	return n
}

func (t *Table) rows() int { return min(max(len(t.Rows), t.RowCount), maxTableRows) }

// head is the number of header rows, 0 or 1.
func (t *Table) head() int { return min(len(t.Header), 1) }

// tableGrid is the layout of a table in a place.
type tableGrid struct {
	*Table
	at            geom.Rect // of the rows that fit
	x, w          []geom.Unit
	rows          int // with the header
	padding       geom.Unit
	style, header Style
}

// Draw paints the rows from the top edge down.
func (t *Table) Draw(c *Context, at geom.Rect) {
	columns, rows := min(t.columns(), maxTableColumns), t.rows()+t.head()
	if columns == 0 || rows == 0 || at.Empty() {
		return
	}
	g := &tableGrid{Table: t, at: at, rows: rows}
	if !t.RowHeight.IsZero() {
		h := c.Length(t.RowHeight, 0)
		if fit := c.Count(at.H+slack, h); fit < rows {
			c.Warn("layout-overflow", fmt.Sprintf("%d of %d rows do not fit", rows-fit, rows), "make row-height smaller or the table higher", at)
			g.rows = fit
		}
		g.at.H = h * geom.Unit(g.rows)
	}
	if g.rows == 0 || c.err != nil {
		return
	}
	g.layColumns(c, columns)
	size := textSize(g.at.H/geom.Unit(g.rows), 42)
	if c.Length(size, 0) > 11*geom.Pt {
		size = geom.Points(11)
	}
	g.padding = c.LengthOr(t.Padding, 0, c.Length(geom.MM(1.2), 0))
	g.style = c.role(t.Style, Style{Size: size})
	g.header = c.role(t.HeaderStyle, Style{Size: size, Weight: "bold", Align: g.style.Align})
	g.fills(c)
	g.cells(c)
	g.borders(c)
}

func (g *tableGrid) layColumns(c *Context, n int) {
	tracks := equal(n, layout.Share(layout.Micro))
	for i, w := range g.Widths[:min(len(g.Widths), n)] {
		switch {
		case w.Unit == geom.Fraction:
			tracks[i] = layout.Share(w.Value)
		case w.Unit == geom.Percent:
			tracks[i] = layout.Percent(w.Value)
		case w.Physical():
			tracks[i] = layout.Fixed(c.Length(w, 0))
		}
	}
	var over geom.Unit
	g.x, g.w, over = layout.Distribute(g.at.W, 0, tracks)
	if over > slack {
		c.Warn("layout-overflow", fmt.Sprintf("the columns need %.1f pt more than there are", over.Points()), "make some widths smaller, or give shares such as 1fr", g.at)
	}
}

// row is the place of the i-th row, the header included.
func (g *tableGrid) row(i int) geom.Rect {
	y := split(g.at.H, i, g.rows)
	return geom.Rect{X: g.at.X, Y: g.at.Y + y, W: g.at.W, H: split(g.at.H, i+1, g.rows) - y}
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
	for i := range g.rows {
		row, texts, style := i-g.head(), g.Header, g.header
		if row >= 0 {
			texts, style = nil, g.style
			if row < len(g.Table.Rows) {
				texts = g.Table.Rows[row]
			}
		}
		at := g.row(i)
		for col, text := range texts[:min(len(texts), len(g.x))] {
			cell := geom.Rect{X: at.X + g.x[col], Y: at.Y, W: g.w[col], H: at.H}
			g.cell(c, cell, row+1, col+1, text, style)
		}
	}
}

// cell paints a text and makes its cell tappable.
func (g *tableGrid) cell(c *Context, at geom.Rect, row, col int, text Text, style Style) {
	s := c.String(text)
	if s == "" {
		return
	}
	if row > 0 && g.Link != "" && g.linked(col) {
		names := []Name{{"cell.row", IntValue(int64(row))}, {"cell.column", IntValue(int64(col))}, {"cell.text", TextValue(s)}}
		c.Bind(names, func() { c.Link(at, g.Link) })
	}
	box := at.Inset(geom.Insets{Top: g.padding / 2, Right: g.padding, Bottom: g.padding / 2, Left: g.padding})
	if g.Fit == "line" {
		c.Write(box, s, style)
		return
	}
	c.WriteParagraph(box, s, style, g.Fit == "shrink", 5*geom.Pt)
}

func (g *tableGrid) linked(col int) bool {
	for _, n := range g.LinkColumns {
		if n == col {
			return true
		}
	}
	return len(g.LinkColumns) == 0
}

func (g *tableGrid) borders(c *Context) {
	at, pen := g.at, c.Pen(g.Stroke, Stroke{Color: Gray(0x77), Width: geom.Points(0.5)})
	if border := g.Border; border == "" || border == "all" || border == "horizontal" {
		for i := 1; i < g.rows; i++ {
			if i != g.head() || g.HeaderStroke == (Stroke{}) {
				y := at.Y + split(at.H, i, g.rows)
				c.Line(geom.Point{X: at.X, Y: y}, geom.Point{X: at.Right(), Y: y}, pen)
			}
		}
	}
	if border := g.Border; border == "" || border == "all" || border == "vertical" {
		for _, x := range g.x[1:] {
			c.Line(geom.Point{X: at.X + x, Y: at.Y}, geom.Point{X: at.X + x, Y: at.Bottom()}, pen)
		}
	}
	if border := g.Border; border == "" || border == "all" || border == "outer" {
		c.Rect(at, 0, Color{}, pen)
	}
	if g.head() == 1 && g.HeaderStroke != (Stroke{}) {
		y := at.Y + split(at.H, 1, g.rows)
		c.Line(geom.Point{X: at.X, Y: y}, geom.Point{X: at.Right(), Y: y}, c.Pen(g.HeaderStroke, Stroke{Color: Gray(0), Width: geom.Points(1)}))
	}
}

// Natural is the height of the rows when it is given.
func (t *Table) Natural(c *Context, space geom.Size) (geom.Size, bool) {
	if t.RowHeight.IsZero() {
		return geom.Size{}, false
	}
	return geom.Size{W: space.W, H: c.Length(t.RowHeight, 0) * geom.Unit(t.rows()+t.head())}, true
}
