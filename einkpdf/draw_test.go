package einkpdf_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

// recorder is a backend that notes what it is told.
type recorder struct {
	info    draw.Info
	forms   int
	pages   []draw.Page
	outline []*draw.Outline
	keys    []string
	fail    int // at this page
}

var errRecorder = errors.New("no more pages")

func (r *recorder) Form(geom.Size, *draw.List) (draw.FormID, error) {
	r.forms++
	return draw.FormID(r.forms), nil
}

func (r *recorder) Page(p draw.Page) error {
	r.pages = append(r.pages, p)
	if len(r.pages) == r.fail {
		return errRecorder
	}
	return nil
}

func (r *recorder) Close(outline []*draw.Outline, keys []string) error {
	r.outline, r.keys = outline, keys
	return nil
}

func TestDraw(t *testing.T) {
	d := compile(t, `{"einkpdf": 1, "title": "Drawn", "created": "2026-01-02", "locale": "de",
		"designs": {"p": {"key": "p/{n}", "outline": "Page {n}", "label": "{n}", "body": {"type": "stack", "children": [
			{"type": "dots", "pitch": "5mm", "height": "20mm"}, {"type": "link", "text": "next", "to": "p/{n+1}?"}, {"type": "link", "text": "first", "to": "p/1"}]}}},
		"plan": [{"design": "p", "each": "1..4"}]}`, einkpdf.Options{})
	r := new(recorder)
	require.NoError(t, d.Draw(context.Background(), func(info draw.Info) draw.Backend {
		r.info = info
		return r
	}))
	require.Equal(t, draw.Info{Title: "Drawn", Creator: "einkpdf", Producer: "einkpdf", Lang: "de", Created: "2026-01-02"}, r.info)
	require.Equal(t, 1, r.forms)
	require.Len(t, r.pages, 4)
	for i, p := range r.pages {
		require.Equal(t, d.PageSize(), p.Size)
		require.Equal(t, d.Keys()[i], p.Key)
		require.EqualValues(t, 1, p.Form)
		require.Equal(t, "p/1", p.Links[0].Target)
	}
	require.Equal(t, d.Keys(), r.keys)
	require.Len(t, r.outline, 4)

	r = &recorder{fail: 2}
	err := d.Draw(context.Background(), func(draw.Info) draw.Backend { return r })
	require.ErrorIs(t, err, errRecorder)
	require.Len(t, r.pages, 2)
	require.Nil(t, r.keys, "it was not closed")
}
