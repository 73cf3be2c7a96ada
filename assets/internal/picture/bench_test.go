package picture

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"testing"
)

func BenchmarkClean(b *testing.B) {
	drawing := image.NewNRGBA(image.Rect(0, 0, 4000, 4000)) // few colours, RGB
	for i := range drawing.Pix {
		drawing.Pix[i] = 255
		if i/4%4000/40%5 == 0 && i&3 == 0 {
			drawing.Pix[i] = 0
		}
	}
	for _, bb := range []struct {
		name string
		f    Format
		file func() []byte
	}{
		{"JPEG/12MP", JPEG, func() []byte { return jpegFile(b, photo(4000, 3000)) }},
		{"JPEG/12MP/turned", JPEG, func() []byte {
			return insertJPEG(jpegFile(b, photo(4000, 3000)), segment(0xe1, "Exif\x00\x00"+string(tiff(binary.BigEndian, 6, true))))
		}},
		{"PNG/16MP/photo", PNG, func() []byte { return pngFile(b, photo(4000, 4000)) }},
		{"PNG/16MP/drawing", PNG, func() []byte { return pngFile(b, drawing) }},
		{"PNG/16MP/16bit", PNG, func() []byte { return pngFile(b, deepPhoto(4000, 4000)) }},
		{"PNG/small", PNG, func() []byte { return pngFile(b, photo(200, 100)) }},
	} {
		b.Run(bb.name, func(b *testing.B) {
			file := bb.file()
			l := usual
			l.Bytes = 100 << 20
			b.ReportAllocs()
			for b.Loop() {
				p, err := Clean(b.Context(), bytes.NewReader(file), int64(len(file)), bb.f, l)
				if err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(len(p.Data)), "stored-bytes")
			}
		})
	}
}

// deepPhoto is a photo with transparency and 16 bits.
func deepPhoto(width, height int) image.Image {
	m := image.NewNRGBA64(image.Rect(0, 0, width, height))
	small := photo(100, 100)
	for y := range height {
		for x := range width {
			c := small.NRGBAAt(x%100, y%100)
			m.SetNRGBA64(x, y, color.NRGBA64{R: uint16(c.R)<<8 | uint16(x&255), G: uint16(c.G) << 8, B: uint16(c.B)<<8 | uint16(y&255), A: 0xff00})
		}
	}
	return m
}
