package raster

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/jpeg"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

// grey is a picture of rows of hexadecimal ink, as of levels.
func grey(rows ...string) *draw.Picture {
	p := &draw.Picture{Width: len(rows[0]), Height: len(rows)}
	for _, row := range rows {
		for _, r := range row {
			ink := 0
			if r != '.' {
				ink = int(r - '0')
				if r >= 'a' {
					ink = int(r-'a') + 10
				}
			}
			p.Gray = append(p.Gray, byte(255-17*ink))
		}
	}
	return p
}

func TestImages(t *testing.T) {
	p := grey("0f4", "08f")
	colored := &draw.Picture{Width: 2, Height: 1, RGB: []byte{255, 0, 0, 255, 255, 255}}
	holes := grey("ff", "ff")
	holes.Alpha = []byte{255, 0, 0x88, 255}
	turned := func(n int) []draw.Op {
		return []draw.Op{draw.Push{Center: at(2, 2), Turn: n}, draw.Image{Box: box(0, 0, 3, 2), Image: p}, draw.Pop{}}
	}
	for _, c := range []struct {
		name string
		ops  []draw.Op
		want string
	}{
		{"as it is", []draw.Op{draw.Image{Box: box(1, 1, 3, 2), Image: p}}, ".... ..f4 ..8f ...."},
		{"twice as large", []draw.Op{draw.Image{Box: box(0, 0, 4, 2), Image: grey("0f")}}, ".4bf .4bf .... ...."},
		{"much larger", []draw.Op{draw.Image{Box: box(0, 0, 4, 4), Image: grey("f")}}, "ffff ffff ffff ffff"},
		{"smaller", []draw.Op{draw.Image{Box: box(0, 0, 2, 1), Image: grey("0f88", "0f88")}}, "88.. .... .... ...."},
		{"smaller by half a pixel", []draw.Op{draw.Image{Box: box(0, 0, 2, 1), Image: grey("f0f")}}, "aa.. .... .... ...."},
		{"stretched", []draw.Op{draw.Image{Box: box(0, 0, 1, 3), Image: grey("f0", "f0", "f0")}}, "8... 8... 8... ...."},
		{"colours", []draw.Op{draw.Image{Box: box(0, 0, 2, 1), Image: colored}}, "b... .... .... ...."},
		{"holes", []draw.Op{draw.Image{Box: box(0, 0, 2, 2), Image: holes}}, "f... 8f.. .... ...."},
		{"over grey", []draw.Op{draw.Rect{Box: box(0, 0, 4, 4), Fill: draw.Gray(0x77)}, draw.Image{Box: box(0, 0, 2, 2), Image: holes}}, "f888 cf88 8888 8888"},
		{"translucent", []draw.Op{draw.Image{Box: box(0, 0, 2, 2), Image: holes, Alpha: 0x88}}, "8... 48.. .... ...."},
		{"white over black", []draw.Op{draw.Rect{Box: box(0, 0, 4, 1), Fill: black}, draw.Image{Box: box(0, 0, 3, 1), Image: grey("..."), Alpha: 0x88}}, "777f .... .... ...."},
		{"cut off", []draw.Op{draw.Push{Clip: box(2, 0, 1, 4)}, draw.Image{Box: box(1, 1, 3, 2), Image: p}, draw.Pop{}}, ".... ..f. ..8. ...."},
		{"outside", []draw.Op{draw.Image{Box: box(-2, -1, 3, 2), Image: p}}, "f... .... .... ...."},
		{"a quarter", turned(1), "..00 ..8f ..f4 ...."},
		{"half", turned(2), ".... .... .f80 .4f0"},
		{"three quarters", turned(3), ".... 4f.. f8.. 00.."},
		{"nothing", []draw.Op{draw.Image{Box: box(0, 0, 1, 1)}, draw.Image{Image: p}}, ".... .... .... ...."},
	} {
		t.Run(c.name, func(t *testing.T) {
			want := []byte(picture(c.want))
			for i, b := range want {
				if b == '0' {
					want[i] = '.'
				}
			}
			require.Equal(t, string(want), levels(t, 4, 4, c.ops...))
		})
	}
}

