package einkpdf_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/png"
	"io"
	"math"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/device"
	"github.com/einkpdf/platform/einkpdf/gallery"
	"github.com/einkpdf/platform/einkpdf/geom"
)

// framed is a page with a black bar along its top edge and a red one along the bottom.
const framed = head + `toolbar: ignore
margin: 0mm
designs:
  page:
    key: page/{n}
    body:
      type: stack
      children:
        - {type: box, fill: black, height: 20%}
        - {type: space, height: 60%}
        - {type: box, fill: "#FF0000", height: 20%}
plan:
  - {design: page, each: 1..3}
`

func pngOf(t *testing.T, d *einkpdf.Document, page int, o einkpdf.PreviewOptions) (image.Image, []byte) {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, d.WritePNG(context.Background(), &b, page, o))
	m, err := png.Decode(bytes.NewReader(b.Bytes()))
	require.NoError(t, err)
	return m, b.Bytes()
}

func greyAt(m image.Image, x, y int) uint8 {
	return color.GrayModel.Convert(m.At(x, y)).(color.Gray).Y
}

// bitDepth is that of a PNG file's samples, with its colour type.
func bitDepth(file []byte) (depth, kind byte) { return file[24], file[25] }

// density is how many pixels of a PNG file an inch has.
func density(t *testing.T, file []byte) int {
	t.Helper()
	at := bytes.Index(file, []byte("pHYs"))
	require.Positive(t, at)
	return int(math.Round(float64(binary.BigEndian.Uint32(file[at+4:])) * 0.0254))
}

func TestPreviewIsThePanel(t *testing.T) {
	for _, test := range []struct {
		options       einkpdf.Options
		width, height int
		depth, kind   byte // of the file: kind 0 is grey, 2 coloured
	}{
		{einkpdf.Options{}, 1404, 1872, 4, 0},
		{einkpdf.Options{Orientation: "landscape"}, 1872, 1404, 4, 0},
		{einkpdf.Options{Device: "supernote-nomad"}, 1404, 1872, 4, 0},
		{einkpdf.Options{Device: "daylight-dc-1"}, 1200, 1600, 4, 0}, // nobody knows its greys
		{einkpdf.Options{Device: "remarkable-paper-pro"}, 1620, 2160, 8, 2},
		{einkpdf.Options{Profile: &device.Profile{Width: 300, Height: 400, PPI: 100, Greys: 2}}, 300, 400, 1, 0},
		{einkpdf.Options{Profile: &device.Profile{Width: 300, Height: 400, PPI: 100, Greys: 3}}, 300, 400, 2, 0},
		{einkpdf.Options{Profile: &device.Profile{Width: 300, Height: 400, PPI: 100, Greys: 8}}, 300, 400, 4, 0},
		{einkpdf.Options{Profile: &device.Profile{Width: 300, Height: 400, PPI: 100, Greys: 200}}, 300, 400, 8, 0},
	} {
		d := compile(t, framed, test.options)
		m, file := pngOf(t, d, 1, einkpdf.PreviewOptions{})
		require.Equal(t, image.Rect(0, 0, test.width, test.height), m.Bounds())
		depth, kind := bitDepth(file)
		require.Equal(t, []byte{test.depth, test.kind}, []byte{depth, kind}, "%+v", test.options)
		p, err := d.Preview(einkpdf.PreviewOptions{})
		require.NoError(t, err)
		w, h := p.Size()
		require.Equal(t, []int{test.width, test.height}, []int{w, h})

		require.Equal(t, d.Device().PPI, density(t, file))
		require.Zero(t, greyAt(m, test.width/2, test.height/10))
		require.EqualValues(t, 255, greyAt(m, test.width/2, test.height/2))
		red := m.At(test.width/2, test.height*9/10)
		if kind == 2 {
			require.Equal(t, color.RGBA{255, 0, 0, 255}, color.RGBAModel.Convert(red))
		} else if depth >= 4 {
			require.InDelta(t, 76, int(greyAt(m, test.width/2, test.height*9/10)), 9) // 0.299 of 255
		}
	}
}

