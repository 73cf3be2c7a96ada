package pngout_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/internal/pngout"
)

// wave is a picture with all greys and some white rows.
func wave(width, height, samples int) []byte {
	pix := make([]byte, width*height*samples)
	for i := range pix {
		if y := i / samples / width; y%4 == 3 {
			pix[i] = 255
		} else {
			pix[i] = byte(i*7 + y*31)
		}
	}
	return pix
}

func decode(t *testing.T, file []byte) image.Image {
	t.Helper()
	m, err := png.Decode(bytes.NewReader(file))
	require.NoError(t, err)
	return m
}

func greyAt(m image.Image, x, y int) byte { return color.GrayModel.Convert(m.At(x, y)).(color.Gray).Y }

func TestGreys(t *testing.T) {
	for _, levels := range []int{0, 2, 4, 16, 256} {
		for _, size := range [][2]int{{1, 1}, {2, 3}, {3, 2}, {7, 5}, {8, 8}, {9, 9}, {257, 3}, {1, 300}, {1000, 70}} {
			t.Run(fmt.Sprint(levels, size), func(t *testing.T) {
				w, h := size[0], size[1]
				pix := wave(w, h, 1)
				var file bytes.Buffer
				require.NoError(t, pngout.EncodeGray(&file, pix, w, h, pngout.Options{Levels: levels}))
				m := decode(t, file.Bytes())
				require.Equal(t, image.Rect(0, 0, w, h), m.Bounds())
				steps := max(levels, 2) - 1
				if levels == 0 {
					steps = 255
				}
				for i, v := range pix {
					level := (int(v)*steps + 127) / 255
					require.EqualValues(t, (level*255+steps/2)/steps, greyAt(m, i%w, i/w), "pixel %d", i)
				}
			})
		}
	}
}

// TestSameBytes checks that the files are the same on every CPU. A new release of
// the compressor may change the sums.
func TestSameBytes(t *testing.T) {
	const w, h = 301, 200
	pix := wave(w, h, 3)
	for i := range w * h / 2 {
		pix[i] = byte(i%w/2 + i/w) // shades to dither
	}
	for name, c := range map[string]struct {
		encode func(io.Writer, []byte, int, int, pngout.Options) error
		o      pngout.Options
		want   string
	}{
		"16 greys": {pngout.EncodeGray, pngout.Options{Levels: 16, PPI: 226}, "b8b32275320759eb"},
		"dithered": {pngout.EncodeGray, pngout.Options{Levels: 4, Dither: true}, "959541caad88a9b9"},
		"8 bits":   {pngout.EncodeGray, pngout.Options{}, "2b9a9a385d341271"},
		"colours":  {pngout.EncodeRGB, pngout.Options{}, "cb28f3171c57a48f"},
	} {
		sum := sha256.New()
		samples := 1
		if name == "colours" {
			samples = 3
		}
		require.NoError(t, c.encode(sum, pix[:w*h*samples], w, h, c.o))
		require.Equal(t, c.want, fmt.Sprintf("%x", sum.Sum(nil))[:16], name)
	}
}

func TestColours(t *testing.T) {
	const w, h = 37, 11
	pix := wave(w, h, 3)
	var file bytes.Buffer
	require.NoError(t, pngout.EncodeRGB(&file, pix, w, h, pngout.Options{Levels: 2, Dither: true, PPI: 300}))
	m := decode(t, file.Bytes())
	for i := range w * h {
		require.Equal(t, color.RGBA{pix[3*i], pix[3*i+1], pix[3*i+2], 255}, color.RGBAModel.Convert(m.At(i%w, i/w)))
	}
	require.Contains(t, file.String(), "pHYs\x00\x00\x2e\x23\x00\x00\x2e\x23\x01", "11811 pixels a metre")
}

