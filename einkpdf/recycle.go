package einkpdf

import (
	"image"

	"github.com/einkpdf/platform/einkpdf/internal/raster"
)

// Recycle gives a grey picture of [Preview.Image] back, once nobody looks at it any
// more: a later page is drawn into its memory, which spares a third of the time.
// Other pictures are left alone. It may be called at the same time.
func (p *Preview) Recycle(m image.Image) {
	grey, ok := m.(*image.Gray)
	if !ok || p.color || grey == nil || grey.Rect != image.Rect(0, 0, p.size.X, p.size.Y) || grey.Stride != p.size.X || len(grey.Pix) != p.size.X*p.size.Y {
		return
	}
	p.drawer.Recycle(&raster.Picture{Width: p.size.X, Height: p.size.Y, Gray: grey.Pix})
	grey.Pix, grey.Rect = nil, image.Rectangle{} // so that nobody looks at the next page
}
