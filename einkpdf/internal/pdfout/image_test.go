package pdfout

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

// noisy is a picture that does not get smaller.
func noisy(side int) *draw.Picture {
	p := &draw.Picture{Width: side, Height: side, Gray: make([]byte, side*side)}
	x := uint32(1)
	for i := range p.Gray {
		x ^= x << 13
		x ^= x >> 17
		x ^= x << 5
		p.Gray[i] = byte(x)
	}
	return p
}

func withPicture(out io.Writer, p *draw.Picture) error {
	w := New(out, Options{})
	page := draw.Page{Size: pageSize, List: &draw.List{Ops: []draw.Op{draw.Image{Box: box(0, 0, 90, 90), Image: p}}}}
	return errors.Join(w.Page(page), w.Close(nil, nil))
}

// TestPictureMemory writes a large picture as it is compressed.
func TestPictureMemory(t *testing.T) {
	p := noisy(2000)
	require.NoError(t, withPicture(io.Discard, noisy(1)))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	require.NoError(t, withPicture(io.Discard, p))
	runtime.ReadMemStats(&after)
	require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(2<<20))

	var b bytes.Buffer
	require.NoError(t, withPicture(&b, noisy(100)))
	requireValid(t, b.Bytes())
}

// file is a picture of n x n pixels that is a JPEG file.
func file(t *testing.T, n int, gray bool) *draw.Picture {
	var b bytes.Buffer
	if gray {
		require.NoError(t, jpeg.Encode(&b, &image.Gray{Pix: noisy(n).Gray, Stride: n, Rect: image.Rect(0, 0, n, n)}, nil))
	} else {
		m := image.NewRGBA(image.Rect(0, 0, n, n))
		for i := range n * n {
			m.SetRGBA(i%n, i/n, color.RGBA{R: uint8(255 * i / n / n), G: 90, B: uint8(2 * i), A: 255})
		}
		require.NoError(t, jpeg.Encode(&b, m, nil))
	}
	return &draw.Picture{Width: n, Height: n, JPEG: b.Bytes(), JPEGGray: gray}
}

// TestJPEG writes files as they are, and once.
func TestJPEG(t *testing.T) {
	for _, gray := range []bool{false, true} {
		p := file(t, 400, gray)
		var b bytes.Buffer
		w := New(&b, Options{})
		images := []draw.Op{draw.Image{Box: box(0, 0, 90, 90), Image: p}, draw.Image{Box: box(100, 0, 90, 90), Image: p, Alpha: 60}}
		require.NoError(t, w.Page(draw.Page{Size: pageSize, List: &draw.List{Ops: images}}))
		require.NoError(t, w.Close(nil, nil))
		requireValid(t, b.Bytes())
		require.Equal(t, 1, bytes.Count(b.Bytes(), p.JPEG))
		require.Less(t, b.Len(), len(p.JPEG)+4000)
	}
	for _, p := range []draw.Picture{{JPEG: []byte{}}, {JPEG: []byte{1}, RGB: make([]byte, 12)}, {JPEG: []byte{1}, Alpha: make([]byte, 4)}} {
		p.Width, p.Height = 2, 2
		require.ErrorContains(t, withPicture(io.Discard, &p), "JPEG bytes")
	}
}

// TestPictureCannotBeWritten returns the writer's error from inside a picture.
func TestPictureCannotBeWritten(t *testing.T) {
	full := errors.New("disk full")
	require.ErrorIs(t, withPicture(failAfter{new(int), 100_000, full}, noisy(1000)), full)
}

// failAfter takes some bytes.
type failAfter struct {
	n    *int
	most int
	err  error
}

func (f failAfter) Write(b []byte) (int, error) {
	if *f.n += len(b); *f.n > f.most {
		return 0, f.err
	}
	return len(b), nil
}
