package legacy

import (
	"errors"
	"fmt"
	"strings"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// image is a picture that the file has inside. Paths and addresses are never
// opened (fix 17).
func (m *mapper) image(it *item) []widget.Widget {
	in := m.shown(it)
	key, opacity := in.key, in.opacity
	switch {
	case !in.inside:
		return m.noImage(it, in.raw)
	case opacity == 0:
		return nil
	}
	pic := m.assets.add(in.raw, in.grey, in.at)
	switch {
	case errors.Is(pic.err, errTooLarge):
		return m.drop(it, key, pic.err.Error())
	case pic.err != nil:
		return m.drop(it, key, pic.err.Error()+"; nothing is shown, as it was there")
	}
	if pic.scaled != [2]int{} {
		m.report.note(it, Changed, 0, key, fmt.Sprintf("the image of %d × %d pixels has %d × %d here, %s", pic.width, pic.height, pic.scaled[0], pic.scaled[1], m.assets.why()))
	}
	if pic.alpha {
		m.report.note(it, Changed, 0, "properties.convert_to_grayscale", "the grey image keeps its transparency, which was lost there")
	}
	w := &widget.Image{Frame: frame(it.box, ""), Asset: pic.name}
	if opacity < geom.Pt {
		ratio := geom.Ratio(opacity)
		w.Opacity = &ratio
	}
	switch in.fit {
	case "actual": // a pixel is a point, from the bottom left corner on
		size := geom.Size{W: points(pic.width), H: points(pic.height)}
		w.Frame = frame(geom.Rect{X: it.box.X, Y: it.box.Bottom() - size.H, W: size.W, H: size.H}, "")
		w.Fit = "fill"
	case "stretch":
		w.Fit = "fill"
	}
	return []widget.Widget{w}
}

// shown is what an image widget says.
type shown struct {
	raw, key string // the image, and the property that has it
	inside   bool   // the file has the image; otherwise raw is a path or address
	grey     bool
	fit      string
	opacity  geom.Unit
	at       room
}

func (m *mapper) shown(it *item) shown {
	p := it.properties
	in := shown{inside: true, opacity: p.points("opacity", geom.Pt, 0, geom.Pt), grey: p.truthy("convert_to_grayscale", false), fit: p.word("image_fit", "fit", "fit", "actual", "stretch")}
	in.raw, in.key = strings.TrimSpace(p.text("image_data", "")), "properties.image_data"
	const leastBase64 = 100
	src := strings.TrimSpace(p.text("image_src", ""))
	if in.raw == "" || !strings.HasPrefix(in.raw, "data:") && len(in.raw) < leastBase64 {
		in.raw, in.key = src, "properties.image_src"
		in.inside = strings.HasPrefix(in.raw, "data:")
	}
	if in.fit != "actual" {
		px := m.pixel()
		in.at = room{w: int(it.box.W / px), h: int(it.box.H / px), fill: in.fit == "stretch"}
	}
	return in
}

func (m *mapper) noImage(it *item, src string) []widget.Widget {
	if src == "" {
		return m.drop(it, "properties.image_data", "there is no image")
	}
	m.report.note(it, Dropped, 17, "properties.image_src", quote(src)+" is a path or address, which is never opened: the image has to be given as an asset")
	return nil
}
