package pdfout

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
	"github.com/einkpdf/platform/einkpdf/internal/pdfread"
)

// The operators are counted as those who read the file do.
func TestCountOperators(t *testing.T) {
	var all draw.List
	all.Ops = append(all.Ops,
		draw.Rect{Box: box(10, 10, 30, 30), Radius: pt(3), Fill: draw.Gray(0xEE), Stroke: draw.Stroke{Color: draw.Color{R: 200, A: 128}, Width: pt(1), Dash: draw.Dash{On: pt(2), Off: pt(1)}}},
		draw.Push{Clip: box(10, 10, 90, 90), Center: at(50, 50), Turn: 1},
		draw.Lines{A: at(10, 10), B: at(90, 10), DY: pt(5), N: 9, Stroke: draw.Stroke{Color: draw.Gray(0), Width: pt(1)}},
		draw.Pop{},
		draw.Dots{First: at(5, 5), PitchX: pt(5), PitchY: pt(5), NX: 9, NY: 9, Diameter: pt(1), Color: draw.Gray(0)},
		draw.Image{Box: box(0, 0, 20, 20), Image: &draw.Picture{Width: 1, Height: 1, Gray: []byte{9}}},
	)
	for _, s := range []string{`To (be) \ or not`, "Ärger (", "Kerning: AVAVA", strings.Repeat("every letter once: the quick brown fox ", 3)} {
		write(t, &all, 20, 20, 9, s)
	}
	m := NewMeter()
	for range 2 {
		got, err := m.Measure(pageSize, &all)
		require.NoError(t, err)
		want := 0
		require.NoError(t, pdfread.Operators(m.w.ops.buf, func(string, []pdfread.Value) error { want++; return nil }))
		require.Equal(t, Content{Operators: want, Bytes: len(m.w.ops.buf)}, got)
		small, err := m.Compressed()
		require.NoError(t, err)
		require.Positive(t, small)
		require.Less(t, small, got.Bytes)
	}
	none, err := m.Measure(pageSize, &draw.List{})
	require.NoError(t, err)
	require.Equal(t, Content{}, none)
}

// What a meter measures is what a writer writes, and pictures cost nothing.
func TestMeterIsTheWriter(t *testing.T) {
	var l draw.List
	write(t, &l, 20, 20, 9, "As written")
	l.Ops = append(l.Ops, draw.Rect{Box: box(0, 0, 9, 9), Fill: draw.Gray(0)}, draw.Image{Box: box(0, 0, 20, 20), Image: &draw.Picture{Width: 1 << 16, Height: 1 << 15}})
	m := NewMeter()
	_, err := m.Measure(pageSize, &l)
	require.NoError(t, err, "pixels that are not there are not looked at")

	l.Ops = l.Ops[:len(l.Ops)-1]
	var out bytes.Buffer
	w := New(&out, Options{})
	require.NoError(t, w.Page(draw.Page{Size: pageSize, List: &l}))
	written := bytes.Clone(w.ops.buf)
	_, err = m.Measure(pageSize, &l)
	require.NoError(t, err)
	require.Equal(t, string(written), string(m.w.ops.buf))
}

func TestMeterErrors(t *testing.T) {
	_, err := NewMeter().Measure(geom.Size{W: pt(100), H: pt(100)}, &draw.List{Ops: []draw.Op{draw.Pop{}}})
	require.ErrorContains(t, err, "not opened")
}