// Rows of photographs are filtered in each of the ways, and come back as they were.
func TestPhotos(t *testing.T) {
	const w, h = 40, 60
	for _, c := range []pngout.Color{pngout.Gray, pngout.RGB} {
		samples := 1 + int(c)
		pix := wave(w, h, samples)
		for i := range pix {
			switch x, y := i/samples%w, i/samples/w; {
			case y < 15:
				pix[i] = byte(x * 6)
			case y < 30:
				pix[i] = byte(y * 8)
			case y < 45:
				pix[i] = byte(x*3 + y*4)
			}
		}
		var file bytes.Buffer
		p, err := pngout.NewWriter(&file, pngout.Format{Width: w, Height: h, Color: c, Photo: true})
		require.NoError(t, err)
		for y := range h {
			require.NoError(t, p.Row(pix[y*w*samples:(y+1)*w*samples]))
		}
		require.NoError(t, p.Close())
		m := decode(t, file.Bytes())
		for i := range w * h {
			r, _, b, _ := m.At(i%w, i/w).RGBA()
			require.EqualValues(t, pix[samples*i], r>>8)
			require.EqualValues(t, pix[samples*i+samples-1], b>>8)
		}
	}
}

func TestWriterTakesAlpha(t *testing.T) {
	var file bytes.Buffer
	p, err := pngout.NewWriter(&file, pngout.Format{Width: 2, Height: 1, Color: pngout.RGBA})
	require.NoError(t, err)
	require.NoError(t, p.Row([]byte{1, 2, 3, 4, 5, 6, 7, 255}))
	require.NoError(t, p.Close())
	m := decode(t, file.Bytes())
	require.Equal(t, color.NRGBA{1, 2, 3, 4}, m.At(0, 0))
	require.Equal(t, color.NRGBA{5, 6, 7, 255}, color.NRGBAModel.Convert(m.At(1, 0)))
}

// Edges and hairlines are rounded: text does not get ragged.
func TestDitherEdges(t *testing.T) {
	const w, h = 40, 40
	pix := bytes.Repeat([]byte{255}, w*h)
	for i := range w {
		pix[i*w+10], pix[i*w+11], pix[i*w+12] = byte(90+i), 0, byte(i) // a stem with soft edges
	}
	for _, levels := range []int{2, 4, 16} {
		if levels > 2 {
			for i := range w {
				pix[i*w+5], pix[20*w+i] = 150, 150 // hairlines
			}
		}
		var rounded, dithered bytes.Buffer
		require.NoError(t, pngout.EncodeGray(&rounded, pix, w, h, pngout.Options{Levels: levels}))
		require.NoError(t, pngout.EncodeGray(&dithered, pix, w, h, pngout.Options{Levels: levels, Dither: true}))
		require.Equal(t, rounded.Bytes(), dithered.Bytes())
	}
}

// Dithering keeps what is a level, and the mean of what is not.
func TestDither(t *testing.T) {
	const w, h = 64, 64
	for _, levels := range []int{2, 4, 16} {
		step := 255 / (levels - 1)
		pix := make([]byte, w*h)
		for i := range pix {
			switch x := i % w; {
			case x < 16:
				pix[i] = 255
			case x < 32:
				pix[i] = byte(step)
			default:
				pix[i] = byte(step/2 + 20/levels)
			}
		}
		var file bytes.Buffer
		require.NoError(t, pngout.EncodeGray(&file, pix, w, h, pngout.Options{Levels: levels, Dither: true}))
		m := decode(t, file.Bytes())
		sum := 0
		for i, v := range pix {
			if got := greyAt(m, i%w, i/w); i%w < 32 {
				require.Equal(t, v, got, "a level stays")
			} else {
				sum += int(got)
				require.Zero(t, int(got)%step, "it is a level")
			}
		}
		require.InDelta(t, step/2+20/levels, float64(sum)/(w*h/2), float64(step)/20, "of %d levels", levels)
	}
}

