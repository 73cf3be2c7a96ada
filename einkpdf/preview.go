package einkpdf

import (
	"context"
	"fmt"
	"image"
	"io"

	"github.com/einkpdf/platform/einkpdf/device"
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/pngout"
	"github.com/einkpdf/platform/einkpdf/internal/raster"
)

// PreviewOptions say how pages become pictures. The zero value is what the
// device shows: its pixels, its colours or its greys.
type PreviewOptions struct {
	// Width is that of the pictures in pixels; their height follows from the shape
	// of the page. 0 = the panel's width and height, as the device is held; a page
	// of another shape is fitted into them, in the middle of white.
	Width int
	// Color says whether pictures are coloured.
	Color ColorMode
	// Greys are the grey levels of PNG files: 2, 4, 16 or 256. 0 = the panel's, or
	// the next higher of these, and 16 where they are not known. It does not matter
	// for coloured pictures.
	Greys int
	// Dither replaces greys that are not among these levels by patterns of those
	// that are. Otherwise each pixel gets the nearest level.
	Dither bool
	// CacheBytes is how much memory a [Preview] may use for what pages share, beside
	// the pictures that it is making; 0 = 32 MiB, less than 0 = none.
	CacheBytes int64
	// MaxPixels bounds the pixels of one picture, up to 1 << 28; 0 = 40,000,000. A grey picture
	// takes a byte for each while it is made, a coloured one three.
	MaxPixels int
}

// ColorMode says whether pictures are grey or coloured.
type ColorMode string

// The colour modes.
const (
	ColorAuto ColorMode = ""      // coloured where the panel is
	ColorGrey ColorMode = "grey"  // always grey
	ColorFull ColorMode = "color" // always coloured
)

// The bounds of pictures.
const (
	defaultMaxPixels = 40_000_000
	maxPictureSide   = 1 << 16 // pixels
	maxMaxPixels     = 1 << 28
)

// Preview draws pages of a [Document] as pictures. It remembers what pages share,
// so that the second page is faster than the first: keep it as long as somebody
// looks at the document. It may be used by several goroutines at the same time.
type Preview struct {
	document *Document
	drawer   *raster.Drawer
	png      pngout.Options
	color    bool
	size     image.Point
}

// Preview makes pictures of pages. The error is an [*ArgumentError] about the
// options: of code [CodeTooLarge] for too many pixels, else [CodeRange] or [CodeEnum].
func (d *Document) Preview(o PreviewOptions) (*Preview, error) {
	color, err := d.inColor(o.Color)
	if err != nil {
		return nil, err
	}
	p := &Preview{document: d, color: color}
	if p.size, err = d.pictureSize(o.Width, o.MaxPixels); err != nil {
		return nil, err
	}
	p.png = pngout.Options{Levels: levels(d.facts.Device), Dither: o.Dither, PPI: d.density(p.size)}
	switch o.Greys {
	case 0:
	case 2, 4, 16, 256:
		p.png.Levels = o.Greys
	default:
		return nil, wrongArgument(CodeEnum, fmt.Sprintf("a picture of %d greys cannot be made", o.Greys), "choose 2, 4, 16 or 256 greys, or 0 for those of the panel")
	}
	p.drawer, err = d.drawer(d.facts.Page, p.size, color, o.CacheBytes)
	return p, err
}

// drawer draws pages of a size into pictures of a size, which was checked.
func (d *Document) drawer(page geom.Size, size image.Point, color bool, cache int64) (*raster.Drawer, error) {
	drawer, err := raster.New(raster.Config{Page: page, Width: size.X, Height: size.Y, Color: color, CacheBytes: cache,
		MaxPixels: max(size.X*size.Y, d.options.Limits.ImagePixels)}) // images of the project have their own bounds
	if err != nil {
		return nil, fmt.Errorf("einkpdf: %w", err)
	}
	return drawer, nil
}

// Size is the width and height of the pictures in pixels.
func (p *Preview) Size() (width, height int) { return p.size.X, p.size.Y }

// ToPixels is the pixels of the picture whose middles an area of the page has.
func (p *Preview) ToPixels(area geom.Rect) image.Rectangle { return p.drawer.ToPixels(area) }

// ToPage is the point of the page in the middle of a pixel, as for a click.
func (p *Preview) ToPage(x, y int) geom.Point { return p.drawer.ToPage(x, y) }

// WritePNG writes a page, counted from 0, as a PNG file. Nothing is written before
// all of the page is drawn. The same page gives the same bytes.
//
// Errors are a [*RangeError], ctx.Err(), an [Errors] of what is wrong on the page,
// or the writer's.
func (p *Preview) WritePNG(ctx context.Context, w io.Writer, page int) error {
	picture, err := p.draw(ctx, page)
	if err != nil {
		return err
	}
	defer p.drawer.Recycle(picture)
	return writePNG(ctx, w, picture, p.png)
}

