package widget

import (
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

// Dots is dot grid paper.
type Dots struct {
	Frame
	Pitch    geom.Length `key:"pitch" required:"true" min:"1mm" max:"200mm" doc:"Distance between neighbouring dots."`
	Diameter geom.Length `key:"diameter" min:"0.1mm" max:"20mm" default:"0.4mm" doc:"Diameter of round dots, side of square ones."`
	Color    Color       `key:"color" default:"mid" doc:"Colour of the dots."`
	Shape    string      `key:"shape" enum:"round,square" default:"round" doc:"Shape of the dots."`
	Pattern  string      `key:"pattern" enum:"square,isometric" default:"square" doc:"Dots in squares, or in triangles with upright sides for drawing in three dimensions."`
	Align    string      `key:"align" enum:"center,top-left,bottom-left" default:"center" doc:"Whether the space that is left over goes to all edges, or the first dot stands in a corner."`
	Padding  Edges       `key:"padding" doc:"Space between the edges and the dots."`
}

// Dots is the kind "dots".
func (catalog) Dots() Kind {
	return Kind{"dots", "A grid of dots.", &Dots{}}
}

// Draw paints as many whole dots as the box holds.
func (d *Dots) Draw(c *Context, at geom.Rect) {
	if c.Dry() {
		return
	}
	at = at.Inset(c.edges(d.Padding))
	pitch := c.Length(d.Pitch, 0)
	diameter := min(c.LengthOr(d.Diameter, 0, c.Length(geom.MM(0.4), 0)), pitch)
	color := d.Color
	pick(&color, Gray(0x77))
	if at.W < diameter || at.H < diameter {
		return
	}
	// The steps are those of the lattice; isometric rows lie half a pitch apart
	// and every other one is moved by half of its own, wider, pitch.
	stepX, stepY := pitch, pitch
	if d.Pattern == "isometric" {
		stepX, stepY = triangleHeight(pitch), pitch/2
	}
	nx, ny := c.Count(at.W-diameter, stepX), c.Count(at.H-diameter, stepY)
	if d.Pattern == "isometric" {
		nx -= nx % 2 // both sides end with the same column
		if d.Align == "bottom-left" {
			ny -= ny % 2 // the last row is not moved
		}
	}
	dots := draw.Dots{
		First:  geom.Point{X: at.X + diameter/2, Y: at.Y + diameter/2},
		PitchX: stepX, PitchY: stepY, NX: nx + 1, NY: ny + 1,
		Diameter: diameter, Square: d.Shape == "square", Color: color,
	}
	left, below := at.W-diameter-stepX*geom.Unit(nx), at.H-diameter-stepY*geom.Unit(ny)
	switch d.Align {
	case "top-left":
	case "bottom-left":
		dots.First.Y += below
	default:
		dots.First = dots.First.Add(left/2, below/2)
	}
	if d.Pattern == "isometric" {
		dots.PitchX, dots.NX, dots.Shift = 2*stepX, nx/2+1, stepX
	}
	c.dots(dots)
}

// triangleHeight is the height of a triangle of three equal sides.
func triangleHeight(side geom.Unit) geom.Unit { return side.MulDiv(866_025, 1_000_000) }
