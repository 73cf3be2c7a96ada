package raster

import "image"

// layer collects what a translucent operation covers, so that parts of it that
// overlap do not add up: it is painted in one go at the end.
type layer struct {
	on     bool
	bounds image.Rectangle // of pix
	pix    []byte          // coverage
	used   image.Rectangle // what is not zero
}

// painted calls paint with the ink to use. That of a translucent operation,
// whose parts may overlap, covers wholly; its translucency comes afterwards.
func (c *canvas) painted(k ink, paint func(k ink)) {
	if k.a == 255 || c.layer.on {
		paint(k)
		return
	}
	l := &c.layer
	l.on, l.bounds, l.used = true, c.clip, image.Rectangle{}
	if n := l.bounds.Dx() * l.bounds.Dy(); n > len(l.pix) {
		l.pix = make([]byte, n) // all zero, as it is left each time
	}
	paint(ink{k.r, k.g, k.b, 255})
	l.on = false
	stride := l.bounds.Dx()
	for y := l.used.Min.Y; y < l.used.Max.Y; y++ {
		row := l.pix[(y-l.bounds.Min.Y)*stride:]
		row = row[l.used.Min.X-l.bounds.Min.X : l.used.Max.X-l.bounds.Min.X]
		if c.spend(len(row)) {
			c.cover(l.used.Min.X, y, row, k)
		}
		clear(row)
	}
}

// fill paints whole pixels.
func (c *canvas) fill(r image.Rectangle, k ink) {
	r = r.Intersect(c.clip)
	if r.Empty() || !c.spend(r.Dx()*r.Dy()/8+r.Dy()) {
		return
	}
	switch {
	case c.layer.on:
		c.fillLayer(r)
	case k.a != 255:
		for y := r.Min.Y; y < r.Max.Y; y++ {
			c.blend(r.Min.X, y, r.Dx(), k)
		}
	case c.color:
		first := c.pix[3*(r.Min.Y*c.width+r.Min.X):][:3*r.Dx()]
		for i := 0; i < len(first); i += 3 {
			first[i], first[i+1], first[i+2] = byte(k.r), byte(k.g), byte(k.b)
		}
		for y := r.Min.Y + 1; y < r.Max.Y; y++ {
			copy(c.pix[3*(y*c.width+r.Min.X):], first)
		}
	case r.Dx() == 1:
		for i := r.Min.Y*c.width + r.Min.X; i < r.Max.Y*c.width; i += c.width {
			c.pix[i] = byte(k.r)
		}
	default:
		first := c.pix[r.Min.Y*c.width+r.Min.X:][:r.Dx()]
		for i := range first {
			first[i] = byte(k.r)
		}
		for y := r.Min.Y + 1; y < r.Max.Y; y++ {
			copy(c.pix[y*c.width+r.Min.X:], first)
		}
	}
}

func (c *canvas) fillLayer(r image.Rectangle) {
	l := &c.layer
	l.used = l.used.Union(r)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		row := l.pix[(y-l.bounds.Min.Y)*l.bounds.Dx()+r.Min.X-l.bounds.Min.X:][:r.Dx()]
		for i := range row {
			row[i] = 255
		}
	}
}

// blend paints n whole pixels of a row with a translucent ink.
func (c *canvas) blend(x, y, n int, k ink) {
	if !c.color {
		row := c.pix[y*c.width+x:][:n]
		for i, v := range row {
			row[i] = mix(v, k.r, k.a)
		}
		return
	}
	row := c.pix[3*(y*c.width+x):][:3*n]
	for i := 0; i < len(row); i += 3 {
		row[i], row[i+1], row[i+2] = mix(row[i], k.r, k.a), mix(row[i+1], k.g, k.a), mix(row[i+2], k.b, k.a)
	}
}

// cover paints pixels of a row, inside of the clip, each as far as it is covered.
func (c *canvas) cover(x, y int, coverage []byte, k ink) {
	switch {
	case c.layer.on:
		c.coverLayer(x, y, coverage)
	case c.color:
		c.coverColor(3*(y*c.width+x), coverage, k)
	default:
		row := c.pix[y*c.width+x:][:len(coverage)]
		if k.a == 255 {
			for i, v := range coverage {
				switch v {
				case 0:
				case 255:
					row[i] = byte(k.r)
				default:
					row[i] = mix(row[i], k.r, uint32(v))
				}
			}
			return
		}
		for i, v := range coverage {
			if v != 0 {
				row[i] = mix(row[i], k.r, by255(uint32(v)*k.a))
			}
		}
	}
}

func (c *canvas) coverColor(at int, coverage []byte, k ink) {
	row := c.pix[at:][:3*len(coverage)]
	for i, v := range coverage {
		if v == 0 {
			continue
		}
		a := by255(uint32(v) * k.a)
		p := row[3*i : 3*i+3 : 3*i+3]
		p[0], p[1], p[2] = mix(p[0], k.r, a), mix(p[1], k.g, a), mix(p[2], k.b, a)
	}
}

func (c *canvas) coverLayer(x, y int, coverage []byte) {
	l := &c.layer
	l.used = l.used.Union(image.Rect(x, y, x+len(coverage), y+1))
	row := l.pix[(y-l.bounds.Min.Y)*l.bounds.Dx()+x-l.bounds.Min.X:][:len(coverage)]
	for i, v := range coverage {
		row[i] = mix(row[i], 255, uint32(v))
	}
}

// mask is coverage of a few pixels around a point.
type mask struct {
	bounds image.Rectangle // around the point, in pixels
	pix    []byte
	large  bool // a glyph that is no mask
}

// stamp paints a mask with its point at a pixel.
func (c *canvas) stamp(m *mask, x, y int, k ink) {
	b := m.bounds.Add(image.Pt(x, y))
	r := b.Intersect(c.clip)
	if r.Empty() || !c.spend(r.Dx()*r.Dy()) {
		return
	}
	stride := b.Dx()
	for py := r.Min.Y; py < r.Max.Y; py++ {
		row := m.pix[(py-b.Min.Y)*stride:]
		c.cover(r.Min.X, py, row[r.Min.X-b.Min.X:r.Max.X-b.Min.X], k)
	}
}

// fillArea paints what the contours of c.area wind around, and forgets them.
func (c *canvas) fillArea(k ink) {
	if c.spend(4*len(c.area.edges)) && !c.clip.Empty() {
		c.area.sweep(c.clip, c.spend, func(x, y int, coverage []byte) { c.cover(x, y, coverage, k) })
	}
	c.area.reset(c.clip)
}
