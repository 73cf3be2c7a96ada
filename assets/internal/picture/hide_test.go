package picture

import (
	"image"
	"image/color"
	"image/color/palette"
	"image/gif"
	"testing"

	"github.com/stretchr/testify/require"
)

// What was erased is not in the file any more: there is a colour of a neighbour.
func TestHiddenColours(t *testing.T) {
	t.Parallel()
	m := image.NewNRGBA(image.Rect(0, 0, 40, 40))
	noise(m.Pix)
	for i := 3; i < len(m.Pix); i += 4 {
		m.Pix[i] = byte(i & 4 * 60)
	}
	out := decodePNG(t, clean(t, PNG, pngFile(t, m)).Data).(*image.NRGBA)
	hidden := 0
	for i := 0; i < len(out.Pix); i += 4 {
		if out.Pix[i+3] == 0 {
			require.NotEqual(t, m.Pix[i:i+4], out.Pix[i:i+4])
			hidden++
		}
	}
	require.Equal(t, 800, hidden)
	requireNear(t, out)
}

// requireNear makes sure that each hidden pixel beside visible ones has the colour of one of them.
func requireNear(t *testing.T, m *image.NRGBA) {
	t.Helper()
	b := m.Rect
	for y := range b.Dy() {
		for x := range b.Dx() {
			c := m.NRGBAAt(x, y)
			if c.A != 0 {
				continue
			}
			var beside []color.NRGBA
			for _, p := range []image.Point{{x - 1, y}, {x + 1, y}, {x, y - 1}, {x, y + 1}} {
				if n := m.NRGBAAt(p.X, p.Y); p.In(b) && n.A != 0 {
					n.A = 0
					beside = append(beside, n)
				}
			}
			if len(beside) > 0 {
				require.Contains(t, beside, c, "%d, %d", x, y)
			}
		}
	}
}

// straight are the pixels of a picture, hidden colours as well.
func straight(img image.Image) *image.NRGBA {
	b := img.Bounds()
	out := image.NewNRGBA(b)
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			out.SetNRGBA(x, y, color.NRGBAModel.Convert(img.At(x, y)).(color.NRGBA))
		}
	}
	return out
}

// disc is a disc of a colour on what is transparent.
func disc(width, height int, c func(x, y int) color.NRGBA) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			dx, dy := 2*x-width, 2*y-height
			if r := min(width, height) - 20; dx*dx+dy*dy < r*r {
				m.SetNRGBA(x, y, c(x, y))
			}
		}
	}
	return m
}

// Programs that scale a picture mix the hidden colours with the others: no edge gets dark by that.
func TestFringe(t *testing.T) {
	t.Parallel()
	red := color.NRGBA{220, 40, 40, 255}
	for _, tt := range []struct {
		name   string
		width  int
		colour func(x, y int) color.NRGBA
		form   image.Image
	}{
		{"one colour", 100, func(int, int) color.NRGBA { return red }, &image.Paletted{}},
		{"one colour, farther than distances are counted", 900, func(int, int) color.NRGBA { return red }, &image.Paletted{}},
		{"many colours", 100, func(x, y int) color.NRGBA { return color.NRGBA{byte(x), byte(y), 99, byte(100 + y)} }, &image.NRGBA{}},
		{"200 colours and hidden ones", 200, func(x, y int) color.NRGBA { return color.NRGBA{byte(x), 7, byte(255 - x), 255} }, &image.NRGBA{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := clean(t, PNG, pngFile(t, disc(tt.width, 100, tt.colour)))
			out := straight(decodePNG(t, p.Data))
			for i := 0; i < len(out.Pix); i += 4 {
				if tt.name[:3] == "one" {
					require.Equal(t, []byte{220, 40, 40}, out.Pix[i:i+3])
				}
			}
			if tt.name != "200 colours and hidden ones" {
				requireNear(t, out)
				require.IsType(t, tt.form, decodePNG(t, p.Data))
			}
			require.Equal(t, p.Data, clean(t, PNG, p.Data).Data, "again")
		})
	}
}

// Where there is no colour at all, it is white, in a few bytes.
func TestNothingVisible(t *testing.T) {
	t.Parallel()
	m := image.NewNRGBA(image.Rect(0, 0, 500, 400))
	noise(m.Pix)
	for i := 3; i < len(m.Pix); i += 4 {
		m.Pix[i] = 0
	}
	p := clean(t, PNG, pngFile(t, m))
	require.Less(t, len(p.Data), 200)
	out := decodePNG(t, p.Data).(*image.Paletted)
	require.Equal(t, color.Palette{color.NRGBA{255, 255, 255, 0}}, out.Palette)
}

// A palette that is full keeps its form: hidden colours share what room there is.
func TestFullPalette(t *testing.T) {
	t.Parallel()
	colours := append(color.Palette{color.RGBA{}}, palette.Plan9[1:]...)
	m := image.NewPaletted(image.Rect(0, 0, 64, 64), colours)
	for i := range m.Pix {
		if x, y := i%64-32, i/64-32; x*x+y*y < 900 {
			m.Pix[i] = byte(1 + i%255)
		}
	}
	p := clean(t, GIF, gifFile(t, &gif.GIF{Image: []*image.Paletted{m}, Delay: []int{0}}))
	out := decodePNG(t, p.Data).(*image.Paletted)
	require.Len(t, out.Palette, 256)
	require.Equal(t, nrgba(m), nrgba(out))
	hidden := out.Palette[0].(color.NRGBA)
	require.Zero(t, hidden.A)
	require.Contains(t, colours[1:], color.Color(color.RGBA{hidden.R, hidden.G, hidden.B, 255}))
	require.Equal(t, p.Data, clean(t, PNG, p.Data).Data, "again")

	// With room for all of them, each is exactly that of its neighbour.
	few := image.NewPaletted(m.Rect, colours)
	for i, v := range m.Pix {
		few.Pix[i] = v % 100
	}
	for i, v := range m.Pix {
		if v != 0 && few.Pix[i] == 0 {
			few.Pix[i] = 1
		}
	}
	p = clean(t, GIF, gifFile(t, &gif.GIF{Image: []*image.Paletted{few}, Delay: []int{0}}))
	require.IsType(t, &image.Paletted{}, decodePNG(t, p.Data))
	requireNear(t, straight(decodePNG(t, p.Data)))
}
