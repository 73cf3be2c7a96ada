package raster

import (
	"image"

	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

// bar draws a line along an axis over whole pixels.
func (c *canvas) bar(a, b point, p *pen, k ink) {
	c.barPart(a, b, p, 0, max(abs(b.x-a.x), abs(b.y-a.y)), k)
}

// barPart draws the part of a line along an axis from f to t, counted from a. The
// part covers at least a pixel, unless it has no length and flat ends.
func (c *canvas) barPart(a, b point, p *pen, f, t int64, k ink) {
	if p.cap == draw.Square {
		f, t = f-p.half(), t+p.half()
	}
	if f >= t {
		return
	}
	if abs(b.y-a.y) <= alongAxis {
		from, to := a.x+f, a.x+t
		if b.x < a.x {
			from, to = a.x-t, a.x-f
		}
		x0, x1 := snapSpan(from, to)
		y := p.snapY((a.y + b.y) / 2)
		c.fill(image.Rect(x0, y, x1, y+p.pixels), k)
		return
	}
	from, to := a.y+f, a.y+t
	if b.y < a.y {
		from, to = a.y-t, a.y-f
	}
	y0, y1 := snapSpan(from, to)
	x := p.snapX((a.x + b.x) / 2)
	c.fill(image.Rect(x, y0, x+p.pixels, y1), k)
}
