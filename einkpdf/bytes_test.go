package einkpdf_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io/fs"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/gallery"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// everything is a project with every kind of widget.
func everything(t *testing.T) *einkpdf.Document {
	t.Helper()
	data, err := os.ReadFile("testdata/everything.yaml")
	require.NoError(t, err)
	return compile(t, string(data), einkpdf.Options{Strict: true, Assets: logo()})
}

// logo has a small picture with all kinds of pixels, under that name.
func logo() einkpdf.Assets {
	return einkpdf.AssetFunc(func(name string) ([]byte, error) {
		if name != "logo" {
			return nil, fs.ErrNotExist
		}
		return picture(16, 9), nil
	})
}

func picture(w, h int) []byte {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for i := range w * h {
		img.Set(i%w, i/w, color.NRGBA{R: uint8(i), G: uint8(3 * i), B: uint8(7 * i), A: uint8(255 - i%3)})
	}
	var b bytes.Buffer
	_ = png.Encode(&b, img)
	return b.Bytes()
}

// TestSameBytes compares a PDF with one that was made before, on any processor.
// When a change of the PDF is meant, go test -update notes the new digest.
func TestSameBytes(t *testing.T) {
	data := pdf(t, everything(t))
	golden(t, "testdata/everything.sha256", fmt.Appendf(nil, "%x %d bytes\n", sha256.Sum256(data), len(data)))

	source, err := os.ReadFile("testdata/everything.yaml")
	require.NoError(t, err)
	for _, k := range widget.Builtin() {
		require.Contains(t, string(source), "type: "+k.Name, "testdata/everything.yaml has no %s", k.Name)
	}
}

// TestSameBytesGallery does the same with the built-in projects, which are of a
// real size.
func TestSameBytesGallery(t *testing.T) {
	var sums strings.Builder
	for _, e := range gallery.All() {
		source, err := gallery.Source(e.Name)
		require.NoError(t, err)
		data := pdf(t, compile(t, string(source), einkpdf.Options{Strict: true}))
		fmt.Fprintf(&sums, "%x %7d bytes %s\n", sha256.Sum256(data), len(data), e.Name)
	}
	golden(t, "testdata/gallery.sha256", []byte(sums.String()))
}

func TestSameBytesTwice(t *testing.T) {
	d := everything(t)
	first := pdf(t, d)
	require.Equal(t, first, pdf(t, d), "the same document")
	require.Equal(t, first, pdf(t, everything(t)), "another document")
}

// TestSameBytesAtTheSameTime writes one document from many goroutines.
func TestSameBytesAtTheSameTime(t *testing.T) {
	want := pdf(t, everything(t))
	d := everything(t)
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			var b bytes.Buffer
			if err := d.WritePDF(context.Background(), &b); err != nil || !bytes.Equal(want, b.Bytes()) {
				t.Errorf("%d bytes, %v", b.Len(), err)
			}
		})
	}
	wait.Wait()
}

// TestSameBytesInAnyOrder draws pages in another order first: which page a
// design is laid out from makes no difference.
func TestSameBytesInAnyOrder(t *testing.T) {
	want := pdf(t, everything(t))
	random := rand.New(rand.NewPCG(1, 2))
	for range 3 {
		d := everything(t)
		for _, i := range random.Perm(d.Len()) {
			_, err := d.PageAt(i)
			require.NoError(t, err)
		}
		require.True(t, bytes.Equal(want, pdf(t, d)))
	}
}

// TestLayersDoNotDependOnThePage lays out designs from each of their pages: what
// is static is the same, and the own part of a page is too.
func TestLayersDoNotDependOnThePage(t *testing.T) {
	documents := map[string]*einkpdf.Document{"everything": everything(t), "conditions": compile(t, layerFile, einkpdf.Options{})}
	for _, e := range gallery.All() {
		source, err := gallery.Source(e.Name)
		require.NoError(t, err)
		documents[e.Name] = compile(t, string(source), einkpdf.Options{})
	}
	for name, d := range documents {
		checked := map[int]bool{}
		for i := range d.Len() {
			same := d.SamePages(i)
			if len(same) == 0 || checked[same[0]] {
				continue
			}
			checked[same[0]] = true
			last := same[len(same)-1]
			wantStatic, wantOwn, err := d.LayerFrom(same[0], last)
			require.NoError(t, err)
			step := max(len(same)/12, 1)
			for j := 0; j < len(same); j += step {
				static, own, err := d.LayerFrom(same[j], last)
				require.NoError(t, err)
				require.Equal(t, wantStatic, static, "%s: page %d and %d", name, same[0], same[j])
				require.Equal(t, wantOwn, own, "%s: page %d and %d", name, same[0], same[j])
			}
		}
	}
}

// layerFile mixes what is the same on all pages with what is not.
const layerFile = head + year + `
vars: {x: hello}
parts:
  p: {type: stack, children: [{type: text, text: "{x} part"}, {type: text, text: "{n}"}]}
designs:
  a:
    body:
      type: layers
      children:
        - {type: box, fill: faint, x: 1mm}
        - {type: text, text: static, when: pages > 3, height: 4mm}
        - {type: text, text: first, when: first, height: 5mm}
        - {type: text, text: either, when: pages > 3 or last, y: 5mm, height: 4mm}
        - {type: text, text: "{n|roman}", y: 10mm, height: 10mm}
        - {type: box, stroke: black, y: 5mm, height: 10mm}
        - type: stack
          y: 30mm
          children:
            - {type: text, text: "only on odd pages", when: n == 1 or n == 3}
            - {type: text, text: moved by the one above}
            - {type: part, part: p}
        - type: grid
          y: 60mm
          columns: 3
          repeat: {each: "1..{n}"}
          child: {type: text, text: "{item}"}
        - type: row
          y: 90mm
          repeat: {each: month, in: "2026"}
          child: {type: text, text: "{item.month|MMM} {x}", when: item.month.number != n}
plan: [{design: a, each: 1..6}]
`

func TestLayersHaveWhatPagesShare(t *testing.T) {
	d := compile(t, layerFile, einkpdf.Options{})
	p, err := d.PageAt(2)
	require.NoError(t, err)
	text := func(static bool) []string {
		list := p.Own
		if static {
			list = p.Static
		}
		return slices.DeleteFunc(strings.Fields(einkpdf.TextOf(list)), func(s string) bool { return s == "" })
	}
	require.Subset(t, text(true), []string{"static", "either"})
	require.NotContains(t, text(true), "first")
	require.Subset(t, text(false), []string{"III", "odd", "hello"})
	require.NotContains(t, text(false), "static")
}
