package lint

import (
	"strings"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// ink is one colour of a drawing operation, and what it is for.
type ink struct {
	color draw.Color
	kind  inkKind
	width geom.Unit // of lines, the diameter of dots, the shorter side of areas, the size of text
}

type inkKind uint8

const (
	lineInk inkKind = iota
	dotInk
	areaInk
	textInk
)

// inksOf are the inks of an operation that can be seen: none, one or two.
func inksOf(op draw.Op) (list [2]ink, n int) {
	add := func(color draw.Color, kind inkKind, width geom.Unit) {
		if color.A > 0 && width > 0 {
			list[n] = ink{color, kind, width}
			n++
		}
	}
	switch o := op.(type) {
	case draw.Rect:
		add(o.Fill, areaInk, min(o.Box.W, o.Box.H))
		add(o.Stroke.Color, lineInk, o.Stroke.Width)
	case draw.Path:
		add(o.Fill, areaInk, geom.Pt)
		add(o.Stroke.Color, lineInk, o.Stroke.Width)
	case draw.Line:
		add(o.Stroke.Color, lineInk, o.Stroke.Width)
	case draw.Lines:
		if o.N > 0 {
			add(o.Stroke.Color, lineInk, o.Stroke.Width)
		}
	case draw.Dots:
		if o.NX > 0 && o.NY > 0 {
			add(o.Color, dotInk, o.Diameter)
		}
	case draw.Text:
		if o.Run != nil && strings.TrimSpace(o.Run.Text) != "" {
			add(o.Color, textInk, o.Size)
		}
	}
	return list, n
}

// pageInk is an opaque colour of a page, and the first widget that has it.
type pageInk struct {
	color  draw.Color
	widget int32
}

// maxPageInks bounds the colours of a page that are compared with each other.
const maxPageInks = 64

// ink finds lines, letters and colours that the panel cannot show.
func (c *Checker) ink(p *Page) {
	c.inks = c.inks[:0]
	var last draw.Color
	for i := range p.Widgets {
		w := &p.Widgets[i]
		for _, op := range p.List.Ops[w.Ops[0]:w.Ops[1]] {
			inks, n := inksOf(op)
			for _, k := range inks[:n] {
				c.strokeWidth(w, k)
				c.textSize(w, k, op)
				c.greyLevel(w, k.color)
				c.colorDetail(w, k)
				if c.grey && k.color != last && k.color.A == 255 {
					c.note(k.color, i)
					last = k.color
				}
			}
		}
	}
}

// strokeWidth finds lines, dots and areas thinner than a pixel. The panel draws
// them a pixel wide and paler, or leaves some out.
func (c *Checker) strokeWidth(w *widget.Traced, k ink) {
	if k.kind == textInk || k.width*100 >= c.pixel*98 {
		return
	}
	c.add(StrokeWidth, w.Pointer, int64(c.pixel-k.width), func() widget.Finding {
		what := "lines are"
		if k.kind == dotInk {
			what = "dots are"
		}
		px := float64(k.width.MulDiv(100, int64(c.pixel))) / 100
		return widget.Finding{
			Message:  what + " " + text(inPt(k.width), 2) + " pt thick, which is " + text(px, 2) + " pixels of the panel",
			Hint:     "make them at least 1px thick",
			Measured: px, Required: 1, Unit: "px", Box: w.Box,
		}
	})
}

// textSize finds letters that are too small to read.
func (c *Checker) textSize(w *widget.Traced, k ink, op draw.Op) {
	if k.kind != textInk || k.width >= c.minText-geom.Pt/20 {
		return
	}
	c.add(TextSize, w.Pointer, int64(c.minText-k.width), func() widget.Finding {
		shown := ""
		if t, ok := op.(draw.Text); ok {
			shown = quoted(strings.TrimSpace(t.Run.Text))
		}
		return widget.Finding{
			Message:  "the text " + shown + " has letters of " + text(inPt(k.width), 1) + " pt, " + text(inPt(c.minText), 1) + " pt are needed",
			Hint:     "give it more room or a larger size, or leave it out",
			Measured: inPt(k.width), Required: inPt(c.minText), Unit: "pt", Box: w.Box,
		}
	})
}
