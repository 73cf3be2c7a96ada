package picture

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"testing"

	"github.com/stretchr/testify/require"
)

// few are limits that let the fuzzer try many files.
var few = Limits{Pixels: 1 << 16, Side: 1 << 10, Frames: 5, Metadata: 1 << 12, Bytes: 1 << 20, Thumb: 16}

// fuzz cleans whatever comes: it is refused, or becomes a picture that is nothing but that.
func fuzz(f *testing.F, format Format, bombs []bomb, fixtures ...string) {
	for _, b := range bombs {
		if len(b.file) < 1<<13 {
			f.Add(b.file)
		}
	}
	for _, name := range fixtures {
		f.Add(fixture(f, name))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		if len(file) > 1<<17 {
			return
		}
		p, err := Clean(t.Context(), bytes.NewReader(file), int64(len(file)), format, few)
		if err != nil {
			_, ok := errors.AsType[*Refusal](err)
			require.True(t, ok, "%v", err)
			return
		}
		require.LessOrEqual(t, p.Width*p.Height, few.Pixels)
		img, name, err := image.Decode(bytes.NewReader(p.Data))
		require.NoError(t, err)
		require.Equal(t, p.Type, "image/"+name)
		require.Equal(t, image.Rect(0, 0, p.Width, p.Height), img.Bounds())
		if p.Thumb != nil {
			require.Greater(t, max(p.Width, p.Height), few.Thumb)
			require.Less(t, len(p.Thumb), len(p.Data))
		}
		again, err := Clean(t.Context(), bytes.NewReader(p.Data), int64(len(p.Data)), Format(name), few)
		require.NoError(t, err)
		require.Empty(t, again.Changes)
		if name == "png" {
			require.Equal(t, p.Data, again.Data)
			require.Equal(t, p.Thumb, again.Thumb)
		}
	})
}

func FuzzPNG(f *testing.F) {
	f.Add(pngFile(f, photo(30, 20)))
	f.Add(pngFile(f, image.NewGray16(image.Rect(0, 0, 20, 3))))
	f.Add(pngFile(f, image.NewPaletted(image.Rect(0, 0, 20, 3), greys(7))))
	f.Add(insertPNG(pngFile(f, photo(30, 20)), chunk("eXIf", tiff(binary.BigEndian, 6, true))))
	fuzz(f, PNG, pngBombs(f), "interlaced.png", "deep-interlaced.png")
}

func FuzzJPEG(f *testing.F) {
	f.Add(jpegFile(f, photo(30, 20)))
	f.Add(insertJPEG(jpegFile(f, photo(30, 20)), segment(0xe1, "Exif\x00\x00"+string(tiff(binary.BigEndian, 6, true)))))
	fuzz(f, JPEG, jpegBombs(f), "progressive.jpg", "cmyk.jpg", "s411.jpg", "s422.jpg", "s440.jpg", "s444.jpg")
}

func FuzzGIF(f *testing.F) {
	f.Add(gifFile(f, gifOf(greys(16))))
	fuzz(f, GIF, gifBombs(f))
}

func FuzzWebP(f *testing.F) {
	fuzz(f, WebP, webpBombs(f), "lossy.webp", "lossless.webp", "alpha.webp")
}

func FuzzSniff(f *testing.F) {
	f.Add([]byte("<?xml version='1.0'?><!DOCTYPE svg [<!-- -->]><svg>"))
	f.Add([]byte("\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00isommp42"))
	f.Fuzz(func(t *testing.T, head []byte) {
		format, what := Sniff(head)
		require.True(t, format == "" || what != "")
	})
}

func FuzzOrientation(f *testing.F) {
	f.Add(tiff(binary.BigEndian, 6, true))
	f.Add(tiff(binary.LittleEndian, 3, false))
	f.Fuzz(func(t *testing.T, exif []byte) {
		if len(exif) > maxEXIF {
			return
		}
		way, _ := orientation(exif)
		require.True(t, way >= 1 && way <= 8)
	})
}
