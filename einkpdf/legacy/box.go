package legacy

import (
	"github.com/einkpdf/platform/einkpdf/device"
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// boxed is a rectangle.
func (m *mapper) boxed(it *item) []widget.Widget {
	radius := it.properties.points("corner_radius", 0, 0, 50*geom.Pt)
	opacity := it.properties.points("opacity", geom.Pt, 0, geom.Pt)
	width := it.styling.points("line_width", geom.Pt, 0, 10*geom.Pt)
	line, okLine := m.color(it, it.styling, "stroke_color", black)
	fill, okFill := m.color(it, it.styling, "fill_color", widget.None())
	if !okLine || !okFill {
		return nil
	}
	line, fill = faded(line, opacity), faded(fill, opacity)
	box := &widget.Box{Frame: frame(it.box, ""), Radius: bare(radius)}
	if fill.A > 0 {
		box.Fill = fill
	}
	if line.A > 0 && width > 0 {
		box.Stroke = m.stroke(line, width)
	} else if fill.A == 0 {
		return nil
	}
	return []widget.Widget{box}
}

// faded is a colour with an opacity, where a point is all of it.
func faded(c widget.Color, opacity geom.Unit) widget.Color {
	if c.A == 0 {
		return widget.None()
	}
	c.A = byte(geom.Unit(c.A).MulDiv(int64(opacity), int64(geom.Pt)))
	if c.A == 0 {
		return widget.None()
	}
	return c
}

// stroke is a line of a colour and width, but never thinner than a pixel.
func (m *mapper) stroke(c widget.Color, width geom.Unit) widget.Stroke {
	s := widget.Stroke{Color: c, Width: length(width)}
	if width < m.pixel() {
		m.report.overall(m.scope.item, Changed, 3, "", "lines that are thinner than a pixel are one pixel")
		s.Width = geom.Px(1)
	}
	return s
}

// pixel is a pixel of the device, or about one where it is not known.
func (m *mapper) pixel() geom.Unit {
	if old, ok := device.FromLegacy(m.paper.profile); ok {
		if p, err := device.Lookup(old.Profile); err == nil {
			return p.Px(1)
		}
	}
	return geom.Pt / 4
}

// rule is a line through the middle of its box.
func (m *mapper) rule(it *item) []widget.Widget {
	styling := it.styling
	width := styling.points("line_width", geom.Pt, 0, 10*geom.Pt)
	color, ok := m.color(it, styling, "stroke_color", black)
	if !styling.has("line_width") && it.properties.has("line_thickness") {
		m.old(it, "line_thickness", "styling.line_width")
		width = it.properties.points("line_thickness", width, 0, 10*geom.Pt)
	}
	if !styling.has("stroke_color") && it.properties.has("stroke_color") {
		m.old(it, "stroke_color", "styling.stroke_color")
		color, ok = m.color(it, it.properties, "stroke_color", color)
	}
	if !ok || color.A == 0 {
		return nil
	}
	line := &widget.Line{Frame: frame(it.box, ""), Stroke: m.stroke(color, width)}
	if it.kind == "vertical_line" {
		line.Direction = "vertical"
	}
	return []widget.Widget{line}
}