// Whatever the sizes are, a picture of one grey stays that grey.
func TestScalingKeepsLevels(t *testing.T) {
	for _, n := range []int{1, 2, 3, 7, 64, 1000, 5000, 65536} {
		p := &draw.Picture{Width: n, Height: 3, Gray: bytes.Repeat([]byte{0x77}, 3*n)}
		for _, w := range []float64{1, 2, 5, 11, 60} {
			d := drawer(t, 60, 4)
			m, err := d.Draw(context.Background(), nil, list(draw.Image{Box: box(0, 0, w, 4), Image: p}))
			require.NoError(t, err)
			for x := range 60 {
				want := byte(255)
				if x < int(w) {
					want = 0x77
				}
				require.Equal(t, want, m.Gray[x], "%d to %v at %d", n, w, x)
			}
		}
	}
}

// The mean of an image is that of its pixels, also when only a part is seen.
func TestScalingIsExact(t *testing.T) {
	p := &draw.Picture{Width: 90, Height: 70}
	for i := range p.Width * p.Height {
		p.Gray = append(p.Gray, byte(i*i%251))
	}
	d := drawer(t, 30, 10)
	m, err := d.Draw(context.Background(), nil, list(draw.Push{Clip: box(7, 3, 9, 5)}, draw.Image{Box: box(0, 0, 30, 10), Image: p}, draw.Pop{}))
	require.NoError(t, err)
	for y := 3; y < 8; y++ {
		for x := 7; x < 16; x++ {
			sum := 0
			for i := range 21 {
				sum += int(p.Gray[(7*y+i/3)*90+3*x+i%3])
			}
			require.InDelta(t, float64(sum)/21, m.Gray[30*y+x], 1)
		}
	}
}

func photograph(t testing.TB, grey bool) *draw.Picture {
	t.Helper()
	r := image.Rect(0, 0, 24, 16)
	var img image.Image
	if grey {
		m := image.NewGray(r)
		for i := range m.Pix {
			m.Pix[i] = byte(10 * (i % 24))
		}
		img = m
	} else {
		m := image.NewRGBA(r)
		for i := range 24 * 16 {
			m.SetRGBA(i%24, i/24, color.RGBA{R: byte(10 * (i % 24)), G: byte(15 * (i / 24)), B: 100, A: 255})
		}
		img = m
	}
	var b bytes.Buffer
	require.NoError(t, jpeg.Encode(&b, img, &jpeg.Options{Quality: 95}))
	return &draw.Picture{Width: 24, Height: 16, JPEG: b.Bytes(), JPEGGray: grey}
}

func TestJPEG(t *testing.T) {
	for _, c := range []struct{ grey, color bool }{{true, true}, {true, false}, {false, true}, {false, false}} {
		d, err := New(Config{Page: geom.Size{W: 24 * geom.Pt, H: 16 * geom.Pt}, Width: 24, Height: 16, Color: c.color})
		require.NoError(t, err)
		for range 2 {
			m, err := d.Draw(context.Background(), nil, list(draw.Image{Box: box(0, 0, 24, 16), Image: photograph(t, c.grey)}))
			require.NoError(t, err)
			for i := range 24 * 16 {
				want := color.RGBA{R: byte(10 * (i % 24)), G: byte(15 * (i / 24)), B: 100, A: 255}
				if c.grey {
					want.G, want.B = want.R, want.R
				}
				got := m.Image().At(i%24, i/24)
				if !c.color {
					want = color.RGBAModel.Convert(color.GrayModel.Convert(want)).(color.RGBA)
				}
				r, g, b, _ := got.RGBA()
				require.InDelta(t, want.R, r>>8, 12, "%v %d", c, i)
				require.InDelta(t, want.G, g>>8, 12, "%v %d", c, i)
				require.InDelta(t, want.B, b>>8, 12, "%v %d", c, i)
			}
		}
	}
	p := photograph(t, true)
	p.Width++
	_, err := drawer(t, 9, 9).Draw(context.Background(), nil, list(draw.Image{Box: box(0, 0, 9, 9), Image: p}))
	require.ErrorContains(t, err, "has 24x16 pixels, not 25x16")
}
