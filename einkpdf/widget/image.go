package widget

import (
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
	"github.com/einkpdf/platform/einkpdf/internal/source"
)

// Image is a picture.
type Image struct {
	Frame
	Asset   string      `key:"asset" required:"true" maxlen:"200" doc:"Name of the image among the project's assets."`
	Fit     string      `key:"fit" enum:"contain,cover,fill,actual" default:"contain" doc:"Show all of it, cover the box and cut off the rest, stretch it to the box, or show each of its pixels as one pixel of the device."`
	Align   string      `key:"align" enum:"left,center,right" default:"center" doc:"Where the image goes horizontally."`
	VAlign  string      `key:"valign" enum:"top,middle,bottom" default:"middle" doc:"Where the image goes vertically."`
	Opacity *geom.Ratio `key:"opacity" min:"0" max:"1" default:"1" doc:"How much the image covers what lies behind it: 1 hides it, 0.2 is a watermark, 0 shows nothing."`
	Link    Target      `key:"link" doc:"Where a tap on the image leads."`
}

// Image is the kind "image".
func (catalog) Image() Kind {
	return Kind{"image", "A picture.", &Image{}}
}

// Draw paints the picture, or a crossed box with its name where there is none.
func (m *Image) Draw(c *Context, at geom.Rect) {
	c.Link(at, m.Link)
	if c.Dry() || at.Empty() {
		return
	}
	p := m.picture(c, at)
	if p == nil {
		c.placeholder(at, m.Asset)
		return
	}
	box := m.box(c, at, p)
	op := draw.Image{Box: box, Image: p}
	if m.Opacity != nil {
		op.Alpha = uint8(min(max(m.Opacity.Of(255), 0), 255))
		if op.Alpha == 0 {
			return
		}
	}
	if at.Contains(box) {
		c.add(op)
		return
	}
	c.Clip(at, func() { c.add(op) })
}

// picture is the asset, or nil after a warning.
func (m *Image) picture(c *Context, at geom.Rect) *draw.Picture {
	why, hint := "this program was given no images", ""
	if c.facts.Picture != nil {
		p, err := c.facts.Picture(m.Asset)
		if err == nil && p != nil && p.Width > 0 && p.Height > 0 {
			return p
		}
		why = "it is empty"
		if err != nil {
			why, hint = err.Error(), hintOf(err)
		}
	}
	c.Warn("missing-image", "the image "+source.Quote(m.Asset)+" cannot be shown: "+why, hint, at)
	return nil
}

// box is where the whole picture goes; what sticks out is cut off.
func (m *Image) box(c *Context, at geom.Rect, p *draw.Picture) geom.Rect {
	w, h := int64(p.Width), int64(p.Height)
	wider := geom.Unit(w)*at.H > geom.Unit(h)*at.W
	size := at.Size()
	switch {
	case m.Fit == "fill":
	case m.Fit == "actual":
		size = geom.Size{W: c.facts.Device.Px(p.Width), H: c.facts.Device.Px(p.Height)}
	case wider == (m.Fit == "cover"):
		size.W = at.H.MulDiv(w, h)
	default:
		size.H = at.W.MulDiv(h, w)
	}
	return geom.Rect{X: at.X + place(m.Align, at.W-size.W), Y: at.Y + place(m.VAlign, at.H-size.H), W: size.W, H: size.H}
}

// place is align for what stands in the middle unless it is told otherwise.
func place(where string, rest geom.Unit) geom.Unit {
	pick(&where, "center")
	return align(where, rest)
}
