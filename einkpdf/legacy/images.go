package legacy

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"strconv"
	"strings"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/internal/webpfile"
)

// images are the pictures of a file, each kept once.
type images struct {
	limits einkpdf.Limits
	assets Assets
	known  map[[sha256.Size]byte]*picture
	pixels int64 // of all images so far
	work   int64 // pixels that were decoded so far
	demand int64 // pixels of all images, if each has as many as the device shows
}

// picture is an image as an asset. Its error says why it is none.
type picture struct {
	name          string
	width, height int
	scaled        [2]int // width and height here, where it is finer than the panel
	alpha         bool   // made grey without losing its transparency
	err           error
}

// The bounds of images where the limits say nothing.
const (
	maxImageBytes  = 32 << 20
	maxImagePixels = 16_000_000
	maxPixels      = 32_000_000

	// An image may have more pixels than are allowed as long as the panel shows
	// fewer of them: so many times, and all images together.
	maxScaled, maxDecoded = 4, 16
)

// errTooLarge is of images that are refused though the predecessor showed them.
var errTooLarge = errors.New("is left out")

func newImages(limits einkpdf.Limits) *images {
	def := func(v *int, d int) {
		if *v <= 0 {
			*v = d
		}
	}
	def(&limits.AssetBytes, maxImageBytes)
	def(&limits.ImagePixels, maxImagePixels)
	def(&limits.TotalPixels, maxPixels)
	return &images{limits: limits, assets: Assets{}, known: map[[sha256.Size]byte]*picture{}}
}

// add is the picture of a data URI or of bare base64, for a place of the page.
func (s *images) add(raw string, grey bool, at room) *picture {
	if raw = strings.TrimSpace(raw); len(raw)/4*3 > s.limits.AssetBytes+1000 {
		return &picture{err: fmt.Errorf("the image has more than %d bytes and %w", s.limits.AssetBytes, errTooLarge)}
	}
	id := sha256.Sum256([]byte(fmt.Sprint(grey, at, ":", raw)))
	p := s.known[id]
	if p == nil || p.width == 0 && p.err == nil { // new, or only expected so far
		p = s.read(raw, grey, at)
		s.known[id] = p
	}
	return p
}

// read decodes an image; nothing of its size is made before the header is checked.
func (s *images) read(raw string, grey bool, at room) *picture {
	data, err := imageBytes(raw)
	if err != nil {
		return &picture{err: err}
	}
	f, cfg, err := imageHeader(data)
	if err != nil {
		return &picture{err: err}
	}
	w, h := s.fair(at.size(cfg.Width, cfg.Height))
	if err := s.admit(cfg, w, h); err != nil {
		return &picture{err: err}
	}
	img, err := decodeImage(f, data)
	if err != nil {
		return &picture{err: fmt.Errorf("the image is damaged: %w", err)}
	}
	p := &picture{width: cfg.Width, height: cfg.Height}
	finer := w != cfg.Width || h != cfg.Height
	if finer {
		img, p.scaled = scaled(img, w, h), [2]int{w, h}
	}
	data, ext := withoutEXIF(data), f.name
	if grey || finer || f.foreign {
		if grey {
			img, p.alpha = greyed(img)
		}
		if data, ext, err = encodeImage(img, f.name); err != nil {
			return &picture{err: err}
		}
	}
	p.name = s.keep(data, ext)
	return p
}

// keep makes an asset of bytes, the same one for the same bytes.
func (s *images) keep(data []byte, ext string) string {
	id := sha256.Sum256(data)
	if p := s.known[id]; p != nil {
		return p.name
	}
	name := "image-" + strconv.Itoa(len(s.assets)+1) + "." + ext
	s.assets[name] = data
	s.known[id] = &picture{name: name}
	return name
}

