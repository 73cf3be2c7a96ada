package gopdfout

import (
	"github.com/signintech/gopdf"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

func (c *canvas) rect(o draw.Rect) error {
	if o.Box.W < 0 || o.Box.H < 0 {
		return nil
	}
	outline := polyline{closed: true}
	r := min(o.Radius, o.Box.W/2, o.Box.H/2)
	switch {
	case r > 0:
		outline = rounded(o.Box, r)
	default:
		// In the order of a PDF's rectangle: from the lower left over the lower right.
		k := corners(o.Box)
		outline.points = []geom.Point{k[3], k[2], k[1], k[0]}
	}
	if !o.Fill.IsZero() {
		if err := c.fill(o.Fill); err != nil {
			return err
		}
		if err := c.polygon(outline.points, "F"); err != nil {
			return err
		}
	}
	return c.outline(outline, o.Stroke)
}

func (c *canvas) path(o draw.Path) error {
	if len(o.Segs) == 0 {
		return nil
	}
	parts, err := subpaths(o.Segs)
	if err != nil {
		return err
	}
	if !o.Fill.IsZero() {
		if err := c.fill(o.Fill); err != nil {
			return err
		}
		// gopdf has one part only. Ways to each of the others and back again add
		// nothing to the area.
		var all []geom.Point
		for _, p := range parts {
			all = append(all, p.points...)
			all = append(all, p.points[0], parts[0].points[0])
		}
		if err := c.polygon(all, "F"); err != nil {
			return err
		}
	}
	for _, p := range parts {
		if err := c.outline(p, o.Stroke); err != nil {
			return err
		}
	}
	return nil
}

// dots draws each dot as a polygon: gopdf has neither round line ends nor discs.
func (c *canvas) dots(o draw.Dots) error {
	if o.Color.IsZero() || o.Diameter <= 0 || o.NX <= 0 || o.NY <= 0 {
		return nil
	}
	if apart := min(pitch(o.PitchX, o.NX), pitch(o.PitchY, o.NY)); o.Color.A != 255 && apart < o.Diameter {
		return unsupported("translucent dots that touch")
	}
	if err := c.fill(o.Color); err != nil {
		return err
	}
	dot := stadium(geom.Point{}, geom.Point{}, o.Diameter/2).points
	if o.Square {
		k := corners(geom.Rect{X: -o.Diameter / 2, Y: -o.Diameter / 2, W: o.Diameter, H: o.Diameter})
		dot = k[:]
	}
	moved := make([]geom.Point, len(dot))
	for row := range o.NY {
		from, n := o.First.Add(0, geom.Unit(row)*o.PitchY), o.NX
		if o.Shift != 0 && row%2 == 1 {
			from.X += o.Shift
			n--
		}
		for col := range n {
			for i, p := range dot {
				moved[i] = p.Add(from.X+geom.Unit(col)*o.PitchX, from.Y)
			}
			if err := c.polygon(moved, "F"); err != nil {
				return err
			}
		}
	}
	return nil
}

// pitch is the distance of n dots; that of a single one is as large as can be.
func pitch(p geom.Unit, n int) geom.Unit {
	if n == 1 {
		return 1 << 62
	}
	return p.Abs()
}

// polygon draws a polygon in the colours that are set: style F fills it, D draws
// its edge, from the last point to the first one, too.
func (c *canvas) polygon(points []geom.Point, style string) error {
	c.points = c.points[:0]
	for _, p := range points {
		c.point(p)
	}
	if err := c.spend(150 + 32*int64(len(c.points))); err != nil {
		return err
	}
	c.gp.Polygon(c.points, style)
	return nil
}

// image draws a picture into its box.
func (c *canvas) image(o draw.Image) error {
	if o.Image == nil || o.Box.Empty() {
		return nil
	}
	p, err := c.picture(o.Image)
	if err != nil {
		return err
	}
	alpha := o.Alpha
	if alpha == 0 {
		alpha = 255
	}
	if err := c.transparency(alpha); err != nil {
		return err
	}
	x0, x1 := hundredths(o.Box.X), hundredths(o.Box.Right())
	y0, y1 := hundredths(c.h-o.Box.Bottom()), hundredths(c.h-o.Box.Y)
	if err := c.spend(500); err != nil {
		return err
	}
	if err := c.gp.ImageByHolderWithOptions(p, gopdf.ImageOptions{
		X: c.x(o.Box.X), Y: c.y(o.Box.Y), Rect: &gopdf.Rect{W: points(x1 - x0), H: points(y1 - y0)},
	}); err != nil {
		return unsupported("the picture: %w", err)
	}
	return nil
}
