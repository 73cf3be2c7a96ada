package inktest

import (
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io"
)

// SideBySide writes a PNG with a, b and their difference next to each other. In
// the difference, ink of a alone is red, ink of b alone blue, and what both have
// grey; unlike Compare it does not look at neighbours.
func SideBySide(w io.Writer, a, b image.Image) error {
	const gap = 8
	x, y := inkOf(a), inkOf(b)
	width, height := max(x.w, y.w), max(x.h, y.h)
	all := image.NewRGBA(image.Rect(0, 0, 3*width+2*gap, height))
	draw.Draw(all, all.Bounds(), image.NewUniform(color.Gray{0xB0}), image.Point{}, draw.Src)
	cell := func(i int) image.Rectangle {
		return image.Rect(0, 0, width, height).Add(image.Pt(i*(width+gap), 0))
	}
	for i, m := range []image.Image{a, b} {
		draw.Draw(all, cell(i), image.White, image.Point{}, draw.Src)
		draw.Draw(all, m.Bounds().Sub(m.Bounds().Min).Add(cell(i).Min), m, m.Bounds().Min, draw.Over)
	}
	at := cell(2).Min
	for py := range height {
		for px := range width {
			all.SetRGBA(at.X+px, at.Y+py, difference(x.at(px, py), y.at(px, py)))
		}
	}
	return png.Encode(w, all)
}

// difference is the colour for ink of a and of b at the same place.
func difference(a, b uint8) color.RGBA {
	both := min(a, b) / 3
	return color.RGBA{R: 255 - both - (b - min(a, b)), G: 255 - both - (max(a, b) - min(a, b)), B: 255 - both - (a - min(a, b)), A: 255}
}
