package picture

import (
	"image"
	"image/color"
)

// plain returns the picture as one of these, which other functions of the package take: *image.Gray,
// *image.Paletted, *image.NRGBA, *image.YCbCr. It takes the pixels of img for its own.
func plain(img image.Image) image.Image {
	switch m := img.(type) {
	case *image.Gray, *image.Paletted, *image.NRGBA:
		return m
	case *image.YCbCr:
		return grayYCbCr(m)
	case *image.RGBA: // of decoders: opaque
		return &image.NRGBA{Pix: m.Pix, Stride: m.Stride, Rect: m.Rect}
	case *image.Gray16:
		return &image.Gray{Pix: narrowed(m.Pix), Stride: m.Stride / 2, Rect: m.Rect}
	case *image.RGBA64: // as image.RGBA
		return &image.NRGBA{Pix: narrowed(m.Pix), Stride: m.Stride / 2, Rect: m.Rect}
	case *image.NRGBA64:
		return &image.NRGBA{Pix: narrowed(m.Pix), Stride: m.Stride / 2, Rect: m.Rect}
	case *image.CMYK:
		return fromCMYK(m)
	}
	return fromAny(img)
}

// narrowed makes 8 bits of each 16, rounded, in the same memory.
func narrowed(pix []byte) []byte {
	n := len(pix) / 2
	for i := range n {
		pix[i] = byte(((uint32(pix[2*i])<<8 | uint32(pix[2*i+1])) + 128) / 257)
	}
	return pix[:n]
}

// fromCMYK makes RGB of CMYK, in the same memory.
func fromCMYK(m *image.CMYK) image.Image {
	for i := 0; i+3 < len(m.Pix); i += 4 {
		p := m.Pix[i : i+4 : i+4]
		p[0], p[1], p[2] = color.CMYKToRGB(p[0], p[1], p[2], p[3])
		p[3] = 255
	}
	return &image.NRGBA{Pix: m.Pix, Stride: m.Stride, Rect: m.Rect}
}

// fromAny is for what is rare: lossy WebP with transparency.
func fromAny(img image.Image) image.Image {
	b := img.Bounds()
	out := image.NewNRGBA(b)
	if m, ok := img.(*image.NYCbCrA); ok {
		sx, sy := chroma(&m.YCbCr)
		for y := range b.Dy() {
			cb, cr, a := m.Cb[(y>>sy)*m.CStride:], m.Cr[(y>>sy)*m.CStride:], m.A[y*m.AStride:]
			for x, v := range m.Y[y*m.YStride:][:b.Dx()] {
				p := out.Pix[y*out.Stride+4*x:][:4]
				p[0], p[1], p[2] = color.YCbCrToRGB(v, cb[x>>sx], cr[x>>sx])
				p[3] = a[x]
			}
		}
		return out
	}
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			out.Set(x, y, img.At(x, y))
		}
	}
	return out
}

// fromPaletted is for pictures with a palette in which colours are hidden. Pixels beyond the palette are black.
func fromPaletted(m *image.Paletted) *image.NRGBA {
	var table [256][4]byte
	for i := range table {
		table[i] = [4]byte{3: 255}
		if i < len(m.Palette) {
			c := color.NRGBAModel.Convert(m.Palette[i]).(color.NRGBA)
			table[i] = [4]byte{c.R, c.G, c.B, c.A}
		}
	}
	out := image.NewNRGBA(image.Rect(0, 0, m.Rect.Dx(), m.Rect.Dy()))
	for y := range m.Rect.Dy() {
		to := out.Pix[y*out.Stride:]
		for x, v := range m.Pix[y*m.Stride:][:m.Rect.Dx()] {
			copy(to[4*x:4*x+4], table[v][:])
		}
	}
	return out
}

// grayYCbCr is m as a grey picture, in the same memory, if it has no colour anywhere.
func grayYCbCr(m *image.YCbCr) image.Image {
	b := m.Rect
	if b.Empty() {
		return m
	}
	x, y := chroma(m)
	columns, rows := (b.Dx()-1)>>x+1, (b.Dy()-1)>>y+1
	for row := range rows {
		cb, cr := m.Cb[row*m.CStride:][:columns], m.Cr[row*m.CStride:][:columns]
		for i := range cb {
			if cb[i] != 128 || cr[i] != 128 {
				return m
			}
		}
	}
	return &image.Gray{Pix: m.Y, Stride: m.YStride, Rect: b}
}
