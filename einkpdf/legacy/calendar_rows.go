package legacy

import (
	"strconv"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// rows is a week with a row for each day and its name at the left. The hours run
// from left to right.
func (w *weekMap) rows(kids []widget.Widget) []widget.Widget {
	box := w.it.box
	w.side = 4 * w.look.grid
	w.it.properties.ignore("show_weekdays")
	if w.hours.shown {
		w.names = tenths(w.look.grid, 15)
	}
	top, width := w.title+w.names, max(box.W-w.side, geom.Pt)
	w.cell = geom.Size{W: w.side, H: max((box.H-top)/7, w.least())}
	w.look = w.look.inLine(w.cell.H)
	pad, all := w.pad(), max(box.H-top, 7*w.least())
	kids = append(kids, w.across(geom.Rect{X: w.side, Y: top, W: width, H: all})...)
	look := w.look
	name := w.weekdays(&look, w.side-2*min(pad, 2*geom.Pt), " 28")
	label := &widget.TextBox{Text: widget.Text("{" + w.day + "|" + name + "} {" + w.day + ".day}"), Style: look.own(), Fit: "line"}
	w.placed(label, min(pad, 2*geom.Pt), 0)
	inside := []widget.Widget{label}
	area := geom.Rect{X: w.side, W: width, H: w.cell.H}
	if w.grey != (widget.Stroke{}) {
		w.report.note(w.it, Changed, 4, "properties.layout_orientation", "the lines end at the right edge; there they ran over it")
		inside = append(inside, &widget.Box{Frame: frame(area, ""), Stroke: w.grey})
	}
	inside = w.mark(inside, area)
	if to, ok := w.dayLink(w.it, w.strategy, w.day, 1); ok {
		same := widget.Cond(w.day + ".month == " + w.start.field("month"))
		later := widget.Cond(w.day + " >= " + w.start.day())
		inside = append(inside, &widget.Tap{Frame: frame(area, w.scope.when(same, later, to.when)), To: to.to})
	}
	return append(kids, &widget.Grid{
		Frame: frame(geom.Rect{Y: top, W: box.W, H: all}, ""), Columns: 1,
		Group: widget.Group{Repeat: w.repeat(), Child: &widget.Layers{Group: widget.Group{Children: inside}}},
	})
}

// across is the hours of a week in rows: upright lines, and labels above them.
func (w *weekMap) across(at geom.Rect) []widget.Widget {
	h := w.hours
	if !h.shown {
		return nil
	}
	total := h.to - h.from
	part := func(minutes int) geom.Rect {
		box := at
		box.W = at.W.MulDiv(int64(minutes), int64(total))
		return box
	}
	slots, labels := total/h.slot, total/h.labelSlot
	if slots < 1 || labels < 1 {
		return nil
	}
	stroke := w.mapper.stroke(widget.Gray(0xCC), geom.Pt/2)
	lines := &widget.Grid{Frame: frame(part(slots*h.slot), ""), Columns: min(slots, 100),
		Group: widget.Group{Repeat: &widget.Repeat{Each: widget.Over("1.." + strconv.Itoa(min(slots, 100)))}, Child: &widget.Box{Stroke: stroke}}}
	var times []widget.Item
	for i := range min(labels, 100) {
		t := h.from + i*h.labelSlot
		clock, _ := widget.At(t/60, t%60).MarshalText()
		times = append(times, widget.Item{Text: widget.Text(clock)})
	}
	heads := part(len(times) * h.labelSlot)
	heads.Y, heads.H = at.Y-w.names, w.names
	l := w.look
	l.style.Size, l.style.Align = w.look.scaled(8), "left"
	return []widget.Widget{lines, &widget.Grid{Frame: frame(heads, ""), Columns: len(times),
		Group: widget.Group{Repeat: &widget.Repeat{Each: widget.Each{List: times}}, Child: &widget.TextBox{Text: "{item}", Style: l.own(), Fit: "shrink"}}}}
}
