// Package inktest compares pictures of PDF pages, for tests: how much of the ink
// of one is also in the other, and a picture of both beside their difference.
//
// Ink is what is darker than white paper. A pixel has as much of it as it is
// darker, by the luminance of its colour: 0 for white to 255 for black. Pixels
// outside of a picture are white.
package inktest

import (
	"image"
	"image/color"
)

// faintest is the ink of a pixel that counts. Less is what antialiasing leaves
// beside an edge.
const faintest = 16

// Compare says which share of the ink of a is also in b, and which of b in a,
// from 0 to 1. A pixel's ink is in the other picture when the pixel there or one
// of its eight neighbours has at least half as much of it. Pixels with ink below
// 16 do not count. A picture without ink is wholly in the other one.
func Compare(a, b image.Image) (sharedA, sharedB float64) {
	x, y := inkOf(a), inkOf(b)
	return x.shared(y), y.shared(x)
}

// ink is the ink of a picture, row by row.
type ink struct {
	w, h int
	pix  []uint8
}

func inkOf(m image.Image) *ink {
	r := m.Bounds()
	k := &ink{r.Dx(), r.Dy(), make([]uint8, r.Dx()*r.Dy())}
	grey := greyOf(m)
	for y := range k.h {
		for x := range k.w {
			k.pix[y*k.w+x] = 255 - grey(r.Min.X+x, r.Min.Y+y)
		}
	}
	return k
}

// greyOf reads the luminance of pixels, without an allocation for each.
func greyOf(m image.Image) func(x, y int) uint8 {
	switch m := m.(type) {
	case *image.Gray:
		return func(x, y int) uint8 { return m.GrayAt(x, y).Y }
	case *image.RGBA:
		return func(x, y int) uint8 {
			c := m.RGBAAt(x, y)
			if c.R == c.G && c.G == c.B && c.A == 255 {
				return c.R
			}
			return color.GrayModel.Convert(c).(color.Gray).Y
		}
	}
	return func(x, y int) uint8 { return color.GrayModel.Convert(m.At(x, y)).(color.Gray).Y }
}

// at is the ink of a pixel.
func (k *ink) at(x, y int) uint8 {
	if x < 0 || y < 0 || x >= k.w || y >= k.h {
		return 0
	}
	return k.pix[y*k.w+x]
}

// near says whether a pixel or one next to it has at least half of v.
func (k *ink) near(x, y int, v uint8) bool {
	if 2*int(k.at(x, y)) >= int(v) {
		return true
	}
	for dy := -1; dy <= 1; dy++ {
		for dx := -1; dx <= 1; dx++ {
			if 2*int(k.at(x+dx, y+dy)) >= int(v) {
				return true
			}
		}
	}
	return false
}

// shared is the share of the ink of k that o has, too.
func (k *ink) shared(o *ink) float64 {
	all, have := 0, 0
	for y := range k.h {
		for x := range k.w {
			v := k.at(x, y)
			if v < faintest {
				continue
			}
			all += int(v)
			if o.near(x, y, v) {
				have += int(v)
			}
		}
	}
	if all == 0 {
		return 1
	}
	return float64(have) / float64(all)
}
