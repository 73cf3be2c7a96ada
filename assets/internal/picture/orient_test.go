package picture

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// motif is a picture whose corners are red, lime, blue and white from the upper left one, by rows.
func motif(width, height int) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, width, height))
	corners := [2][2]color.NRGBA{{{R: 255, A: 255}, {G: 255, A: 255}}, {{B: 255, A: 255}, {R: 255, G: 255, B: 255, A: 255}}}
	for y := range height {
		for x := range width {
			m.SetNRGBA(x, y, color.NRGBA{R: 60, G: 60, B: byte(60 + x%2), A: 255})
			if dx, dy := x*3/width, y*3/height; dx != 1 && dy != 1 {
				m.SetNRGBA(x, y, corners[dy/2][dx/2])
			}
		}
	}
	return m
}

// turnedBy shows where each of the corners is to be seen, by the orientation: in the order of motif.
var turnedBy = map[uint16]string{1: "RGBW", 2: "GRWB", 3: "WBGR", 4: "BWRG", 5: "RBGW", 6: "BRWG", 7: "WGBR", 8: "GWRB"}

func corners(img image.Image) string {
	b := img.Bounds()
	out := ""
	for _, y := range []int{b.Min.Y + 3, b.Max.Y - 4} {
		for _, x := range []int{b.Min.X + 3, b.Max.X - 4} {
			r, g, bl, _ := img.At(x, y).RGBA()
			switch {
			case r > 0xc000 && g > 0xc000 && bl > 0xc000:
				out += "W"
			case r > 0xc000:
				out += "R"
			case g > 0xc000:
				out += "G"
			case bl > 0xc000:
				out += "B"
			}
		}
	}
	return out
}

// All orientations, in all formats and forms, of both byte orders.
func TestOrientation(t *testing.T) {
	t.Parallel()
	m := motif(61, 45)
	grey := image.NewGray(m.Rect)
	noise(grey.Pix)
	lossless := fixture(t, "lossless.webp")
	for way := uint16(1); way <= 8; way++ {
		for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
			exif := tiff(order, way, false)
			width, height := 61, 45
			if way >= 5 {
				width, height = 45, 61
			}

			p := clean(t, JPEG, insertJPEG(jpegFile(t, m), segment(0xe1, "Exif\x00\x00"+string(exif))))
			require.Equal(t, [2]int{width, height}, [2]int{p.Width, p.Height}, way)
			got, err := jpeg.Decode(bytes.NewReader(p.Data))
			require.NoError(t, err)
			require.Equal(t, image.Rect(0, 0, width, height), got.Bounds())
			require.Equal(t, turnedBy[way], corners(got), way)
			if way == upright {
				require.Equal(t, []string{"metadata-removed"}, codes(p))
			} else {
				require.Equal(t, []string{"oriented", "metadata-removed"}, codes(p))
			}

			p = clean(t, PNG, insertPNG(pngFile(t, m), chunk("eXIf", exif)))
			require.Equal(t, turnedBy[way], corners(decodePNG(t, p.Data)), way)

			// Nothing is lost by turning.
			p = clean(t, PNG, insertPNG(pngFile(t, grey), chunk("eXIf", exif)))
			back := turn(decodePNG(t, p.Data), []int{1, 2, 3, 4, 5, 8, 7, 6}[way-1])
			require.Equal(t, grey, back, way)

			for _, prefix := range []string{"", "Exif\x00\x00"} { // RFC 9649 says without; programs write both
				webp := riff(vp8x(8, 32, 24), lossless[12:], riffChunk("EXIF", append([]byte(prefix), exif...)))
				p = clean(t, WebP, webp)
				want := strings.ReplaceAll(turnedBy[way], "W", "") // the fixture has no white corner
				require.Equal(t, want, corners(decodePNG(t, p.Data)), way)
			}
		}
	}
}

// What is not as EXIF wants it, says nothing.
func TestNoOrientation(t *testing.T) {
	t.Parallel()
	good := tiff(binary.LittleEndian, 6, true)
	way, where := orientation(good)
	require.Equal(t, 6, way)
	require.True(t, where)
	loop := bytes.Clone(good)
	binary.LittleEndian.PutUint32(loop[30:], 8) // the directory of places is the first one
	many := append([]byte("II*\x00\x08\x00\x00\x00\xff\xff"), bytes.Repeat([]byte("\x00\x01\x03\x00\x01\x00\x00\x00\x01\x00\x00\x00"), 5000)...)
	for name, exif := range map[string][]byte{
		"none":        nil,
		"no TIFF":     []byte("no TIFF at all"),
		"far away":    []byte("II*\x00\xff\xff\xff\x7f"),
		"9":           tiff(binary.BigEndian, 9, false),
		"0":           tiff(binary.BigEndian, 0, false),
		"many":        many,
		"of no type":  bytes.Replace(tiff(binary.LittleEndian, 6, false), []byte{0x12, 1, 3, 0}, []byte{0x12, 1, 77, 0}, 1),
		"of no value": bytes.Replace(tiff(binary.LittleEndian, 6, false), []byte{0x12, 1, 3, 0, 1}, []byte{0x12, 1, 3, 0, 0}, 1),
		"huge":        bytes.Replace(tiff(binary.LittleEndian, 6, false), []byte{1, 0, 0, 0, 6, 0}, []byte{1, 0, 255, 0, 6, 0}, 1),
	} {
		way, _ := orientation(exif)
		require.Equal(t, upright, way, name)
	}
	way, _ = orientation(loop)
	require.Equal(t, 6, way)
	for n := range good {
		way, _ := orientation(good[:n])
		require.Contains(t, []int{1, 6}, way)
	}
}
