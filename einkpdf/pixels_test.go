package einkpdf

import (
	"image"
	"image/color"
	"image/color/palette"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

// own is an image type that no decoder returns.
type own struct{ image.Image }

// TestPixels compares every type of image with the colour model of the library,
// for grey, coloured, opaque and translucent pixels.
func TestPixels(t *testing.T) {
	area := image.Rect(-3, 5, 9, 12)
	make420 := func() *image.YCbCr { return image.NewYCbCr(area, image.YCbCrSubsampleRatio420) }
	blank := map[string]func() image.Image{
		"Gray":     func() image.Image { return image.NewGray(area) },
		"Gray16":   func() image.Image { return image.NewGray16(area) },
		"NRGBA":    func() image.Image { return image.NewNRGBA(area) },
		"NRGBA64":  func() image.Image { return image.NewNRGBA64(area) },
		"RGBA":     func() image.Image { return image.NewRGBA(area) },
		"RGBA64":   func() image.Image { return image.NewRGBA64(area) },
		"CMYK":     func() image.Image { return image.NewCMYK(area) },
		"Paletted": func() image.Image { return image.NewPaletted(area, append(palette.WebSafe, color.NRGBA{9, 200, 3, 7})) },
		"YCbCr":    func() image.Image { return noise(make420()) },
		"SubGray":  func() image.Image { return image.NewGray(area.Inset(-2)).SubImage(area) },
		"own":      func() image.Image { return own{image.NewNRGBA(area)} },
	}
	for name, create := range blank {
		for _, pixels := range []string{"grey", "coloured", "translucent", "faint"} {
			img := create()
			fill(img, pixels)
			t.Run(name+" "+pixels, func(t *testing.T) { require.Equal(t, plainPicture(img), toPicture(img)) })
		}
	}
}

// fill sets the pixels of images that can be set.
func fill(img image.Image, pixels string) {
	if o, ok := img.(own); ok {
		img = o.Image
	}
	m, ok := img.(interface{ Set(x, y int, c color.Color) })
	eachPixel(img.Bounds(), func(x, y int) {
		v := uint8(31*x + 57*y)
		c := color.NRGBA{v, v, v, 0xFF}
		switch pixels {
		case "coloured":
			c.G, c.B = 3*v, 255-v
		case "translucent":
			c.B, c.A = 5*v, 7*v
		case "faint":
			c.A = v % 3
		}
		if ok {
			m.Set(x, y, c)
		}
	})
}

func noise(m *image.YCbCr) *image.YCbCr {
	for i := range m.Y {
		m.Y[i] = uint8(37 * i)
	}
	for i := range m.Cb {
		m.Cb[i], m.Cr[i] = uint8(91*i), uint8(53*i)
	}
	return m
}

// plainPicture is toPicture without its shortcuts.
func plainPicture(img image.Image) *draw.Picture {
	b := img.Bounds()
	var grey, rgb, alpha []byte
	same, opaque := true, true
	eachPixel(b, func(x, y int) {
		c := color.NRGBAModel.Convert(img.At(x, y)).(color.NRGBA)
		grey, rgb, alpha = append(grey, c.R), append(rgb, c.R, c.G, c.B), append(alpha, c.A)
		same, opaque = same && c.R == c.G && c.G == c.B, opaque && c.A == 0xFF
	})
	p := &draw.Picture{Width: b.Dx(), Height: b.Dy(), Gray: grey, RGB: rgb, Alpha: alpha}
	if same {
		p.RGB = nil
	} else {
		p.Gray = nil
	}
	if opaque {
		p.Alpha = nil
	}
	return p
}

// TestPictureMemory takes no more than what is kept.
func TestPictureMemory(t *testing.T) {
	const side, n = 500, 500 * 500
	area := image.Rect(0, 0, side, side)
	for _, tt := range []struct {
		name  string
		img   image.Image
		bytes int64
	}{
		{"grey", image.NewGray(area), 0},
		{"grey in colours", image.NewRGBA(area), 2 * n},
		{"coloured", noise(image.NewYCbCr(area, image.YCbCrSubsampleRatio444)), 3 * n},
		{"sixteen bits", image.NewNRGBA64(area), 2 * n},
		{"palette", image.NewPaletted(area, palette.Plan9), n},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			toPicture(tt.img)
			runtime.ReadMemStats(&after)
			require.LessOrEqual(t, int64(after.TotalAlloc-before.TotalAlloc), tt.bytes+50_000)
			require.LessOrEqual(t, after.Mallocs-before.Mallocs, uint64(1_000))
		})
	}
}
