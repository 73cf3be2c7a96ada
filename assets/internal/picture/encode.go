package picture

import (
	"errors"
	"image"
	"image/jpeg"
	"image/png"
	"slices"
)

// quality is that of JPEG files as they are kept: what was one before does not get visibly
// worse.
const quality = 92

// kept returns a picture that plain returned in the form in which it is written.
func (c *cleaning) kept(img image.Image) image.Image {
	if !c.lossy {
		return smallest(img)
	}
	if m, ok := img.(*image.NRGBA); ok { // opaque
		if _, grey := count(m, true); grey {
			return greyOf(m)
		}
	}
	return img
}

// encode writes a picture that kept returned.
func (c *cleaning) encode(img image.Image) ([]byte, error) {
	out := &output{src: c.src, most: c.Bytes}
	var err error
	if c.lossy {
		if m, ok := img.(*image.NRGBA); ok { // for its fast way
			img = &image.RGBA{Pix: m.Pix, Stride: m.Stride, Rect: m.Rect}
		}
		err = jpeg.Encode(out, img, &jpeg.Options{Quality: quality})
	} else {
		err = (&png.Encoder{CompressionLevel: level(img)}).Encode(out, img)
	}
	switch {
	case c.src.err != nil:
		return nil, c.src.err
	case errors.Is(err, errFull):
		return nil, refuse(ErrBytes, "This picture would need more than %s to be kept. Make it smaller, or save it as a JPEG file, and upload it again.", size(c.Bytes))
	case err != nil:
		return nil, err
	}
	return slices.Concat(out.parts...), nil
}

// fastPixels is how many pixels with more than 256 colours are compressed with care: more would take many seconds to save a
// tenth.
const fastPixels = 4_000_000

// level is how hard a picture is compressed.
func level(img image.Image) png.CompressionLevel {
	if m, ok := img.(*image.NRGBA); ok && m.Rect.Dx()*m.Rect.Dy() > fastPixels {
		return png.BestSpeed
	}
	return png.DefaultCompression
}

// output keeps at most most bytes, as long as ctx lasts, in parts: a buffer that grows would be copied again and again beside a
// large picture.
type output struct {
	src   *source
	most  int64
	len   int64
	parts [][]byte
}

var errFull = errors.New("picture: too many bytes")

func (o *output) Write(p []byte) (int, error) {
	if err := o.src.check(); err != nil {
		return 0, err
	}
	if o.len += int64(len(p)); o.len > o.most {
		return 0, errFull
	}
	for left := p; len(left) > 0; {
		last := len(o.parts) - 1
		if last < 0 || len(o.parts[last]) == cap(o.parts[last]) {
			o.parts = append(o.parts, make([]byte, 0, max(4<<10, min(o.len, 1<<20))))
			continue
		}
		n := min(len(left), cap(o.parts[last])-len(o.parts[last]))
		o.parts[last] = append(o.parts[last], left[:n]...)
		left = left[n:]
	}
	return len(p), nil
}
