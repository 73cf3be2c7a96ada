package inktest

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
	"github.com/einkpdf/platform/einkpdf/internal/pdfout"
)

// paper is a white picture with some grey pixels.
func paper(w, h int, level uint8, at ...image.Point) *image.Gray {
	m := image.NewGray(image.Rect(10, 20, 10+w, 20+h)) // not at 0, 0
	for i := range m.Pix {
		m.Pix[i] = 255
	}
	for _, p := range at {
		m.SetGray(10+p.X, 20+p.Y, color.Gray{level})
	}
	return m
}

func TestCompare(t *testing.T) {
	p := func(x, y int) image.Point { return image.Pt(x, y) }
	for name, c := range map[string]struct {
		a, b     image.Image
		inA, inB float64
	}{
		"nothing":            {paper(9, 9, 0), paper(9, 9, 0), 1, 1},
		"the same":           {paper(9, 9, 0, p(3, 3)), paper(9, 9, 0, p(3, 3)), 1, 1},
		"one pixel off":      {paper(9, 9, 0, p(3, 3)), paper(9, 9, 0, p(4, 2)), 1, 1},
		"two pixels off":     {paper(9, 9, 0, p(3, 3)), paper(9, 9, 0, p(5, 3)), 0, 0},
		"more in one":        {paper(9, 9, 0, p(0, 0), p(5, 5), p(8, 8)), paper(9, 9, 0, p(8, 8)), 1. / 3, 1},
		"half as dark":       {paper(9, 9, 155, p(3, 3)), paper(9, 9, 205, p(3, 4)), 1, 1},
		"less than half":     {paper(9, 9, 155, p(3, 3)), paper(9, 9, 206, p(3, 4)), 0, 1},
		"too faint to count": {paper(9, 9, 240, p(3, 3)), paper(9, 9, 0), 1, 1},
		"faint":              {paper(9, 9, 239, p(3, 3)), paper(9, 9, 0), 0, 1},
		"another size":       {paper(9, 9, 0, p(8, 8)), paper(8, 8, 0, p(7, 7)), 1, 1},
		"outside":            {paper(9, 9, 0, p(8, 8), p(0, 0)), paper(7, 7, 0, p(0, 0)), 0.5, 1},
	} {
		t.Run(name, func(t *testing.T) {
			inA, inB := Compare(c.a, c.b)
			require.InDelta(t, c.inA, inA, 1e-9)
			require.InDelta(t, c.inB, inB, 1e-9)
		})
	}
}

func TestColoursCountByLuminance(t *testing.T) {
	m := image.NewRGBA(image.Rect(0, 0, 1, 1))
	m.SetRGBA(0, 0, color.RGBA{R: 255, G: 255, A: 255}) // yellow is light
	a, _ := Compare(m, paper(1, 1, 235, image.Pt(0, 0)))
	require.EqualValues(t, 1, a)
	m.SetRGBA(0, 0, color.RGBA{B: 255, A: 255})
	a, _ = Compare(m, paper(1, 1, 235, image.Pt(0, 0)))
	require.Zero(t, a)
}

func TestSideBySide(t *testing.T) {
	var b bytes.Buffer
	require.NoError(t, SideBySide(&b, paper(4, 3, 0, image.Pt(0, 0), image.Pt(1, 0)), paper(5, 2, 0, image.Pt(1, 0), image.Pt(4, 1))))
	m, err := png.Decode(&b)
	require.NoError(t, err)
	require.Equal(t, image.Rect(0, 0, 3*5+2*8, 3), m.Bounds())
	white, black := color.RGBA{255, 255, 255, 255}, color.RGBA{0, 0, 0, 255}
	for at, want := range map[image.Point]color.RGBA{
		{0, 0}: black, {1, 0}: black, {2, 0}: white, {4, 2}: white, {6, 0}: {0xB0, 0xB0, 0xB0, 255},
		{13, 0}: white, {14, 0}: black, {17, 1}: black,
		{26, 0}: {R: 255, A: 255}, {27, 0}: {170, 170, 170, 255}, {28, 0}: white, {30, 1}: {B: 255, A: 255},
	} {
		require.Equal(t, want, color.RGBAModel.Convert(m.At(at.X, at.Y)), at)
	}
}

// pdf has pages of 72 by 36 points, each with one more black square of 12 points.
func pdf(t *testing.T, pages int) []byte {
	var b bytes.Buffer
	w := pdfout.New(&b, pdfout.Options{})
	list := new(draw.List)
	for i := range pages {
		list.Ops = append(list.Ops, draw.Rect{Box: geom.Rect{X: geom.Unit(24*i) * geom.Pt, W: 12 * geom.Pt, H: 12 * geom.Pt}, Fill: draw.Gray(0)})
		require.NoError(t, w.Page(draw.Page{Size: geom.Size{W: 72 * geom.Pt, H: 36 * geom.Pt}, List: list}))
	}
	require.NoError(t, w.Close(nil, nil))
	return b.Bytes()
}

func TestPages(t *testing.T) {
	if !Available() {
		require.NotEqual(t, "true", os.Getenv("CI"), "pdftoppm is not installed")
		t.Skip("pdftoppm is not installed")
	}
	ctx := context.Background()
	file := pdf(t, 3)
	var seen []int
	require.NoError(t, Pages(ctx, file, 60, 2, 0, func(page int, m *image.RGBA) error {
		seen = append(seen, page)
		require.Equal(t, image.Rect(0, 0, 60, 30), m.Bounds())
		for i := range 3 {
			want := color.RGBA{255, 255, 255, 255}
			if i < page {
				want = color.RGBA{A: 255}
			}
			require.Equal(t, want, m.RGBAAt(20*i+5, 5), "page %d, square %d", page, i)
		}
		return nil
	}))
	require.Equal(t, []int{2, 3}, seen)

	stop := errors.New("stop")
	require.ErrorIs(t, Pages(ctx, file, 60, 1, 2, func(int, *image.RGBA) error { return stop }), stop)
	require.ErrorContains(t, Pages(ctx, []byte("no PDF"), 60, 1, 1, nil), "pdftoppm: exit status 1: Syntax")
	ended, cancel := context.WithCancel(ctx)
	cancel()
	require.Error(t, Pages(ended, file, 60, 1, 1, nil))
}

func TestWithoutPoppler(t *testing.T) {
	t.Setenv("PATH", "")
	require.False(t, Available())
	require.ErrorIs(t, Pages(context.Background(), nil, 60, 1, 1, nil), exec.ErrNotFound)
}
