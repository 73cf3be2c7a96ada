package golden

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
	"github.com/einkpdf/platform/einkpdf/internal/inktest"
	"github.com/einkpdf/platform/einkpdf/internal/raster"
)

// minRaster is the ink that a picture of package raster and one of poppler must
// share, within one pixel, in both directions.
const minRaster = 0.99

// TestRaster compares the pictures of package raster with those that poppler
// makes of the PDF, at the panel's own pixels: of the first page of each design
// of every case.
func TestRaster(t *testing.T) {
	requirePoppler(t)
	out := outFolder(t)
	for _, c := range allCases(t) {
		if underRace && !strings.HasPrefix(c.name, "widget-") {
			continue // .ci/run has a round without the race detector
		}
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			compareRaster(t, c, out)
		})
	}
}

func compareRaster(t *testing.T, c testCase, out *lazyFolder) {
	ctx := context.Background()
	o, err := c.open()
	require.NoError(t, err)
	d, err := c.compile(ctx, o)
	require.NoError(t, err)
	pages := c.pages
	if pages == nil {
		pages = firstPages(d)
	}
	if underRace {
		pages = pages[:1]
	}
	var pdf bytes.Buffer
	require.NoError(t, d.WritePDF(ctx, &pdf))
	ours, err := rasterPages(ctx, d, pages)
	require.NoError(t, err)
	for _, run := range runs(pages) {
		require.NoError(t, inktest.Pages(ctx, pdf.Bytes(), d.Device().PPI, run[0], run[1], func(page int, theirs *image.RGBA) error {
			lost, added := inktest.Compare(theirs, ours[page])
			if min(lost, added) >= minRaster {
				return nil
			}
			path := filepath.Join(out.path(t), fmt.Sprintf("%s-page-%d-raster.png", c.name, page))
			t.Errorf("page %d: %.2f %% of poppler's ink is not there, %.2f %% only there; poppler's, ours, and the difference: %s",
				page, 100*(1-lost), 100*(1-added), path)
			return sideBySide(path, theirs, ours[page])
		}))
	}
	require.Len(t, ours, len(pages))
}

// rasterPages draws pages of a document, counted from 1, with package raster.
func rasterPages(ctx context.Context, d *einkpdf.Document, pages []int) (map[int]image.Image, error) {
	pixels := func(u geom.Unit) int { return int(u.MulDiv(int64(d.Device().PPI), int64(72*geom.Pt))) }
	size := d.PageSize()
	drawer, err := raster.New(raster.Config{Page: size, Width: pixels(size.W), Height: pixels(size.H), Color: d.Device().Color})
	if err != nil {
		return nil, err
	}
	b := &rasterBackend{ctx: ctx, drawer: drawer, pages: pages, pictures: map[int]image.Image{}}
	err = d.Draw(ctx, func(draw.Info) draw.Backend { return b })
	return b.pictures, err
}

// rasterBackend draws some pages of a document.
type rasterBackend struct {
	ctx      context.Context
	drawer   *raster.Drawer
	pages    []int
	pictures map[int]image.Image

	page  int
	forms []*draw.List
}

func (b *rasterBackend) Form(_ geom.Size, l *draw.List) (draw.FormID, error) {
	b.forms = append(b.forms, l)
	return draw.FormID(len(b.forms)), nil
}

func (b *rasterBackend) Page(p draw.Page) error {
	if b.page++; !slices.Contains(b.pages, b.page) {
		return nil
	}
	var form *draw.List
	if p.Form != 0 {
		form = b.forms[p.Form-1]
	}
	m, err := b.drawer.Draw(b.ctx, form, p.List)
	if err == nil {
		b.pictures[b.page] = m.Image()
	}
	return err
}

func (b *rasterBackend) Close([]*draw.Outline, []string) error { return nil }
