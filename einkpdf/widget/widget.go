package widget

import "github.com/einkpdf/platform/einkpdf/geom"

// Widget is anything that takes a place on a page. A widget is a struct that
// embeds [Frame]; its other fields are its properties in the project file.
//
// Draw is called with the widget's place on the page. It must depend on nothing
// but its own fields and what the Context answers, and must not change the
// widget: pages may be drawn at the same time.
type Widget interface {
	frame() *Frame
	// Draw paints the widget into at. Problems go to Context.Fail and Context.Warn.
	Draw(c *Context, at geom.Rect)
}

// Frame has the properties that every widget has.
type Frame struct {
	Width  geom.Length `key:"width" doc:"Width. In a row: a physical length, a share such as 2fr, or a percentage; without it one share."`
	Height geom.Length `key:"height" doc:"Height. In a stack: a physical length, a share such as 2fr, or a percentage; without it text takes what it needs and everything else one share."`
	X      geom.Length `key:"x" doc:"Distance from the left edge of the layers container."`
	Y      geom.Length `key:"y" doc:"Distance from the top edge of the layers container."`
	When   Cond        `key:"when" doc:"Leave the widget out where this condition is false, as in: month.number <= 6"`
}

func (f *Frame) frame() *Frame { return f }

// FrameOf is the frame of a widget, for programs that put widgets together. It
// must not be changed while the widget is drawn.
func FrameOf(w Widget) *Frame { return w.frame() }

// Measurer is a widget with a natural size. A stack or row asks it where the
// project gives no size, or "auto".
type Measurer interface {
	// Natural is the size that the widget wants inside the given space; ok is
	// false when it has none and takes a share.
	Natural(c *Context, space geom.Size) (size geom.Size, ok bool)
}

// Kind is a widget type of the format: the name that `type:` gives it and a
// pointer to its struct, as in Kind{Name: "dots", Zero: &Dots{}}.
type Kind struct {
	Name string
	Doc  string // one sentence for the schema and the documentation
	Zero Widget
}
