package widget

import (
	"fmt"
	"slices"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/layout"
	"github.com/einkpdf/platform/einkpdf/internal/plan"
)

// tableGrid is the layout of a table in a place.
type tableGrid struct {
	*Table
	at            geom.Rect // of the rows that fit
	x, w          []geom.Unit
	over          geom.Unit   // what the columns are too wide
	y             []geom.Unit // edges of the rows, one more than rows
	rows          []tableRow  // with the header
	padding       geom.Unit
	style, header Style
}

// tableRow is a row with its tokens replaced.
type tableRow struct {
	texts []string
	local *binding // of a repeated row
}

// grid reads the rows and lays out the columns.
func (t *Table) grid(c *Context, at geom.Rect) *tableGrid {
	g := &tableGrid{Table: t, at: at, padding: c.LengthOr(t.Padding, 0, c.Length(geom.MM(1.2), 0))}
	n := min(t.columns(), maxTableColumns)
	if n == 0 {
		return g
	}
	g.layColumns(c, n)
	g.read(c)
	return g
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
	g.x, g.w, g.over = layout.Distribute(g.at.W, 0, tracks)
}

// read replaces the tokens of header, rows and repeated rows.
func (g *tableGrid) read(c *Context) {
	add := func(texts []Text, local *binding) {
		row := tableRow{local: local}
		for _, t := range texts[:min(len(texts), len(g.x))] {
			row.texts = append(row.texts, c.String(t))
		}
		g.rows = append(g.rows, row)
	}
	if g.head() > 0 {
		add(g.Header, nil)
	}
	most := maxTableRows + g.head()
	for _, texts := range g.Table.Rows[:min(len(g.Table.Rows), maxTableRows)] {
		add(texts, nil)
	}
	if g.Repeat != nil {
		g.Repeat.each(c, func(plan.Item) {
			if len(g.rows) < most {
				add(g.Row, c.local)
			} else {
				c.Fail("too-many-items", fmt.Sprintf("the table has more than %d rows", maxTableRows), "repeat fewer rows")
			}
		})
	}
	for len(g.rows) < min(g.RowCount+g.head(), most) {
		g.rows = append(g.rows, tableRow{})
	}
}

// layRows gives the rows their heights: the one that is given, or equal shares
// of the table's height, unless a row needs more for its texts.
func (g *tableGrid) layRows(c *Context) {
	if g.over > slack {
		c.Warn("layout-overflow", fmt.Sprintf("the columns need %.1f pt more than there are", g.over.Points()), "make some widths smaller, or give shares such as 1fr", g.at)
	}
	given := !g.RowHeight.IsZero()
	height := c.LengthOr(g.RowHeight, 0, g.at.H/geom.Unit(len(g.rows)))
	g.styles(c, height, given)
	g.y = make([]geom.Unit, 1, len(g.rows)+1)
	if !given {
		g.shareRows(c)
		return
	}
	for i := range g.rows {
		y := g.y[i] + height
		if i < g.head() {
			y = g.y[i] + g.headerHeight(c, height)
		}
		if y > g.at.H+slack {
			c.Warn("layout-overflow", fmt.Sprintf("%d of %d rows do not fit", len(g.rows)-i, len(g.rows)), "make row-height smaller or the table higher", g.at)
			g.rows = g.rows[:i]
			break
		}
		g.y = append(g.y, y)
	}
	g.at.H = g.y[len(g.rows)]
}

// styles finds the sizes of the texts for rows of a height: one for the header,
// which stays readable above low rows, and one for all others. Sizes that the
// project gives stay.
func (g *tableGrid) styles(c *Context, height geom.Unit, given bool) {
	sized := func(ref StyleRef, base Style, least geom.Unit, fits func(Style) bool) Style {
		s := c.role(ref, base)
		if s.Size != base.Size || g.Fit == "line" {
			return s
		}
		return c.shrunk(s, least, fits)
	}
	align := c.role(g.Style, Style{}).Align
	if g.head() > 0 {
		own := c.LengthOr(g.HeaderHeight, 0, height)
		base := Style{Size: points(clamp(own.MulDiv(42, 100), 8, 11)), Weight: "bold", Align: align}
		g.header = sized(g.HeaderStyle, base, 6*geom.Pt, func(s Style) bool {
			need, fits := g.need(c, g.rows[0].texts, s)
			return fits && (g.HeaderHeight.IsZero() || need <= own+slack)
		})
	}
	size := max(height.MulDiv(42, 100), min(height.MulDiv(65, 100), 7*geom.Pt))
	g.style = sized(g.Style, Style{Size: points(clamp(size, 5, 11))}, 5*geom.Pt, func(s Style) bool {
		if g.Fit == "shrink" {
			return true // each cell for itself
		}
		rest := g.at.H
		if g.head() > 0 {
			rest -= g.heading(c)
		}
		for _, row := range g.rows[g.head():] {
			need, fits := g.need(c, row.texts, s)
			if rest -= max(need, height*lowest/10); !fits || !given && rest < 0 || given && need > height+slack {
				return false
			}
		}
		return true
	})
}

