package picture

import (
	"bytes"
	"image"
	"image/color"
	"image/color/palette"
	"image/draw"
	"image/gif"
	"image/jpeg"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/image/webp"
)

// Whatever the form of a PNG, its pixels stay, in the smallest form, and cleaning it again changes nothing.
func TestPNG(t *testing.T) {
	t.Parallel()
	rect := image.Rect(0, 0, 40, 30)
	fill := func(m draw.Image, c func(x, y int) color.Color) image.Image {
		for y := range 30 {
			for x := range 40 {
				m.Set(x, y, c(x, y))
			}
		}
		return m
	}
	grey := func(n int) func(x, y int) color.Color {
		return func(x, y int) color.Color { return color.Gray{Y: byte((x + 40*y) % n * 255 / (n - 1))} }
	}
	many := func(a byte) func(x, y int) color.Color {
		return func(x, y int) color.Color { return color.NRGBA{R: byte(6 * x), G: byte(8 * y), B: 7, A: a} }
	}
	few := func(x, y int) color.Color {
		return color.NRGBA{R: byte(x / 8 * 50), G: 200, B: 3, A: byte(255 - y/10*100)}
	}
	hidden := func(x, y int) color.Color {
		if y > 10 {
			return color.NRGBA{R: byte(x), G: byte(y), B: 9}
		}
		return many(200)(x, y)
	}
	tests := []struct {
		name          string
		img           image.Image
		depth, colour byte // of the result, as in IHDR
	}{
		{"one colour", fill(image.NewNRGBA(rect), func(int, int) color.Color { return color.NRGBA{1, 2, 3, 255} }), 1, 3},
		{"black and white, RGB", fill(image.NewNRGBA(rect), grey(2)), 1, 3},
		{"4 greys, grey", fill(image.NewGray(rect), grey(4)), 2, 3},
		{"16 greys, grey", fill(image.NewGray(rect), grey(16)), 4, 3},
		{"17 greys, grey", fill(image.NewGray(rect), grey(17)), 8, 0},
		{"256 greys, RGB", fill(image.NewNRGBA(rect), grey(256)), 8, 0},
		{"17 greys, palette", fill(image.NewPaletted(rect, greys(17)), grey(17)), 8, 0},
		{"16 greys, 16 bits", fill(image.NewGray16(rect), grey(16)), 4, 3},
		{"216 colours, palette", fill(image.NewPaletted(rect, palette.WebSafe), many(255)), 8, 3},
		{"few colours with alpha", fill(image.NewNRGBA(rect), few), 4, 3},
		{"many colours", fill(image.NewNRGBA(rect), many(255)), 8, 2},
		{"many colours with alpha", fill(image.NewNRGBA(rect), many(99)), 8, 6},
		{"many colours, 16 bits", fill(image.NewNRGBA64(rect), many(255)), 8, 2},
		{"many colours with alpha, 16 bits", fill(image.NewNRGBA64(rect), many(99)), 8, 6},
		{"many colours, 16 bits, no alpha", fill(image.NewRGBA64(rect), many(255)), 8, 2},
		{"hidden colours", fill(image.NewNRGBA(rect), hidden), 8, 6},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			file := pngFile(t, tt.img)
			p := clean(t, PNG, file)
			require.Equal(t, "image/png", p.Type)
			require.Equal(t, [2]int{40, 30}, [2]int{p.Width, p.Height})
			require.Nil(t, p.Thumb)
			require.Equal(t, nrgba(decodePNG(t, file)), nrgba(decodePNG(t, p.Data)))
			require.Equal(t, []byte{tt.depth, tt.colour}, p.Data[24:26])

			again := clean(t, PNG, p.Data)
			require.Equal(t, p.Data, again.Data)
			require.Empty(t, again.Changes)
		})
	}
}

func greys(n int) color.Palette {
	var p color.Palette
	for i := range n {
		p = append(p, color.Gray{Y: byte(i * 255 / (n - 1))})
	}
	return p
}

// The palette of a GIF of part of its canvas is completed by what is transparent.
func TestGIF(t *testing.T) {
	t.Parallel()
	frame := image.NewPaletted(image.Rect(10, 5, 20, 15), palette.Plan9)
	noise(frame.Pix)
	second := image.NewPaletted(image.Rect(0, 0, 40, 30), palette.Plan9)
	g := &gif.GIF{Image: []*image.Paletted{frame, second}, Delay: []int{1, 1}, Config: image.Config{Width: 40, Height: 30}}

	p := clean(t, GIF, gifFile(t, g))
	require.Equal(t, []string{"first-frame", "converted"}, codes(p))
	out := nrgba(decodePNG(t, p.Data))
	require.Equal(t, image.Rect(0, 0, 40, 30), out.Rect)
	require.Equal(t, color.NRGBA{}, out.NRGBAAt(9, 5))
	require.Equal(t, nrgba(frame).Pix, nrgba(out.SubImage(frame.Rect)).Pix)

	whole := gifFile(t, &gif.GIF{Image: []*image.Paletted{second}, Delay: []int{1}})
	require.Equal(t, []string{"converted"}, codes(clean(t, GIF, whole)))
}

