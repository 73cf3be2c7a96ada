package picture

import (
	"bufio"
	"errors"
	"fmt"
	"image"
	"image/draw"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"

	"github.com/einkpdf/platform/internal/webpfile"
)

// decode returns the first picture of the file, which begins at 0, 0, and whether its colours were those of
// printing.
func (c *cleaning) decode() (img image.Image, printed bool, err error) {
	defer func() {
		if r := recover(); r != nil { // a mistake of a decoder
			img, err = nil, damaged(c.f, "its contents make no sense")
		}
	}()
	if err := c.src.rewind(c.end); err != nil {
		return nil, false, err
	}
	r := bufio.NewReaderSize(c.src, 32<<10)
	switch c.f {
	case PNG:
		img, err = png.Decode(r)
	case JPEG:
		img, err = jpeg.Decode(r)
	case GIF:
		img, err = gif.Decode(r)
	case WebP:
		img, err = webpfile.Decode(r)
	}
	if err != nil {
		return nil, false, undecodable(c.f, err)
	}
	if c.f == GIF {
		img = onCanvas(img, c.width, c.height)
	}
	if b := img.Bounds(); b != image.Rect(0, 0, c.width, c.height) {
		return nil, false, damaged(c.f, "it is of another size than it says")
	}
	_, printed = img.(*image.CMYK)
	return img, printed, nil
}

// undecodable says what a decoder found. What exactly it was helps nobody who sees the picture in other
// programs: these guess what is missing.
func undecodable(f Format, err error) error {
	if _, ok := errors.AsType[jpeg.UnsupportedError](err); ok {
		return refuse(ErrUnsupported, "This JPEG file is of a rare kind that cannot be read here. Save it as an ordinary JPEG or PNG file and upload that.")
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return truncated(f)
	}
	r := damaged(f, "its contents cannot be read to their end")
	r.Reason = fmt.Errorf("%w: %w", ErrDamaged, err)
	return r
}

// onCanvas puts the first picture of a GIF where it stands on the canvas, which is transparent beside it.
func onCanvas(img image.Image, width, height int) image.Image {
	whole := image.Rect(0, 0, width, height)
	p, ok := img.(*image.Paletted)
	if !ok || p.Rect == whole {
		return img
	}
	out := image.NewNRGBA(whole)
	draw.Draw(out, p.Rect, p, p.Rect.Min, draw.Src)
	return out
}
