package preview_test

import (
	"encoding/json"
	"fmt"
	"image"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/preview"
)

func TestTooManyPages(t *testing.T) {
	t.Parallel()
	s := newService(t, preview.Config{})
	text := head + "designs: {a: {}}\nplan: [{design: a, each: 1..%d}]\n"
	info, _, err := s.Pages(t.Context(), file(fmt.Sprintf(text, 1000)))
	require.NoError(t, err)
	require.Len(t, info.Pages, 1000)
	_, _, err = s.Pages(t.Context(), file(fmt.Sprintf(text, 2000)))
	e := refused(t, err, preview.CodeLimit)
	require.Equal(t, einkpdf.CodeTooManyPages, e.Findings[0].Code)
	require.NotContains(t, e.Hint, "Limits")
	_, _, err = newService(t, preview.Config{Limits: einkpdf.Limits{Pages: 10}}).Pages(t.Context(), file(fmt.Sprintf(text, 11)))
	_ = refused(t, err, preview.CodeLimit)
}

func TestGiantPictures(t *testing.T) {
	t.Parallel()
	s := newService(t, preview.Config{Pixels: 1000})
	own := head + "device: huge\ndevices: {huge: {%s}}\ndesigns: {a: {body: {type: lines, pitch: 8mm}}}\nplan: [{design: a}]\n"
	for name, c := range map[string]struct {
		device string
		want   image.Point
	}{
		"a square panel": {"pixels: [10000, 10000], ppi: 300", image.Pt(1000, 1000)},
		"a high one":     {"pixels: [1000, 10000], ppi: 300", image.Pt(100, 1000)},
		"a narrow page":  {"pixels: [3000, 4000], ppi: 300, page: [100pt, 5000pt]", image.Pt(20, 1000)},
	} {
		f, err := s.Page(t.Context(), file(fmt.Sprintf(own, c.device)), "1", preview.Picture{})
		require.NoError(t, err, name)
		require.Equal(t, c.want, size(t, f), name)
	}
	narrow := file(fmt.Sprintf(own, "pixels: [3000, 4000], ppi: 300, page: [100pt, 5000pt]"))
	for _, width := range []int{100, 1000} {
		_, err := s.Page(t.Context(), narrow, "1", preview.Picture{Width: width})
		require.Equal(t, "width", refused(t, err, preview.CodeInvalid).Field)
	}
	info, _, err := s.Pages(t.Context(), narrow)
	require.NoError(t, err)
	require.Equal(t, 4000, info.Height)
}

// Names that are repeated for each page and each widget do not make an answer of many megabytes.
func TestLongNames(t *testing.T) {
	t.Parallel()
	s := newService(t, preview.Config{})
	name := strings.Repeat("n", 100_000)
	of := file(head + "designs: {" + name + ": {key: 'p/{n}', body: {type: layers, repeat: {each: 1..500}, child: {type: box}}}}\nplan: [{design: " + name + ", each: 1..500}]\n")
	info, _, err := s.Pages(t.Context(), of)
	if err == nil {
		data, err := json.Marshal(info)
		require.NoError(t, err)
		require.Less(t, len(data), 1<<20)
	}
	_, _, err = s.Layout(t.Context(), of, "1")
	if preview.CodeOf(err) != preview.CodeDraft {
		_ = refused(t, err, preview.CodeLimit)
	}
	r, _, err := s.Check(t.Context(), of)
	require.NoError(t, err)
	data, err := json.Marshal(r)
	require.NoError(t, err)
	require.LessOrEqual(t, len(data), 4<<20)
}

// What is kept is bounded by number and by bytes, and those asked for last stay.
func TestKept(t *testing.T) {
	t.Parallel()
	var last bool
	observer := preview.Observer{OnAnswer: func(_ string, _ time.Duration, kept bool) { last = kept }}
	for name, c := range map[string]preview.Config{
		"by number": {Documents: 2, Observer: observer},
		"by bytes":  {Bytes: int64(2*(40*(len(planner)+10)+4*8192) + 1000), Observer: observer},
	} {
		s := newService(t, c)
		show := func(n int) bool {
			_, _, err := s.Pages(t.Context(), file(fmt.Sprintf("%s# %d\n", planner, n)))
			require.NoError(t, err)
			return last
		}
		require.False(t, show(1), name)
		require.True(t, show(1), name)
		require.False(t, show(2), name)
		require.True(t, show(1), name)
		require.False(t, show(3), name) // 2 goes
		require.True(t, show(1), name)
		require.False(t, show(2), name)
		require.False(t, show(3), name)
	}
	s := newService(t, preview.Config{Bytes: 10, Observer: observer}) // nothing is small enough
	for range 2 {
		_, _, err := s.Pages(t.Context(), file(planner))
		require.NoError(t, err)
		require.False(t, last)
	}
}

// Whatever is asked for ends with the time that it has.
func TestNoTime(t *testing.T) {
	t.Parallel()
	s := newService(t, preview.Config{Timeout: time.Nanosecond})
	many := file(head + "designs: {a: {body: {type: layers, repeat: {each: 1..130}, child: {type: layers, repeat: {each: 1..130}, child: {type: text, text: W, style: {size: 200pt}}}}}}\nplan: [{design: a, each: 1..500}]\n")
	for range 20 {
		_, _, err := s.Pages(t.Context(), many)
		_ = refused(t, err, preview.CodeSlow)
		_, err = s.Page(t.Context(), many, "1", preview.Picture{})
		_ = refused(t, err, preview.CodeSlow)
		_, _, err = s.Layout(t.Context(), many, "1")
		_ = refused(t, err, preview.CodeSlow)
		_, _, err = s.Check(t.Context(), many)
		_ = refused(t, err, preview.CodeSlow)
	}
}

// What pages were drawn of a project counts as well: a file of some thousand bytes may have a hundred megabytes of widgets that do not change.
func TestDrawnPagesAreWeighed(t *testing.T) {
	t.Parallel()
	var last bool
	s := newService(t, preview.Config{Bytes: 3 << 19, Observer: preview.Observer{OnAnswer: func(_ string, _ time.Duration, kept bool) { last = kept }}})
	const rows = "{type: layers, repeat: {each: 1..30}, child: {type: layers, repeat: {each: 1..30}, child: {type: text, text: W}}}"
	for name, body := range map[string]string{"shared": rows, "above what changes": "{type: layers, children: [{type: text, text: '{page}'}, " + rows + "]}"} {
		text := head + "designs:\n"
		for i := range 10 {
			text += fmt.Sprintf("  d%d: {body: %s}\n", i, body)
		}
		text += "plan:\n"
		for i := range 10 {
			text += fmt.Sprintf("  - {design: d%d}\n", i)
		}
		compiled := 0
		for i := range 10 {
			_, err := s.Page(t.Context(), file(text), fmt.Sprint(i+1), preview.Picture{Width: 16})
			require.NoError(t, err)
			if !last {
				compiled++
			}
		}
		require.Greater(t, compiled, 1, "%s: it was not kept for ever", name)
		require.Less(t, compiled, 8, "%s: it was kept for a while", name)
	}
}
