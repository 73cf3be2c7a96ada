package legacy

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"

	"github.com/einkpdf/platform/einkpdf"
)

func colourful(alpha uint8) image.Image {
	img := image.NewNRGBA(image.Rect(0, 0, 6, 4))
	for y := range 4 {
		for x := range 6 {
			img.SetNRGBA(x, y, color.NRGBA{uint8(40 * x), uint8(60 * y), 200, 255})
		}
	}
	img.SetNRGBA(0, 0, color.NRGBA{200, 100, 0, alpha})
	return img
}

func encoded(t *testing.T, write func(*bytes.Buffer) error) string {
	var b bytes.Buffer
	require.NoError(t, write(&b))
	return base64.StdEncoding.EncodeToString(b.Bytes())
}

func TestImageFormats(t *testing.T) {
	img := colourful(255)
	for name, c := range map[string]struct{ data, ext string }{
		"png":  {encoded(t, func(b *bytes.Buffer) error { return png.Encode(b, img) }), "png"},
		"jpeg": {encoded(t, func(b *bytes.Buffer) error { return jpeg.Encode(b, img, nil) }), "jpg"},
		"gif":  {encoded(t, func(b *bytes.Buffer) error { return gif.Encode(b, img, nil) }), "gif"},
		"bmp":  {encoded(t, func(b *bytes.Buffer) error { return bmp.Encode(b, img) }), "png"},
		"tiff": {encoded(t, func(b *bytes.Buffer) error { return tiff.Encode(b, img, nil) }), "png"},
	} {
		for _, uri := range []string{c.data, "data:image/" + name + ";base64," + c.data, "data:image/x;charset=x;base64," + strings.TrimRight(c.data, "=") + "\n"} {
			s := newImages(einkpdf.Limits{})
			p := s.add(uri, false, room{})
			require.NoError(t, p.err, name)
			require.Equal(t, "image-1."+c.ext, p.name)
			require.Equal(t, [2]int{6, 4}, [2]int{p.width, p.height})
			_, _, err := image.Decode(bytes.NewReader(s.assets[p.name]))
			require.NoError(t, err)
		}
	}
}

// Lossy WebP has the colours that the predecessor showed.
func TestWebPColours(t *testing.T) {
	file, err := os.ReadFile("../../internal/webpfile/testdata/flat.webp")
	require.NoError(t, err)
	s := newImages(einkpdf.Limits{})
	p := s.add("data:image/webp;base64,"+base64.StdEncoding.EncodeToString(file), false, room{})
	require.NoError(t, p.err)
	img, err := png.Decode(bytes.NewReader(s.assets[p.name]))
	require.NoError(t, err)
	require.Equal(t, color.NRGBA{0, 0, 0, 255}, color.NRGBAModel.Convert(img.At(8, 8)))
	require.Equal(t, color.NRGBA{255, 255, 255, 255}, color.NRGBAModel.Convert(img.At(24, 8)))
}

func TestImagesAreKeptOnce(t *testing.T) {
	s := newImages(einkpdf.Limits{})
	data := encoded(t, func(b *bytes.Buffer) error { return png.Encode(b, colourful(255)) })
	one, two := s.add(data, false, room{}), s.add("data:image/png;base64,"+data, false, room{})
	require.Equal(t, one.name, two.name)
	grey := s.add(data, true, room{})
	require.NotEqual(t, one.name, grey.name)
	require.Len(t, s.assets, 2)
	require.Same(t, grey, s.add(data, true, room{}))
}

func TestGreyImages(t *testing.T) {
	s := newImages(einkpdf.Limits{})
	opaque := s.add(encoded(t, func(b *bytes.Buffer) error { return png.Encode(b, colourful(255)) }), true, room{})
	img, _, err := image.Decode(bytes.NewReader(s.assets[opaque.name]))
	require.NoError(t, err)
	require.IsType(t, &image.Gray{}, img)
	require.False(t, opaque.alpha)

	clear := s.add(encoded(t, func(b *bytes.Buffer) error { return png.Encode(b, colourful(10)) }), true, room{})
	require.True(t, clear.alpha, "transparency is kept")
	img, _, err = image.Decode(bytes.NewReader(s.assets[clear.name]))
	require.NoError(t, err)
	c := color.NRGBAModel.Convert(img.At(0, 0)).(color.NRGBA)
	require.Equal(t, uint8(10), c.A)
	require.Equal(t, c.R, c.B)
}

