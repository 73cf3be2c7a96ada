package svg

import (
	"encoding/hex"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

// fill writes the attributes of what is filled with a colour; black is what it is
// without any.
func (p *writer) fill(c draw.Color) {
	if c.IsZero() {
		p.raw(` fill="none"`)
		return
	}
	if c.R|c.G|c.B != 0 {
		p.color(" fill", c)
	}
	p.opacity(" fill-opacity", c.A)
}

// stroke writes the attributes of lines.
func (p *writer) stroke(s draw.Stroke) {
	p.color(" stroke", s.Color)
	p.opacity(" stroke-opacity", s.Color.A)
	if width := strokeWidth(s); width != 1000 {
		p.attr(" stroke-width", width, milli)
	}
	switch s.Cap {
	case draw.Butt:
	case draw.Round:
		p.raw(` stroke-linecap="round"`)
	default:
		p.raw(` stroke-linecap="square"`)
	}
	if dash := s.Dash.Written(); dash != (draw.Dash{}) {
		p.raw(` stroke-dasharray="`)
		p.dash(dash)
		p.raw(`"`)
	}
}

// color writes an attribute that is a colour, as #rgb where that is enough.
func (p *writer) color(name string, c draw.Color) {
	p.raw(name + `="#`)
	digits := hex.EncodeToString([]byte{c.R, c.G, c.B})
	if c.R%17|c.G%17|c.B%17 == 0 {
		digits = string([]byte{digits[0], digits[2], digits[4]})
	}
	p.raw(digits + `"`)
}

// opacity writes an attribute that is an opacity; full opacity needs none.
func (p *writer) opacity(name string, a uint8) {
	if a != 255 {
		p.attr(name, (int64(a)*1000+127)/255, milli)
	}
}

// strokeWidth is the width in 1/1000 pt; a line that is asked for is never 0 wide.
func strokeWidth(s draw.Stroke) int64 { return max(draw.Thousandths(s.Width), 1) }

// dash writes the lengths of a pattern. A pair is rounded as a whole, so that the
// error of a long line stays small.
func (p *writer) dash(d draw.Dash) {
	var lengths [6]geom.Unit
	list := d.Append(lengths[:0])
	for i := 0; i < len(list); i += 2 {
		if i > 0 {
			p.raw(" ")
		}
		on := draw.Myriadths(list[i])
		p.num(on, fine)
		p.raw(" ")
		p.num(max(draw.Myriadths(list[i]+list[i+1])-on, 0), fine)
	}
}
