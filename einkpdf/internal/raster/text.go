package raster

import (
	"errors"
	"fmt"
	"math/bits"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
	"github.com/einkpdf/platform/einkpdf/internal/font"
)

var errNoFont = errors.New("a text has no usable font")

// glyphKey is all that the mask of a glyph depends on.
type glyphKey struct {
	face  *font.Face
	scale int64
	gid   uint16
	phase uint8 // where in a pixel the glyph begins, along its line
	turn  uint8 // quarter turns
}

// strike is a face at a size, as it is turned.
type strike struct {
	face  *font.Face
	scale int64 // pixels for a font unit, see scaleBits
	turn  int
	large bool // glyphs are not kept as masks
}

// scaleBits is the fixed point of a strike's scale, which takes 1/64 font units
// to 1/256 pixels.
const scaleBits = 24

// text shows a run. Letters are not hinted: they begin at a quarter of a pixel
// along their line, and stand on whole pixels across it, so that a word looks the
// same on each line.
func (c *canvas) text(o draw.Text) error {
	if o.Run == nil || len(o.Run.Glyphs) == 0 || o.Size <= 0 || o.Color.IsZero() {
		return nil
	}
	face := o.Run.Face
	if face == nil || face.UnitsPerEm <= 0 {
		return errNoFont
	}
	s := strike{face: face, turn: c.matrix.turn, scale: c.glyphScale(o.Size, face.UnitsPerEm)}
	s.large = c.view.length(o.Size) > maxMaskSide<<fineBits
	k := newInk(o.Color, c.color)
	upem := int64(face.UnitsPerEm)
	var pen int64 // font units
	x := o.At.X
	for i := range o.Run.Glyphs {
		g := &o.Run.Glyphs[i]
		p := geom.Point{X: x + fontUnits(pen+int64(g.XOffset), o.Size, upem), Y: o.At.Y}
		if g.YOffset != 0 {
			p.Y -= fontUnits(int64(g.YOffset), o.Size, upem)
		}
		if err := c.glyph(&s, g.ID, c.at(p), k); err != nil {
			return err
		}
		pen += int64(g.Advance)
		x += o.Spacing
		if !c.spend(16) {
			return c.err
		}
	}
	return nil
}

// fontUnits is a length in font units on the page, at a font size.
func fontUnits(n int64, size geom.Unit, upem int64) geom.Unit {
	const most, largest = 1 << 28, 1 << 34
	n = min(max(n, -most), most)
	return geom.Unit(floorDiv(n*int64(min(size, largest))+upem/2, upem))
}

// glyphScale takes 1/64 font units to 1/256 pixels, in scaleBits fixed point.
func (c *canvas) glyphScale(size geom.Unit, upem int) int64 {
	hi, lo := bits.Mul64(uint64(min(size, farUnit)), uint64(c.view.num))
	hi, lo = hi<<scaleBits|lo>>(64-scaleBits), lo<<scaleBits
	den := uint64(c.view.den) * uint64(upem) * 64
	if hi >= den {
		return maxScale
	}
	scale, _ := bits.Div64(hi, lo, den)
	return int64(min(scale, maxScale))
}

// maxScale keeps glyphs in the range of positions.
const maxScale = 1 << 36

// glyph paints a glyph with its origin at a position.
func (c *canvas) glyph(s *strike, gid uint16, at point, k ink) error {
	if s.large {
		return c.largeGlyph(s, gid, at, k)
	}
	key := glyphKey{face: s.face, scale: s.scale, gid: gid, turn: uint8(s.turn)}
	var x, y int
	if s.turn%2 == 0 {
		x, key.phase = phase(at.x)
		y = roundFine(at.y)
	} else {
		x = roundFine(at.x)
		y, key.phase = phase(at.y)
	}
	m, ok := c.drawer.glyphs.get(key)
	if !ok {
		var err error
		if m, err = c.newGlyph(s, key); err != nil {
			return err
		}
		const overhead = 128
		c.drawer.glyphs.put(key, m, len(m.pix)+overhead)
	}
	if m.large {
		return c.largeGlyph(s, gid, at, k)
	}
	c.stamp(m, x, y, k)
	return nil
}

// newGlyph makes the mask of a glyph; an empty one for a blank glyph.
func (c *canvas) newGlyph(s *strike, key glyphKey) (*mask, error) {
	begin := point{x: int64(key.phase) * onePixel / phases}
	if s.turn%2 == 1 {
		begin = point{y: begin.x}
	}
	c.area.reset(everywhere())
	if err := c.addOutline(s, key.gid, begin); err != nil {
		return nil, err
	}
	var m *mask
	if b := c.area.bounds(); max(b.Dx(), b.Dy()) > 4*maxMaskSide {
		m = &mask{large: true} // it reaches far out of its em square
	} else if m = newMask(&c.area); m == nil {
		m = &mask{}
	}
	c.spend(4 * len(c.area.edges))
	return m, nil
}

// largeGlyph paints a glyph that is not kept.
func (c *canvas) largeGlyph(s *strike, gid uint16, at point, k ink) error {
	c.area.reset(c.clip)
	if err := c.addOutline(s, gid, at); err != nil {
		return err
	}
	c.fillArea(k)
	return nil
}

// addOutline adds the outline of a glyph to c.area.
func (c *canvas) addOutline(s *strike, gid uint16, origin point) error {
	if !c.spend(checkEvery) { // nobody knows how long a font takes for a glyph
		return c.err
	}
	outline, err := s.face.Outline(gid)
	if err != nil {
		return fmt.Errorf("glyph %d of %s: %w", gid, s.face.Name, err)
	}
	place := func(p font.Point32) point {
		const half = 1 << (scaleBits - 1)
		x, y := int64(p.X*64), -int64(p.Y*64)
		switch s.turn {
		case 1:
			x, y = -y, x
		case 2:
			x, y = -x, -y
		case 3:
			x, y = y, -x
		}
		near := func(f int64) int64 { return min(max(f, -2*farFine), 2*farFine) }
		return point{near(origin.x + (x*s.scale+half)>>scaleBits), near(origin.y + (y*s.scale+half)>>scaleBits)}
	}
	var first, last point
	to := func(p point) {
		c.area.line(last, p)
		last = p
	}
	for i := range outline {
		seg := &outline[i]
		switch p := place(seg.P[0]); seg.Kind {
		case font.MoveTo:
			to(first)
			first, last = p, p
		case font.LineTo:
			to(p)
		case font.QuadTo:
			quad(last, p, place(seg.P[1]), to)
		case font.CubeTo:
			cubic(last, p, place(seg.P[1]), place(seg.P[2]), to)
		}
		if len(c.area.edges) > maxPoints {
			return errTooMuch
		}
	}
	to(first)
	return nil
}
