package draw

import "github.com/einkpdf/platform/einkpdf/geom"

// Bounds is the smallest rectangle around box and everything that the list
// paints. Turned groups count with the square in which they can turn. Strokes of
// up to 2 pt count without their width, so that neighbours with thin lines do
// not overlap; wider ones with all of it. Letters count from the baseline to the
// capital height.
func (l *List) Bounds(box geom.Rect) geom.Rect {
	var turned []geom.Point // centres of the open groups that turn
	b := bounds{box.X, box.Y, box.Right(), box.Bottom()}
	for _, op := range l.Ops {
		switch o := op.(type) {
		case Push:
			turned = append(turned, o.Center)
			continue
		case Pop:
			turned = turned[:max(len(turned)-1, 0)]
			continue
		}
		r, ok := opBounds(op)
		if !ok {
			continue
		}
		if w := penWidth(op); w > thin {
			r = bounds{r.x0 - w/2, r.y0 - w/2, r.x1 + w/2, r.y1 + w/2}
		}
		for _, c := range turned {
			reach := max(c.X-r.x0, r.x1-c.X, c.Y-r.y0, r.y1-c.Y)
			r = bounds{c.X - reach, c.Y - reach, c.X + reach, c.Y + reach}
		}
		b.add(geom.Point{X: r.x0, Y: r.y0})
		b.add(geom.Point{X: r.x1, Y: r.y1})
	}
	return geom.Rect{X: b.x0, Y: b.y0, W: b.x1 - b.x0, H: b.y1 - b.y0}
}

// thin is the width up to which a stroke is taken for a line without width.
const thin = 2 * geom.Pt

// penWidth is how wide the strokes of an operation are, or its dots.
func penWidth(op Op) geom.Unit {
	var s Stroke
	switch o := op.(type) {
	case Rect:
		s = o.Stroke
	case Line:
		s = o.Stroke
	case Lines:
		s = o.Stroke
	case Path:
		s = o.Stroke
	case Dots:
		return o.Diameter
	}
	if s.IsZero() {
		return 0
	}
	return s.Width
}

type bounds struct{ x0, y0, x1, y1 geom.Unit }

func (b *bounds) add(p geom.Point) {
	b.x0, b.y0 = min(b.x0, p.X), min(b.y0, p.Y)
	b.x1, b.y1 = max(b.x1, p.X), max(b.y1, p.Y)
}

func around(points ...geom.Point) bounds {
	b := bounds{points[0].X, points[0].Y, points[0].X, points[0].Y}
	for _, p := range points[1:] {
		b.add(p)
	}
	return b
}

func opBounds(op Op) (bounds, bool) {
	switch o := op.(type) {
	case Rect:
		return bounds{o.Box.X, o.Box.Y, o.Box.Right(), o.Box.Bottom()}, true
	case Image:
		return bounds{o.Box.X, o.Box.Y, o.Box.Right(), o.Box.Bottom()}, true
	case Line:
		return around(o.A, o.B), true
	case Lines:
		n := geom.Unit(max(o.N-1, 0))
		return around(o.A, o.B, o.A.Add(o.DX*n, o.DY*n), o.B.Add(o.DX*n, o.DY*n)), true
	case Dots:
		return around(o.First, o.First.Add(o.PitchX*geom.Unit(max(o.NX-1, 0)), o.PitchY*geom.Unit(max(o.NY-1, 0)))), true
	case Path:
		if len(o.Segs) == 0 {
			return bounds{}, false
		}
		b := around(o.Segs[0].P[0])
		for _, s := range o.Segs {
			switch s.Kind {
			case MoveTo, LineTo:
				b.add(s.P[0])
			case CurveTo:
				b.add(s.P[0])
				b.add(s.P[1])
				b.add(s.P[2])
			}
		}
		return b, true
	case Text:
		w := o.Run.Advance(o.Size) + o.Spacing*geom.Unit(len(o.Run.Glyphs))
		up := o.Size.MulDiv(int64(o.Run.Face.CapHeight), int64(o.Run.Face.UnitsPerEm))
		return around(o.At.Add(0, -up), o.At.Add(w, 0)), true
	}
	return bounds{}, false
}
