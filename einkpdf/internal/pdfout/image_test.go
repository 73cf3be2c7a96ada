package pdfout

import (
	"bytes"
	"errors"
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
