package widget

import (
	"fmt"
	"strconv"

	"github.com/einkpdf/platform/einkpdf/geom"
)

// Checklist is a list of boxes to tick, each with a line to write on.
type Checklist struct {
	Frame
	Pitch       geom.Length `key:"pitch" required:"true" min:"3mm" max:"100mm" doc:"Height of a row."`
	Items       []Text      `key:"items" maxitems:"500" doc:"Texts of the first rows; the others stay empty. Texts that are too long are broken into lines; where they need it, all texts get smaller."`
	Count       int         `key:"count" min:"1" max:"2000" doc:"Largest number of rows in all columns; without it as many as fit."`
	Columns     int         `key:"columns" min:"1" max:"20" default:"1" doc:"Number of columns; they are filled one after the other."`
	ColumnGap   geom.Length `key:"column-gap" min:"0mm" max:"200mm" default:"5mm" doc:"Space between columns."`
	Numbered    bool        `key:"numbered" doc:"Writes the number of the row before its box."`
	Shape       string      `key:"shape" enum:"square,circle" default:"square" doc:"Shape of the boxes."`
	Size        geom.Length `key:"size" min:"1mm" max:"50mm" doc:"Width and height of the boxes; by default half of a row, at most 5mm."`
	Stroke      Stroke      `key:"stroke" doc:"Outline of the boxes."`
	Fill        Color       `key:"fill" doc:"Colour inside the boxes."`
	Line        Stroke      `key:"line" doc:"Line below each row; none leaves it out."`
	Style       StyleRef    `key:"style" doc:"How the items look."`
	NumberStyle StyleRef    `key:"number-style" doc:"How the numbers look."`
}

// Checklist is the kind "checklist".
func (catalog) Checklist() Kind {
	return Kind{"checklist", "Rows with a box to tick and a line to write on.", &Checklist{}}
}

// rows is how many rows a column has and how many there are in all.
func (l *Checklist) rows(c *Context, at geom.Rect) (column, total int) {
	column = c.Count(at.H, c.Length(l.Pitch, 0))
	total = column * max(l.Columns, 1)
	if l.Count > 0 && l.Count < total {
		total = l.Count
		column = min(column, rowsFor(total, l.Columns))
	}
	if len(l.Items) > total {
		c.report(Finding{Severity: Warning, Code: "items-overflow", Message: fmt.Sprintf("%d of %d items do not fit", len(l.Items)-total, len(l.Items)),
			Hint: "make the list higher, the pitch smaller, or add columns", Box: at,
			Measured: float64(total), Required: float64(len(l.Items)), Unit: "items"})
	}
	return column, total
}

// Draw paints as many rows as fit.
func (l *Checklist) Draw(c *Context, at geom.Rect) {
	perColumn, total := l.rows(c, at)
	pitch := c.Length(l.Pitch, 0)
	row := checkRow{
		list:   l,
		size:   min(c.LengthOr(l.Size, 0, min(pitch/2, c.Length(geom.MM(5), 0))), pitch),
		pen:    c.Pen(l.Stroke, outline()),
		style:  c.Style(l.Style, Style{Size: textSize(pitch, 45), LineHeight: 1_100_000}),
		number: c.role(l.NumberStyle, Style{Size: textSize(pitch, 35), Color: quietInk, Align: "right"}),
	}
	if l.Numbered {
		row.digits = c.TextWidth(strconv.Itoa(total), row.number) + row.size/2
	}
	line, boxes := c.Pen(l.Line, ruling()), columns(at, l.Columns, c.columnGap(l.ColumnGap))
	row.read(c, boxes[0].W, pitch, total)
	for i, col := range boxes {
		from := i * perColumn
		n := min(perColumn, total-from)
		c.Lines(geom.Point{X: col.X, Y: col.Y + pitch}, geom.Point{X: col.Right(), Y: col.Y + pitch}, 0, pitch, n, line)
		for k := range max(n, 0) {
			row.draw(c, geom.Rect{X: col.X, Y: col.Y + pitch*geom.Unit(k), W: col.W, H: pitch}, from+k)
		}
	}
}

// checkRow has what the rows of a list share.
type checkRow struct {
	list          *Checklist
	size, digits  geom.Unit
	pen           Pen
	style, number Style
	texts         []string
}

// read replaces the tokens of the items and finds the size that all of them
// have, so that no row looks more important than the others.
func (r *checkRow) read(c *Context, width, pitch geom.Unit, total int) {
	if c.dry {
		return
	}
	for _, item := range r.list.Items[:min(len(r.list.Items), total)] {
		r.texts = append(r.texts, c.String(item))
	}
	text := r.text(geom.Rect{W: width, H: pitch})
	for _, s := range r.texts {
		r.style = c.shrunk(r.style, 5*geom.Pt, func(style Style) bool {
			n, fits := c.lines(s, style, text.W)
			return fits && (n == 1 || c.LineHeight(style)*geom.Unit(n-1)+c.Length(style.Size, 0) <= text.H+slack)
		})
	}
}

// text is the place of the text in a row.
func (r *checkRow) text(at geom.Rect) geom.Rect {
	x := r.digits + r.size*3/2
	room := at.H / 16 // between texts of two lines and the rules
	return geom.Rect{X: at.X + x, Y: at.Y + room, W: at.W - x, H: at.H - 2*room}
}

func (r *checkRow) draw(c *Context, at geom.Rect, i int) {
	if r.digits > 0 {
		c.Write(geom.Rect{X: at.X, Y: at.Y, W: r.digits - r.size/2, H: at.H}, strconv.Itoa(i+1), r.number)
	}
	box := geom.Rect{X: at.X + r.digits, Y: at.Y + (at.H-r.size)/2, W: r.size, H: r.size}
	c.mark(box.InsetAll(r.pen.Width/2), r.list.Shape, r.list.Fill, r.pen)
	if i < len(r.texts) {
		c.WriteParagraph(r.text(at), r.texts[i], r.style, false, 0)
	}
}

// Natural is the height of a given number of rows.
func (l *Checklist) Natural(c *Context, space geom.Size) (geom.Size, bool) {
	rows := geom.Unit(rowsFor(l.Count, l.Columns))
	return geom.Size{W: space.W, H: rows * c.Length(l.Pitch, 0)}, l.Count > 0
}
