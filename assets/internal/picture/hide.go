package picture

import (
	"cmp"
	"image"
	"maps"
	"slices"
)

// The distance of a hidden pixel from the visible one whose colour it has, in steps along rows and columns.
const (
	farthest = 254 // or more
	unknown  = 255
)

// hide replaces the colours of what is fully transparent, if there is any: nobody should find there what an editor had erased. They are
// those of the nearest visible pixels, for programs that scale a picture mix colours whether they can be seen or not, and black
// would make the edges dark. Where nothing can be seen, they are white. It needs a byte a pixel beside.
func hide(m *image.NRGBA) (hidden bool) {
	visible := false
	for y := range m.Rect.Dy() {
		row := m.Pix[y*m.Stride:][:4*m.Rect.Dx()]
		for i := 3; i < len(row); i += 4 {
			hidden = hidden || row[i] == 0
			visible = visible || row[i] != 0
		}
	}
	switch {
	case hidden && visible:
		spread(m)
	case hidden:
		for y := range m.Rect.Dy() {
			row := m.Pix[y*m.Stride:][:4*m.Rect.Dx()]
			for i := 0; i < len(row); i += 4 {
				row[i], row[i+1], row[i+2] = 255, 255, 255
			}
		}
	}
	return hidden
}

// spread gives hidden pixels the colours of the nearest visible ones, in two passes (Rosenfeld and Pfaltz, Sequential Operations in
// Digital Picture Processing, 1966): each takes over what its neighbours before it have, and then those behind it.
func spread(m *image.NRGBA) {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	steps := make([]byte, w*h)
	take := func(i, at, from, far int) { // the pixel i, at m.Pix[at:], from one beside it, which is far - i farther
		if d := min(steps[far], farthest-1) + 1; steps[far] != unknown && d < steps[i] {
			steps[i] = d
			copy(m.Pix[at:at+3], m.Pix[from:from+3])
		}
	}
	for y := range h {
		for x := range w {
			i, at := y*w+x, y*m.Stride+4*x
			if m.Pix[at+3] != 0 {
				continue
			}
			steps[i] = unknown
			if x > 0 {
				take(i, at, at-4, i-1)
			}
			if y > 0 {
				take(i, at, at-m.Stride, i-w)
			}
		}
	}
	for y := h - 1; y >= 0; y-- {
		for x := w - 1; x >= 0; x-- {
			i, at := y*w+x, y*m.Stride+4*x
			if steps[i] == 0 {
				continue
			}
			if x < w-1 {
				take(i, at, at+4, i+1)
			}
			if y < h-1 {
				take(i, at, at+m.Stride, i+w)
			}
		}
	}
}

// fewerHidden makes a picture that hide went through one of at most 256 colours, if without the hidden ones it has fewer: of these the
// most frequent stay, and the others become the nearest of them.
func fewerHidden(m *image.NRGBA) {
	visible, _ := count(m, false)
	room := 256 - len(visible)
	if room <= 0 {
		return
	}
	uses := map[uint32]int{} // at most as many as there are visible ones
	eachHidden(m, func(p []byte) { uses[packed(p[0], p[1], p[2], 0)]++ })
	order := slices.SortedFunc(maps.Keys(uses), func(a, b uint32) int {
		return cmp.Or(cmp.Compare(uses[b], uses[a]), cmp.Compare(a, b))
	})
	kept := order[:min(room, len(order))]
	become := map[uint32]uint32{}
	for _, c := range order {
		become[c] = slices.MinFunc(kept, func(a, b uint32) int { return cmp.Compare(distance(a, c), distance(b, c)) })
	}
	eachHidden(m, func(p []byte) {
		c := become[packed(p[0], p[1], p[2], 0)]
		p[0], p[1], p[2] = byte(c), byte(c>>8), byte(c>>16)
	})
}

func eachHidden(m *image.NRGBA, visit func(p []byte)) {
	for y := range m.Rect.Dy() {
		row := m.Pix[y*m.Stride:][:4*m.Rect.Dx()]
		for i := 0; i < len(row); i += 4 {
			if row[i+3] == 0 {
				visit(row[i : i+4 : i+4])
			}
		}
	}
}

// distance is the square of how far colours are from each other.
func distance(a, b uint32) int {
	sum := 0
	for shift := 0; shift < 24; shift += 8 {
		d := int(byte(a>>shift)) - int(byte(b>>shift))
		sum += d * d
	}
	return sum
}
