package legacy

import (
	"context"
	"encoding/json"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

// sheet is what a page of a document has.
type sheet struct {
	key   string
	texts []string // runs in the order of painting
	links []sheetLink
	size  geom.Size
}

type sheetLink struct {
	box    geom.Rect
	target string
	page   int // from 1
}

// sheets collects the pages of a document; it is a draw.Backend.
type sheets struct {
	pages    []sheet
	forms    []*draw.List
	outlines []*draw.Outline
	places   map[string]int
}

func (s *sheets) Form(_ geom.Size, l *draw.List) (draw.FormID, error) {
	s.forms = append(s.forms, l)
	return draw.FormID(len(s.forms)), nil
}

func (s *sheets) Page(p draw.Page) error {
	out := sheet{key: p.Key, size: p.Size}
	s.places[p.Key] = len(s.pages) + 1
	add := func(l *draw.List) {
		for _, op := range l.Ops {
			if text, ok := op.(draw.Text); ok {
				out.texts = append(out.texts, text.Run.Text)
			}
		}
	}
	if p.Form != 0 {
		add(s.forms[p.Form-1])
	}
	links, anchors := p.Links, p.Anchors
	if p.List != nil {
		add(p.List)
		links, anchors = append(links[:len(links):len(links)], p.List.Links...), append(anchors[:len(anchors):len(anchors)], p.List.Anchors...)
	}
	for _, l := range links {
		out.links = append(out.links, sheetLink{box: l.Box, target: l.Target})
	}
	for _, a := range anchors {
		s.places[a.Name] = len(s.pages) + 1
	}
	s.pages = append(s.pages, out)
	return nil
}

func (s *sheets) Close(outline []*draw.Outline, _ []string) error {
	s.outlines = outline
	for i := range s.pages {
		for k := range s.pages[i].links {
			l := &s.pages[i].links[k]
			l.page = s.places[l.target]
		}
	}
	return nil
}

// drawn compiles and draws a result.
func drawn(t *testing.T, r *Result) *sheets {
	t.Helper()
	doc, err := einkpdf.Compile(context.Background(), r.Project, einkpdf.Options{Assets: r.Assets, Limits: einkpdf.Limits{Pages: 10_000}})
	require.NoError(t, err)
	out := &sheets{places: map[string]int{}}
	require.NoError(t, doc.Draw(context.Background(), func(draw.Info) draw.Backend { return out }))
	return out
}

// readFile reads a file of testdata/legacy.
func readFile(t *testing.T, name string) *Result {
	t.Helper()
	data, err := os.ReadFile("../../testdata/legacy/" + name)
	require.NoError(t, err)
	require.True(t, Is(data))
	r, err := Read(data, Options{File: name})
	require.NoError(t, err)
	return r
}

func jsonOf(t *testing.T, v any) []byte {
	t.Helper()
	data, err := json.MarshalIndent(v, "", " ")
	require.NoError(t, err)
	return data
}

func readValue(t *testing.T, v any) *Result {
	t.Helper()
	r, err := Read(jsonOf(t, v), Options{File: "f.json"})
	require.NoError(t, err)
	return r
}
