package golden

import (
	"bytes"
	"context"
	"image"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/gopdfout"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
	"github.com/einkpdf/platform/einkpdf/internal/inktest"
	"github.com/einkpdf/platform/einkpdf/internal/pdfout"
)

// panel is the resolution of the device in sample.
const panel = 200

// sample is a small project of two pages with a little of everything.
const sample = `
einkpdf: 1
title: Sample
device: card
devices: {card: {pixels: [600, 600], ppi: 200}}
designs:
  page:
    key: page/{n}
    label: p. {n}
    outline: "Page {n}"
    body:
      type: layers
      children:
        - {type: line, y: 100px, height: 1px, stroke: {color: black, width: 1px}}
        - {type: box, y: 20mm, height: 10mm, width: 30mm, fill: light}
        - {type: text, text: "Text {n}", y: 35mm}
        - {type: link, text: "Link {n}", to: "page/{n+1}?", x: 100pt, y: 100pt, width: 40pt, height: 30pt, stroke: mid}
        - {type: image, asset: logo.png, x: 40mm, y: 0mm, width: 10mm, height: 10mm}
        - {type: anchor, name: "here/{n}", y: 30mm}
plan:
  - {design: page, each: 1..3}
`

// renderSample renders the sample with a part replaced by another one.
func renderSample(t *testing.T, before, after string) *result {
	t.Helper()
	require.Contains(t, sample, before)
	r, err := render(context.Background(), testCase{name: "sample", mark: mark{pages: []int{1, 2}}, open: func() (opened, error) {
		p, err := einkpdf.Parse([]byte(strings.Replace(sample, before, after, 1)))
		return opened{project: p, assets: einkpdf.AssetFunc(asset)}, err
	}})
	require.NoError(t, err)
	return r
}

// expectSample makes the expectations of the sample in a temporary folder.
func expectSample(t *testing.T) (dir string, r *result) {
	t.Helper()
	dir, r = filepath.Join(t.TempDir(), "sample"), renderSample(t, "", "")
	changed := updateSample(t, dir, r)
	if r.pictures != nil {
		require.Equal(t, []string{"digest.txt", "links.tsv", "page-1.png", "page-2.png"}, changed)
	}
	return dir, r
}

func updateSample(t *testing.T, dir string, r *result) (changed []string) {
	t.Helper()
	w, err := readWant(dir)
	require.NoError(t, err)
	changed, err = w.update(r)
	require.NoError(t, err)
	return changed
}

// compareSample compares a result with the expectations in a folder.
func compareSample(t *testing.T, dir, out string, r *result) string {
	t.Helper()
	w, err := readWant(dir)
	require.NoError(t, err)
	problems, err := w.compare(r, out)
	require.NoError(t, err)
	return strings.Join(problems, "\n")
}

// TestNotices changes the sample a little and looks whether the suite says so;
// and whether it is content after an update.
func TestNotices(t *testing.T) {
	for name, c := range map[string]struct {
		before, after string
		want          []string // in what the suite says
	}{
		"a line by a pixel":   {"y: 100px", "y: 101px", []string{"digest.txt differs", "- page 1 page/1: own ", "page-1.png", "page-2.png", "-page-1.png"}},
		"a line's width":      {"stroke: {color: black, width: 1px}", "stroke: {color: black, width: 2px}", []string{"digest.txt differs", "page-1.png"}},
		"a box by 2 mm":       {"y: 20mm", "y: 22mm", []string{"digest.txt differs", "page-1.png differs", "page-2.png differs"}},
		"a shade":             {"fill: light", "fill: mid", []string{"digest.txt differs", "page-1.png differs"}},
		"a letter":            {"Text {n}", "Test {n}", []string{"digest.txt differs", "font LiberationSans", "page-1.png"}},
		"a link by a point":   {"x: 100pt, y: 100pt", "x: 100pt, y: 101pt", []string{"links.tsv differs", "page 1: moved: 40.00 × 30.00 pt at 117.01, 118.01 to page 2 instead of 40.00 × 30.00 pt at 117.01, 117.01 to page 2"}},
		"a link's width":      {"width: 40pt", "width: 41pt", []string{"links.tsv differs", "page 1: moved: 41.00"}},
		"a link's target":     {"page/{n+1}?", "page/{n}?", []string{"links.tsv differs", "page 1: changed: ", "to page 1 instead of", "page 3: extra: "}},
		"a link's view":       {"page/{n+1}?", "here/{n+1}?", []string{"links.tsv differs", "/XYZ"}},
		"an anchor":           {`here/{n}", y: 30mm`, `here/{n}", y: 31mm`, []string{"- anchor here/1 page 1", "+ anchor here/1 page 1"}},
		"a label":             {"p. {n}", "q. {n}", []string{`+ page 1 page/1: own `, `label "q. 1"`}},
		"a title":             {"title: Sample", "title: Simple", []string{`+ info Title "Simple"`, "catalog Metadata"}},
		"an outline entry":    {"Page {n}", "Leaf {n}", []string{`- outline "Page 1" to "page/1"`, `+ outline "Leaf 1" to "page/1"`}},
		"a key":               {"key: page/{n}", "key: pages/{n}", []string{"+ page 1 pages/1", "catalog PieceInfo", "page 1: missing: "}},
		"a picture":           {"asset: logo.png", "asset: photo.png", []string{"digest.txt differs", "page-1.png differs"}},
		"a page more":         {"1..3", "1..4", []string{"+ document of 4 pages", "+ page 4 page/4", "page 3: extra: "}},
		"a page less":         {"1..3", "1..2", []string{"+ document of 2 pages", "- page 3 page/3", "page 2: missing: "}},
		"what is not visible": {"fill: light}", "fill: light, when: n < 3}", []string{"- page 3 page/3: own "}},
		"a warning":           {"- {type: anchor", "- {type: image, asset: missing.png, y: 40mm}\n        - {type: anchor", []string{"+ finding missing-image on page/1: "}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir, _ := expectSample(t)
			out := t.TempDir()
			r := renderSample(t, c.before, c.after)
			problems := compareSample(t, dir, out, r)
			for _, want := range c.want {
				if strings.Contains(want, ".png") && r.pictures == nil {
					continue
				}
				require.Contains(t, problems, want)
			}
			updateSample(t, dir, r)
			require.Empty(t, compareSample(t, dir, out, r))
			require.Empty(t, updateSample(t, dir, r))
		})
	}
}

