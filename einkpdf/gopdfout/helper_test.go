package gopdfout

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
	"github.com/einkpdf/platform/einkpdf/internal/font"
	"github.com/einkpdf/platform/einkpdf/internal/inktest"
	"github.com/einkpdf/platform/einkpdf/internal/pdfout"
)

// pageSize is the 1404x1872 panel of 226 ppi.
var pageSize = geom.Size{W: 447_292_035, H: 596_389_380}

var fonts = sync.OnceValue(font.Builtin)

// pt is a length in points.
func pt(v float64) geom.Unit { return geom.Unit(v * float64(geom.Pt)) }

func at(x, y float64) geom.Point { return geom.Point{X: pt(x), Y: pt(y)} }

func box(x, y, w, h float64) geom.Rect { return geom.Rect{X: pt(x), Y: pt(y), W: pt(w), H: pt(h)} }

func ops(o ...draw.Op) *draw.List { return &draw.List{Ops: o} }

// text is a line of black text.
func text(t testing.TB, set *font.Set, spec font.Spec, x, y, size float64, s string) (all []draw.Op) {
	line, err := set.Shape(spec, "en", s)
	require.NoError(t, err)
	p := at(x, y)
	for _, r := range line.Runs {
		all = append(all, draw.Text{At: p, Run: r, Size: pt(size), Color: draw.Gray(0)})
		p.X += r.Advance(pt(size))
	}
	return all
}

// write is the PDF that a backend makes of pages.
func write(t testing.TB, b draw.Backend, pages []draw.Page) {
	t.Helper()
	for _, p := range pages {
		require.NoError(t, b.Page(p))
	}
	require.NoError(t, b.Close(nil, nil))
}

// both writes pages with both writers.
func both(t testing.TB, pages ...draw.Page) (own, other []byte) {
	t.Helper()
	var a, b bytes.Buffer
	write(t, pdfout.New(&a, pdfout.Options{}), pages)
	write(t, newBackend(context.Background(), &b, draw.Info{Title: "Both"}), pages)
	return a.Bytes(), b.Bytes()
}

// tool says whether a program is installed; on CI it must be.
func tool(t testing.TB, name string) bool {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		require.NotEqual(t, "true", os.Getenv("CI"), "%s is not installed", name)
		t.Logf("%s is not installed", name)
		return false
	}
	return true
}

// requireSame fails unless pages first to last of two PDFs show the same ink
// within a pixel; the folder INKTEST_KEEP gets pictures of those that do not.
func requireSame(t testing.TB, own, other []byte, dpi, first, last int) {
	t.Helper()
	if !tool(t, "pdftoppm") {
		return
	}
	ctx := context.Background()
	var pictures []image.Image
	require.NoError(t, inktest.Pages(ctx, own, dpi, first, last, func(_ int, m *image.RGBA) error {
		pictures = append(pictures, m)
		return nil
	}))
	n := 0
	require.NoError(t, inktest.Pages(ctx, other, dpi, first, last, func(page int, m *image.RGBA) error {
		require.Less(t, n, len(pictures))
		a := pictures[n]
		n++
		require.Equal(t, a.Bounds(), m.Bounds(), "page %d", page)
		x, y := inktest.Compare(a, m)
		if dir := os.Getenv("INKTEST_KEEP"); dir != "" && (x < 0.99 || y < 0.99 || os.Getenv("INKTEST_ALL") != "") {
			f, err := os.Create(filepath.Join(dir, fmt.Sprintf("%s-%d.png", filepath.Base(t.Name()), page)))
			require.NoError(t, err)
			require.NoError(t, inktest.SideBySide(f, a, m))
			require.NoError(t, f.Close())
		}
		require.GreaterOrEqual(t, min(x, y), 0.99, "page %d: %.4f of our ink is in gopdf's, %.4f of gopdf's in ours", page, x, y)
		return nil
	}))
	require.Len(t, pictures, n)
}
