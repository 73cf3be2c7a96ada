package legacy

import (
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// checkbox is a box to tick with a label.
func (m *mapper) checkbox(it *item) []widget.Widget {
	p := it.properties
	size := p.points(m.renamed(it, p, "box_size", "checkbox_size"), 12*geom.Pt, 4*geom.Pt, 50*geom.Pt)
	width := it.styling.points("line_width", geom.Pt, geom.Pt/10, 5*geom.Pt)
	stroke, okStroke := m.color(it, it.styling, "stroke_color", black)
	fill, okFill := m.color(it, it.styling, "fill_color", widget.Gray(0xFF))
	check, okCheck := m.color(it, it.styling, "check_color", black)
	look, turn := m.look(it, black).inLine(it.box.H), m.degrees(it)
	if !okStroke || !okFill || !okCheck {
		return nil
	}
	if over := size - it.box.H; over > 0 { // the square was drawn over its box
		it.box.Y, it.box.H = max(it.box.Y-over/2, 0), size
	}
	it.box.W = max(it.box.W, size)
	if check == black {
		check = widget.Color{}
	}
	square := func(at geom.Rect, when widget.Cond) *widget.Checkbox {
		return &widget.Checkbox{
			Frame: frame(at, when), Size: length(size), Checked: p.truthy("checked", false),
			Stroke: m.stroke(stroke, width), Fill: fill, Check: check,
		}
	}
	labels := m.scope.label(m.content(it))
	if !says(labels) || look.hidden {
		box := square(it.box, "")
		if look.style.Align != "left" {
			box.Align = look.style.Align
		}
		return []widget.Widget{box}
	}
	const gap = 4 * geom.Pt
	var list []widget.Widget
	if turn == 0 {
		for _, v := range covering(labels) {
			box := square(it.box, v.when)
			box.Label, box.Gap = v.text, length(gap)
			if look.style.Align != "left" {
				box.Align, look.style.Align = look.style.Align, "left"
			}
			box.Style = look.own()
			list = append(list, box)
		}
		return list
	}
	// The label stands upright beside the box.
	beside := it.box
	beside.W = min(size, it.box.W)
	list = append(list, square(beside, ""))
	beside.X, beside.W = beside.Right()+gap, max(it.box.W-size-gap, size)
	for _, v := range labels {
		if v.text != "" {
			list = append(list, &widget.TextBox{Frame: frame(beside, v.when), Text: v.text, Style: look.turned(turn).own(), Fit: "shrink", Rotate: turn})
		}
	}
	return list
}

// says says whether there is any text.
func says(list []variant) bool {
	for _, v := range list {
		if v.text != "" {
			return true
		}
	}
	return false
}

// covering are the variants and, where they leave out some pages, one without
// text for those.
func covering(list []variant) []variant {
	for _, v := range list {
		if v.when == "" {
			return list
		}
	}
	none := widget.Cond("")
	for _, v := range list {
		if none != "" {
			none += " or "
		}
		none += "(" + v.when + ")"
	}
	return append(list[:len(list):len(list)], variant{when: "not (" + none + ")"})
}
