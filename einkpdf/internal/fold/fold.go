package fold

import (
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/widget"
)

const (
	fewest    = 3 // copies that are worth a repeat
	maxPeriod = 6 // widgets in a copy
)

// fold replaces copies at equal distances by repeats. Only neighbours in paint
// order are replaced, so nothing changes its order.
func fold(children []widget.Widget) []widget.Widget {
	if len(children) < fewest {
		return children
	}
	items := make([]shaped, len(children))
	for i, w := range children {
		items[i] = shapeOf(w)
	}
	out := make([]widget.Widget, 0, len(children))
	for i := 0; i < len(items); {
		best, period := 0, 0
		for p := 1; p <= maxPeriod; p++ {
			if n := copies(items[i:], p); n >= fewest && (n-1)*p > best {
				best, period = (n-1)*p, p
			}
		}
		if best > 0 {
			n := best/period + 1
			if w := repeatOf(items[i:i+n*period], period, n); w != nil {
				out = append(out, w)
				i += n * period
				continue
			}
		}
		out = append(out, children[i])
		i++
	}
	return out
}

// copies is how many times the first p items follow each other at equal
// distances, straight down or straight to the right.
func copies(items []shaped, p int) int {
	if len(items) < fewest*p {
		return 0
	}
	for _, it := range items[:p] {
		if it.shape == "" || !it.placed {
			return 0
		}
	}
	step := geom.Point{X: items[p].at.X - items[0].at.X, Y: items[p].at.Y - items[0].at.Y}
	if (step.X == 0) == (step.Y == 0) || step.X < 0 || step.Y < 0 {
		return 0
	}
	n := 1
	for ; (n+1)*p <= len(items); n++ {
		for q := range p {
			first, copied := items[q], items[n*p+q]
			if copied.shape != first.shape || copied.at != moved(first.at, step, n) {
				return n
			}
		}
	}
	return n
}

func moved(r geom.Rect, step geom.Point, n int) geom.Rect {
	r.X += step.X * geom.Unit(n)
	r.Y += step.Y * geom.Unit(n)
	return r
}

// repeatOf is the repeat of n copies of p widgets; nil where there is none that
// says the same.
func repeatOf(items []shaped, p, n int) widget.Widget {
	all := items[0].at // of the first copy
	for _, it := range items[1:p] {
		right, bottom := max(all.Right(), it.at.Right()), max(all.Bottom(), it.at.Bottom())
		all.X, all.Y = min(all.X, it.at.X), min(all.Y, it.at.Y)
		all.W, all.H = right-all.X, bottom-all.Y
	}
	down := items[p].at.Y != items[0].at.Y
	pitch, size := items[p].at.X-items[0].at.X, all.W
	if down {
		pitch, size = items[p].at.Y-items[0].at.Y, all.H
	}
	if pitch < size || pitch-size > 500*geom.Pt {
		return nil
	}
	repeat, ok := series(items, p, n)
	if !ok {
		return nil
	}
	child := items[0].widget
	if p > 1 {
		layers := new(widget.Layers)
		for _, it := range items[:p] {
			it.frame.X, it.frame.Y = offset(it.at.X-all.X), offset(it.at.Y-all.Y)
			layers.Children = append(layers.Children, it.widget)
		}
		child = layers
	} else {
		items[0].frame.X, items[0].frame.Y = geom.Length{}, geom.Length{}
		items[0].frame.Width, items[0].frame.Height = geom.Length{}, geom.Length{}
	}
	frame := widget.Frame{X: place(all.X), Y: place(all.Y)}
	group := widget.Group{Repeat: repeat, Child: child}
	gap := offset(pitch - size)
	total := pitch*geom.Unit(n-1) + size
	inner := widget.FrameOf(child)
	if down {
		frame.Width, frame.Height = points(all.W), points(total)
		inner.Height = points(size)
		return &widget.Stack{Frame: frame, Group: group, Gap: gap}
	}
	frame.Width, frame.Height = points(total), points(all.H)
	inner.Width = points(size)
	return &widget.Row{Frame: frame, Group: group, Gap: gap}
}

// foldAll repeats the children of a container that places them itself, if all of
// them are copies.
func foldAll(g *widget.Group) {
	n := len(g.Children)
	if n < fewest || g.Repeat != nil {
		return
	}
	items := make([]shaped, n)
	for i, w := range g.Children {
		items[i] = shapeOf(w)
		if items[i].shape == "" || items[i].shape != items[0].shape || items[i].at != items[0].at {
			return
		}
	}
	if repeat, ok := series(items, 1, n); ok {
		g.Repeat, g.Child, g.Children = repeat, items[0].widget, nil
	}
}

// points is a length in points; place is one that may be zero, and offset one
// that need not be said when it is.
func points(u geom.Unit) geom.Length { return geom.Length{Value: int64(u), Unit: geom.PointUnit} }
func place(u geom.Unit) geom.Length  { return points(u) }
func offset(u geom.Unit) geom.Length {
	if u == 0 {
		return geom.Length{}
	}
	return points(u)
}