func TestRefuses(t *testing.T) {
	ok := make([]byte, 12)
	for name, err := range map[string]error{
		"few pixels":  pngout.EncodeGray(io.Discard, ok, 4, 4, pngout.Options{}),
		"many pixels": pngout.EncodeGray(io.Discard, ok, 2, 2, pngout.Options{}),
		"no width":    pngout.EncodeGray(io.Discard, nil, 0, 4, pngout.Options{}),
		"negative":    pngout.EncodeRGB(io.Discard, ok, -2, -2, pngout.Options{}),
		"RGB":         pngout.EncodeRGB(io.Discard, ok, 4, 3, pngout.Options{}),
	} {
		require.ErrorIs(t, err, pngout.ErrSize, name)
	}
	require.ErrorContains(t, pngout.EncodeGray(io.Discard, ok, 4, 3, pngout.Options{Levels: 3}), "3 levels")
	_, err := pngout.NewWriter(io.Discard, pngout.Format{Width: 4, Height: 4, Color: pngout.RGB, Depth: 4})
	require.ErrorContains(t, err, "4 bits")

	p, err := pngout.NewWriter(io.Discard, pngout.Format{Width: 4, Height: 1})
	require.NoError(t, err)
	require.ErrorIs(t, p.Close(), pngout.ErrSize, "a row is missing")
	p, err = pngout.NewWriter(io.Discard, pngout.Format{Width: 4, Height: 1})
	require.NoError(t, err)
	require.ErrorIs(t, p.Row(make([]byte, 3)), pngout.ErrSize)
	require.ErrorIs(t, p.Close(), pngout.ErrSize)
}

// full is a writer that takes so many bytes.
type full struct{ left int }

var errFull = errors.New("full")

func (f *full) Write(b []byte) (int, error) {
	if f.left -= len(b); f.left < 0 {
		return 0, errFull
	}
	return len(b), nil
}

// Encoding ends soon after it shall.
func TestStop(t *testing.T) {
	stop := errors.New("stop")
	for _, size := range [][2]int{{1, 1}, {4000, 3000}, {3_000_000, 4}} {
		w, h := size[0], size[1]
		for calls := range 2 {
			left := calls
			o := pngout.Options{Levels: 16, Dither: true, Stop: func() error {
				if left--; left < 0 {
					return stop
				}
				return nil
			}}
			want := stop
			if calls == 1 && w*h == 1 {
				want = nil
			}
			require.ErrorIs(t, pngout.EncodeGray(io.Discard, make([]byte, w*h), w, h, o), want)
			left = calls
			require.ErrorIs(t, pngout.EncodeRGB(io.Discard, make([]byte, 3*w*h), w, h, o), want)
		}
	}
}

func TestWriterErrors(t *testing.T) {
	pix := wave(200, 200, 1)
	var file bytes.Buffer
	require.NoError(t, pngout.EncodeGray(&file, pix, 200, 200, pngout.Options{}))
	for left := range 60 {
		err := pngout.EncodeGray(&full{left * file.Len() / 60}, pix, 200, 200, pngout.Options{})
		require.ErrorIs(t, err, errFull)
	}
	require.NoError(t, pngout.EncodeGray(&full{file.Len()}, pix, 200, 200, pngout.Options{}))
}

func FuzzGreys(f *testing.F) {
	f.Add([]byte("some pixels"), 3, 16, true)
	f.Add([]byte{0, 255}, 1, 2, false)
	f.Fuzz(func(t *testing.T, pix []byte, width, levels int, dither bool) {
		if width <= 0 || width > len(pix) {
			return
		}
		h := len(pix) / width
		var file bytes.Buffer
		if pngout.EncodeGray(&file, pix[:h*width], width, h, pngout.Options{Levels: levels, Dither: dither}) != nil {
			return
		}
		m := decode(t, file.Bytes())
		require.Equal(t, image.Rect(0, 0, width, h), m.Bounds())
		steps := levels - 1
		if levels == 0 {
			steps = 255
		}
		for i, v := range pix[:h*width] {
			if level := (int(v)*steps + 127) / 255; !dither || (level*255+steps/2)/steps == int(v) {
				require.EqualValues(t, (level*255+steps/2)/steps, greyAt(m, i%width, i/width))
			}
		}
	})
}
