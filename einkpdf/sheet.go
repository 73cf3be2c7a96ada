package einkpdf

import (
	"cmp"
	"context"
	"fmt"
	"io"

	"github.com/einkpdf/platform/einkpdf/internal/pngout"
	"github.com/einkpdf/platform/einkpdf/internal/raster"
)

// SheetOptions say how a contact sheet looks. The zero value is right for most uses.
type SheetOptions struct {
	// Columns is how many pages stand beside each other, 1 to 60; 0 = what suits
	// their number and shape.
	Columns int
	// Width is that of the sheet in pixels; 0 = what suits the columns. The height
	// follows.
	Width int
	// Color says whether the sheet is coloured.
	Color ColorMode
	// MaxPixels bounds the pixels of the sheet; 0 = 40,000,000.
	MaxPixels int
}

// maxSheet is how many designs one sheet shows.
const maxSheet = 60

// WriteSheet writes a contact sheet as a PNG file: the first page of each design,
// in the order of the pages, with the design's name, how many pages it has, and
// the page's key. Of more than 60 designs the first 60 are shown, and the sheet
// says so. Nothing is written before the sheet is drawn.
//
// Errors are ctx.Err(), the writer's, an [Errors] of what is wrong on a page, or an
// [*ArgumentError] about the options: of code [CodeTooLarge] for too many pixels,
// else [CodeRange] or [CodeEnum].
func (d *Document) WriteSheet(ctx context.Context, w io.Writer, o SheetOptions) error {
	color, err := d.inColor(o.Color)
	if err != nil {
		return err
	}
	s := &sheet{document: d}
	s.choose()
	if err := s.arrange(o); err != nil {
		return err
	}
	list, err := s.paper()
	if err != nil {
		return err
	}
	const cache = 8 << 20
	drawer, err := d.drawer(s.page(), s.size, color, cache)
	if err != nil {
		return err
	}
	picture, err := drawer.Draw(ctx, nil, list)
	if err != nil {
		return cmp.Or(ctx.Err(), fmt.Errorf("einkpdf: %w", err))
	}
	thumbs, err := d.drawer(d.facts.Page, s.thumb, color, cache)
	if err != nil {
		return err
	}
	for i, shown := range s.shown {
		thumb, err := d.paint(ctx, &d.pages[shown.page], thumbs)
		if err != nil {
			return err
		}
		at := s.place(i)
		blit(picture, thumb, at.X, at.Y)
		thumbs.Recycle(thumb)
	}
	return writePNG(ctx, w, picture, pngout.Options{Levels: 256})
}

// choose finds the first page of each design that has one.
func (s *sheet) choose() {
	seen := map[*design]int{}
	for i := range s.document.pages {
		d := s.document.pages[i].design
		at, known := seen[d]
		switch {
		case !known && len(s.shown) < maxSheet:
			at = len(s.shown)
			s.shown = append(s.shown, shownPage{page: i})
		case !known:
			at = -1
		}
		seen[d] = at
		if at >= 0 {
			s.shown[at].pages++
		}
	}
	s.designs = len(seen)
}

// blit puts a picture into another one of the same kind, in which it has room.
func blit(into, p *raster.Picture, x, y int) {
	rows := func(dst, src []byte, bytes int) {
		for row := range p.Height {
			copy(dst[((y+row)*into.Width+x)*bytes:], src[row*p.Width*bytes:(row+1)*p.Width*bytes])
		}
	}
	if into.RGB != nil {
		rows(into.RGB, p.RGB, 3)
	} else {
		rows(into.Gray, p.Gray, 1)
	}
}
