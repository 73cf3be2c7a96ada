package widget

import (
	"fmt"

	"github.com/einkpdf/platform/einkpdf/geom"
)

// Music is music paper.
type Music struct {
	Frame
	StaffSpace geom.Length `key:"staff-space" min:"0.5mm" max:"20mm" default:"2mm" doc:"Distance between the five lines of a staff."`
	Gap        geom.Length `key:"gap" min:"0mm" max:"200mm" doc:"Space between the staves of a system; by default four staff spaces."`
	Staves     int         `key:"staves" min:"1" max:"30" default:"1" doc:"Number of staves in a system, such as 2 for piano."`
	SystemGap  geom.Length `key:"system-gap" min:"0mm" max:"200mm" doc:"Least space between systems; by default five staff spaces. What is left over is shared out among them."`
	Barlines   string      `key:"barlines" enum:"none,left,both" doc:"Lines that close the systems; by default left for systems of several staves and none for single staves."`
	Stroke     Stroke      `key:"stroke" doc:"The lines; thin and dark grey by default."`
}

// Music is the kind "music".
func (catalog) Music() Kind {
	return Kind{"music", "Music paper.", &Music{}}
}

// Draw fills the height with whole systems.
func (m *Music) Draw(c *Context, at geom.Rect) {
	if c.Dry() {
		return
	}
	space := c.LengthOr(m.StaffSpace, 0, c.Length(geom.MM(2), 0))
	staves, staff := max(m.Staves, 1), 4*space
	step := staff + c.LengthOr(m.Gap, 0, 4*space)
	system := step*geom.Unit(staves-1) + staff
	pen := c.Pen(m.Stroke, Stroke{Color: Gray(0x77), Width: geom.Points(0.5)})
	at = at.InsetAll(pen.Width / 2)

	gap := c.LengthOr(m.SystemGap, 0, 5*space)
	n := c.Count(at.H+gap, system+gap)
	if n == 0 {
		c.overflow(at, fmt.Sprintf("a system of %d staves needs", staves), system, at.H, "make the widget higher, staff-space or gap smaller, or have fewer staves")
	}
	if n > 1 {
		gap = (at.H - system*geom.Unit(n)) / geom.Unit(n-1)
	}
	for i := range n {
		y := at.Y + (system+gap)*geom.Unit(i)
		m.bars(c, geom.Rect{X: at.X, Y: y, W: at.W, H: system}, pen)
		for k := range staves {
			top := y + step*geom.Unit(k)
			c.Lines(geom.Point{X: at.X, Y: top}, geom.Point{X: at.Right(), Y: top}, 0, space, 5, pen)
		}
	}
}

// bars closes a system at its sides.
func (m *Music) bars(c *Context, at geom.Rect, pen Pen) {
	sides := m.Barlines
	if sides == "" && m.Staves > 1 {
		sides = "left"
	}
	x := [2]geom.Unit{at.X + pen.Width/2, at.Right() - pen.Width/2}
	n := map[string]int{"left": 1, "both": 2}[sides]
	for _, x := range x[:n] {
		c.Line(geom.Point{X: x, Y: at.Y - pen.Width/2}, geom.Point{X: x, Y: at.Bottom() + pen.Width/2}, pen)
	}
}
