// Package raster draws display lists as pictures: what the PDF of the same lists
// shows on a panel, pixel by pixel.
//
// Lines and boxes along the axes lie on whole pixels and are at least one pixel
// wide, as readers draw them; letters, curves and slanted lines have smooth
// edges. All of it is computed in whole numbers: the same lists give the same
// pixels on every processor.
package raster

import (
	"context"
	"errors"
	"fmt"
	"image"
	"sync"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

// The defaults of [Config].
const (
	DefaultCacheBytes = 32 << 20
	DefaultMaxPixels  = 40_000_000
)

// The bounds of a picture's and a page's sides.
const (
	maxSide = 1 << 16         // pixels
	maxArea = 1 << 28         // pixels, so that an int has the number of bytes on every processor
	maxPage = 14400 * geom.Pt // as in a PDF
)

// ErrSize says that a picture or a page has a size that cannot be drawn.
var ErrSize = errors.New("raster: impossible size")

// Config says what a [Drawer] draws.
type Config struct {
	Page geom.Size // of the lists; at most 14400 pt each way
	// Width and Height are the picture's, in pixels. The page is as large as it
	// fits and in the middle; what is left of the picture is white.
	Width, Height int
	Color         bool // RGB, not grey
	// CacheBytes bounds the memory for letters, and for pictures of static lists
	// and of images at their size; 0 is DefaultCacheBytes, less than 0 none.
	CacheBytes int64
	// MaxPixels bounds Width*Height, and the pixels of an image that is decoded;
	// 0 is DefaultMaxPixels; more than 1<<28 is that.
	MaxPixels int
}

// Drawer draws pages of one size. It is safe for concurrent use.
type Drawer struct {
	config Config
	view   view
	paper  image.Rectangle // where the page is in the picture
	glyphs *cache[glyphKey, *mask]
	shelf  shelf     // pictures of static lists and images
	canvas sync.Pool // of *canvas
	pixels sync.Pool // of *Picture that were recycled
}

// Picture is a picture of a page. It has Gray or RGB, row by row from the top
// without gaps.
type Picture struct {
	Width, Height int
	Gray          []byte // one byte a pixel: 0 is black, 255 white; or nil
	RGB           []byte // three bytes a pixel, sRGB; or nil
}

// New makes a Drawer. The error is an [ErrSize].
func New(c Config) (*Drawer, error) {
	if c.MaxPixels <= 0 {
		c.MaxPixels = DefaultMaxPixels
	}
	if c.CacheBytes == 0 {
		c.CacheBytes = DefaultCacheBytes
	}
	c.MaxPixels = min(c.MaxPixels, maxArea)
	c.CacheBytes = max(c.CacheBytes, 0)
	if c.Page.W <= 0 || c.Page.H <= 0 || c.Page.W > maxPage || c.Page.H > maxPage {
		return nil, fmt.Errorf("%w: a page of %v x %v pt; each side must be more than 0 and at most %d pt", ErrSize,
			c.Page.W.Points(), c.Page.H.Points(), maxPage/geom.Pt)
	}
	if c.Width < 1 || c.Height < 1 || c.Width > maxSide || c.Height > maxSide || int64(c.Width)*int64(c.Height) > int64(c.MaxPixels) {
		return nil, fmt.Errorf("%w: a picture of %d x %d pixels; each side must be 1 to %d, and all of it at most %d pixels", ErrSize,
			c.Width, c.Height, maxSide, c.MaxPixels)
	}
	const lettersShare = 4 // a quarter of the cache
	d := &Drawer{
		config: c, view: newView(c.Page, c.Width, c.Height),
		glyphs: newCache[glyphKey, *mask](int(min(c.CacheBytes/lettersShare, 1<<30))),
	}
	d.paper = snapRect(d.view.point(geom.Point{}), d.view.point(geom.Point{X: c.Page.W, Y: c.Page.H}))
	d.shelf.most = c.CacheBytes - c.CacheBytes/lettersShare
	d.canvas.New = func() any { return new(canvas) }
	return d, nil
}

// Draw draws a page: what is in static and, above it, what is in own. Either may
// be nil. The picture of static is kept for further pages with the same list,
// which must not change; from the second one on, since often there is but one.
// Links and anchors are not drawn.
//
// The picture is the caller's, who may give it back with Recycle. The error is
// ctx.Err(), or says which operation cannot be drawn; there is no picture then.
func (d *Drawer) Draw(ctx context.Context, static, own *draw.List) (*Picture, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	c := d.canvas.Get().(*canvas)
	p, err := d.draw(ctx, c, static, own)
	c.end()
	d.canvas.Put(c)
	return p, err
}

func (d *Drawer) draw(ctx context.Context, c *canvas, static, own *draw.List) (*Picture, error) {
	var p *Picture
	found := d.shelf.get(static)
	switch kept, _ := found.(*Picture); {
	case kept != nil:
		p = d.copyOf(kept)
	case static == nil || len(static.Ops) == 0:
		p = d.blank()
	default:
		p = d.blank()
		c.begin(ctx, d, p)
		if err := c.list(static); err != nil {
			return nil, err
		}
		if size := int64(len(p.pix())); found != nil {
			d.shelf.put(static, p.clone(), size)
		} else if d.shelf.fits(size) {
			d.shelf.note(static)
		}
	}
	if own != nil && len(own.Ops) > 0 {
		c.begin(ctx, d, p)
		if err := c.list(own); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// Recycle gives the memory of a picture back for another one of this Drawer. It
// must not be used any more.
func (d *Drawer) Recycle(p *Picture) {
	if p != nil && len(p.pix()) == d.config.Width*d.config.Height*d.channels() {
		d.pixels.Put(p)
	}
}

func (d *Drawer) channels() int {
	if d.config.Color {
		return 3
	}
	return 1
}

// blank is a white picture.
func (d *Drawer) blank() *Picture {
	p, _ := d.pixels.Get().(*Picture)
	if p == nil {
		p = &Picture{Width: d.config.Width, Height: d.config.Height}
		if n := p.Width * p.Height; d.config.Color {
			p.RGB = make([]byte, 3*n)
		} else {
			p.Gray = make([]byte, n)
		}
	}
	pix := p.pix()
	const first = 4 << 10
	for i := range pix[:min(first, len(pix))] {
		pix[i] = 255
	}
	for n := first; n < len(pix); n *= 2 {
		copy(pix[n:], pix[:n])
	}
	return p
}

// copyOf is a picture with the pixels of another one.
func (d *Drawer) copyOf(p *Picture) *Picture {
	if q, _ := d.pixels.Get().(*Picture); q != nil {
		copy(q.pix(), p.pix())
		return q
	}
	return p.clone()
}

// pix is the picture's bytes.
func (p *Picture) pix() []byte {
	if p.RGB != nil {
		return p.RGB
	}
	return p.Gray
}

func (p *Picture) clone() *Picture {
	return &Picture{p.Width, p.Height, append([]byte(nil), p.Gray...), append([]byte(nil), p.RGB...)}
}
