package raster

import (
	"image"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

// rectangle draws a box. Its edges, and the strokes of them, come to lie on whole
// pixels; what is round is not.
func (c *canvas) rectangle(o draw.Rect) error {
	if o.Box.W < 0 || o.Box.H < 0 {
		return nil
	}
	radius := min(o.Radius, o.Box.W/2, o.Box.H/2)
	if !o.Fill.IsZero() {
		k := newInk(o.Fill, c.color)
		r := c.snapped(o.Box)
		if radius > 0 {
			fine := func(p image.Point) point { return point{int64(p.X) << fineBits, int64(p.Y) << fineBits} }
			c.boxPath(o.Box, radius, fine(r.Min), fine(r.Max))
			c.fillPath(k)
		} else {
			c.fill(r, k)
		}
	}
	if o.Stroke.IsZero() {
		return c.err
	}
	var store [6]geom.Unit
	p := c.pen(o.Stroke, &store)
	a, b := c.corners(o.Box)
	r := image.Rect(p.snapX(a.x), p.snapY(a.y), p.snapX(b.x)+p.pixels, p.snapY(b.y)+p.pixels)
	if radius <= 0 && len(p.dash) == 0 {
		c.frame(r, p.pixels, p.ink)
		return c.err
	}
	c.boxPath(o.Box, radius, point{p.middle(r.Min.X), p.middle(r.Min.Y)}, point{p.middle(r.Max.X - p.pixels), p.middle(r.Max.Y - p.pixels)})
	c.strokeAll(p)
	return c.err
}

// frame paints the inner edge of a rectangle, width pixels wide.
func (c *canvas) frame(r image.Rectangle, width int, k ink) {
	if 2*width >= r.Dx() || 2*width >= r.Dy() {
		c.fill(r, k)
		return
	}
	c.fill(image.Rect(r.Min.X, r.Min.Y, r.Max.X, r.Min.Y+width), k)
	c.fill(image.Rect(r.Min.X, r.Min.Y+width, r.Min.X+width, r.Max.Y-width), k)
	c.fill(image.Rect(r.Max.X-width, r.Min.Y+width, r.Max.X, r.Max.Y-width), k)
	c.fill(image.Rect(r.Min.X, r.Max.Y-width, r.Max.X, r.Max.Y), k)
}

// boxPath makes c.points the outline of a box, from where the PDF begins it, so
// that dashes are the same. Its halves are moved so that its edges lie at lo and
// hi.
func (c *canvas) boxPath(box geom.Rect, r geom.Unit, lo, hi point) {
	a, b := c.corners(box)
	place := func(x, y geom.Unit) point {
		p := c.at(geom.Point{X: x, Y: y})
		return point{p.x + shift(p.x, a.x, b.x, lo.x, hi.x), p.y + shift(p.y, a.y, b.y, lo.y, hi.y)}
	}
	c.startPath()
	left, top, right, bottom := box.X, box.Y, box.Right(), box.Bottom()
	if r <= 0 {
		c.lineTo(place(left, bottom))
		c.lineTo(place(right, bottom))
		c.lineTo(place(right, top))
		c.lineTo(place(left, top))
		c.endSubpath(true)
		return
	}
	k := r - r.MulDiv(5523, 10000)
	c.lineTo(place(left+r, top))
	c.lineTo(place(right-r, top))
	c.curveTo(place(right-k, top), place(right, top+k), place(right, top+r))
	c.lineTo(place(right, bottom-r))
	c.curveTo(place(right, bottom-k), place(right-k, bottom), place(right-r, bottom))
	c.lineTo(place(left+r, bottom))
	c.curveTo(place(left+k, bottom), place(left, bottom-k), place(left, bottom-r))
	c.lineTo(place(left, top+r))
	c.curveTo(place(left, top+k), place(left+k, top), place(left+r, top))
	c.endSubpath(true)
}

// shift is how far a position between a and b moves when these become lo and hi:
// as far as the nearer one.
func shift(p, a, b, lo, hi int64) int64 {
	if 2*p < a+b {
		return lo - a
	}
	return hi - b
}