// Pages of another shape than the panel stand in its middle.
func TestPreviewOfOtherPages(t *testing.T) {
	square := &device.Profile{Width: 300, Height: 400, PPI: 100, Page: geom.Size{W: 300 * geom.Pt, H: 300 * geom.Pt}}
	d := compile(t, framed, einkpdf.Options{Profile: square})
	m, _ := pngOf(t, d, 0, einkpdf.PreviewOptions{})
	require.Equal(t, image.Rect(0, 0, 300, 400), m.Bounds())
	require.EqualValues(t, 255, greyAt(m, 150, 30))
	require.Zero(t, greyAt(m, 150, 60))

	d = compile(t, framed, einkpdf.Options{Profile: square, Orientation: "landscape"})
	m, _ = pngOf(t, d, 0, einkpdf.PreviewOptions{})
	require.Equal(t, image.Rect(0, 0, 400, 300), m.Bounds())
	require.EqualValues(t, 255, greyAt(m, 20, 30))
	require.Zero(t, greyAt(m, 200, 30))

	m, _ = pngOf(t, d, 0, einkpdf.PreviewOptions{Width: 200}) // the shape of the page
	require.Equal(t, image.Rect(0, 0, 200, 200), m.Bounds())
}

func TestPreviewOptions(t *testing.T) {
	d := compile(t, framed, einkpdf.Options{})
	paper := compile(t, framed, einkpdf.Options{Device: "remarkable-paper-pro"})
	for _, test := range []struct {
		document    *einkpdf.Document
		options     einkpdf.PreviewOptions
		width       int
		depth, kind byte
	}{
		{d, einkpdf.PreviewOptions{Width: 100}, 100, 4, 0},
		{d, einkpdf.PreviewOptions{Width: 1}, 1, 4, 0},
		{d, einkpdf.PreviewOptions{Width: 100, Greys: 2}, 100, 1, 0},
		{d, einkpdf.PreviewOptions{Width: 100, Greys: 4, Dither: true}, 100, 2, 0},
		{d, einkpdf.PreviewOptions{Width: 100, Greys: 256}, 100, 8, 0},
		{d, einkpdf.PreviewOptions{Width: 100, Color: einkpdf.ColorFull}, 100, 8, 2},
		{paper, einkpdf.PreviewOptions{Width: 100, Color: einkpdf.ColorGrey}, 100, 4, 0},
		{paper, einkpdf.PreviewOptions{Width: 100, Color: einkpdf.ColorGrey, Greys: 256}, 100, 8, 0},
	} {
		m, file := pngOf(t, test.document, 0, test.options)
		depth, kind := bitDepth(file)
		require.Equal(t, []any{test.width, test.depth, test.kind}, []any{m.Bounds().Dx(), depth, kind}, "%+v", test.options)
	}

	for _, test := range []struct {
		options       einkpdf.PreviewOptions
		code, message string
	}{
		{einkpdf.PreviewOptions{Width: -1}, einkpdf.CodeRange, "a picture cannot be -1 pixels wide"},
		{einkpdf.PreviewOptions{Greys: 3}, einkpdf.CodeEnum, "a picture of 3 greys cannot be made"},
		{einkpdf.PreviewOptions{Color: "red"}, einkpdf.CodeEnum, `"red" is no colour mode`},
		{einkpdf.PreviewOptions{Width: 6000}, einkpdf.CodeTooLarge, "a picture of 6,000 × 8,000 pixels is larger than allowed: 40,000,000 pixels, and 65,536 on each side"},
		{einkpdf.PreviewOptions{Width: 1_404_000}, einkpdf.CodeTooLarge, "a picture of 1,404,000 × 1,872,000 pixels"},
		{einkpdf.PreviewOptions{Width: 70_000, MaxPixels: math.MaxInt}, einkpdf.CodeTooLarge, "and 65,536 on each side"},
		{einkpdf.PreviewOptions{Width: 30_000, MaxPixels: math.MaxInt}, einkpdf.CodeTooLarge, "268,435,456 pixels"},
		{einkpdf.PreviewOptions{Width: math.MaxInt}, einkpdf.CodeTooLarge, "40,000,000"},
		{einkpdf.PreviewOptions{MaxPixels: 1_000_000}, einkpdf.CodeTooLarge, "a picture of 1,404 × 1,872 pixels is larger than allowed: 1,000,000 pixels"},
	} {
		_, err := d.Preview(test.options)
		var wrong *einkpdf.ArgumentError
		require.ErrorAs(t, err, &wrong, "%+v", test.options)
		require.Equal(t, test.code, wrong.Code)
		require.Contains(t, wrong.Message, test.message)
		require.NotEmpty(t, wrong.Hint)
		require.Contains(t, err.Error(), wrong.Hint)
	}
	_, err := d.Preview(einkpdf.PreviewOptions{Width: 6000, MaxPixels: 50_000_000})
	require.NoError(t, err)
}

