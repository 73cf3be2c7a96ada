package pngout_test

import (
	"bytes"
	"image"
	"image/png"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/internal/pngout"
)

// sheet is a picture of the size of a panel with what pages have: much paper, a
// grid of dots, ruled lines, and lines of marks with grey edges.
func sheet() (pix []byte, width, height int) {
	const w, h = 1404, 1872
	pix = bytes.Repeat([]byte{255}, w*h)
	for y := range h {
		row := pix[y*w : (y+1)*w]
		for x := range w {
			switch {
			case x < 100 || x > 1300:
			case y%60 == 59:
				row[x] = 150
			case y > 1200 && y%30 < 3 && x%30 < 3:
				row[x] = 0
			case y < 700 && y%60 > 20 && y%60 < 50 && x%23 < 15:
				row[x] = byte((x*x/23 + y*y/7) % 7 * 42)
			}
		}
	}
	return pix, w, h
}

func BenchmarkGreys(b *testing.B) {
	pix, w, h := sheet()
	for _, c := range []struct {
		name    string
		options pngout.Options
	}{
		{"2", pngout.Options{Levels: 2}},
		{"16", pngout.Options{Levels: 16}},
		{"16 dithered", pngout.Options{Levels: 16, Dither: true}},
		{"256", pngout.Options{}},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			var file bytes.Buffer
			for b.Loop() {
				file.Reset()
				require.NoError(b, pngout.EncodeGray(&file, pix, w, h, c.options))
			}
			b.ReportMetric(float64(file.Len()), "bytes")
		})
	}
	b.Run("image-png 256", func(b *testing.B) {
		b.ReportAllocs()
		var file bytes.Buffer
		e := png.Encoder{CompressionLevel: png.BestSpeed}
		for b.Loop() {
			file.Reset()
			require.NoError(b, e.Encode(&file, &image.Gray{Pix: pix, Stride: w, Rect: image.Rect(0, 0, w, h)}))
		}
		b.ReportMetric(float64(file.Len()), "bytes")
	})
}
