package widget

import (
	"strconv"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/source"
)

// TimeAxis has the properties of widgets that show the hours of a day from top
// to bottom.
type TimeAxis struct {
	From       Clock    `key:"from" default:"07:00" doc:"First hour."`
	To         Clock    `key:"to" default:"21:00" doc:"Last hour; 24:00 is the end of the day."`
	Every      Minutes  `key:"every" default:"30m" doc:"Time between two lines, 5m to 12h."`
	LabelEvery Minutes  `key:"label-every" default:"1h" doc:"Time between two labels."`
	Clock      string   `key:"clock" enum:"24h,12h,hour" default:"24h" doc:"How labels are written: 07:00, 7 am, or 7."`
	LabelStyle StyleRef `key:"label-style" doc:"How the labels look."`
	SlotStroke Stroke   `key:"slot-stroke" doc:"The lines between full hours; without it thinner than those of the hours."`
}

// Check refuses hours and steps that make no axis.
func (a *TimeAxis) Check(report func(code, pointer, message, hint string)) {
	if a.start() < 0 || a.end() > 24*60 {
		report(source.CodeRange, "/to", "must be a time of day", `write for example from: "07:00" and to: "21:00"`)
	} else if a.start() >= a.end() {
		report(source.CodeRange, "/to", "must be later than from", `write for example from: "07:00" and to: "21:00"`)
	}
	if n := a.every(); n < 5 || n > 12*60 {
		report(source.CodeRange, "/every", "must be between 5m and 12h", "")
	}
	if n := a.labelEvery(); n < 5 || n > 12*60 {
		report(source.CodeRange, "/label-every", "must be between 5m and 12h", "")
	}
}

func (a *TimeAxis) start() int { return a.From.Minutes(7 * 60) }
func (a *TimeAxis) end() int   { return a.To.Minutes(21 * 60) }

func (a *TimeAxis) every() int {
	if a.Every == 0 {
		return 30
	}
	return int(a.Every)
}

func (a *TimeAxis) labelEvery() int {
	if a.LabelEvery == 0 {
		return 60
	}
	return int(a.LabelEvery)
}

// label is a time of day in words.
func (a *TimeAxis) label(minute int) string {
	h, m := minute/60, minute%60
	tail := ":" + string([]byte{'0' + byte(m/10), '0' + byte(m%10)})
	switch a.Clock {
	case "12h":
		half := " am"
		if h%24 >= 12 {
			half = " pm"
		}
		if m == 0 {
			tail = ""
		}
		return strconv.Itoa((h+11)%12+1) + tail + half
	case "hour":
		if m == 0 {
			tail = ""
		}
		return strconv.Itoa(h) + tail
	}
	if h < 10 {
		return "0" + strconv.Itoa(h) + tail
	}
	return strconv.Itoa(h) + tail
}

// labels are the times that have a label. The last is left out at the end of
// the axis, where its slot would begin.
func (a *TimeAxis) labels() []int {
	var list []int
	for t := a.start(); t < a.end(); t += max(a.labelEvery(), 5) {
		list = append(list, t)
	}
	return list
}

// at is the y of a time on an axis that fills a box.
func (a *TimeAxis) at(box geom.Rect, minute int) geom.Unit {
	return box.Y + split(box.H, minute-a.start(), a.end()-a.start())
}

// slot is the height that a label has in a box.
func (a *TimeAxis) slot(box geom.Rect) geom.Unit {
	span := max(a.end()-a.start(), 1)
	return box.H.MulDiv(int64(min(a.labelEvery(), span)), int64(span))
}

// style is how the labels look in a box: small enough for their slots.
func (a *TimeAxis) style(c *Context, box geom.Rect) Style {
	slot := a.slot(box)
	size := clamp(min(slot.MulDiv(42, 100), box.W/20), 6, 9)
	base := Style{Size: points(size), Color: quietInk, Align: "right", VAlign: "middle"}
	s := c.role(a.LabelStyle, base)
	if need := c.Length(s.Size, 0) * 7 / 6; slot < need {
		base.Size = points(max(slot*6/7, 5*geom.Pt))
		s = c.role(a.LabelStyle, base)
		c.overflow(box, "the label of an hour needs", need, slot, "make the widget higher, the labels smaller, label-every longer, or leave out hours with from and to")
	}
	return s
}

// gutter is the width of the labels with the space after them.
func (a *TimeAxis) gutter(c *Context, s Style) geom.Unit {
	var texts []string
	for _, t := range a.labels() {
		texts = append(texts, a.label(t))
	}
	return c.widest(s, texts) + c.Length(s.Size, 0)/2
}

// rule paints the lines: those of the full hours from x to the right edge, and
// those of the slots between them from the left edge of the box on.
func (a *TimeAxis) rule(c *Context, box geom.Rect, x geom.Unit, stroke Stroke) {
	hour := c.Pen(stroke, Stroke{Color: Gray(0x77), Width: geom.Points(0.5)})
	slot := c.Pen(a.SlotStroke, stroke.over(ruling()))
	if a.SlotStroke == (Stroke{}) && stroke.Color.IsZero() {
		slot.Color = Gray(0xBB)
	}
	for t := a.start(); ; t += max(a.every(), 5) {
		t = min(t, a.end())
		y, from, pen := a.at(box, t), box.X, slot
		if t%60 == 0 || t == a.start() || t == a.end() {
			from, pen = x, hour
		}
		c.Line(geom.Point{X: from, Y: y}, geom.Point{X: box.Right(), Y: y}, pen)
		if t == a.end() {
			return
		}
	}
}

// write paints the labels into a gutter beside the box, below their lines or
// on them.
func (a *TimeAxis) write(c *Context, box geom.Rect, x, width geom.Unit, s Style, on bool) {
	size := c.Length(s.Size, 0)
	height := size * 3 / 4 // of the digits
	below := max(min(size*2/5, (a.slot(box)-height)/2), 0)
	for _, t := range a.labels() {
		at := geom.Rect{X: x, Y: a.at(box, t) + below, W: width - size/2, H: height}
		if on {
			at.Y -= below + height/2
		}
		c.Write(at, a.label(t), s)
	}
}
