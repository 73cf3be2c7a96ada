package legacy

import (
	"strconv"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// mapper turns the widgets of one section's pages into ours.
type mapper struct {
	scope  *scope
	paper  paper
	report *reporter
	assets *images
	ruler  *ruler

	cells int // grids around the widget
}

// widgets are what an item becomes, in painting order; their places are relative
// to the page. Nothing is drawn where there are none. Anchors are the plan's
// business: see the keys of pages.
func (m *mapper) widgets(it *item) []widget.Widget {
	draw, known := m.drawings()[it.kind]
	if !known {
		m.drop(it, "type", "there is no such widget: "+quote(it.kind))
		return nil
	}
	list := draw(it)
	if ground := m.background(it); ground != nil && !carries(list, it) {
		list = append([]widget.Widget{ground}, list...)
	}
	m.leftOver(it)
	return list
}

// drawings are the widget types and what turns them into ours.
func (m *mapper) drawings() map[string]func(*item) []widget.Widget {
	return map[string]func(*item) []widget.Widget{
		"text_block":     m.textBlock,
		"internal_link":  m.internalLink,
		"tap_zone":       m.tapZone,
		"anchor":         m.anchor,
		"checkbox":       m.checkbox,
		"box":            m.boxed,
		"divider":        m.rule,
		"vertical_line":  m.rule,
		"lines":          m.lines,
		"dot_grid":       m.dotGrid,
		"image":          m.image,
		"table":          m.table,
		"calendar":       m.calendar,
		"day_list":       m.dayList,
		"link_list":      m.linkList,
		"grid":           m.grid,
		"calendar_year":  m.calendarYear,
		"calendar_month": m.calendarMonth,
	}
}

// background is the coloured box below a widget; nil when there is none.
func (m *mapper) background(it *item) widget.Widget {
	if it.background == "" {
		return nil
	}
	c, ok := parseColor(it.background)
	if !ok {
		m.report.note(it, Dropped, 0, "background_color", quote(it.background)+" is not a colour; there is no background")
		return nil
	}
	if c = m.shade(c); c.A == 0 {
		return nil
	}
	return &widget.Box{Frame: frame(it.box, ""), Fill: c}
}

// carries says whether the widget of an item took over its background.
func carries(list []widget.Widget, it *item) bool {
	if len(list) != 1 {
		return false
	}
	link, ok := list[0].(*widget.LinkBox)
	return ok && link.When == "" && link.Fill != (widget.Color{}) && it.kind == "internal_link"
}

// leftOver reports what nobody asked for.
func (m *mapper) leftOver(it *item) {
	for _, b := range []*bag{it.styling, it.properties} {
		for _, key := range b.unread() {
			why := "has no effect in " + it.kind
			if editorsOwn[key] {
				why = "was for the editor only"
			}
			m.report.note(it, Ignored, 0, b.path+"."+key, why)
		}
	}
}

// drop reports that a widget is not drawn.
func (m *mapper) drop(it *item, property, why string) []widget.Widget {
	m.report.note(it, Dropped, 0, property, why)
	for _, b := range []*bag{it.styling, it.properties} {
		b.ignore(b.unread()...) // what it said besides does not matter any more
	}
	return nil
}

// within is the mapper for what stands in the cells of a widget.
func (m *mapper) within(names map[string]string) *mapper {
	inner := *m
	inner.scope = m.scope.with(names)
	inner.cells++
	return &inner
}

// frame is a place in points.
func frame(at geom.Rect, when widget.Cond) widget.Frame {
	f := widget.Frame{Width: length(at.W), Height: length(at.H), When: when}
	if at.X != 0 {
		f.X = length(at.X)
	}
	if at.Y != 0 {
		f.Y = length(at.Y)
	}
	return f
}

// length is a number of points as our widgets take it.
func length(u geom.Unit) geom.Length { return geom.Length{Value: int64(u), Unit: geom.PointUnit} }

// bare is a length that is left out when it is zero.
func bare(u geom.Unit) geom.Length {
	if u == 0 {
		return geom.Length{}
	}
	return length(u)
}

// tenths is a number of tenths of a length.
func tenths(u geom.Unit, n int64) geom.Unit { return u.MulDiv(n, 10) }

// plus is a step behind a name: "+3", "-1", or nothing for 0.
func plus(n int) string {
	if n == 0 {
		return ""
	}
	if n > 0 {
		return "+" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}

// named is a name for the items of a repetition that no name of a page hides.
func (m *mapper) named(want string) string { return m.scope.namer.name("repeat "+want, want) }
