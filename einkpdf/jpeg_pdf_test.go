package einkpdf_test

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/internal/inktest"
	"github.com/einkpdf/platform/einkpdf/pdfcheck"
)

// photo is a JPEG file of soft shapes and some grain, and a PNG file of its pixels.
func photo(t *testing.T) (asJPEG, asPNG []byte) {
	t.Helper()
	m := image.NewRGBA(image.Rect(0, 0, 600, 400))
	seed := uint32(1)
	for y := range 400 {
		for x := range 600 {
			seed = seed*1664525 + 1013904223
			grain := int(seed >> 29)
			hill := 0
			if dx, dy := x-300, y-200; dx*dx+dy*dy < 150*150 {
				hill = 120
			}
			m.SetRGBA(x, y, color.RGBA{R: uint8(x/4 + grain), G: uint8(hill + y/4 + grain), B: uint8(60 + grain), A: 255})
		}
	}
	var j, p bytes.Buffer
	require.NoError(t, jpeg.Encode(&j, m, &jpeg.Options{Quality: 85}))
	decoded, err := jpeg.Decode(bytes.NewReader(j.Bytes()))
	require.NoError(t, err)
	require.NoError(t, png.Encode(&p, decoded))
	return j.Bytes(), p.Bytes()
}

// TestJPEGInPDF is hardly larger than the file, valid, and looks like its pixels,
// however the picture is shown.
func TestJPEGInPDF(t *testing.T) {
	asJPEG, asPNG := photo(t)
	file := head + `
designs:
  a: {body: {type: image, asset: logo}}
  b: {body: {type: stack, children: [{type: image, asset: logo, opacity: 0.4}, {type: image, asset: logo, fit: actual}]}}
  c: {body: {type: image, asset: logo, fit: cover}}
plan: [{design: a}, {design: b}, {design: c}]
`
	document := func(data []byte) []byte {
		return pdf(t, compile(t, file, einkpdf.Options{Strict: true, Assets: files{"logo": data}}))
	}
	own, pixels := document(asJPEG), document(asPNG)
	require.Less(t, len(own), len(asJPEG)*6/5)
	require.Greater(t, len(pixels), 2*len(own))
	require.Equal(t, own, document(append(bytes.Clone(asJPEG), "more"...)), "what follows the end makes no difference")

	report, err := pdfcheck.Verify(t.Context(), own, pdfcheck.Options{})
	require.NoError(t, err)
	require.Empty(t, report.Findings)

	if !inktest.Available() {
		require.NotEqual(t, "true", os.Getenv("CI"), "pdftoppm is not installed")
		t.Skip("pdftoppm is not installed")
	}
	var want, got []*image.RGBA
	for _, list := range []struct {
		pdf []byte
		to  *[]*image.RGBA
	}{{pixels, &want}, {own, &got}} {
		require.NoError(t, inktest.Pages(t.Context(), list.pdf, 60, 1, 3, func(_ int, m *image.RGBA) error {
			*list.to = append(*list.to, m)
			return nil
		}))
	}
	require.Len(t, got, 3)
	for i := range want {
		a, b := inktest.Compare(want[i], got[i])
		require.Greater(t, min(a, b), 0.999)
		require.Equal(t, want[i].Bounds(), got[i].Bounds())
		far := 0
		for k, v := range want[i].Pix {
			if d := int(v) - int(got[i].Pix[k]); d < -8 || d > 8 {
				far++
			}
		}
		require.Less(t, far, len(want[i].Pix)/100, "page %d", i+1)
	}
}
