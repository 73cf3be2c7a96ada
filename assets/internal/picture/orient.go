package picture

import (
	"bytes"
	"image"
	"strings"

	"github.com/bep/imagemeta"
)

// upright is the orientation of a picture that is to be shown as it is.
const upright = 1

// orientation reads how a picture is to be turned from EXIF (2.32, 4.6.4 A, tag 0x0112: 1 to 8), and whether it says where the picture was
// taken. What cannot be read says nothing.
func orientation(exif []byte) (way int, where bool) {
	way = upright
	if len(exif) == 0 {
		return way, false
	}
	defer func() {
		if recover() != nil && (way < 1 || way > 8) { // a mistake of the library
			way = upright
		}
	}()
	_, _ = imagemeta.Decode(imagemeta.Options{
		R:            bytes.NewReader(exif),
		ImageFormat:  imagemeta.TIFF,
		Sources:      imagemeta.EXIF,
		LimitNumTags: 1000,
		LimitTagSize: 64,
		ShouldHandleTag: func(t imagemeta.TagInfo) bool {
			where = where || strings.Contains(t.Namespace, "GPS")
			return t.Tag == "Orientation" && t.Namespace == "IFD0"
		},
		HandleTag: func(t imagemeta.TagInfo) error {
			if v, ok := t.Value.(uint16); ok && v >= 1 && v <= 8 {
				way = int(v)
			}
			return nil
		},
	})
	return way, where
}

// turn returns the picture as the orientation says: one that plain returned, and the same kind of one.
func turn(img image.Image, way int) image.Image {
	if way == upright {
		return img
	}
	w, h := img.Bounds().Dx(), img.Bounds().Dy()
	to := turned(img.Bounds(), way)
	switch m := img.(type) {
	case *image.Gray:
		out := image.NewGray(to)
		turnPlane(out.Pix, out.Stride, plane{pix: m.Pix, stride: m.Stride, bytes: 1}, w, h, way)
		return out
	case *image.Paletted:
		out := image.NewPaletted(to, m.Palette)
		turnPlane(out.Pix, out.Stride, plane{pix: m.Pix, stride: m.Stride, bytes: 1}, w, h, way)
		return out
	case *image.NRGBA:
		out := image.NewNRGBA(to)
		turnPlane(out.Pix, out.Stride, plane{pix: m.Pix, stride: m.Stride, bytes: 4}, w, h, way)
		return out
	case *image.YCbCr:
		out := image.NewYCbCr(to, image.YCbCrSubsampleRatio444)
		x, y := chroma(m)
		turnPlane(out.Y, out.YStride, plane{pix: m.Y, stride: m.YStride, bytes: 1}, w, h, way)
		turnPlane(out.Cb, out.CStride, plane{pix: m.Cb, stride: m.CStride, bytes: 1, x: x, y: y}, w, h, way)
		turnPlane(out.Cr, out.CStride, plane{pix: m.Cr, stride: m.CStride, bytes: 1, x: x, y: y}, w, h, way)
		return out
	}
	return img
}
