package pngout

import (
	"fmt"
	"io"
)

// Options say how a picture is written. The zero value is 256 greys.
type Options struct {
	Levels int  // greys: 2, 4, 16 or 256; 0 = 256
	Dither bool // mix the levels in surfaces whose grey lies between two of them
	PPI    int  // pixels per inch, noted in the file; 0 = not noted
	// Stop is called every million pixels or so, as [context.Context.Err] may be; its
	// error ends the file. nil = to the end.
	Stop func() error
}

// stopEvery is after how many pixels Stop is called, or rows of as many.
const stopEvery = 1 << 20

// stopped is the error of Stop before a row.
func (o Options) stopped(y, width int) error {
	if o.Stop == nil || y%max(stopEvery/width, 1) != 0 {
		return nil
	}
	return o.Stop()
}

// EncodeGray writes a picture of one byte a pixel, row by row without gaps, as a
// grey PNG of as many bits as the levels need. pix is only read. The error is an
// [ErrSize] or that of w or Stop, or tells of levels that there are not.
func EncodeGray(w io.Writer, pix []byte, width, height int, o Options) error {
	q, err := newQuantizer(o.Levels)
	if err != nil {
		return err
	}
	if err := checkSize(pix, width, height, 1); err != nil {
		return err
	}
	p, err := NewWriter(w, Format{Width: width, Height: height, Color: Gray, Depth: int(q.depth), PPI: o.PPI})
	if err != nil {
		return err
	}
	var mixer *ditherer
	if o.Dither && q.depth < 8 {
		mixer = newDitherer(q, pix, width, height)
	}
	packed := make([]byte, width+wordBytes)
	for y := range height {
		if err := o.stopped(y, width); err != nil {
			return err
		}
		row := pix[y*width : (y+1)*width]
		if mixer != nil {
			row = mixer.row(y)
		}
		if q.depth < 8 {
			row = q.pack(packed, row)
		}
		if err := p.Row(row); err != nil {
			return err
		}
	}
	return p.Close()
}

// EncodeRGB writes a picture of three bytes a pixel, row by row without gaps;
// Levels and Dither do not count. pix is only read. The error is an [ErrSize] or
// that of w or Stop.
func EncodeRGB(w io.Writer, pix []byte, width, height int, o Options) error {
	if err := checkSize(pix, width, height, 3); err != nil {
		return err
	}
	p, err := NewWriter(w, Format{Width: width, Height: height, Color: RGB, PPI: o.PPI})
	if err != nil {
		return err
	}
	for y := range height {
		if err := o.stopped(y, width); err != nil {
			return err
		}
		if err := p.Row(pix[3*y*width : 3*(y+1)*width]); err != nil {
			return err
		}
	}
	return p.Close()
}

func checkSize(pix []byte, width, height, samples int) error {
	if width <= 0 || height <= 0 || len(pix)/samples/width != height || len(pix) != width*height*samples {
		return fmt.Errorf("%w: %d bytes for %d × %d pixels", ErrSize, len(pix), width, height)
	}
	return nil
}
