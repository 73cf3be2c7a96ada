package legacy

import (
	"strconv"
	"strings"

	"github.com/einkpdf/platform/einkpdf/internal/source"
	"github.com/einkpdf/platform/einkpdf/widget"
)

func quote(s string) string { return source.Quote(s) }

var black = widget.Gray(0)

// parseColor reads "#RRGGBB", also without the "#", and the words for no colour.
func parseColor(s string) (widget.Color, bool) {
	s = strings.ToLower(strings.TrimSpace(s))
	if s == "none" || s == "transparent" {
		return widget.None(), true
	}
	s = strings.TrimPrefix(s, "#")
	v, err := strconv.ParseUint(s, 16, 32)
	if err != nil || len(s) != 6 {
		return widget.Color{}, false
	}
	return widget.RGB(byte(v>>16), byte(v>>8), byte(v)), true
}

// color is the colour of a key, def when it is not given. It is false, and
// reported, when the value is no colour.
func (m *mapper) color(it *item, b *bag, key string, def widget.Color) (widget.Color, bool) {
	raw := b.text(key, "")
	if raw == "" {
		return def, true
	}
	c, ok := parseColor(raw)
	if !ok {
		m.report.note(it, Dropped, 0, b.path+"."+key, quote(raw)+" is not a colour such as #336699; what has it is left out, as it was there")
	}
	return c, ok
}

// optional is a colour that is left open when it is not given or no colour.
func (m *mapper) optional(it *item, b *bag, key string) widget.Color {
	c, ok := m.color(it, b, key, widget.Color{})
	if !ok || c.A == 0 {
		return widget.Color{}
	}
	return c
}

// shade is a colour as the predecessor's grey profiles show it. It did so with
// texts and the backgrounds of widgets, with nothing else.
func (m *mapper) shade(c widget.Color) widget.Color {
	if m.paper.keepsColor || c.A == 0 {
		return c
	}
	grey := widget.Gray(byte((299*int(c.R) + 587*int(c.G) + 114*int(c.B)) / 1000))
	grey.A = c.A
	return grey
}
