package gopdfout_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/png"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/gallery"
	"github.com/einkpdf/platform/einkpdf/gopdfout"
	"github.com/einkpdf/platform/einkpdf/internal/inktest"
	"github.com/einkpdf/platform/einkpdf/pdfcheck"
)

// small is a project of three linked pages.
const small = `einkpdf: 1
title: "Small & short 😀"
created: 2026-01-02
device: remarkable-2
styles: {default: {font: serif}}
designs:
  page:
    key: page/{n}
    outline: Page {n}
    body:
      type: stack
      children:
        - {type: text, text: "Office page {n}"}
        - {type: link, text: next, to: "page/{n+1}?"}
        - {type: dots, pitch: 5mm}
plan:
  - {design: page, each: 1..3}
`

func compile(t testing.TB, source string, o einkpdf.Options) *einkpdf.Document {
	t.Helper()
	p, err := einkpdf.Parse([]byte(source))
	require.NoError(t, err)
	o.Assets = einkpdf.AssetFunc(func(string) ([]byte, error) {
		m := image.NewNRGBA(image.Rect(0, 0, 40, 30))
		for i := range 40 * 30 {
			m.SetNRGBA(i%40, i/40, color.NRGBA{R: uint8(6 * (i % 40)), G: 90, B: uint8(8 * (i / 40)), A: uint8(255 - i/10)})
		}
		var b bytes.Buffer
		err := png.Encode(&b, m)
		return b.Bytes(), err
	})
	d, err := einkpdf.Compile(context.Background(), p, o)
	require.NoError(t, err)
	return d
}

// gopdf is the document as gopdf writes it.
func gopdf(t testing.TB, d *einkpdf.Document) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, gopdfout.WritePDF(context.Background(), d, &b))
	return b.Bytes()
}

// requireSamePages compares pages first to last of both writers.
func requireSamePages(t *testing.T, own, other []byte, first, last int) {
	t.Helper()
	if !inktest.Available() {
		require.NotEqual(t, "true", os.Getenv("CI"), "pdftoppm is not installed")
		t.Log("pdftoppm is not installed")
		return
	}
	ctx := context.Background()
	pages := map[int]image.Image{}
	require.NoError(t, inktest.Pages(ctx, own, 60, first, last, func(page int, m *image.RGBA) error {
		pages[page] = m
		return nil
	}))
	require.NotEmpty(t, pages)
	require.NoError(t, inktest.Pages(ctx, other, 60, first, last, func(page int, m *image.RGBA) error {
		require.Equal(t, pages[page].Bounds(), m.Bounds(), "page %d", page)
		a, b := inktest.Compare(pages[page], m)
		require.GreaterOrEqual(t, min(a, b), 0.99, "page %d", page)
		delete(pages, page)
		return nil
	}))
	require.Empty(t, pages)
}

// TestSameAsOwn compares pictures, links and page sizes with the renderer's own
// writer, and looks whether small files are sound.
func TestSameAsOwn(t *testing.T) {
	read := func(name string) string {
		data, err := os.ReadFile(filepath.Join("../testdata", name))
		require.NoError(t, err)
		return string(data)
	}
	for name, c := range map[string]struct {
		source string
		last   int
	}{
		"small":      {small, 0},
		"everything": {read("everything.yaml"), 0},
		"taste":      {read("taste.yaml"), 40},
	} {
		t.Run(name, func(t *testing.T) { requireSameDocument(t, compile(t, c.source, einkpdf.Options{}), c.last) })
	}
}

// TestGallery is TestSameAsOwn for the built-in projects.
func TestGallery(t *testing.T) {
	for _, e := range gallery.All() {
		t.Run(e.Name, func(t *testing.T) {
			source, err := gallery.Source(e.Name)
			require.NoError(t, err)
			requireSameDocument(t, compile(t, string(source), einkpdf.Options{Device: "supernote-nomad", Orientation: "landscape", Locale: "vi"}), 16)
		})
	}
}

func requireSameDocument(t *testing.T, d *einkpdf.Document, last int) {
	t.Helper()
	ctx := context.Background()
	var own, other bytes.Buffer
	want, err := d.WritePDFStats(ctx, &own)
	require.NoError(t, err)
	have, err := gopdfout.WritePDFStats(ctx, d, &other)
	require.NoError(t, err)
	require.EqualValues(t, other.Len(), have.Bytes)
	want.Bytes, have.Bytes, want.Outlines = 0, 0, 0
	require.Equal(t, want, have)

	a, err := pdfcheck.Links(own.Bytes())
	require.NoError(t, err)
	b, err := pdfcheck.Links(other.Bytes())
	require.NoError(t, err)
	require.Len(t, b, want.Links)
	require.Empty(t, pdfcheck.Compare(a, b, 0.02))

	requireSamePages(t, own.Bytes(), other.Bytes(), 1, last)
	if want.Pages > 100 {
		return // pdfcpu takes its time
	}
	report, err := pdfcheck.Verify(ctx, other.Bytes(), pdfcheck.Options{Pages: want.Pages})
	require.NoError(t, err)
	require.Empty(t, report.Findings)
}

