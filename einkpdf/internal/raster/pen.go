package raster

import (
	"image"
	"math"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

// pen is how lines of a stroke look in the picture.
type pen struct {
	width  int64 // in 1/256 pixel, at least a pixel
	pixels int   // how wide lines along the axes are, which lie on whole pixels
	cap    draw.Cap
	dash   []geom.Unit // on and off in turn; empty is solid
	period geom.Unit   // sum of dash
	ink    ink
	clip   image.Rectangle
}

// pen gives the pen of a stroke; store keeps its dashes. Readers, too, draw no
// line thinner than a pixel.
func (c *canvas) pen(s draw.Stroke, store *[6]geom.Unit) *pen {
	p := &pen{width: min(max(c.view.length(s.Width), onePixel), widest), cap: min(s.Cap, draw.Square), ink: newInk(s.Color, c.color), clip: c.clip}
	p.pixels = roundFine(p.width)
	var on geom.Unit
	for i, u := range s.Dash.Append(store[:0]) {
		u = min(u, farUnit)
		store[i] = u
		p.dash = store[:i+1]
		p.period += u
		if i%2 == 0 {
			on += u
			if p.cap != draw.Butt {
				on += min(s.Width, farUnit)
			}
		}
	}
	if p.period > 0 && c.view.length(p.period) < onePixel/2 {
		// Too fine to be seen: a line that is as much lighter.
		p.ink.a = uint32(int64(p.ink.a) * int64(min(on, p.period)) / int64(p.period))
		p.dash = nil
	}
	return p
}

// widest is the width of the widest lines, in 1/256 pixel.
const widest = 1 << 25

// alongAxis is how far the ends of a line may lie apart across an axis for it to
// count as parallel to that, in 1/256 pixel.
const alongAxis = 8

// snapX is the column where an upright line of whole pixels begins whose middle
// is at f; snapY is the row where a level one does.
func (p *pen) snapX(f int64) int { return p.snap(f, p.clip.Min.X, p.clip.Max.X) }
func (p *pen) snapY(f int64) int { return p.snap(f, p.clip.Min.Y, p.clip.Max.Y) }

// snap finds where a line begins. One along the edge of the paper, or of another
// clip from lo to hi, keeps a pixel inside: it must not vanish by rounding.
func (p *pen) snap(f int64, lo, hi int) int {
	const seen = onePixel / 4
	at := roundFine(f - p.half())
	switch {
	case at >= hi && f-p.width/2 <= int64(hi)<<fineBits-seen:
		return hi - 1
	case at+p.pixels <= lo && f+p.width/2 >= int64(lo)<<fineBits+seen:
		return lo + 1 - p.pixels
	}
	return at
}

// half is half the width of a line of whole pixels, in 1/256 pixel.
func (p *pen) half() int64 { return int64(p.pixels) << fineBits / 2 }

// middle is where the middle of a line comes to lie that begins at a pixel.
func (p *pen) middle(at int) int64 { return int64(at)<<fineBits + p.half() }

// distance is how far two points lie apart, rounded to the nearest. The square
// root is exact on every processor.
func distance(a, b point) int64 {
	dx, dy := b.x-a.x, b.y-a.y
	switch {
	case dx == 0:
		return abs(dy)
	case dy == 0:
		return abs(dx)
	}
	return int64(math.Sqrt(float64(dx*dx+dy*dy)) + 0.5)
}

// along is the point on the way from a to b, of length all, at f.
func along(a, b point, f, all int64) point {
	return point{a.x + roundDiv((b.x-a.x)*f, all), a.y + roundDiv((b.y-a.y)*f, all)}
}

// roundDiv is a/b rounded to the nearest, the same way for both signs, for b > 0.
func roundDiv(a, b int64) int64 {
	if a < 0 {
		return -((-a + b/2) / b)
	}
	return (a + b/2) / b
}
