package picture

import (
	"image"
	"image/color"

	"golang.org/x/image/draw"
)

// thumbnail returns a picture that plain returned, made so small that its longest side has most pixels, or nil if it is no longer
// than that. What it returns is such a picture as well.
func thumbnail(img image.Image, most int) image.Image {
	w, h := img.Bounds().Dx(), img.Bounds().Dy()
	if max(w, h) <= most {
		return nil
	}
	long := max(w, h)
	width, height := max(1, (w*most+long/2)/long), max(1, (h*most+long/2)/long)
	// First means of whole squares, to about two to four times the size, which costs little; then a good filter.
	half := reduced(img, max(1, min(w/width, h/height)/2))
	out := image.NewRGBA(image.Rect(0, 0, width, height))
	draw.CatmullRom.Scale(out, out.Rect, half, half.Rect, draw.Src, nil)
	return unmultiplied(out)
}

// reduced returns means of squares of n × n pixels, which are fewer at the edges.
func reduced(img image.Image, n int) *image.RGBA {
	w, h := img.Bounds().Dx(), img.Bounds().Dy()
	out := image.NewRGBA(image.Rect(0, 0, (w+n-1)/n, (h+n-1)/n))
	row := make([]byte, 4*w)
	sums := make([]uint32, out.Stride)
	for y0 := 0; y0 < h; y0 += n {
		clear(sums)
		rows := min(n, h-y0)
		for y := y0; y < y0+rows; y++ {
			multiplied(row, img, y)
			for x, i := 0, 0; x < w; i += 4 {
				sum := sums[i : i+4 : i+4]
				for end := min(x+n, w); x < end; x++ {
					p := row[4*x : 4*x+4 : 4*x+4]
					sum[0] += uint32(p[0])
					sum[1] += uint32(p[1])
					sum[2] += uint32(p[2])
					sum[3] += uint32(p[3])
				}
			}
		}
		to := out.Pix[y0/n*out.Stride:][:out.Stride]
		for i := range to {
			of := uint32(rows * min(n, w-i/4*n))
			to[i] = byte((sums[i] + of/2) / of)
		}
	}
	return out
}

// multiplied writes a row of a picture that plain returned as RGBA, multiplied by alpha.
func multiplied(row []byte, img image.Image, y int) {
	w := len(row) / 4
	switch m := img.(type) {
	case *image.Gray:
		for x, v := range m.Pix[y*m.Stride:][:w] {
			p := row[4*x : 4*x+4 : 4*x+4]
			p[0], p[1], p[2], p[3] = v, v, v, 255
		}
	case *image.Paletted:
		var table [256][4]byte
		for i := range table {
			table[i] = [4]byte{3: 255}
			if i < len(m.Palette) {
				c := color.RGBAModel.Convert(m.Palette[i]).(color.RGBA)
				table[i] = [4]byte{c.R, c.G, c.B, c.A}
			}
		}
		for x, v := range m.Pix[y*m.Stride:][:w] {
			copy(row[4*x:4*x+4], table[v][:])
		}
	case *image.NRGBA:
		copy(row, m.Pix[y*m.Stride:][:4*w])
		for i := 0; i < len(row); i += 4 {
			if a := uint32(row[i+3]); a != 255 {
				p := row[i : i+3 : i+3]
				p[0], p[1], p[2] = byte((uint32(p[0])*a+127)/255), byte((uint32(p[1])*a+127)/255), byte((uint32(p[2])*a+127)/255)
			}
		}
	case *image.YCbCr:
		sx, sy := chroma(m)
		cb, cr := m.Cb[(y>>sy)*m.CStride:], m.Cr[(y>>sy)*m.CStride:]
		for x, v := range m.Y[y*m.YStride:][:w] {
			p := row[4*x : 4*x+4 : 4*x+4]
			p[0], p[1], p[2] = color.YCbCrToRGB(v, cb[x>>sx], cr[x>>sx])
			p[3] = 255
		}
	}
}

// unmultiplied divides by alpha, in the same memory.
func unmultiplied(m *image.RGBA) *image.NRGBA {
	for i := 0; i+3 < len(m.Pix); i += 4 {
		if a := uint32(m.Pix[i+3]); a != 255 && a != 0 {
			p := m.Pix[i : i+3 : i+3]
			for j, v := range p {
				p[j] = byte(min(255, (uint32(v)*255+a/2)/a))
			}
		}
	}
	return &image.NRGBA{Pix: m.Pix, Stride: m.Stride, Rect: m.Rect}
}