func TestSameBytes(t *testing.T) {
	d := compile(t, small, einkpdf.Options{})
	want := gopdf(t, d)
	require.Equal(t, want, gopdf(t, compile(t, small, einkpdf.Options{})), "another document")
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			var b bytes.Buffer
			if err := gopdfout.WritePDF(context.Background(), d, &b); err != nil || !bytes.Equal(b.Bytes(), want) {
				t.Error("at the same time: other bytes", err)
			}
		})
	}
	wait.Wait()
}

func TestInfo(t *testing.T) {
	if _, err := exec.LookPath("pdfinfo"); err != nil {
		require.NotEqual(t, "true", os.Getenv("CI"), "pdfinfo is not installed")
		t.Skip("pdfinfo is not installed")
	}
	cmd := exec.Command("pdfinfo", "-")
	cmd.Stdin = bytes.NewReader(gopdf(t, compile(t, small, einkpdf.Options{})))
	cmd.Env = append(os.Environ(), "TZ=UTC", "LC_ALL=C.UTF-8")
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, string(out))
	for _, want := range []string{"Small & short \ufffd", "Producer:        gopdf", "Creator:         einkpdf", "CreationDate:    Fri Jan  2 00:00:00 2026 UTC", "Page size:       447.29 x 596.39 pts"} {
		require.Contains(t, string(out), want)
	}
}

// failing takes some bytes and then fails.
type failing struct {
	left int
	err  error
}

func (f *failing) Write(b []byte) (int, error) {
	n := min(f.left, len(b))
	f.left -= n
	if n < len(b) {
		return n, f.err
	}
	return n, nil
}

// lying says that it took more than there was.
type lying struct{}

func (lying) Write(b []byte) (int, error) { return len(b) + 1, nil }

func TestFailingWriter(t *testing.T) {
	d := compile(t, small, einkpdf.Options{})
	size := len(gopdf(t, d))
	full := errors.New("the disk is full")
	for _, left := range []int{0, 1, 1000, size / 2, size - 1} {
		err := gopdfout.WritePDF(context.Background(), d, &failing{left, full})
		require.ErrorIs(t, err, full, "after %d bytes", left)
		require.NotErrorIs(t, err, gopdfout.ErrUnsupported)
	}
	require.NoError(t, gopdfout.WritePDF(context.Background(), d, &failing{size, full}))
	require.ErrorIs(t, gopdfout.WritePDF(context.Background(), d, &failing{size / 2, nil}), io.ErrShortWrite)
	require.ErrorContains(t, gopdfout.WritePDF(context.Background(), d, lying{}), "impossible count")
}

// ending cancels a context when it gets its first bytes.
type ending struct {
	cancel  func()
	written int
}

func (e *ending) Write(b []byte) (int, error) {
	e.cancel()
	e.written += len(b)
	return len(b), nil
}

func TestCancel(t *testing.T) {
	large := strings.NewReplacer("1..3", "1..12", "5mm", "2.5mm").Replace(small) // 2 MB
	for name, when := range map[string]func(done, total int) bool{
		"while drawing":      func(done, _ int) bool { return done == 5 },
		"while writing":      func(done, total int) bool { return done == total },
		"while handing over": func(int, int) bool { return false },
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(context.Background())
			d := compile(t, large, einkpdf.Options{Progress: func(done, total int) {
				if when(done, total) {
					cancel()
				}
			}})
			w := &ending{cancel: cancel}
			require.ErrorIs(t, gopdfout.WritePDF(ctx, d, w), context.Canceled)
			if name == "while handing over" {
				require.Equal(t, 1<<20, w.written)
			} else {
				require.Zero(t, w.written)
			}
		})
	}
}

// TestErrors are the renderer's own.
func TestErrors(t *testing.T) {
	d := compile(t, strings.Replace(small, "text: next", `text: "a text that is much too long for its box", width: 3mm, height: 3mm`, 1), einkpdf.Options{Strict: true})
	var errs einkpdf.Errors
	require.ErrorAs(t, gopdfout.WritePDF(context.Background(), d, io.Discard), &errs)

	d = compile(t, strings.Replace(small, "Office page", "Office 水 page", 1), einkpdf.Options{})
	err := gopdfout.WritePDF(context.Background(), d, io.Discard)
	require.ErrorIs(t, err, gopdfout.ErrUnsupported)
	require.ErrorContains(t, err, `page 1 ("page/1"): text "`)
	require.ErrorContains(t, err, "mm from the top left: gopdf cannot write this: no font has the character '水'")
}