// TestNoticesNothing compares what is the same but for the file: the same again,
// and with stronger compression.
func TestNoticesNothing(t *testing.T) {
	dir, r := expectSample(t)
	require.Empty(t, compareSample(t, dir, t.TempDir(), r))
	require.Empty(t, compareSample(t, dir, t.TempDir(), renderSample(t, "", "")))

	var b bytes.Buffer
	require.NoError(t, r.document.Draw(context.Background(), func(info draw.Info) draw.Backend {
		return pdfout.New(&b, pdfout.Options{Info: info, Level: 9})
	}))
	require.NotEqual(t, r.pdf, b.Bytes())
	again := *r
	again.pdf = b.Bytes()
	var err error
	again.digest, err = digestOf(context.Background(), &again)
	require.NoError(t, err)
	require.Equal(t, r.digest, again.digest)
}

// TestPixelOfThePanel moves a line by one pixel of the panel, and looks at pictures
// of that resolution.
func TestPixelOfThePanel(t *testing.T) {
	requirePoppler(t)
	a, b := renderSample(t, "", ""), renderSample(t, "y: 100px", "y: 101px")
	require.NotEqual(t, a.digest, b.digest)
	before, err := drawPages(context.Background(), a.pdf, panel, []int{1})
	require.NoError(t, err)
	after, err := drawPages(context.Background(), b.pdf, panel, []int{1})
	require.NoError(t, err)
	require.Empty(t, comparePictures(before[1], before[1]))
	require.Contains(t, comparePictures(before[1], after[1]), "pixels differ")
}

// TestFailurePicture looks at the picture of a failure: what was expected, what is,
// and what is only in one of them.
func TestFailurePicture(t *testing.T) {
	requirePoppler(t)
	dir, _ := expectSample(t)
	out := t.TempDir()
	require.Contains(t, compareSample(t, dir, out, renderSample(t, "y: 20mm", "y: 25mm")), out)
	m, err := readPNG(filepath.Join(out, "sample-page-1.png"))
	require.NoError(t, err)
	want, err := readPicture(pictureFile(dir, 1))
	require.NoError(t, err)
	require.Greater(t, m.Bounds().Dx(), 3*want.Bounds().Dx())
	red, blue := 0, 0
	for y := range m.Bounds().Dy() {
		for x := range m.Bounds().Dx() {
			switch r, _, b, _ := m.At(x, y).RGBA(); {
			case r > b+1<<14:
				red++
			case b > r+1<<14:
				blue++
			}
		}
	}
	require.Positive(t, red)
	require.Positive(t, blue)
}

// TestWritersDiffer gives the comparison of the writers what another document
// looks like.
func TestWritersDiffer(t *testing.T) {
	ctx, r := context.Background(), renderSample(t, "", "")
	problems, err := compareWriters(ctx, r, "sample", t.TempDir())
	require.NoError(t, err)
	require.Empty(t, problems)

	other := renderSample(t, "y: 100pt, width: 40pt", "y: 110pt, width: 45pt")
	other.document = r.document
	out := t.TempDir()
	problems, err = compareWriters(ctx, other, "sample", out)
	require.NoError(t, err)
	require.Contains(t, strings.Join(problems, "\n"), "other links:\n\tpage 1: moved: 40.00")
	if r.pictures != nil {
		require.Contains(t, strings.Join(problems, "\n"), "% of the ink is not there")
		require.FileExists(t, filepath.Join(out, "sample-page-1-gopdf.png"))
	}

	foreign := renderSample(t, "Text {n}", "日本")
	_, err = compareWriters(ctx, foreign, "sample", t.TempDir())
	require.ErrorIs(t, err, gopdfout.ErrUnsupported)
}

// TestWithoutPoppler compares digests and links where no pictures can be made.
func TestWithoutPoppler(t *testing.T) {
	requirePoppler(t)
	dir, _ := expectSample(t)
	t.Setenv("PATH", t.TempDir())
	require.False(t, inktest.Available())
	require.Empty(t, compareSample(t, dir, "", renderSample(t, "", "")))
	r := renderSample(t, "y: 100px", "y: 101px")
	require.Contains(t, compareSample(t, dir, "", r), "digest.txt differs")

	w, err := readWant(dir)
	require.NoError(t, err)
	_, err = w.update(r)
	require.ErrorContains(t, err, "install poppler-utils")
	require.ErrorContains(t, missingPoppler("true"), "pdftoppm")
	require.NoError(t, missingPoppler(""))
}

// TestStale finds and removes pictures of pages that have none any more.
func TestStale(t *testing.T) {
	dir, r := expectSample(t)
	path := pictureFile(dir, 7)
	require.NoError(t, writePicture(path, greys(image.NewGray(image.Rect(0, 0, 9, 9)))))
	require.Contains(t, compareSample(t, dir, t.TempDir(), r), "page-7.png belongs to no page with a picture")
	require.Equal(t, []string{"page-7.png (removed)"}, updateSample(t, dir, r))
	require.NoFileExists(t, path)
	_, err := os.Stat(dir)
	require.NoError(t, err)
}
