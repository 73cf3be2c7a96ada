package legacy

import (
	"strings"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// baseStyle is how text looks where a widget says nothing: the project's default
// style.
func baseStyle() widget.Style {
	return widget.Style{Size: length(12 * geom.Pt), LineHeight: lineHeight}
}

// lineHeight is the distance of lines there, as a multiple of the font size.
const lineHeight geom.Ratio = 1_200_000

// The bounds of font sizes there.
const (
	minSize = 6 * geom.Pt
	maxSize = 72 * geom.Pt
)

// look is how the text of a widget looks, with everything said.
type look struct {
	style widget.Style
	// grid is the font size of the predecessor, which also computed places with it.
	// Ours is larger where the profile asked for more.
	grid geom.Unit
	// hidden: the text has no colour and was not drawn.
	hidden bool
}

// look reads the styling of a widget. Its colour is ink when it says nothing.
func (m *mapper) look(it *item, ink widget.Color) look {
	var l look
	l.style.Font, l.style.Weight, l.style.Slant = m.font(it)
	l.grid = m.size(it)
	l.style.Size = length(max(l.grid, m.paper.minText))
	l.style.Align = it.styling.word("text_align", "left", "left", "center", "right", "justify")
	if l.style.Align == "justify" {
		l.style.Align = "left"
	}
	if it.styling.truthy("underline", false) {
		l.style.Decoration = "underline"
		m.report.note(it, Changed, 14, "styling.underline", "the line has the colour of its text; there it had that of what was drawn before")
	}
	l.style.Color, l.hidden = m.ink(it, ink)
	m.report.overall(it, Changed, 5, "", "texts stand in the middle of their boxes, and no part of their letters is cut off")
	return l
}

// font is the family, weight and slant of a widget's font.
func (m *mapper) font(it *item) (family, weight, slant string) {
	name := it.styling.text("font", "Helvetica")
	if strings.TrimSpace(name) == "" {
		name = "Helvetica"
	}
	face := findFont(name)
	if it.styling.has("font") && !face.same {
		m.report.overall(it, Replaced, 0, "styling.font", quote(name)+" → "+face.describe()+"; it "+face.note)
	}
	if face.bold {
		weight = "bold"
	}
	if face.italic {
		slant = "italic"
	}
	return face.family, weight, slant
}

// size is the font size that the predecessor drew a widget with, and computed its
// places with. It raised what is smaller than the profile's smallest when it was
// given as font_size or for a day list, and else left it as it was. Here letters
// are raised all the same, while places stay where they were (fix 3).
func (m *mapper) size(it *item) geom.Unit {
	def := 12 * geom.Pt
	if it.kind == "day_list" {
		def = 10 * geom.Pt
	}
	size, other := it.styling.points("size", def, 0, maxSize), it.styling.points("font_size", def, 0, maxSize)
	key, raised := "styling.size", it.kind == "day_list"
	if !it.styling.truthy("size", false) {
		if size = def; it.styling.truthy("font_size", false) {
			key, size, raised = "styling.font_size", other, it.kind != "checkbox"
		}
	}
	size = max(size, minSize)
	switch least := m.paper.minText; {
	case size >= least:
	case raised:
		size = least
	default:
		m.report.note(it, Changed, 3, key, "letters of "+formatPoints(size)+" pt are raised to the "+formatPoints(least)+" pt that the device asks for, as far as there is room")
	}
	return size
}

// inLine is the look in boxes of one line that are so high: letters that were
// raised stay inside of them.
func (l look) inLine(height geom.Unit) look {
	room := tidy(height.MulDiv(4, 3)) // capitals are three quarters of the font size
	if size := geom.Unit(l.style.Size.Value); size > l.grid {
		l.style.Size = length(min(size, max(room, l.grid)))
	}
	return l
}

// raised says whether the letters are larger than they were.
func (l look) raised() bool { return geom.Unit(l.style.Size.Value) > l.grid }

// ink is the colour of a widget's text; hidden when it is to be none.
func (m *mapper) ink(it *item, def widget.Color) (c widget.Color, hidden bool) {
	key := "color"
	it.styling.has("font_color")
	if !it.styling.has(key) {
		key = "font_color"
	}
	raw := it.styling.text(key, "")
	shade := m.shade
	if it.kind == "checkbox" { // its label kept its colour
		shade = func(c widget.Color) widget.Color { return c }
	}
	if raw == "" {
		return shade(def), false
	}
	c, ok := parseColor(raw)
	if !ok {
		m.report.note(it, Changed, 15, "styling."+key, quote(raw)+" is not a colour such as #336699, which made the document fail; the usual colour is taken")
		return shade(def), false
	}
	if c.A == 0 {
		m.report.note(it, Dropped, 0, "styling."+key, "a text without colour was not drawn")
		return def, true
	}
	return shade(c), false
}

// own is the style with what baseStyle says left open.
func (l look) own() widget.StyleRef {
	s := l.style
	base := baseStyle()
	if s.Size == base.Size {
		s.Size = geom.Length{}
	}
	if s.Color == black {
		s.Color = widget.Color{}
	}
	if s.Align == "left" {
		s.Align = ""
	}
	return ref(s)
}

// part is the style of a part of a widget, changed where change says something.
// Our widgets propose their own for it, base: what is the same is left out.
func (l look) part(base, change widget.Style) widget.StyleRef {
	plain := widget.Style{Weight: "regular", Color: black, Align: "left", VAlign: "middle"}
	want, proposed := change.Over(l.style).Over(plain), base.Over(plain)
	if want.Weight == proposed.Weight {
		want.Weight = ""
	}
	if want.Color == proposed.Color {
		want.Color = widget.Color{}
	}
	if want.Align == proposed.Align {
		want.Align = ""
	}
	if want.VAlign == proposed.VAlign {
		want.VAlign = ""
	}
	return ref(want)
}

// quiet is the colour that our calendars propose for labels.
var quiet = widget.Gray(0x77)

func ref(s widget.Style) widget.StyleRef {
	if s == (widget.Style{}) {
		return widget.StyleRef{}
	}
	return widget.Inline(s)
}

// scaled is so many tenths of the size that places were computed with, but legible.
func (l look) scaled(n int64) geom.Length {
	return length(max(tenths(l.grid, n), minSize))
}

// turned is the look for text that is turned by a number of degrees. Upwards,
// left meant the upper end there and means the lower end here.
func (l look) turned(degrees int) look {
	if degrees == 270 {
		l.style.Align = map[string]string{"left": "right", "right": "left"}[l.style.Align]
		if l.style.Align == "" {
			l.style.Align = "center"
		}
	}
	return l
}

// degrees is how far the text of a widget is turned clockwise.
func (m *mapper) degrees(it *item) int {
	switch it.properties.word("orientation", "horizontal", "vertical", "vertical_cw", "vertical_ccw") {
	case "vertical", "vertical_cw":
		return 90
	case "vertical_ccw":
		return 270
	}
	return 0
}
