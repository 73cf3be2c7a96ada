package gopdfout

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	imagedraw "image/draw"
	"image/jpeg"
	"image/png"
	"strconv"

	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

// picture is a picture as gopdf wants it: a PNG or JPEG file with a name. A PNG is
// encoded when gopdf first reads it, and not kept.
type picture struct {
	id     string
	source *draw.Picture
	file   *bytes.Reader
}

// ID tells pictures apart.
func (p *picture) ID() string { return p.id }

// Read reads the file.
func (p *picture) Read(b []byte) (int, error) {
	if p.file == nil {
		data, err := p.source.JPEG, error(nil)
		if !forGopdf(data) {
			data, err = p.encode()
		}
		if err != nil {
			return 0, err
		}
		p.file = bytes.NewReader(data)
	}
	return p.file.Read(b)
}

// forGopdf says whether gopdf takes a JPEG file: not one of RGB.
func forGopdf(file []byte) bool {
	cfg, err := jpeg.DecodeConfig(bytes.NewReader(file))
	return err == nil && cfg.ColorModel != color.RGBAModel
}

// encode makes a PNG file, of eight bits: gopdf takes no others.
func (p *picture) encode() ([]byte, error) {
	m := image.Image(nil)
	if p.source.JPEG == nil {
		m = p.image()
	} else {
		decoded, err := jpeg.Decode(bytes.NewReader(p.source.JPEG))
		if err != nil {
			return nil, err
		}
		rgba := image.NewRGBA(decoded.Bounds())
		imagedraw.Draw(rgba, rgba.Rect, decoded, rgba.Rect.Min, imagedraw.Src)
		m = rgba
	}
	var out bytes.Buffer
	enc := png.Encoder{CompressionLevel: png.BestSpeed}
	err := enc.Encode(&out, m)
	return out.Bytes(), err
}

// image is the pixels of a picture for the encoder.
func (p *picture) image() image.Image {
	s := p.source
	at := image.Rect(0, 0, s.Width, s.Height)
	if s.Gray != nil && s.Alpha == nil {
		return &image.Gray{Pix: s.Gray, Stride: s.Width, Rect: at}
	}
	m := image.NewNRGBA(at)
	for i := range s.Width * s.Height {
		px := m.Pix[4*i : 4*i+4]
		if s.Gray != nil {
			px[0], px[1], px[2] = s.Gray[i], s.Gray[i], s.Gray[i]
		} else {
			copy(px, s.RGB[3*i:3*i+3])
		}
		px[3] = 255
		if s.Alpha != nil {
			px[3] = s.Alpha[i]
		}
	}
	return m
}

// maxSide bounds the sides of pictures in pixels, so that their product fits.
const maxSide = 1 << 16

// picture gives a picture's file; the first call checks the picture.
func (b *backend) picture(s *draw.Picture) (*picture, error) {
	if p, ok := b.pictures[s]; ok {
		p.file = nil // gopdf has read it
		return p, nil
	}
	if s.Width <= 0 || s.Height <= 0 || s.Width > maxSide || s.Height > maxSide {
		return nil, fmt.Errorf("a picture of %dx%d pixels: each side must be 1 to %d", s.Width, s.Height, maxSide)
	}
	pixels := int64(s.Width) * int64(s.Height)
	if s.Gray != nil && int64(len(s.Gray)) != pixels || s.Gray == nil && s.JPEG == nil && int64(len(s.RGB)) != 3*pixels ||
		s.Alpha != nil && int64(len(s.Alpha)) != pixels {
		return nil, fmt.Errorf("a picture of %dx%d pixels has %d grey, %d RGB and %d alpha bytes",
			s.Width, s.Height, len(s.Gray), len(s.RGB), len(s.Alpha))
	}
	p := &picture{id: strconv.Itoa(len(b.pictures) + 1), source: s}
	b.pictures[s] = p
	return p, b.spend(4 * pixels) // as pixels for the encoder; the file is smaller
}
