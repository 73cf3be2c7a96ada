package assetstest

import (
	"bytes"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
)

// Picture is an image of this many pixels with a pattern of its own for each seed. One that has more than 256 on a side has so
// many colours that a small picture of it takes less room than itself.
func Picture(width, height int, seed uint64) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, width, height))
	r := rand.New(rand.NewPCG(seed, 1)) // #nosec G404 -- a picture
	c := [4]color.NRGBA{}
	for i := range c {
		c[i] = color.NRGBA{byte(r.Uint32()), byte(r.Uint32()), byte(r.Uint32()), 255}
	}
	for y := range height {
		for x := range width {
			if max(width, height) > 256 {
				c[(x/8+y/8)%4] = color.NRGBA{byte(r.Uint32()), byte(r.Uint32()), byte(r.Uint32()), 255}
			}
			m.SetNRGBA(x, y, c[(x/8+y/8)%4])
		}
	}
	// The seed itself, so that no two are alike.
	for i := range 8 {
		b := byte(seed >> (8 * i))
		m.SetNRGBA(i%width, 0, color.NRGBA{b, b, byte(i), 255})
	}
	return m
}

// PNG is a file with such a Picture, and other bytes than it is stored with.
func PNG(width, height int, seed uint64) []byte {
	var b bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&b, Picture(width, height, seed)); err != nil {
		return nil // no writer fails
	}
	return b.Bytes()
}

// JPEG is such a file.
func JPEG(width, height int, seed uint64) []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, Picture(width, height, seed), nil); err != nil {
		return nil
	}
	return b.Bytes()
}

// GIF is such a file.
func GIF(width, height int, seed uint64) []byte {
	var b bytes.Buffer
	if err := gif.Encode(&b, Picture(width, height, seed), nil); err != nil {
		return nil
	}
	return b.Bytes()
}
