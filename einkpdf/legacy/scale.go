package legacy

import (
	"image"
	"image/color"
	"image/draw"
)

// room is the place that an image is shown in, in pixels of the panel. fill says
// that it covers the place in both directions. The zero room does not matter.
type room struct {
	w, h int
	fill bool
}

// size is that of an image of w × h pixels when the panel shows no more of it: its
// own one, unless that is half as much again or more.
func (r room) size(w, h int) (int, int) {
	if r.w < 1 || r.h < 1 {
		return w, h
	}
	long := func(n int) int64 { return int64(n) }
	num, den := long(r.w), long(w)
	if wide := long(r.w)*long(h) >= long(r.h)*long(w); wide != r.fill { // wider than the image
		num, den = long(r.h), long(h)
	}
	if num*3 > den*2 {
		return w, h
	}
	return int(max((long(w)*num+den-1)/den, 1)), int(max((long(h)*num+den-1)/den, 1))
}

// scaled is an image in fewer pixels, each the mean of those that it takes the
// place of.
func scaled(img image.Image, w, h int) image.Image {
	b := img.Bounds()
	out := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		top, bottom := b.Min.Y+part(y, h, b.Dy()), b.Min.Y+max(part(y+1, h, b.Dy()), part(y, h, b.Dy())+1)
		band := image.NewRGBA(image.Rect(b.Min.X, top, b.Max.X, bottom))
		draw.Draw(band, band.Rect, img, band.Rect.Min, draw.Src)
		for x := range w {
			left, right := part(x, w, b.Dx()), max(part(x+1, w, b.Dx()), part(x, w, b.Dx())+1)
			out.SetNRGBA(x, y, mean(band, left, right))
		}
	}
	return out
}

// part is i n-ths of a size.
func part(i, n, size int) int { return int(int64(i) * int64(size) / int64(n)) }

// mean is the mean colour of some columns of an image.
func mean(img *image.RGBA, left, right int) color.NRGBA {
	var sum [4]int64
	n := int64(0)
	for y := range img.Rect.Dy() {
		row := img.Pix[y*img.Stride+4*left : y*img.Stride+4*right]
		for i := 0; i < len(row); i += 4 {
			for k := range sum {
				sum[k] += int64(row[i+k])
			}
			n++
		}
	}
	var c [4]uint8
	for k := range sum {
		c[k] = uint8((sum[k] + n/2) / n)
	}
	return color.NRGBAModel.Convert(color.RGBA{c[0], c[1], c[2], c[3]}).(color.NRGBA)
}