func TestJPEG(t *testing.T) {
	t.Parallel()
	grey := image.NewGray(image.Rect(0, 0, 50, 40))
	noise(grey.Pix)
	greyColoured := image.NewNRGBA(grey.Rect)
	draw.Draw(greyColoured, grey.Rect, grey, image.Point{}, draw.Src)
	s444 := fixture(t, "s444.jpg")
	tests := []struct {
		name    string
		file    []byte
		model   color.Model
		changes []string
	}{
		{"colours", jpegFile(t, photo(70, 50)), color.YCbCrModel, nil},
		{"grey", jpegFile(t, grey), color.GrayModel, nil},
		{"grey in colours", jpegFile(t, greyColoured), color.GrayModel, nil},
		{"progressive", fixture(t, "progressive.jpg"), color.YCbCrModel, nil},
		{"4:1:1", fixture(t, "s411.jpg"), color.YCbCrModel, nil},
		{"4:2:2", fixture(t, "s422.jpg"), color.YCbCrModel, nil},
		{"4:4:0", fixture(t, "s440.jpg"), color.YCbCrModel, nil},
		{"4:4:4", s444, color.YCbCrModel, nil},
		{"RGB", insertJPEG(append([]byte("\xff\xd8"), s444[20:]...), segment(0xee, "Adobe\x00\x64\x00\x00\x00\x00\x00")), color.YCbCrModel, nil},
		{"CMYK", fixture(t, "cmyk.jpg"), color.YCbCrModel, []string{"colours"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			want, err := jpeg.Decode(bytes.NewReader(tt.file))
			require.NoError(t, err)
			p := clean(t, JPEG, tt.file)
			require.Equal(t, "image/jpeg", p.Type)
			require.Equal(t, tt.changes, codes(p))
			got, err := jpeg.Decode(bytes.NewReader(p.Data))
			require.NoError(t, err)
			require.Equal(t, tt.model, got.ColorModel())
			require.Equal(t, want.Bounds(), got.Bounds())
			require.Less(t, difference(want, got), 12.0)
			require.Equal(t, p, clean(t, JPEG, tt.file), "the same file gives the same bytes")
		})
	}
}

// difference is the mean difference of two pictures of the same size, over all channels.
func difference(a, b image.Image) float64 {
	x, y := nrgba(a), nrgba(b)
	sum := 0
	for i := range x.Pix {
		sum += max(int(x.Pix[i])-int(y.Pix[i]), int(y.Pix[i])-int(x.Pix[i]))
	}
	return float64(sum) / float64(len(x.Pix)) * 4 / 3
}

// WebP has the colours that libwebp 1.2.4 gives it.
func TestWebP(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, want, mediaType string
		most                  float64 // mean difference
	}{
		{"lossy.webp", "lossy-webp.png", "image/jpeg", 8},
		{"alpha.webp", "alpha-webp.png", "image/png", 6},
		{"lossless.webp", "", "image/png", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			file := fixture(t, tt.name)
			want, err := webp.Decode(bytes.NewReader(file))
			require.NoError(t, err)
			if tt.want != "" {
				want = decodePNG(t, fixture(t, tt.want))
			}
			p := clean(t, WebP, file)
			require.Equal(t, tt.mediaType, p.Type)
			require.Equal(t, []string{"converted"}, codes(p))
			got, _, err := image.Decode(bytes.NewReader(p.Data))
			require.NoError(t, err)
			require.LessOrEqual(t, difference(want, got), tt.most)
		})
	}
}

// Black is black in the end, white is white, and grey is grey.
func TestWebPLevels(t *testing.T) {
	t.Parallel()
	const dir = "../../../internal/webpfile/testdata"
	for _, name := range []string{"flat.webp", "flat-alpha.webp"} {
		file, err := os.ReadFile(filepath.Join(dir, name))
		require.NoError(t, err)
		got, _, err := image.Decode(bytes.NewReader(clean(t, WebP, file).Data))
		require.NoError(t, err)
		for i, want := range []color.NRGBA{{0, 0, 0, 255}, {255, 255, 255, 255}, {251, 240, 221, 255}} {
			c := color.NRGBAModel.Convert(got.At(16*i+8, 8)).(color.NRGBA)
			require.InDelta(t, want.R, c.R, 4)
			require.InDelta(t, want.G, c.G, 4)
			require.InDelta(t, want.B, c.B, 4)
		}
	}
	file, err := os.ReadFile(filepath.Join(dir, "grey.webp"))
	require.NoError(t, err)
	got, err := jpeg.Decode(bytes.NewReader(clean(t, WebP, file).Data))
	require.NoError(t, err)
	m, ok := got.(*image.Gray)
	require.True(t, ok)
	require.Less(t, slices.Min(m.Pix), byte(8))
	require.Greater(t, slices.Max(m.Pix), byte(247))
}

// Interlaced PNG files, and those of 16 bits, are read as others are.
func TestInterlaced(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"interlaced.png", "deep-interlaced.png"} {
		file := fixture(t, name)
		p := clean(t, PNG, file)
		require.Equal(t, nrgba(decodePNG(t, file)), nrgba(decodePNG(t, p.Data)), name)
		require.Equal(t, name == "deep-interlaced.png", len(p.Changes) == 1)
	}
}
