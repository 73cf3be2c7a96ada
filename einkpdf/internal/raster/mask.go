package raster

import "image"

// newMask is the coverage of the contours of a, and nil when they cover nothing.
func newMask(a *area) *mask {
	b := a.bounds()
	if b.Empty() {
		return nil
	}
	m := &mask{bounds: b, pix: make([]byte, b.Dx()*b.Dy())}
	always := func(int) bool { return true } // there is little to do
	a.sweep(b, always, func(x, y int, coverage []byte) {
		copy(m.pix[(y-b.Min.Y)*b.Dx()+x-b.Min.X:], coverage)
	})
	return m
}

// maxMaskSide is the side in pixels up to which letters and dots are masks that
// are made once; larger ones are filled like any other shape.
const maxMaskSide = 96

// phases is the number of places in a pixel, each way, for which a mask is made.
const phases = 4

// phase splits a position into a pixel and one of its phases.
func phase(f int64) (pixel int, part uint8) {
	const step = onePixel / phases
	f += step / 2
	return int(f >> fineBits), uint8(f & (onePixel - 1) / step)
}

// discs are the masks of round dots of one diameter.
type discs struct {
	diameter int64
	masks    [phases * phases]*mask
}

// disc paints a round dot, or a round end of a line.
func (c *canvas) disc(center point, diameter int64, k ink) {
	r := int((diameter/2 + 2*onePixel) >> fineBits)
	x, px := phase(center.x)
	y, py := phase(center.y)
	if !image.Rect(x-r, y-r, x+r+1, y+r+1).Overlaps(c.clip) {
		return
	}
	if diameter > maxMaskSide<<fineBits {
		c.area.reset(c.clip)
		circle(&c.area, center, diameter/2)
		c.fillArea(k)
		return
	}
	if c.dots.diameter != diameter {
		c.dots = discs{diameter: diameter}
	}
	m := &c.dots.masks[py*phases+px]
	if *m == nil {
		c.area.reset(everywhere())
		at := func(p uint8) int64 { return int64(p) * onePixel / phases }
		circle(&c.area, point{at(px), at(py)}, diameter/2)
		if *m = newMask(&c.area); *m == nil {
			*m = &mask{}
		}
	}
	c.stamp(*m, x, y, k)
}

// circle adds a circle of four cubic curves, whose control points are 0.5523
// radii from their ends.
func circle(a *area, center point, radius int64) {
	k := (radius*5523 + 5000) / 10000
	at := func(x, y int64) point { return point{center.x + x, center.y + y} }
	last := at(radius, 0)
	to := func(p point) {
		a.line(last, p)
		last = p
	}
	cubic(last, at(radius, k), at(k, radius), at(0, radius), to)
	cubic(last, at(-k, radius), at(-radius, k), at(-radius, 0), to)
	cubic(last, at(-radius, -k), at(-k, -radius), at(0, -radius), to)
	cubic(last, at(k, -radius), at(radius, -k), at(radius, 0), to)
}
