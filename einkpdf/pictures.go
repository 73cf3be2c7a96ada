package einkpdf

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"sync"

	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

// pictures are the images of a document. Each is read once, when a page first
// shows it; pages come in the same order whenever the document is written, and
// so do the images that the limits let in.
type pictures struct {
	options Options

	mu     sync.Mutex
	images map[string]*pictureOnce
	pixels int64 // of all images so far
}

type pictureOnce struct {
	once    sync.Once
	picture *draw.Picture
	err     error
}

// pictures gives the images of the document by their names. It may be called at
// the same time.
func (d *Document) pictures(o Options) func(string) (*draw.Picture, error) {
	p := &pictures{options: o, images: map[string]*pictureOnce{}}
	return p.get
}

func (p *pictures) get(name string) (*draw.Picture, error) {
	p.mu.Lock()
	e := p.images[name]
	if e == nil {
		e = new(pictureOnce)
		p.images[name] = e
	}
	p.mu.Unlock()
	e.once.Do(func() {
		var data []byte
		if data, e.err = p.options.asset(name); e.err == nil {
			e.err = guard("", func() (err error) {
				e.picture, err = p.decode(data)
				return err
			})
		}
	})
	return e.picture, e.err
}

// imageFormat is a kind of image file.
type imageFormat struct {
	config func(io.Reader) (image.Config, error)
	read   func(data []byte, cfg image.Config) (*draw.Picture, error)
}

func imageFormats() []imageFormat {
	return []imageFormat{{png.DecodeConfig, readPixels(png.Decode)}, {jpeg.DecodeConfig, readJPEG}, {gif.DecodeConfig, readPixels(gif.Decode)}}
}

// readPixels reads an image by its pixels.
func readPixels(decode func(io.Reader) (image.Image, error)) func([]byte, image.Config) (*draw.Picture, error) {
	return func(data []byte, _ image.Config) (*draw.Picture, error) {
		img, err := decode(bytes.NewReader(data))
		if err != nil {
			return nil, err
		}
		return toPicture(img), nil
	}
}

// decode reads a PNG, JPEG or GIF image. The header is checked before anything
// of its size is allocated.
func (p *pictures) decode(data []byte) (*draw.Picture, error) {
	for _, f := range imageFormats() {
		cfg, err := f.config(bytes.NewReader(data))
		if err != nil {
			continue
		}
		if err := p.admit(cfg.Width, cfg.Height); err != nil {
			return nil, err
		}
		picture, err := f.read(data, cfg)
		if err != nil {
			return nil, fmt.Errorf("the image is damaged: %w", err)
		}
		return picture, nil
	}
	return nil, errors.New("this is no PNG, JPEG or GIF image")
}

// admit checks the size of an image against the limits and counts its pixels.
func (p *pictures) admit(w, h int) error {
	one, all := int64(p.options.Limits.ImagePixels), int64(p.options.Limits.TotalPixels)
	size := fmt.Sprintf("the image has %d × %d pixels", w, h)
	if w < 1 || h < 1 || w > draw.MaxPictureSide || h > draw.MaxPictureSide || int64(w)*int64(h) > one {
		return tooManyPixels(fmt.Sprintf("%s, at most %s are allowed, and %s on a side", size, thousands(one), thousands(draw.MaxPictureSide)))
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if left := all - p.pixels; int64(w)*int64(h) > left {
		return tooManyPixels(fmt.Sprintf("%s, but only %s of the %s that the document's images may have together are left", size, thousands(left), thousands(all)))
	}
	p.pixels += int64(w) * int64(h)
	return nil
}

// tooManyPixels is the error about an image that is too large.
type tooManyPixels string

func (t tooManyPixels) Error() string { return string(t) }

// Hint says how to make it fit.
func (t tooManyPixels) Hint() string {
	return "scale the images down to the pixels that the device shows, or raise Limits.ImagePixels and Limits.TotalPixels"
}
