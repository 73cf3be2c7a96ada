// Package widget has the widgets that pages are made of, and what they draw
// with. A project file names a widget by its kind ("type: dots"), a program that
// builds a project by hand uses the structs of this package, and a program that
// needs a widget of its own writes one through the same door:
//
//	type Ruler struct {
//		widget.Frame
//		Step geom.Length `key:"step" required:"true" min:"1mm" doc:"Distance between two marks."`
//	}
//
//	func (r *Ruler) Draw(c *widget.Context, at geom.Rect) {
//		step := c.Length(r.Step, 0)
//		pen := c.Pen(widget.Stroke{}, widget.Stroke{Color: widget.Gray(0), Width: geom.Points(0.5)})
//		c.Lines(at.TopLeft(), at.TopLeft().Add(0, at.H), step, 0, c.Count(at.W, step)+1, pen)
//	}
//
// and hands Kind{Name: "ruler", Zero: &Ruler{}} to the parser. The struct's tags
// are its properties: the parser, the checks of ranges and the JSON Schema follow
// from them.
//
//	key       name in the project file; fields without one are not part of it
//	doc       what it means, one sentence
//	required  "true" if it must be given
//	min, max  bounds of numbers and lengths
//	enum      the allowed words, with commas between
//	maxlen    longest text, in characters; 1000 without it
//	maxitems  longest list; 1000 without it
//	default   what holds when it is not given, for documentation
//	names     names that the widget binds for its texts, such as "cell.date"
//
// Draw must depend on nothing but the widget's fields and what the Context
// answers. A widget that asks for nothing of the page is drawn once and shared
// by all pages of its design; see [Layer].
//
// Containers ([Stack], [Row], [Grid], [Layers], [Part]) place other widgets and
// are part of this package only.
package widget
