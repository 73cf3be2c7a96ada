package webpfile_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/internal/webpfile"
)

func file(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	require.NoError(t, err)
	return b
}

func decode(t testing.TB, name string) image.Image {
	t.Helper()
	img, err := webpfile.Decode(bytes.NewReader(file(t, name)))
	require.NoError(t, err)
	return img
}

// Squares of one colour have that colour, as in other programs.
func TestFlat(t *testing.T) {
	t.Parallel()
	for name, alpha := range map[string]uint8{"flat.webp": 255, "flat-alpha.webp": 128} {
		img := decode(t, name)
		for i, want := range []color.NRGBA{{0, 0, 0, 255}, {255, 255, 255, 255}, {251, 240, 221, 255}, {128, 128, 128, 255}, {200, 40, 40, 255}, {30, 60, 200, 255}} {
			got := color.NRGBAModel.Convert(img.At(16*i+8, 8)).(color.NRGBA)
			require.Equal(t, alpha, got.A)
			for _, c := range [][2]uint8{{want.R, got.R}, {want.G, got.G}, {want.B, got.B}} {
				require.InDelta(t, c[0], c[1], 4, "%s %v %v", name, want, got)
			}
			if i < 2 && alpha == 255 { // black and white are exactly that
				require.Equal(t, want, got)
			}
		}
	}
}

// What has no colour has none afterwards, and all levels from black to white.
func TestGrey(t *testing.T) {
	t.Parallel()
	m := decode(t, "grey.webp").(*image.YCbCr)
	for i := range m.Cb {
		require.Equal(t, [2]byte{128, 128}, [2]byte{m.Cb[i], m.Cr[i]})
	}
	b := m.Rect
	require.Less(t, m.Y[m.YOffset(0, 0)], byte(6))
	require.Greater(t, m.Y[m.YOffset(0, b.Max.Y-1)], byte(249))
}

// The picture as libwebp 1.2.4 decodes it is in testdata. That smooths colours, which are half as fine as brightness.
func TestLibwebp(t *testing.T) {
	t.Parallel()
	got := decode(t, "motif.webp")
	want, err := png.Decode(bytes.NewReader(file(t, "motif.png")))
	require.NoError(t, err)
	require.Equal(t, want.Bounds(), got.Bounds())
	sum, most, n := 0, 0, 0
	b := want.Bounds()
	for y := range b.Dy() {
		for x := range b.Dx() {
			w, g := color.NRGBAModel.Convert(want.At(x, y)).(color.NRGBA), color.NRGBAModel.Convert(got.At(x, y)).(color.NRGBA)
			for _, c := range [][2]uint8{{w.R, g.R}, {w.G, g.G}, {w.B, g.B}} {
				d := max(int(c[0])-int(c[1]), int(c[1])-int(c[0]))
				sum, most, n = sum+d, max(most, d), n+1
			}
		}
	}
	require.LessOrEqual(t, float64(sum)/float64(n), 2.0)
	require.LessOrEqual(t, most, 64, "at edges")
}

func TestNoPicture(t *testing.T) {
	t.Parallel()
	for _, data := range [][]byte{nil, []byte("RIFF"), file(t, "motif.png"), file(t, "motif.webp")[:100]} {
		_, err := webpfile.Decode(bytes.NewReader(data))
		require.Error(t, err)
	}
}

func FuzzDecode(f *testing.F) {
	for _, name := range []string{"flat.webp", "flat-alpha.webp", "grey.webp", "motif.webp"} {
		f.Add(file(f, name))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		cfg, err := webpfile.DecodeConfig(bytes.NewReader(data))
		if err != nil || cfg.Width*cfg.Height > 1<<16 {
			return
		}
		img, err := webpfile.Decode(bytes.NewReader(data))
		if err == nil {
			require.Equal(t, image.Rect(0, 0, cfg.Width, cfg.Height), img.Bounds())
		}
	})
}
