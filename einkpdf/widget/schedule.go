package widget

import "github.com/einkpdf/platform/einkpdf/geom"

// Schedule is the hours of a day from top to bottom, with a line for each slot.
type Schedule struct {
	Frame
	TimeAxis
	Labels string      `key:"labels" enum:"below,line,none" default:"below" doc:"Where labels stand: below the line of their time, on it, or nowhere."`
	Gutter geom.Length `key:"gutter" min:"0mm" max:"100mm" doc:"Width of the labels' column; without it what they need."`
	Stroke Stroke      `key:"stroke" doc:"The lines of the full hours."`
}

// Schedule is the kind "schedule".
func (catalog) Schedule() Kind {
	return Kind{"schedule", "The hours of a day from top to bottom.", &Schedule{}}
}

// Draw paints the hours so that they fill the place.
func (s *Schedule) Draw(c *Context, at geom.Rect) {
	if s.start() >= s.end() || at.Empty() || c.Dry() {
		return
	}
	gutter := c.Length(s.Gutter, 0)
	var style Style
	if s.Labels != "none" {
		style = s.style(c, at)
		gutter = c.LengthOr(s.Gutter, 0, min(s.gutter(c, style), at.W/2))
	}
	box, from := at, at.X
	box.X, box.W = at.X+gutter, at.W-gutter
	if s.Labels == "line" {
		// half a label sticks out above the first line, and the lines keep clear of the labels
		half := c.Length(style.Size, 0) * 3 / 8
		box.Y, box.H, from = box.Y+half, box.H-half, box.X
	}
	s.rule(c, box, from, s.Stroke)
	if s.Labels != "none" {
		s.write(c, box, at.X, gutter, style, s.Labels == "line")
	}
}
