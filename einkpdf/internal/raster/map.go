package raster

import (
	"image"

	"github.com/einkpdf/platform/einkpdf/geom"
)

// ToPixels is where a rectangle of the page lies in the picture: the pixels whose
// centres it contains.
func (d *Drawer) ToPixels(r geom.Rect) image.Rectangle { return d.view.box(r) }

// ToPage is the place on the page where the centre of a pixel lies, also outside
// of both.
func (d *Drawer) ToPage(x, y int) geom.Point { return d.view.page(x, y) }

// Image is the picture as an [image.Image]: an *image.Gray that shares its
// memory, or an *image.RGBA that does not.
func (p *Picture) Image() image.Image {
	r := image.Rect(0, 0, p.Width, p.Height)
	if p.RGB == nil {
		return &image.Gray{Pix: p.Gray, Stride: p.Width, Rect: r}
	}
	m := image.NewRGBA(r)
	for i, j := 0, 0; i < len(p.RGB); i, j = i+3, j+4 {
		copy(m.Pix[j:j+3], p.RGB[i:i+3])
		m.Pix[j+3] = 255
	}
	return m
}