func TestPreviewImage(t *testing.T) {
	d := compile(t, framed, einkpdf.Options{})
	grey, err := d.Preview(einkpdf.PreviewOptions{Width: 90})
	require.NoError(t, err)
	m, err := grey.Image(context.Background(), 0)
	require.NoError(t, err)
	require.IsType(t, &image.Gray{}, m)
	require.Zero(t, greyAt(m, 45, 10))
	require.EqualValues(t, 255, greyAt(m, 45, 60))

	coloured, err := d.Preview(einkpdf.PreviewOptions{Width: 90, Color: einkpdf.ColorFull})
	require.NoError(t, err)
	m, err = coloured.Image(context.Background(), 0)
	require.NoError(t, err)
	require.True(t, m.(*image.RGBA).Opaque())
	require.Equal(t, color.RGBA{255, 0, 0, 255}, m.At(45, 115))

	// It belongs to the caller.
	clear(m.(*image.RGBA).Pix)
	again, err := coloured.Image(context.Background(), 0)
	require.NoError(t, err)
	require.Equal(t, color.RGBA{255, 0, 0, 255}, again.At(45, 115))
}

// A click on the picture leads to the widget that is seen there.
func TestPreviewPlaces(t *testing.T) {
	d := compile(t, placed, einkpdf.Options{})
	p, err := d.Preview(einkpdf.PreviewOptions{Width: 702})
	require.NoError(t, err)
	l := layout(t, d, 1)
	for _, w := range l.Widgets {
		at := p.ToPixels(w.Box)
		require.True(t, at.In(image.Rect(0, 0, 702, 936)), "%v", at)
		middle := p.ToPage((at.Min.X+at.Max.X)/2, (at.Min.Y+at.Max.Y)/2)
		require.InDelta(t, w.Box.Center().X.Points(), middle.X.Points(), 1)
		require.InDelta(t, w.Box.Center().Y.Points(), middle.Y.Points(), 1)
	}
	link := l.Links[1]
	at := p.ToPixels(link.Box)
	require.Equal(t, link, *l.LinkAt(p.ToPage(at.Min.X+1, at.Min.Y+1)))
}

func TestPreviewErrors(t *testing.T) {
	d := compile(t, framed, einkpdf.Options{})
	p, err := d.Preview(einkpdf.PreviewOptions{Width: 50})
	require.NoError(t, err)
	var out *einkpdf.RangeError
	require.ErrorAs(t, p.WritePNG(context.Background(), io.Discard, 3), &out)
	require.ErrorAs(t, d.WritePNG(context.Background(), io.Discard, -1, einkpdf.PreviewOptions{}), &out)
	_, err = p.Image(context.Background(), 1<<30)
	require.ErrorAs(t, err, &out)
	require.ErrorAs(t, d.WriteSVG(context.Background(), io.Discard, 3, einkpdf.SVGOptions{}), &out)

	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	var b bytes.Buffer
	require.ErrorIs(t, p.WritePNG(cancelled, &b, 0), context.Canceled)
	require.ErrorIs(t, d.WriteSVG(cancelled, &b, 0, einkpdf.SVGOptions{}), context.Canceled)
	require.ErrorIs(t, d.WriteSheet(cancelled, &b, einkpdf.SheetOptions{}), context.Canceled)
	require.Zero(t, b.Len())

	// It may also end while the file is written.
	late, end := context.WithCancel(context.Background())
	require.ErrorIs(t, p.WritePNG(late, ending{end}, 0), context.Canceled)

	full := errors.New("the disk is full")
	require.ErrorIs(t, p.WritePNG(context.Background(), failing{full}, 0), full)
	require.ErrorIs(t, d.WriteSVG(context.Background(), failing{full}, 0, einkpdf.SVGOptions{}), full)
	require.ErrorIs(t, d.WriteSheet(context.Background(), failing{full}, einkpdf.SheetOptions{}), full)
}