func TestBadImages(t *testing.T) {
	good := encoded(t, func(b *bytes.Buffer) error { return png.Encode(b, colourful(255)) })
	for name, raw := range map[string]string{
		"empty": "", "no base64": "data:image/png;base64,***", "no image": "data:text/plain;base64,AAAA", "not encoded": "data:image/png,xx",
		"nonsense": base64.StdEncoding.EncodeToString([]byte(strings.Repeat("nonsense", 40))),
		"cut off":  good[:len(good)/2], "svg": "data:image/svg+xml;base64,PHN2Zy8+",
	} {
		s := newImages(einkpdf.Limits{})
		require.Error(t, s.add(raw, false, room{}).err, name)
		require.Empty(t, s.assets, name)
	}
	require.ErrorContains(t, newImages(einkpdf.Limits{ImagePixels: 20}).add(good, false, room{}).err, "6 × 4 pixels")
	require.ErrorContains(t, newImages(einkpdf.Limits{TotalPixels: 20}).add(good, false, room{}).err, "6 × 4 pixels")
	require.ErrorContains(t, newImages(einkpdf.Limits{AssetBytes: 10}).add(strings.Repeat(good, 20), false, room{}).err, "10 bytes")
}

// Images that are finer than the panel are made smaller, so that photographs do
// not exceed the limits.
func TestImagesAreScaled(t *testing.T) {
	for name, c := range map[string]struct {
		at   room
		w, h int
	}{
		"no place":      {room{}, 6, 4},
		"as large":      {room{w: 6, h: 4}, 6, 4},
		"little larger": {room{w: 5, h: 9}, 6, 4},
		"low":           {room{w: 60, h: 2}, 3, 2},
		"narrow":        {room{w: 2, h: 60}, 2, 2},
		"filled":        {room{w: 3, h: 1, fill: true}, 3, 2},
		"filled long":   {room{w: 60, h: 1, fill: true}, 6, 4},
		"a point":       {room{w: 1, h: 1}, 1, 1},
	} {
		w, h := c.at.size(6, 4)
		require.Equal(t, [2]int{c.w, c.h}, [2]int{w, h}, name)
	}

	img := image.NewNRGBA(image.Rect(2, 3, 6, 7))
	for y := range 4 {
		for x := range 4 {
			img.SetNRGBA(2+x, 3+y, color.NRGBA{uint8(40 * x), uint8(40 * y), 200, uint8(255 * (y / 2))})
		}
	}
	small := scaled(img, 2, 2)
	require.Equal(t, color.NRGBA{}, small.At(0, 0))
	require.Equal(t, color.NRGBA{20, 100, 200, 255}, small.At(0, 1))
	require.Equal(t, color.NRGBA{100, 100, 200, 255}, small.At(1, 1))
	require.Equal(t, image.Rect(0, 0, 3, 4), scaled(img, 3, 4).Bounds())

	s := newImages(einkpdf.Limits{ImagePixels: 24, TotalPixels: 26})
	data := func(w, h int) string {
		return encoded(t, func(b *bytes.Buffer) error { return png.Encode(b, image.NewNRGBA(image.Rect(0, 0, w, h))) })
	}
	large := s.add("data:image/png;base64,"+data(8, 6), false, room{w: 4, h: 3})
	require.NoError(t, large.err)
	require.Equal(t, [2]int{4, 3}, large.scaled)
	require.ErrorIs(t, s.add("data:image/png;base64,"+data(5, 5), false, room{}).err, errTooLarge, "of one image")
	require.ErrorIs(t, s.add("data:image/png;base64,"+data(5, 4), false, room{}).err, errTooLarge, "of all images")
	require.ErrorIs(t, s.add("data:image/png;base64,"+data(10, 10), false, room{w: 1, h: 1}).err, errTooLarge, "to be decoded")
}

// However many photographs there are, none is left out for the sake of others.
func TestImagesShareTheLimit(t *testing.T) {
	var widgets []any
	for i := range 13 {
		img := image.NewGray(image.Rect(0, 0, 300, 400))
		img.Pix[i] = 200
		data := encoded(t, func(b *bytes.Buffer) error { return jpeg.Encode(b, img, nil) })
		if i == 12 {
			data = encoded(t, func(b *bytes.Buffer) error { return png.Encode(b, colourful(255)) })
		}
		widgets = append(widgets, widgetJSON(fmt.Sprint("i", i), "image", nil, anything{"image_data": "data:image/x;base64," + data, "image_fit": "actual"}))
	}
	v := valid()
	set(v, "masters/0/widgets", widgets)
	const most = 500_000
	r, err := Read(jsonOf(t, v), Options{Limits: einkpdf.Limits{TotalPixels: most}})
	require.NoError(t, err)
	require.Zero(t, r.Report.Count(Dropped), r.Report.String())
	require.Contains(t, r.Report.String(), "the image of 300 × 400 pixels has 176 × 235 here, so that all images together have no more than 500000")
	require.Len(t, r.Assets, 13)
	sum := 0
	for _, data := range r.Assets {
		cfg, _, err := image.DecodeConfig(bytes.NewReader(data))
		require.NoError(t, err)
		sum += cfg.Width * cfg.Height
	}
	require.LessOrEqual(t, sum, most)
	require.Greater(t, sum, most*9/10)
}
