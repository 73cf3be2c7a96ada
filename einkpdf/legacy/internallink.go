package legacy

import (
	"strings"

	"github.com/einkpdf/platform/einkpdf/widget"
)

// The colours of links there.
var (
	linkInk    = widget.RGB(0x00, 0x66, 0xCC)
	linkMarked = widget.RGB(0xDB, 0xEA, 0xFE)
)

// internalLink is a line of text that can be tapped. Where its destination does
// not exist, it is left out with its text (fixes 9 and 15).
func (m *mapper) internalLink(it *item) []widget.Widget {
	to, linked, blank := m.destination(it)
	fill := m.optional(it, it.properties, "background_color")
	if mark := m.optional(it, it.properties, "highlight_color"); it.properties.truthy("highlight", false) {
		fill = mark
		if fill == (widget.Color{}) {
			fill = linkMarked
		}
	}
	look, turn, height := m.look(it, linkInk), m.degrees(it), it.box.H
	if turn != 0 {
		height = it.box.W
	}
	look = look.inLine(height)
	texts := m.scope.text(m.content(it))
	if linked {
		texts, to = m.scope.linked(texts, to)
	}
	if ground, ok := parseColor(it.background); ok && fill == (widget.Color{}) && len(texts) == 1 {
		fill = m.shade(ground)
	}
	var list []widget.Widget
	for _, v := range texts {
		if strings.TrimSpace(string(v.text)) == "" || exclude(v.when, to.when) {
			continue
		}
		switch {
		case linked:
			list = append(list, m.linkBox(it, v, to, look, turn, fill)...)
		case blank:
			list = append(list, m.unlinked(it, v, look, turn, fill)...)
		}
	}
	return list
}

// linkBox is a link; an area alone where its text has no colour.
func (m *mapper) linkBox(it *item, v variant, to jump, l look, turn int, fill widget.Color) []widget.Widget {
	place := frame(it.box, m.scope.when(v.when, to.when))
	if !l.hidden {
		return []widget.Widget{&widget.LinkBox{Frame: place, Text: stripped(v.text), To: to.to, Style: l.turned(turn).ownLink(), Fill: fill, Rotate: turn}}
	}
	if fill == (widget.Color{}) {
		return []widget.Widget{&widget.Tap{Frame: place, To: to.to}}
	}
	return []widget.Widget{&widget.Box{Frame: place, Fill: fill, Link: to.to}}
}

// unlinked is the text of a link without a destination.
func (m *mapper) unlinked(it *item, v variant, l look, turn int, fill widget.Color) (list []widget.Widget) {
	place := frame(it.box, v.when)
	if fill != (widget.Color{}) {
		list = append(list, &widget.Box{Frame: place, Fill: fill})
	}
	if !l.hidden {
		list = append(list, &widget.TextBox{Frame: place, Text: stripped(v.text), Style: l.turned(turn).own(), Fit: "shrink", Rotate: turn})
	}
	return list
}

func stripped(t widget.Text) widget.Text { return widget.Text(strings.TrimSpace(string(t))) }

// destination is where a widget leads: bind, or else to_dest. blank says that it
// gives none.
func (m *mapper) destination(it *item) (to jump, linked, blank bool) {
	raw, key := it.properties.text("to_dest", ""), "to_dest"
	if bind := it.properties.text("bind", ""); strings.TrimSpace(bind) != "" {
		raw, key = bind, "bind"
	}
	if strings.TrimSpace(raw) == "" {
		m.report.note(it, Changed, 15, "properties."+key, "there is no destination; nothing is linked")
		return jump{}, false, true
	}
	to, linked = m.jump(it, "properties."+key, raw)
	return to, linked, false
}

// ownLink is own for links, which are centred when they say nothing.
func (l look) ownLink() widget.StyleRef {
	s := widget.Style{}
	if own := l.own().Own; own != nil {
		s = *own
	}
	s.Align = l.style.Align
	if s.Align == "center" {
		s.Align = ""
	}
	return ref(s)
}
