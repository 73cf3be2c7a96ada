package picture

import (
	"cmp"
	"image"
	"image/color"
	"slices"
)

// smallest returns a picture that plain returned in the form in which PNG needs the least room for it and loses nothing: with a palette, in
// grey, or as it is. The colours of what is fully transparent become those of its neighbours. Equal pixels give equal forms.
func smallest(img image.Image) image.Image {
	switch m := img.(type) {
	case *image.Gray:
		return smallestGray(m)
	case *image.Paletted:
		return smallestPaletted(m)
	case *image.NRGBA:
		return smallestNRGBA(m)
	}
	return smallestNRGBA(fromAny(img).(*image.NRGBA))
}

// fewGreys is the largest number of greys for which a palette needs less room than 8 bits: 4 bits a pixel.
const fewGreys = 16

func smallestGray(m *image.Gray) image.Image {
	var used [256]bool
	for y := range m.Rect.Dy() {
		for _, v := range m.Pix[y*m.Stride:][:m.Rect.Dx()] {
			used[v] = true
		}
	}
	colours := make([]uint32, 0, 256)
	for v := range used {
		if used[v] {
			colours = append(colours, packed(byte(v), byte(v), byte(v), 255))
		}
	}
	if len(colours) > fewGreys {
		return m
	}
	var index [256]byte
	for i, c := range colours {
		index[byte(c)] = byte(i)
	}
	out := newPaletted(m.Rect, colours)
	for y := range m.Rect.Dy() {
		to := out.Pix[y*out.Stride:]
		for x, v := range m.Pix[y*m.Stride:][:m.Rect.Dx()] {
			to[x] = index[v]
		}
	}
	return out
}

// smallestPaletted leaves out colours that are not used or twice there. Pixels beyond the palette are black, as
// the decoder has them.
func smallestPaletted(m *image.Paletted) image.Image {
	var used [256]bool
	for y := range m.Rect.Dy() {
		for _, v := range m.Pix[y*m.Stride:][:m.Rect.Dx()] {
			used[v] = true
		}
	}
	var table [256]uint32
	colours := make([]uint32, 0, 256)
	for v := range used {
		if used[v] {
			c := color.NRGBA{A: 255}
			if v < len(m.Palette) {
				c = color.NRGBAModel.Convert(m.Palette[v]).(color.NRGBA)
			}
			if c.A == 0 {
				return smallestNRGBA(fromPaletted(m))
			}
			table[v] = packed(c.R, c.G, c.B, c.A)
			colours = append(colours, table[v])
		}
	}
	colours = sorted(colours)
	grey := allGrey(colours) && len(colours) > fewGreys
	var index [256]byte
	for v := range used {
		if i, ok := slices.BinarySearchFunc(colours, table[v], byAlpha); ok {
			index[v] = byte(i)
		}
		if grey {
			index[v] = byte(table[v])
		}
	}
	out := newPaletted(m.Rect, colours)
	for y := range m.Rect.Dy() {
		to := out.Pix[y*out.Stride:]
		for x, v := range m.Pix[y*m.Stride:][:m.Rect.Dx()] {
			to[x] = index[v]
		}
	}
	if grey {
		return &image.Gray{Pix: out.Pix, Stride: out.Stride, Rect: out.Rect}
	}
	return out
}

func smallestNRGBA(m *image.NRGBA) image.Image {
	hidden := hide(m)
	colours, grey := count(m, true)
	if hidden && len(colours) > 256 {
		fewerHidden(m)
		colours, grey = count(m, true)
	}
	switch {
	case grey && len(colours) > fewGreys:
		return greyOf(m)
	case len(colours) > 256:
		return m
	}
	out := newPaletted(m.Rect, sorted(colours))
	index := make(map[uint32]byte, len(out.Palette))
	for i, c := range out.Palette {
		c := c.(color.NRGBA)
		index[packed(c.R, c.G, c.B, c.A)] = byte(i)
	}
	for y := range m.Rect.Dy() {
		from, to := m.Pix[y*m.Stride:], out.Pix[y*out.Stride:][:m.Rect.Dx()]
		last, at := uint32(0), byte(0)
		for x := range to {
			p := from[4*x : 4*x+4 : 4*x+4]
			if c := packed(p[0], p[1], p[2], p[3]); x == 0 || c != last {
				last, at = c, index[c]
			}
			to[x] = at
		}
	}
	return out
}

// greyOf returns the red of a picture, where the others are the same.
func greyOf(m *image.NRGBA) *image.Gray {
	out := image.NewGray(m.Rect)
	for y := range m.Rect.Dy() {
		from, to := m.Pix[y*m.Stride:], out.Pix[y*out.Stride:][:m.Rect.Dx()]
		for x := range to {
			to[x] = from[4*x]
		}
	}
	return out
}

// count returns the colours of a picture, with hidden or without, 257 of them if there are more than 256, in the order in which they
// come, and whether all is opaque and grey: then all of them are looked at.
func count(m *image.NRGBA, hidden bool) (colours []uint32, grey bool) {
	grey = true
	seen := make(map[uint32]struct{}, 257)
	for y := range m.Rect.Dy() {
		row := m.Pix[y*m.Stride:][:4*m.Rect.Dx()]
		last := uint32(0)
		for i := 0; i < len(row); i += 4 {
			p := row[i : i+4 : i+4]
			c := packed(p[0], p[1], p[2], p[3])
			if i > 0 && c == last || c>>24 == 0 && !hidden {
				continue
			}
			last = c
			grey = grey && p[0] == p[1] && p[1] == p[2] && p[3] == 255
			if len(colours) <= 256 {
				if _, ok := seen[c]; !ok {
					seen[c] = struct{}{}
					colours = append(colours, c)
				}
			}
			if len(colours) > 256 && !grey {
				return colours, false
			}
		}
	}
	return colours, grey
}

// packed is a colour as one number.
func packed(r, g, b, a byte) uint32 { return uint32(a)<<24 | uint32(b)<<16 | uint32(g)<<8 | uint32(r) }

func allGrey(colours []uint32) bool {
	for _, c := range colours {
		if c>>24 != 255 || byte(c) != byte(c>>8) || byte(c) != byte(c>>16) {
			return false
		}
	}
	return true
}

// byAlpha puts colours that are not opaque first: PNG keeps alpha up to the last of these.
func byAlpha(a, b uint32) int { return cmp.Compare(a, b) }

// sorted sorts colours, each once.
func sorted(colours []uint32) []uint32 {
	slices.SortFunc(colours, byAlpha)
	return slices.Compact(colours)
}

// newPaletted makes a picture with a palette of sorted colours.
func newPaletted(r image.Rectangle, colours []uint32) *image.Paletted {
	p := make(color.Palette, len(colours))
	for i, c := range colours {
		p[i] = color.NRGBA{R: byte(c), G: byte(c >> 8), B: byte(c >> 16), A: byte(c >> 24)}
	}
	return image.NewPaletted(image.Rect(0, 0, r.Dx(), r.Dy()), p)
}