// need is the height that texts need in a row, and whether their words fit
// their columns. A single line may come close to the lines of the table.
func (g *tableGrid) need(c *Context, texts []string, s Style) (height geom.Unit, fits bool) {
	fits = true
	for col, text := range texts {
		if text == "" || !c.work(1) {
			continue
		}
		n, ok := c.lines(text, s, g.w[col]-2*g.padding)
		if g.MaxLines > 0 && n > g.MaxLines {
			n, ok = g.MaxLines, false
		}
		fits = fits && ok
		if n == 1 {
			height = max(height, c.Length(s.Size, 0))
		} else {
			height = max(height, c.LineHeight(s)*geom.Unit(n)+g.padding)
		}
	}
	return height, fits
}

// heading is the height of the header, or the least one where none is given.
func (g *tableGrid) heading(c *Context) geom.Unit {
	if !g.HeaderHeight.IsZero() {
		return c.Length(g.HeaderHeight, 0)
	}
	need, _ := g.need(c, g.rows[0].texts, g.header)
	return max(need, c.LineHeight(g.header)+g.padding)
}

// headerHeight is the height of the header above rows of a height.
func (g *tableGrid) headerHeight(c *Context, row geom.Unit) geom.Unit {
	if !g.HeaderHeight.IsZero() {
		return g.heading(c)
	}
	return max(row, g.heading(c))
}

// lowest is the height of a row beside higher ones, in tenths of an equal share:
// rows are there to write into.
const lowest = 6

// shareRows divides the height of the table, or what a header of a given height
// leaves of it.
func (g *tableGrid) shareRows(c *Context) {
	rows, height, head := g.rows, g.at.H, g.head()
	if head > 0 && !g.HeaderHeight.IsZero() {
		rows, head = rows[1:], 0
		g.y = append(g.y, min(g.heading(c), height))
		if height -= g.y[1]; height <= 0 {
			c.overflow(g.at, "the header alone takes", g.heading(c), g.at.H, "make header-height smaller or the table higher")
		}
	}
	needs, total := make([]geom.Unit, len(rows)), geom.Unit(0)
	for i, row := range rows {
		switch {
		case i < head:
			needs[i] = g.heading(c)
		case g.Fit == "" || g.Fit == "wrap":
			needs[i], _ = g.need(c, row.texts, g.style)
		}
		total += needs[i]
	}
	share, roomy, sum := height/geom.Unit(max(len(rows), 1)), slices.Clone(needs), geom.Unit(0)
	for i := range roomy {
		roomy[i] = max(roomy[i], share*lowest/10)
		sum += roomy[i]
	}
	if sum <= height {
		needs = roomy
	}
	if total > height+slack {
		c.overflow(g.at, "the rows need", total, height, "make the table higher, its letters smaller, or have fewer rows")
	}
	for _, h := range shares(height, needs) {
		g.y = append(g.y, g.y[len(g.y)-1]+h)
	}
}

// shares divides a height into equal parts, except that those that need more
// get what they need. Where that is too much, all get a part of their need.
func shares(height geom.Unit, needs []geom.Unit) []geom.Unit {
	var total geom.Unit
	for _, need := range needs {
		total += need
	}
	list := make([]geom.Unit, len(needs))
	if total > height {
		var sum geom.Unit
		for i, need := range needs {
			at := height.MulDiv(int64(sum), int64(total))
			sum += need
			list[i] = height.MulDiv(int64(sum), int64(total)) - at
		}
		return list
	}
	rest, left := height, len(needs)
	for again := true; again; { // giving one row more makes the shares smaller
		again = false
		for i, need := range needs {
			if list[i] == 0 && need > 0 && need > rest/geom.Unit(left) {
				list[i], again = need, true
				rest, left = rest-need, left-1
			}
		}
	}
	for i := range list {
		if list[i] == 0 && left > 0 {
			list[i] = rest / geom.Unit(left)
			rest, left = rest-list[i], left-1
		}
	}
	return list
}

// row is the place of the i-th row, the header included.
func (g *tableGrid) row(i int) geom.Rect {
	return geom.Rect{X: g.at.X, Y: g.at.Y + g.y[i], W: g.at.W, H: g.y[i+1] - g.y[i]}
}
