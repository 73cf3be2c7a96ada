package edit

import (
	"math/bits"
	"reflect"
	"slices"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// Scale is a project like p for another device, a built-in one or one of p's own:
// every length in its designs, parts and styles is scaled from the old page to the
// new one, so that what was drawn for one page size fits the other. Keys, links,
// texts and the plan stay.
//
//   - Places and sizes across the page (x, width, column gaps and the like) are
//     scaled by the ratio of the widths, those down the page (y, height, rows, the
//     distance of lines) by that of the heights. It is that of what the project's
//     margins and the toolbars leave of the pages; margins by that of the pages.
//   - What has no direction is scaled by the smaller of both, so that circles stay
//     round: text sizes, strokes, dashes, radii, the distance of dots.
//   - Shares (fr, %) and auto stay, and so do lengths that the project does not give.
//   - Lengths in pixels become points, but for strokes, dashes and dots, where
//     a pixel is the thinnest there is and stays one.
//   - Text is not made smaller than the device's readers can read, nor strokes and
//     dots thinner than its pixels, unless they were; nothing leaves the bounds
//     that the format has for it.
//   - Lengths are rounded down to 0.01 mm, 0.01 pt or 0.001 in, text to 0.1 pt, and
//     widths so that edges which met meet.
//
// The pages are held as they were, unless the device's name says otherwise. The
// project's own device that it was made for is left out, for nothing names it.
// The project has no places in a file, see [einkpdf.Encoder]. Whether it is as good
// as it was is what [einkpdf.CheckProject] tells.
//
// The error is [device.ErrUnknown] for a name that is no device, or that of a
// project whose own device is wrong. p is not changed.
func Scale(p *einkpdf.Project, device string) (*einkpdf.Project, error) {
	profile, err := p.LookupDevice(device)
	if err != nil {
		return nil, err
	}
	from, to, orientation, err := turn(p, device)
	if err != nil {
		return nil, err
	}
	out := copyOf(p)
	out.Device, out.Orientation = profile.Name, orientation
	if name := from.device.Name; name != profile.Name && !slices.ContainsFunc(out.Checks, func(i einkpdf.Ignore) bool { return slices.Contains(i.Devices, name) }) {
		delete(out.Devices, name)
	}
	if len(out.Devices) == 0 {
		out.Devices = nil
	}
	newScaler(from, to).project(out)
	return out, nil
}

// scaler scales the lengths of a copy in place.
type scaler struct {
	from, to page
	x, y     ratio
	less     ratio // the smaller of both
	seen     map[any]bool
}

func newScaler(from, to page) *scaler {
	across := func(all func(geom.Size) geom.Unit) ratio {
		r := ratio{all(to.body), all(from.body)}
		if r.to <= 0 || r.from <= 0 { // margins that leave nothing
			r = ratio{all(to.size), all(from.size)}
		}
		return r
	}
	s := &scaler{from: from, to: to, x: across(func(s geom.Size) geom.Unit { return s.W }), y: across(func(s geom.Size) geom.Unit { return s.H }), seen: map[any]bool{}}
	s.less = s.x
	if s.y.of(geom.Unit(1)<<40) < s.x.of(geom.Unit(1)<<40) {
		s.less = s.y
	}
	return s
}

func (s *scaler) project(p *einkpdf.Project) {
	px := ratio{s.to.size.W, s.from.size.W}
	py := ratio{s.to.size.H, s.from.size.H}
	s.edges(&p.Margin, px, py)
	for name, style := range p.Styles {
		s.inside(reflect.ValueOf(&style).Elem())
		p.Styles[name] = style
	}
	for _, d := range p.Designs {
		if d != nil && d.Margin != nil && !s.seen[d] {
			s.seen[d] = true
			s.edges(d.Margin, px, py)
		}
	}
	widgets(p, func(_ string, w widget.Widget) {
		if !s.seen[w] { // one may stand in several places
			s.seen[w] = true
			s.widget(w)
		}
	})
}

// ratio is a factor.
type ratio struct{ to, from geom.Unit }

// one says that nothing changes.
func (r ratio) one() bool { return r.to == r.from }

// of is a length times the factor, rounded down.
func (r ratio) of(u geom.Unit) geom.Unit {
	if u < 0 {
		return -r.of(-u)
	}
	hi, lo := bits.Mul64(uint64(u), uint64(r.to))
	if hi >= uint64(r.from) {
		return u // beyond everything that the format allows
	}
	q, _ := bits.Div64(hi, lo, uint64(r.from))
	return geom.Unit(q)
}
