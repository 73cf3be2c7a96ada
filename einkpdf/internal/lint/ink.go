package lint

import (
	"strings"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

// ink is one colour of a drawing operation, and what it is for.
type ink struct {
	color draw.Color
	kind  inkKind
	width geom.Unit // of lines, the length of dashes, the diameter of dots, the shorter side of areas, the size of text
}

type inkKind uint8

const (
	lineInk inkKind = iota
	dashInk         // shorter than the line is wide
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
	pen := func(s draw.Stroke) {
		if on := shortest(s); on < s.Width {
			add(s.Color, dashInk, on)
		} else {
			add(s.Color, lineInk, s.Width)
		}
	}
	area := func(color draw.Color, short geom.Unit, edge draw.Stroke) {
		if short > 0 && !edge.IsZero() {
			short += edge.Width
		}
		add(color, areaInk, short)
	}
	switch o := op.(type) {
	case draw.Rect:
		area(o.Fill, min(o.Box.W, o.Box.H), o.Stroke)
		pen(o.Stroke)
	case draw.Path:
		area(o.Fill, narrow(o.Segs), o.Stroke)
		pen(o.Stroke)
	case draw.Line:
		pen(o.Stroke)
	case draw.Lines:
		if o.N > 0 {
			pen(o.Stroke)
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

// shortest is the length of the shortest dashes of a stroke, or its width where
// that is less: round and square ends make dashes longer by it.
func shortest(s draw.Stroke) geom.Unit {
	short := s.Width
	if s.Cap != draw.Butt || s.Dash == (draw.Dash{}) {
		return short
	}
	var lengths [6]geom.Unit
	for i, on := range s.Dash.Append(lengths[:0]) {
		if i%2 == 0 && on > 0 {
			short = min(short, on)
		}
	}
	return short
}

// narrow is the shorter side of a box around a path, which is no narrower than what
// the path encloses.
func narrow(segs []draw.Seg) geom.Unit {
	if len(segs) == 0 {
		return 0
	}
	low, high := segs[0].P[0], segs[0].P[0]
	for _, s := range segs {
		n := 1
		switch s.Kind {
		case draw.CurveTo:
			n = 3
		case draw.ClosePath:
			n = 0
		}
		for _, p := range s.P[:n] {
			low.X, low.Y = min(low.X, p.X), min(low.Y, p.Y)
			high.X, high.Y = max(high.X, p.X), max(high.Y, p.Y)
		}
	}
	return min(high.X-low.X, high.Y-low.Y)
}

// pageInk is an opaque colour of a page, and the first widget that has it.
type pageInk struct {
	color  draw.Color
	widget int32
}

// maxPageInks bounds the colours of a page that are compared with each other.
const maxPageInks = 64

// ink finds lines, letters and colours that the panel cannot show. Widgets beside
// the page have their own finding, "outside-page".
func (c *Checker) ink(p *Page) {
	c.inks = c.inks[:0]
	var last draw.Color
	page := geom.Rect{W: c.facts.Page.W, H: c.facts.Page.H}
	for i := range p.Widgets {
		w := &p.Widgets[i]
		if !w.Box.Empty() && !page.Intersects(w.Box) {
			continue
		}
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
