package widget

import (
	"strconv"

	"github.com/einkpdf/platform/einkpdf/calendar"
	"github.com/einkpdf/platform/einkpdf/geom"
)

// readMark finds out what a calendar highlights and how.
func (m *month) readMark(c *Context) {
	if m.Mark == "" {
		return
	}
	m.mark = c.periodToPaint(m.Mark)
	m.markFill = m.Calendar.MarkFill
	if m.markFill == (Color{}) && m.MarkStroke == (Stroke{}) {
		m.markFill = markFill
		switch {
		case m.mark.Grain == calendar.Day:
			m.markFill = Gray(0)
		case m.WeekendFill.A > 0: // another grey would get lost in this one
			m.markFill = None()
		}
	}
	if m.MarkStroke != (Stroke{}) || m.markFill.IsZero() {
		width := geom.Points(0.75)
		if m.mark.Grain != calendar.Day {
			width = geom.Points(1) // stands out from the grid
		}
		m.markPen = c.Pen(m.MarkStroke, Stroke{Color: Gray(0), Width: width})
	}
}

// marks paints the mark, which lies behind the numbers: first what fills it,
// behind the grid, then the line around it.
func (m *month) marks(c *Context, fill Color, pen Pen) {
	if m.mark.IsZero() || c.dry || fill.A == 0 && pen.IsZero() {
		return
	}
	for row := range m.rows {
		from, to := -1, -1
		for i := 7 * row; i < 7*row+7; i++ {
			if d := m.date(i); m.shown(i) && m.mark.Contains(d) && (m.period.Contains(d) || m.mark.Grain != calendar.Day) {
				if from < 0 {
					from = i
				}
				to = i
			}
		}
		switch {
		case from < 0:
		case m.mark.Grain == calendar.Day:
			m.markDay(c, from, fill, pen)
		default:
			m.markRun(c, m.cell(from), m.cell(to), fill, pen)
		}
	}
}

// markDay paints a circle or box around the number of a cell, or into the cell.
func (m *month) markDay(c *Context, i int, fill Color, pen Pen) {
	cell, s := m.cell(i), m.style
	if m.MarkShape == "cell" {
		c.Rect(cell.InsetAll(min(2*geom.Pt, cell.W/8, cell.H/8)), 0, fill, pen)
		return
	}
	size := c.Length(s.Size, 0)
	side := min(size.MulDiv(180, 100), cell.W, cell.H)
	at := m.numberBox(c, cell, &s)
	width := c.TextWidth(strconv.Itoa(m.date(i).Day()), s)
	center := geom.Point{X: at.X + width/2, Y: at.Center().Y}
	switch s.Align {
	case "center":
		center.X = at.Center().X
	case "right":
		center.X = at.Right() - width/2
	}
	radius := side / 2
	if m.MarkShape == "box" {
		radius = size / 5
	}
	c.Rect(geom.Rect{X: center.X - side/2, Y: center.Y - side/2, W: side, H: side}, radius, fill, pen)
}

// markRun paints a rounded bar over the cells of a row.
func (m *month) markRun(c *Context, from, to geom.Rect, fill Color, pen Pen) {
	at := geom.Rect{X: from.X, Y: from.Y, W: to.Right() - from.X, H: from.H}
	if !m.mini {
		c.Rect(at, 0, fill, pen)
		return
	}
	inset := at.H / 12
	at = at.Inset(geom.Insets{Top: inset, Bottom: inset})
	radius := at.H / 2
	if m.MarkShape == "box" {
		radius = m.size / 5
	}
	c.Rect(at, radius, fill, pen)
}

// isDark says whether white letters read better on a colour than black ones.
func isDark(c Color) bool {
	return c.A >= 128 && (299*int(c.R)+587*int(c.G)+114*int(c.B)) < 128_000
}
