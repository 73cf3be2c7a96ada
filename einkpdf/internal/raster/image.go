package raster

import (
	"fmt"
	"image"

	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

// imageKey is all that an image's pixels in a picture depend on.
type imageKey struct {
	picture *draw.Picture
	box     image.Rectangle
	part    image.Rectangle
	turn    int
}

// scaled is the part of an image that can be seen, in pixels of the picture.
// Colours are multiplied by alpha.
type scaled struct {
	bounds image.Rectangle
	pix    []byte // one or three bytes a pixel, as in the picture
	alpha  []byte // nil when all of it is opaque
}

// picture draws an image into its box, whose edges are rounded to whole pixels.
func (c *canvas) picture(o draw.Image) error {
	if o.Image == nil || o.Box.Empty() {
		return nil
	}
	if err := c.drawer.checkPicture(o.Image); err != nil {
		return err
	}
	box := c.snapped(o.Box)
	part := box.Intersect(c.clip)
	if part.Empty() {
		return nil
	}
	key := imageKey{o.Image, box, part, c.matrix.turn}
	s, _ := c.drawer.shelf.get(key).(*scaled)
	if s == nil {
		var err error
		if s, err = c.scale(o.Image, box, part); err != nil {
			return err
		}
		const overhead = 512
		c.drawer.shelf.put(key, s, int64(len(s.pix)+len(s.alpha)+overhead))
	}
	alpha := uint32(o.Alpha)
	if alpha == 0 {
		alpha = 255
	}
	for y := part.Min.Y; y < part.Max.Y; y++ {
		c.imageRow(s, y, alpha)
		if !c.spend(part.Dx()) {
			return c.err
		}
	}
	return nil
}

// checkPicture refuses images whose bytes are not what their size says, and those
// that take too much memory.
func (d *Drawer) checkPicture(p *draw.Picture) error {
	if p.JPEG != nil && int64(p.Width)*int64(p.Height) > int64(d.config.MaxPixels) {
		return fmt.Errorf("a picture of %dx%d pixels; at most %d are decoded", p.Width, p.Height, d.config.MaxPixels)
	}
	return p.Check()
}

// imageRow paints a row of an image.
func (c *canvas) imageRow(s *scaled, y int, alpha uint32) {
	n := c.drawer.channels()
	w := s.bounds.Dx()
	from := (y - s.bounds.Min.Y) * w
	src := s.pix[n*from:][:n*w]
	dst := c.pix[n*(y*c.width+s.bounds.Min.X):][:n*w]
	if s.alpha == nil && alpha == 255 {
		copy(dst, src)
		return
	}
	for x := range w {
		a := uint32(255)
		if s.alpha != nil {
			a = uint32(s.alpha[from+x])
		}
		under := 255 - by255(a*alpha)
		for i := n * x; i < n*x+n; i++ {
			dst[i] = byte(min(by255(uint32(dst[i])*under+uint32(src[i])*alpha), 255))
		}
	}
}

// scale makes the pixels of the part of an image in box.
func (c *canvas) scale(p *draw.Picture, box, part image.Rectangle) (*scaled, error) {
	turn := c.matrix.turn
	src, err := c.source(p)
	if err != nil {
		return nil, err
	}
	// The image is scaled as it is, and turned afterwards.
	size := unturnedSize(box.Size(), turn)
	area := unturned(part.Sub(box.Min), box.Size(), turn)
	s, err := resample(c, src, size, area)
	if err != nil {
		return nil, err
	}
	if turn != 0 {
		s = s.turned(turn, c.drawer.channels())
	}
	s.bounds = part
	return s, nil
}

// unturnedSize is the size of a box before it was turned.
func unturnedSize(size image.Point, turn int) image.Point {
	if turn%2 == 1 {
		return image.Pt(size.Y, size.X)
	}
	return size
}

// before is where a pixel of a box of a size was before the box was turned.
func before(p, size image.Point, turn int) image.Point {
	switch turn {
	case 1:
		return image.Pt(p.Y, size.X-1-p.X)
	case 2:
		return image.Pt(size.X-1-p.X, size.Y-1-p.Y)
	case 3:
		return image.Pt(size.Y-1-p.Y, p.X)
	}
	return p
}

// unturned is where a part of a box was before the box was turned.
func unturned(r image.Rectangle, size image.Point, turn int) image.Rectangle {
	a, b := before(r.Min, size, turn), before(r.Max.Sub(image.Pt(1, 1)), size, turn)
	return image.Rect(min(a.X, b.X), min(a.Y, b.Y), max(a.X, b.X)+1, max(a.Y, b.Y)+1)
}

// turned turns pixels, of n bytes each.
func (s *scaled) turned(turn, n int) *scaled {
	w, h := s.bounds.Dx(), s.bounds.Dy()
	out := unturnedSize(image.Pt(w, h), turn)
	t := &scaled{pix: make([]byte, len(s.pix))}
	if s.alpha != nil {
		t.alpha = make([]byte, len(s.alpha))
	}
	for y := range out.Y {
		for x := range out.X {
			p := before(image.Pt(x, y), out, turn)
			from, to := p.Y*w+p.X, y*out.X+x
			copy(t.pix[n*to:n*to+n], s.pix[n*from:n*from+n])
			if s.alpha != nil {
				t.alpha[to] = s.alpha[from]
			}
		}
	}
	return t
}
