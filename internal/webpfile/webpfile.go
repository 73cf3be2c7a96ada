// Package webpfile decodes WebP pictures with the colours that they have in other
// programs.
//
// Lossy ones have levels of studio range: black is 16 and white 235, colours reach from
// 16 to 240 (ITU-R BT.601, to which RFC 6386, 9.2 refers). Package webp of
// golang.org/x/image says of these samples that they are of full range, as those of JPEG
// are, so that its pictures lack contrast (golang.org/issue/40173).
package webpfile

import (
	"image"
	"io"

	"golang.org/x/image/webp"
)

// Decode reads a picture as webp.Decode does. Of a lossy one it is an *image.YCbCr, or an
// *image.NYCbCrA where it has transparency, of full range. It needs no more memory than
// webp.Decode, and panics where that does.
func Decode(r io.Reader) (image.Image, error) {
	img, err := webp.Decode(r)
	if err != nil {
		return nil, err
	}
	switch m := img.(type) {
	case *image.YCbCr:
		widen(m)
	case *image.NYCbCrA:
		widen(&m.YCbCr)
	}
	return img, nil
}

// DecodeConfig reads the size of a picture, as webp.DecodeConfig does.
func DecodeConfig(r io.Reader) (image.Config, error) { return webp.DecodeConfig(r) }

// widen makes samples of full range of those of studio range, in the same memory. The
// matrix of both is that of BT.601, so brightness and colours are scaled each for itself; the
// rounding moves a colour by one or two levels.
func widen(m *image.YCbCr) {
	var luma, chroma [256]byte
	for v := range 256 {
		luma[v] = scaled(v-16, 255, 219, 0)
		chroma[v] = scaled(v-128, 255, 224, 128)
	}
	for i, v := range m.Y {
		m.Y[i] = luma[v]
	}
	for i, v := range m.Cb {
		m.Cb[i] = chroma[v]
	}
	for i, v := range m.Cr {
		m.Cr[i] = chroma[v]
	}
}

// scaled is v*num/den, rounded to the nearest, above zero, within a byte.
func scaled(v, num, den, zero int) byte {
	n := 2*v*num + den
	if v < 0 {
		n = 2*v*num - den
	}
	return byte(min(max(n/(2*den)+zero, 0), 255))
}