// Image is a page, counted from 0, as an *image.Gray with all 256 levels, or a
// coloured one as an *image.RGBA without transparency. It belongs to the caller.
// Errors are those of WritePNG but for the writer's.
func (p *Preview) Image(ctx context.Context, page int) (image.Image, error) {
	picture, err := p.draw(ctx, page)
	if err != nil {
		return nil, err
	}
	return picture.Image(), nil
}

// WritePNG writes one page, counted from 0, as a PNG file. For more than one page
// of a document a [Preview] is faster. Errors are those of [Document.Preview] and
// [Preview.WritePNG].
func (d *Document) WritePNG(ctx context.Context, w io.Writer, page int, o PreviewOptions) error {
	p, err := d.Preview(o)
	if err != nil {
		return err
	}
	return p.WritePNG(ctx, w, page)
}

func (p *Preview) draw(ctx context.Context, index int) (*raster.Picture, error) {
	page, err := p.document.pageAt(index)
	if err != nil {
		return nil, err
	}
	return p.document.paint(ctx, page, p.drawer)
}

// paint draws a page into pixels.
func (d *Document) paint(ctx context.Context, p *page, drawer *raster.Drawer) (picture *raster.Picture, err error) {
	static, own, err := d.drawOne(ctx, p)
	if err != nil {
		return nil, err
	}
	err = d.guarded(ctx, p, func() error {
		picture, err = drawer.Draw(ctx, static, own)
		return err
	})
	return picture, err
}

// writePNG writes a picture that is complete.
func writePNG(ctx context.Context, w io.Writer, p *raster.Picture, o pngout.Options) error {
	o.Stop = ctx.Err
	var err error
	if p.RGB != nil {
		err = pngout.EncodeRGB(w, p.RGB, p.Width, p.Height, o)
	} else {
		err = pngout.EncodeGray(w, p.Gray, p.Width, p.Height, o)
	}
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	}
	return fmt.Errorf("einkpdf: %w", err)
}

// inColor says whether pictures have colours.
func (d *Document) inColor(mode ColorMode) (bool, error) {
	switch mode {
	case ColorAuto:
		return d.facts.Device.Color, nil
	case ColorGrey, ColorFull:
		return mode == ColorFull, nil
	}
	return false, wrongArgument(CodeEnum, quoted(string(mode))+" is no colour mode", `use "grey" or "color", or "" for what the panel shows`)
}

// pictureSize is the width and height of pictures of pages in pixels.
func (d *Document) pictureSize(width, most int) (image.Point, error) {
	if width < 0 {
		return image.Point{}, wrongArgument(CodeRange, fmt.Sprintf("a picture cannot be %d pixels wide", width), "choose a width above 0, or 0 for the panel's")
	}
	size, page := image.Pt(d.facts.Device.Width, d.facts.Device.Height), d.facts.Page
	if d.landscape {
		size.X, size.Y = size.Y, size.X
	}
	if width > 0 {
		const countable = 1 << 21 // up to here the height of any page is below 1<<31
		if width > countable {
			return image.Point{}, pictureTooLarge(thousands(int64(width))+" pixels wide", most)
		}
		size = image.Pt(width, max(int(page.H.MulDiv(int64(width), int64(page.W))), 1))
	}
	return size, checkPixels(size, most)
}

// checkPixels refuses pictures with more than most pixels, or the default.
func checkPixels(size image.Point, most int) error {
	if max(size.X, size.Y) > maxPictureSide || int64(size.X)*int64(size.Y) > int64(mostPixels(most)) {
		return pictureTooLarge(fmt.Sprintf("of %s × %s pixels", thousands(int64(size.X)), thousands(int64(size.Y))), most)
	}
	return nil
}

// mostPixels is how many pixels a picture may have; most is what the options say.
func mostPixels(most int) int {
	if most <= 0 {
		return defaultMaxPixels
	}
	return min(most, maxMaxPixels)
}

// pictureTooLarge refuses a picture of some size.
func pictureTooLarge(size string, most int) error {
	return wrongArgument(CodeTooLarge, fmt.Sprintf("a picture %s is larger than allowed: %s pixels, and %s on each side",
		size, thousands(int64(mostPixels(most))), thousands(maxPictureSide)), "ask for a smaller picture, or raise the limit of pixels")
}

// density is the pixels to an inch of a picture of that size.
func (d *Document) density(size image.Point) int {
	inch := func(pixels int, length geom.Unit) int {
		return int((72 * geom.Pt).MulDiv(int64(pixels), int64(length)))
	}
	return min(inch(size.X, d.facts.Page.W), inch(size.Y, d.facts.Page.H))
}

// levels are the greys of files for a panel: the first number that PNG has a
// depth for and that is not below the panel's.
func levels(p device.Profile) int {
	switch g := p.Greys; {
	case g <= 0:
		return 16
	case g <= 2:
		return 2
	case g <= 4:
		return 4
	case g <= 16:
		return 16
	}
	return 256
}
