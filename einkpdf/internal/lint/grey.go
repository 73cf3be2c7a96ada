package lint

import (
	"fmt"
	"strconv"

	"github.com/einkpdf/platform/einkpdf/device"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// usualGreys is how many greys a panel has of which nobody said it.
const usualGreys = 16

// greysOf is how many greys a panel shows without a pattern; 0 = as many as it
// likes. Colour filters lie over a grey panel; Gallery panels mix pigments.
func greysOf(d device.Profile) int {
	switch {
	case d.Greys > 1:
		return d.Greys
	case !d.Color || d.Technology == device.Kaleido3:
		return usualGreys
	}
	return 0
}

// level is the level nearest to v of a panel with n greys, 0 to 255.
func level(v, n int) int {
	at := (v*(n-1)*2 + 255) / 510
	return (at*255*2 + n - 1) / (2 * (n - 1))
}

func isGrey(c draw.Color) bool { return c.R == c.G && c.G == c.B }

// hex is an opaque colour as in "#CC3300".
func hex(c draw.Color) string { return fmt.Sprintf("#%02X%02X%02X", c.R, c.G, c.B) }

// named is a colour in quotes, as a project needs them, with its name if it has one.
func named(c draw.Color) string {
	if name := c.String(); name[0] != '#' {
		return strconv.Quote(hex(c)) + " or " + name
	}
	return strconv.Quote(hex(c))
}

// greyLevel finds greys that the panel shows as another one, or as a pattern.
func (c *Checker) greyLevel(w *widget.Traced, color draw.Color) {
	if c.greys == 0 || c.greys > 255 || color.A != 255 || !isGrey(color) {
		return
	}
	v := int(color.R)
	near := level(v, c.greys)
	off := max(v-near, near-v)
	if off <= 1 {
		return
	}
	c.add(GreyLevel, w.Pointer, int64(off), func() widget.Finding {
		return widget.Finding{
			Message:  hex(color) + " is none of the panel's " + strconv.Itoa(c.greys) + " greys: it becomes the next one, or a pattern of dots",
			Hint:     "use " + named(draw.Gray(uint8(near))),
			Measured: float64(v), Required: float64(near), Unit: "grey", Box: w.Box,
		}
	})
}

// note remembers a colour of the page and its first widget.
func (c *Checker) note(color draw.Color, w int) {
	for _, k := range c.inks {
		if k.color == color {
			return
		}
	}
	if len(c.inks) < maxPageInks {
		c.inks = append(c.inks, pageInk{color, int32(w)})
	}
}

// alike is how much the parts of two colours may differ before they count as two.
const alike = 16

// sameGrey finds colours that a grey panel does not tell apart.
func (c *Checker) sameGrey(p *Page) {
	if !c.grey || c.greys > 255 {
		return
	}
	for i, a := range c.inks {
		for _, b := range c.inks[:i] {
			if isGrey(a.color) && isGrey(b.color) {
				continue
			}
			far, shown := difference(a.color, b.color), c.shown(a.color)
			if far <= alike || shown != c.shown(b.color) {
				continue
			}
			w := &p.Widgets[a.widget]
			c.found.add(c.at, widget.Notice, SameGrey, w.Pointer, int64(far), func() widget.Finding {
				return widget.Finding{
					Message: "the panel shows " + hex(b.color) + " and " + hex(a.color) + " as the same grey, " + hex(draw.Gray(uint8(shown))),
					Hint:    "where they must be told apart, use a darker or lighter one, or another pattern or weight",
					Box:     w.Box,
				}
			})
		}
	}
}

// shown is the grey that the panel shows for a colour.
func (c *Checker) shown(color draw.Color) int {
	return level((299*int(color.R)+587*int(color.G)+114*int(color.B)+500)/1000, c.greys)
}

// difference is the largest one between the parts of two colours.
func difference(a, b draw.Color) int {
	far := 0
	for _, d := range [...]int{int(a.R) - int(b.R), int(a.G) - int(b.G), int(a.B) - int(b.B)} {
		far = max(far, d, -d)
	}
	return far
}
