package svg

import (
	"bytes"
	"context"
	"encoding/base64"
	"image/color"
	"image/png"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

// pixels is a picture in which every filter wins somewhere.
func pixels(w, h int, colors, alpha bool) *draw.Picture {
	m := &draw.Picture{Width: w, Height: h}
	r := rand.New(rand.NewPCG(1, 2))
	fill := func(n int) []byte {
		b := make([]byte, n)
		for i := range b {
			switch row := i * h / n; row % 4 {
			case 0:
				b[i] = byte(r.Uint32())
			case 1:
				b[i] = byte(3 * i)
			case 2:
				b[i] = b[max(i-n/h, 0)] + 1
			default:
				b[i] = byte(40 * (r.Uint32() % 2))
			}
		}
		return b
	}
	if colors {
		m.RGB = fill(3 * w * h)
	} else {
		m.Gray = fill(w * h)
	}
	if alpha {
		m.Alpha = fill(w * h)
	}
	return m
}

// Pixels come back as they were.
func TestPNG(t *testing.T) {
	for _, size := range [][2]int{{1, 1}, {7, 5}, {200, 300}} {
		for kind := range 4 {
			m := pixels(size[0], size[1], kind&1 != 0, kind&2 != 0)
			file := write(t, Options{}, draw.Image{Box: box(1, 1, 5, 5), Image: m})
			_, data, ok := strings.Cut(named(parse(t, file), "image")[0].attrs["href"], "data:image/png;base64,")
			require.True(t, ok)
			raw, err := base64.StdEncoding.DecodeString(data)
			require.NoError(t, err)
			got, err := png.Decode(bytes.NewReader(raw))
			require.NoError(t, err)
			require.Equal(t, size, [2]int{got.Bounds().Dx(), got.Bounds().Dy()})
			for i := range m.Width * m.Height {
				want := color.NRGBA{A: 255}
				if m.Gray != nil {
					want.R, want.G, want.B = m.Gray[i], m.Gray[i], m.Gray[i]
				} else {
					want.R, want.G, want.B = m.RGB[3*i], m.RGB[3*i+1], m.RGB[3*i+2]
				}
				if m.Alpha != nil {
					want.A = m.Alpha[i]
				}
				require.Equal(t, want, color.NRGBAModel.Convert(got.At(i%m.Width, i/m.Width)), "pixel %d of %v, kind %d", i, size, kind)
			}
		}
	}
}

// A picture is in the file once, however often and from wherever it is shown.
func TestPictureOnce(t *testing.T) {
	m := pixels(7, 5, true, true)
	same := *m
	list := parse(t, write(t, Options{}, draw.Image{Box: box(1, 1, 5, 5), Image: m}, draw.Image{Box: box(10, 1, 9, 9), Image: m}, draw.Image{Box: box(1, 50, 5, 5), Image: &same}))
	require.Len(t, named(list, "image"), 1)
	require.Len(t, named(list, "use"), 3)
}

// A large picture of nothing makes few bytes, and still can be stopped.
func TestPictureStops(t *testing.T) {
	m := &draw.Picture{Width: 5000, Height: 3000, Gray: make([]byte, 15_000_000)}
	ctx := &countdown{Context: context.Background(), left: 100}
	list := &draw.List{Ops: []draw.Op{draw.Image{Box: box(1, 1, 5, 5), Image: m}}}
	var c counter
	require.Equal(t, context.Canceled, Write(ctx, &c, card, []*draw.List{list}, Options{}))
	require.Zero(t, c.n)
}

// countdown is a context that ends when it was asked some times.
type countdown struct {
	context.Context
	left int
}

func (c *countdown) Err() error {
	if c.left--; c.left < 0 {
		return context.Canceled
	}
	return nil
}
