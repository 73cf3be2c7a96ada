package svg

import (
	"context"
	"fmt"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
	"github.com/einkpdf/platform/einkpdf/internal/font"
)

// shapes has the outlines of a face's glyphs.
type shapes struct {
	ids  map[uint16]string // by glyph; "" = blank
	list []shape
}

type shape struct {
	id   string
	path []byte
}

func newShapes() shapes { return shapes{ids: map[uint16]string{}} }

// add takes the glyphs of a run; room is how many bytes all outlines may still have.
func (s *shapes) add(ctx context.Context, run *font.Run, room *int64) error {
	for _, g := range run.Glyphs {
		if _, ok := s.ids[g.ID]; ok {
			continue
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		outline, err := run.Face.Outline(g.ID)
		if err != nil {
			return fmt.Errorf("font %s: %w", run.Face.Name, err)
		}
		path := appendOutline(nil, outline)
		if *room -= int64(len(path)); *room < 0 {
			return ErrTooLarge
		}
		id := ""
		if len(path) > 0 {
			id = nameOf("g", path)
			s.list = append(s.list, shape{id, path})
		}
		s.ids[g.ID] = id
	}
	return nil
}

// appendOutline writes an outline as a path in font units, y downwards: absolute
// where a contour begins, then relative.
func appendOutline(b []byte, outline font.Outline) []byte {
	p := outlinePath{b: b}
	for i, s := range outline {
		switch s.Kind {
		case font.MoveTo:
			if i > 0 {
				p.b = append(p.b, 'z')
			}
			p.x, p.y = 0, 0
			p.step('M', s.P[:1])
		case font.LineTo:
			p.lineTo(s.P[0])
		case font.QuadTo:
			p.step('q', s.P[:2])
		case font.CubeTo:
			p.step('c', s.P[:3])
		}
	}
	if len(outline) > 0 {
		p.b = append(p.b, 'z')
	}
	return p.b
}

// outlinePath is the path of an outline. Coordinates are whole numbers of 1/64
// font unit, in which nothing is lost.
type outlinePath struct {
	b    []byte
	x, y int64 // the current point
}

func in64(q font.Point32) (x, y int64) { return int64(q.X * 64), -int64(q.Y * 64) }

func (p *outlinePath) num(v int64) { p.b = appendNumber(p.b, v*15_625, 6) }

// step writes a command with its points, seen from the current one.
func (p *outlinePath) step(command byte, points []font.Point32) {
	p.b = append(p.b, command)
	for i, q := range points {
		x, y := in64(q)
		if i > 0 && x >= p.x {
			p.b = append(p.b, ' ')
		}
		p.num(x - p.x)
		if y >= p.y {
			p.b = append(p.b, ' ')
		}
		p.num(y - p.y)
	}
	p.x, p.y = in64(points[len(points)-1])
}

func (p *outlinePath) lineTo(q font.Point32) {
	switch x, y := in64(q); {
	case y == p.y:
		p.b = append(p.b, 'h')
		p.num(x - p.x)
		p.x = x
	case x == p.x:
		p.b = append(p.b, 'v')
		p.num(y - p.y)
		p.y = y
	default:
		p.step('l', []font.Point32{q})
	}
}

// shapesOp draws a run as shapes. Within the group the units are the font's.
func (p *writer) shapesOp(f *face, o draw.Text) error {
	upem := int64(f.UnitsPerEm)
	p.raw("<g")
	p.fill(o.Color)
	p.raw(` transform="translate(`)
	p.num(draw.Hundredths(o.At.X), centi)
	p.raw(" ")
	p.num(draw.Hundredths(o.At.Y), centi)
	p.raw(")scale(")
	p.num(int64(o.Size.MulDiv(10_000, upem)), pico)
	p.raw(")\">\n")
	pen := int64(0)
	for i, g := range o.Run.Glyphs {
		if id := f.shapes.ids[g.ID]; id != "" {
			x := pen + int64(g.XOffset) + int64((geom.Unit(i)*o.Spacing).MulDiv(upem, int64(o.Size)))
			p.raw(`<use href="#` + id + `"`)
			if x != 0 {
				p.attr(" x", x, 0)
			}
			if g.YOffset != 0 {
				p.attr(" y", -int64(g.YOffset), 0)
			}
			p.raw("/>")
		}
		pen += int64(g.Advance)
		if p.err != nil {
			return p.err
		}
	}
	p.raw("\n</g>\n")
	return nil
}
