package einkpdf

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io/fs"
	"sync"

	"github.com/einkpdf/platform/einkpdf/internal/draw"
	"github.com/einkpdf/platform/einkpdf/internal/font"
)

// asset reads an asset within the limits.
func (o *Options) asset(name string) ([]byte, error) {
	if o.Assets == nil {
		return nil, missingAsset("there is no asset " + quoted(name) + ", for no assets were given")
	}
	data, err := o.Assets.Asset(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, missingAsset("there is no asset " + quoted(name))
	case err != nil:
		return nil, fmt.Errorf("asset %s cannot be read: %w", quoted(name), err)
	case len(data) > o.Limits.AssetBytes:
		return nil, fmt.Errorf("asset %s has %s bytes, at most %s are allowed", quoted(name), thousands(int64(len(data))), thousands(int64(o.Limits.AssetBytes)))
	}
	return data, nil
}

// missingAsset is the error about an asset that does not exist.
type missingAsset string

func (m missingAsset) Error() string { return string(m) }

// Is makes it an fs.ErrNotExist.
func (m missingAsset) Is(target error) bool { return target == fs.ErrNotExist }

// Hint says how to give assets.
func (m missingAsset) Hint() string {
	return "give a folder that has it: --assets on the command line, Options.Assets in a program; an asset is named by its place in that folder"
}

// customFont is a font of the project and where it is named.
type customFont struct {
	font.Custom
	pointer string
}

// customFonts loads the project's fonts.
func (c *compiler) customFonts() []customFont {
	var list []customFont
	for _, family := range sortedKeys(c.project.Fonts) {
		f := c.project.Fonts[family]
		for _, style := range []struct {
			key, asset   string
			bold, italic bool
		}{{"regular", f.Regular, false, false}, {"bold", f.Bold, true, false}, {"italic", f.Italic, false, true}, {"bold-italic", f.BoldItalic, true, true}} {
			if style.asset == "" {
				continue
			}
			at := pointerTo("fonts", family, style.key)
			data, err := c.options.asset(style.asset)
			if err != nil {
				c.failWith(at, CodeBadAsset, err)
				continue
			}
			list = append(list, customFont{font.Custom{Family: family, Bold: style.bold, Italic: style.italic, Data: data}, at})
		}
	}
	return list
}

// pictures decodes each image once.
func (d *Document) pictures(o Options) func(string) (*draw.Picture, error) {
	type entry struct {
		once    sync.Once
		picture *draw.Picture
		err     error
	}
	var mu sync.Mutex
	cache := map[string]*entry{}
	return func(name string) (*draw.Picture, error) {
		mu.Lock()
		e := cache[name]
		if e == nil {
			e = new(entry)
			cache[name] = e
		}
		mu.Unlock()
		e.once.Do(func() {
			var data []byte
			if data, e.err = o.asset(name); e.err == nil {
				e.picture, e.err = decodePicture(data, o.Limits.ImagePixels)
			}
		})
		return e.picture, e.err
	}
}

// decodePicture reads a PNG, JPEG or GIF image. The header is checked before
// anything of its size is allocated.
func decodePicture(data []byte, maxPixels int) (*draw.Picture, error) {
	decoders := []struct {
		config func([]byte) (image.Config, error)
		decode func([]byte) (image.Image, error)
	}{
		{func(b []byte) (image.Config, error) { return png.DecodeConfig(bytes.NewReader(b)) }, func(b []byte) (image.Image, error) { return png.Decode(bytes.NewReader(b)) }},
		{func(b []byte) (image.Config, error) { return jpeg.DecodeConfig(bytes.NewReader(b)) }, func(b []byte) (image.Image, error) { return jpeg.Decode(bytes.NewReader(b)) }},
		{func(b []byte) (image.Config, error) { return gif.DecodeConfig(bytes.NewReader(b)) }, func(b []byte) (image.Image, error) { return gif.Decode(bytes.NewReader(b)) }},
	}
	for _, d := range decoders {
		cfg, err := d.config(data)
		if err != nil {
			continue
		}
		if cfg.Width < 1 || cfg.Height < 1 || int64(cfg.Width)*int64(cfg.Height) > int64(maxPixels) {
			return nil, fmt.Errorf("the image has %d × %d pixels, at most %s are allowed", cfg.Width, cfg.Height, thousands(int64(maxPixels)))
		}
		img, err := d.decode(data)
		if err != nil {
			return nil, fmt.Errorf("the image is damaged: %w", err)
		}
		return toPicture(img), nil
	}
	return nil, errors.New("this is no PNG, JPEG or GIF image")
}

func toPicture(img image.Image) *draw.Picture {
	b := img.Bounds()
	p := &draw.Picture{Width: b.Dx(), Height: b.Dy()}
	n := p.Width * p.Height
	rgb, alpha := make([]byte, 0, 3*n), make([]byte, 0, n)
	grey, opaque := true, true
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			c := color.NRGBAModel.Convert(img.At(x, y)).(color.NRGBA)
			rgb, alpha = append(rgb, c.R, c.G, c.B), append(alpha, c.A)
			grey = grey && c.R == c.G && c.G == c.B
			opaque = opaque && c.A == 255
		}
	}
	if !opaque {
		p.Alpha = alpha
	}
	if !grey {
		p.RGB = rgb
		return p
	}
	p.Gray = make([]byte, n)
	for i := range p.Gray {
		p.Gray[i] = rgb[3*i]
	}
	return p
}
