package lint

import (
	"strconv"

	"github.com/einkpdf/platform/einkpdf/device"
	"github.com/einkpdf/platform/einkpdf/geom"
)

// scale is how many ten-thousandths a length of the panel has on the page.
// Fingers, eyes and pixels are as large as ever: what they need is more on a page
// that the panel shows smaller.
type scale int64

// unscaled is the scale of pages that are shown as large as they are.
const unscaled scale = 10_000

// scaleOf is the scale of pages on a device: readers fit them to the panel.
// Pages that differ by less than 1 % are taken for as large.
func scaleOf(page geom.Size, d device.Profile) scale {
	width, height := d.Px(d.Width), d.Px(d.Height)
	if (page.W > page.H) != (width > height) {
		width, height = height, width
	}
	if min(width, height, page.W, page.H) <= 0 {
		return unscaled
	}
	s := scale(max(page.W.MulDiv(int64(unscaled), int64(width)), page.H.MulDiv(int64(unscaled), int64(height)), 1))
	if s-unscaled < 100 && unscaled-s < 100 {
		return unscaled
	}
	return s
}

// onPage is a length of the panel on the page.
func (s scale) onPage(u geom.Unit) geom.Unit { return u.MulDiv(int64(s), int64(unscaled)) }

// String is as in " on a page that the panel shows at 72 %", or empty.
func (s scale) String() string {
	if s == unscaled {
		return ""
	}
	return " on a page that the panel shows at " + strconv.FormatInt(int64((100*unscaled+s/2)/s), 10) + " %"
}