// admit checks the size of an image, which is made w × h, against the limits and
// counts its pixels.
func (s *images) admit(cfg image.Config, w, h int) error {
	const maxSide = 1 << 16
	l := s.limits
	if cfg.Width < 1 || cfg.Height < 1 || cfg.Width > maxSide || cfg.Height > maxSide {
		return fmt.Errorf("the image has %d × %d pixels and %w", cfg.Width, cfg.Height, errTooLarge)
	}
	all, here := int64(cfg.Width)*int64(cfg.Height), int64(w)*int64(h)
	switch {
	case here > int64(l.ImagePixels) || all > maxScaled*int64(l.ImagePixels):
		return fmt.Errorf("the image has %d × %d pixels, more than an image may have (%d), and %w", cfg.Width, cfg.Height, l.ImagePixels, errTooLarge)
	case here > int64(l.TotalPixels)-s.pixels || all > maxDecoded*int64(l.TotalPixels)-s.work:
		return fmt.Errorf("the image has %d × %d pixels, with which all images have more than they may together (%d), and %w", cfg.Width, cfg.Height, l.TotalPixels, errTooLarge)
	}
	s.pixels, s.work = s.pixels+here, s.work+all
	return nil
}

// imageBytes reads a data URI of an image, or base64 alone.
func imageBytes(raw string) ([]byte, error) {
	if rest, ok := strings.CutPrefix(raw, "data:"); ok {
		kind, body, found := strings.Cut(rest, ",")
		if !found || !strings.HasPrefix(strings.ToLower(kind), "image/") || !strings.HasSuffix(strings.ToLower(kind), ";base64") {
			return nil, errors.New("the data is no image in base64")
		}
		raw = body
	}
	raw = strings.Map(func(r rune) rune {
		switch r {
		case ' ', '\n', '\r', '\t', '=':
			return -1
		case '-':
			return '+'
		case '_':
			return '/'
		}
		return r
	}, raw)
	data, err := base64.RawStdEncoding.DecodeString(raw)
	if err != nil {
		return nil, errors.New("the image is not in base64")
	}
	return data, nil
}

// imageFormat is a kind of image file. Foreign ones are made into others.
type imageFormat struct {
	name    string
	foreign bool
	config  func(io.Reader) (image.Config, error)
	decode  func(io.Reader) (image.Image, error)
}

func imageFormats() []imageFormat {
	return []imageFormat{
		{"png", false, png.DecodeConfig, png.Decode}, {"jpg", false, jpeg.DecodeConfig, jpeg.Decode}, {"gif", false, gif.DecodeConfig, gif.Decode},
		{"webp", true, webpfile.DecodeConfig, webpfile.Decode}, {"bmp", true, bmp.DecodeConfig, bmp.Decode}, {"tiff", true, tiff.DecodeConfig, tiff.Decode},
	}
}

func imageHeader(data []byte) (f imageFormat, cfg image.Config, err error) {
	defer recovered(&err)
	for _, f = range imageFormats() {
		if cfg, err = f.config(bytes.NewReader(data)); err == nil {
			return f, cfg, nil
		}
	}
	return f, cfg, errors.New("the data is no PNG, JPEG, GIF, WebP, BMP or TIFF image")
}

func decodeImage(f imageFormat, data []byte) (img image.Image, err error) {
	defer recovered(&err)
	return f.decode(bytes.NewReader(data))
}

// recovered makes an error of a decoder's panic.
func recovered(err *error) {
	if r := recover(); r != nil {
		*err = errors.New("it cannot be decoded")
	}
}

// greyed is an image in grey; alpha says that it is not opaque and stays so.
func greyed(img image.Image) (grey image.Image, alpha bool) {
	b := img.Bounds()
	if o, ok := img.(interface{ Opaque() bool }); !ok || o.Opaque() {
		out := image.NewGray(b)
		for y := b.Min.Y; y < b.Max.Y; y++ {
			for x := b.Min.X; x < b.Max.X; x++ {
				out.SetGray(x, y, color.GrayModel.Convert(img.At(x, y)).(color.Gray))
			}
		}
		return out, false
	}
	out := image.NewNRGBA(b)
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			c := color.NRGBAModel.Convert(img.At(x, y)).(color.NRGBA)
			v := color.GrayModel.Convert(color.NRGBA{R: c.R, G: c.G, B: c.B, A: 0xFF}).(color.Gray).Y
			out.SetNRGBA(x, y, color.NRGBA{R: v, G: v, B: v, A: c.A})
		}
	}
	return out, true
}

// encodeImage writes an image: photographs as JPEG, everything else as PNG.
func encodeImage(img image.Image, from string) (data []byte, ext string, err error) {
	var b bytes.Buffer
	if from == "jpg" {
		err = jpeg.Encode(&b, img, &jpeg.Options{Quality: 90})
		return b.Bytes(), "jpg", err
	}
	err = png.Encode(&b, img)
	return b.Bytes(), "png", err
}