// ending is a writer that ends a context.
type ending struct{ end context.CancelFunc }

func (e ending) Write(b []byte) (int, error) {
	e.end()
	return len(b), nil
}

// failing is a writer that cannot write.
type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

// Warnings of the pages that were drawn are collected, and no others.
func TestPreviewFindings(t *testing.T) {
	d := compile(t, head+`designs:
  fine: {body: {type: dots, pitch: 5mm}}
  tight: {body: {type: stack, children: [{type: text, text: "much too long", width: 4mm, height: 4mm}, {type: space}]}}
plan:
  - {design: fine}
  - {design: tight}
`, einkpdf.Options{})
	p, err := d.Preview(einkpdf.PreviewOptions{Width: 90})
	require.NoError(t, err)
	require.NoError(t, p.WritePNG(context.Background(), io.Discard, 0))
	require.Empty(t, d.Findings())
	require.NoError(t, p.WritePNG(context.Background(), io.Discard, 1))
	require.Len(t, d.Findings(), 1)
	require.Equal(t, "text-overflow", d.Findings()[0].Code)
}

// Many goroutines draw with one preview, and get what one of them gets.
func TestPreviewConcurrently(t *testing.T) {
	source, err := gallery.Source("day-planner")
	require.NoError(t, err)
	pages := []int{0, 1, 20, 80, 81, 82, 200, 470}
	want := make([][]byte, len(pages))
	d := compile(t, string(source), einkpdf.Options{})
	for i, page := range pages {
		_, want[i] = pngOf(t, d, page, einkpdf.PreviewOptions{Width: 350})
	}
	shared, err := compile(t, string(source), einkpdf.Options{}).Preview(einkpdf.PreviewOptions{Width: 350, CacheBytes: 400_000})
	require.NoError(t, err)
	var wait sync.WaitGroup
	for g := range 8 {
		wait.Go(func() {
			for i := range pages {
				i = (i + g) % len(pages)
				var b bytes.Buffer
				if err := shared.WritePNG(context.Background(), &b, pages[i]); err != nil || !bytes.Equal(want[i], b.Bytes()) {
					t.Errorf("page %d: %v, or another picture", pages[i], err)
				}
			}
		})
	}
	wait.Wait()
}

func TestWriteSVG(t *testing.T) {
	d := compile(t, placed, einkpdf.Options{})
	write := func(o einkpdf.SVGOptions) string {
		var b bytes.Buffer
		require.NoError(t, d.WriteSVG(context.Background(), &b, 1, o))
		return b.String()
	}
	text := write(einkpdf.SVGOptions{})
	require.Contains(t, text, "<svg")
	require.Contains(t, text, "Placed – note/1")
	require.Contains(t, text, "@font-face")
	require.NotContains(t, text, "<a ")
	require.Equal(t, text, write(einkpdf.SVGOptions{}))
	require.NotContains(t, write(einkpdf.SVGOptions{Outlines: true}), "@font-face")
	links := write(einkpdf.SVGOptions{Href: func(target string) string { return "/pages/" + target }})
	require.Contains(t, links, "/pages/note/2")

	var wrong *einkpdf.ArgumentError
	require.ErrorAs(t, d.WriteSVG(context.Background(), io.Discard, 1, einkpdf.SVGOptions{MaxBytes: 500}), &wrong)
	require.Equal(t, einkpdf.CodeTooLarge, wrong.Code)
	require.Contains(t, wrong.Message, "more than 500 bytes")
}
