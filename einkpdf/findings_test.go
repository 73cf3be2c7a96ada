package einkpdf_test

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
)

// calendarOfImages has a page for each day of January, with an image that all of them
// share, one that is drawn on each, one on Mondays, and one in a part.
const calendarOfImages = head + `calendar: {from: 2026-01-01, to: 2026-01-31}
parts: {p: {type: image, asset: part}}
designs:
  day:
    key: "day/{date}"
    body:
      type: stack
      children:
        - {type: image, asset: shared}
        - {type: image, asset: own, link: "day/{date}"}
        - {type: image, asset: monday, when: date.weekday == mon}
        - {type: part, part: p}
  cover: {body: {type: image, asset: cover}}
plan: [{design: day, each: day}, {design: cover}]
`

// TestPagesOfFindings counts pages once, however often and in which ways they are
// drawn.
func TestPagesOfFindings(t *testing.T) {
	d := compile(t, calendarOfImages, einkpdf.Options{})
	pdf(t, d)
	want := []string{
		"/designs/day/body/children/0 day/2026-01-01 31", "/designs/day/body/children/1 day/2026-01-01 31",
		"/designs/day/body/children/2 day/2026-01-05 4", "/parts/p day/2026-01-01 31", "/designs/cover/body cover 1",
	}
	short := func() (list []string) {
		for _, f := range d.Findings() {
			require.Equal(t, "missing-image", f.Code)
			require.Positive(t, f.Line)
			list = append(list, fmt.Sprintf("%s %s %d", f.Pointer, f.Page, f.Pages))
		}
		return list
	}
	require.ElementsMatch(t, want, short())
	var wait sync.WaitGroup
	for range 3 {
		wait.Go(func() {
			if err := d.WritePDF(t.Context(), io.Discard); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	require.NoError(t, d.WriteSVG(t.Context(), io.Discard, 3, einkpdf.SVGOptions{}))
	require.NoError(t, d.WritePNG(t.Context(), io.Discard, 4, einkpdf.PreviewOptions{Width: 50}))
	require.ElementsMatch(t, want, short())

	report, err := d.Check(t.Context(), einkpdf.CheckOptions{})
	require.NoError(t, err)
	pages := map[string]int{}
	for _, f := range report.Findings {
		if f.Code == "missing-image" {
			pages[f.Pointer] = f.Pages
		}
	}
	for _, f := range d.Findings() {
		require.Equal(t, pages[f.Pointer], f.Pages, "as the checks count")
	}

	// Pages one by one: a single page, and then another.
	d = compile(t, calendarOfImages, einkpdf.Options{})
	require.NoError(t, d.WriteSVG(t.Context(), io.Discard, 4, einkpdf.SVGOptions{}))
	require.Contains(t, short(), "/designs/day/body/children/0 day/2026-01-05 1")
	require.NoError(t, d.WriteSVG(t.Context(), io.Discard, 0, einkpdf.SVGOptions{}))
	require.Contains(t, short(), "/designs/day/body/children/0 day/2026-01-05 2")
	require.Contains(t, short(), "/designs/day/body/children/2 day/2026-01-05 1")
}

// TestStrictNamesPages says which widget it is, on which page, and on how many others.
func TestStrictNamesPages(t *testing.T) {
	var told []string
	for _, e := range fails(t, calendarOfImages, einkpdf.Options{Strict: true}) {
		require.Equal(t, "missing-image", e.Code)
		require.Positive(t, e.Line)
		page, _, _ := strings.Cut(e.Message, ": ")
		told = append(told, e.Pointer+": "+page)
	}
	require.ElementsMatch(t, []string{
		"/designs/day/body/children/0: page day/2026-01-01 and 30 more", "/designs/day/body/children/1: page day/2026-01-01 and 30 more",
		"/designs/day/body/children/2: page day/2026-01-05 and 3 more", "/parts/p: page day/2026-01-01 and 30 more", "/designs/cover/body: page cover",
	}, told)
}

// hinted is an error of assets that knows what to do.
type hinted struct{ error }

func (hinted) Hint() string { return "upload it again" }

func (h hinted) Unwrap() error { return h.error }

// TestHintsOfAssets are shown instead of the renderer's own, which talks of folders.
func TestHintsOfAssets(t *testing.T) {
	for _, tt := range []struct {
		err           error
		message, hint string
	}{
		{fs.ErrNotExist, `there is no asset "NAME"`, "--assets"},
		{hinted{fs.ErrNotExist}, `there is no asset "NAME"`, "upload it again"},
		{fmt.Errorf("wrapped: %w", hinted{fs.ErrNotExist}), `there is no asset "NAME"`, "upload it again"},
		{hinted{errors.New("damaged")}, `asset "NAME" cannot be read: damaged`, "upload it again"},
	} {
		assets := einkpdf.AssetFunc(func(string) ([]byte, error) { return nil, tt.err })
		for file, name := range map[string]string{imageFile: "logo", fontFile: "own.ttf"} {
			d := compile(t, file, einkpdf.Options{Assets: assets})
			pdf(t, d)
			require.Len(t, d.Findings(), 1)
			f := d.Findings()[0]
			require.Contains(t, f.Message, strings.ReplaceAll(tt.message, "NAME", name))
			require.Contains(t, f.Hint, tt.hint)
		}
	}
}
