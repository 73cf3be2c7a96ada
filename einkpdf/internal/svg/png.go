package svg

import (
	"context"
	"io"

	"github.com/einkpdf/platform/einkpdf/internal/draw"
	"github.com/einkpdf/platform/einkpdf/internal/pngout"
)

// writePNG writes the pixels of a picture as a PNG file with as many samples as
// it has; image/png would make three of one that is half translucent and grey,
// take four bytes of memory for each pixel, and not look at ctx.
func writePNG(ctx context.Context, w io.Writer, m *draw.Picture) error {
	colors, kind := 3, pngout.RGB
	if m.Gray != nil {
		colors, kind = 1, pngout.Gray
	}
	samples := colors
	if m.Alpha != nil {
		samples++
		kind += pngout.GrayAlpha - pngout.Gray
	}
	file, err := pngout.NewWriter(w, pngout.Format{Width: m.Width, Height: m.Height, Color: kind, Photo: true})
	if err != nil {
		return err
	}
	row := make([]byte, samples*m.Width)
	for y := range m.Height {
		if err := ctx.Err(); err != nil {
			return err
		}
		for x := range m.Width {
			at := y*m.Width + x
			if m.Gray != nil {
				row[samples*x] = m.Gray[at]
			} else {
				copy(row[samples*x:], m.RGB[3*at:3*at+3])
			}
			if m.Alpha != nil {
				row[samples*x+colors] = m.Alpha[at]
			}
		}
		if err := file.Row(row); err != nil {
			return err
		}
	}
	return file.Close()
}
