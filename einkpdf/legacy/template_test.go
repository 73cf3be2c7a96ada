package legacy

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/internal/source"
)

// compiledTemplate is what the predecessor's compiler makes of a project.json:
// every widget of every page.
func compiledTemplate(t *testing.T, data []byte) map[string]any {
	t.Helper()
	r := &reader{report: &reporter{}, limits: withDefaults(einkpdf.Limits{})}
	doc := r.read("", data)
	require.NoError(t, r.errs.Errors().Err())
	pager, failed := listPages(doc, 1000)
	require.Nil(t, failed)
	w := newWorld(doc.locale, doc.localeAt, len(pager.pages), r.report)
	var widgets []any
	for _, p := range pager.pages {
		for _, it := range p.master.items {
			if it.kind == "link_list" {
				widgets = append(widgets, linksOf(w, p, it)...)
				continue
			}
			properties := w.expand(p, plainValue(it.properties.node))
			if m, ok := properties.(map[string]any); ok {
				if id, ok := m["dest_id"].(string); ok {
					m["dest_id"] = strings.ToLower(id)
				}
			}
			widgets = append(widgets, compiledWidget(p, it.id, it.kind, it, w.substitute(p, it.content, false), properties,
				[4]float64{it.box.X.Points(), it.box.Y.Points(), it.box.W.Points(), it.box.H.Points()}))
		}
	}
	return map[string]any{
		"schema_version": "1.0",
		"metadata": map[string]any{"name": doc.title + " (Compiled)", "description": "", "category": "planner", "version": "1.0", "author": doc.author,
			"created": "2026-01-01T00:00:00", "profile": doc.profile, "locale": doc.locale},
		"canvas":  map[string]any{"dimensions": map[string]any{"width": doc.canvas.W.Points(), "height": doc.canvas.H.Points(), "margins": []any{36, 36, 36, 36}}},
		"widgets": widgets, "masters": []any{}, "page_assignments": []any{},
		"navigation": map[string]any{"named_destinations": []any{}, "outlines": []any{map[string]any{"title": "2026", "dest": "year:2026", "level": 1}}, "links": []any{}},
		"export":     map[string]any{"modes": []any{"flattened"}, "default_mode": "flattened", "pdf_version": "1.6", "page_box": "MediaBox", "linearized": false},
	}
}

func compiledWidget(p *page, id, kind string, it *item, content string, properties any, box [4]float64) any {
	return map[string]any{"id": fmt.Sprintf("page_%d_%s", p.number, id), "type": kind, "page": p.number, "content": content,
		"position": map[string]any{"x": box[0], "y": box[1], "width": box[2], "height": box[3]},
		"styling":  plainValue(it.styling.node), "properties": properties}
}

// linksOf are the links of a horizontal link list.
func linksOf(w *world, p *page, it *item) []any {
	m := plainValue(it.properties.node).(map[string]any)
	number := func(key string, def float64) float64 {
		if v, ok := m[key].(float64); ok {
			return v
		}
		return def
	}
	columns, gapX, gapY, height := number("columns", 1), number("gap_x", 0), number("gap_y", 0), number("item_height", 0)
	labels, targets := m["labels"].([]any), m["destinations"].([]any)
	rows := float64((len(labels) + int(columns) - 1) / int(columns))
	width := (it.box.W.Points() - (columns-1)*gapX) / columns
	if height == 0 {
		height = (it.box.H.Points() - (rows-1)*gapY) / rows
	}
	var list []any
	for i := range labels {
		to := w.substitute(p, targets[i].(string), false)
		if to == "" || strings.HasSuffix(to, ":") {
			continue
		}
		x := it.box.X.Points() + float64(i%int(columns))*(width+gapX)
		y := it.box.Y.Points() + float64(i/int(columns))*(height+gapY)
		properties := map[string]any{"to_dest": to}
		if fill, ok := m["background_color"]; ok {
			properties["background_color"] = fill
		}
		list = append(list, compiledWidget(p, fmt.Sprintf("%s_%d", it.id, i), "internal_link", it, w.substitute(p, labels[i].(string), false), properties, [4]float64{x, y, width, height}))
	}
	return list
}

// expand replaces the tokens in all texts of a value.
func (w *world) expand(p *page, v any) any {
	switch x := v.(type) {
	case string:
		return w.substitute(p, x, false)
	case []any:
		for i := range x {
			x[i] = w.expand(p, x[i])
		}
	case map[string]any:
		for k := range x {
			x[k] = w.expand(p, x[k])
		}
	}
	return v
}

// plainValue is a value without places.
func plainValue(n *source.Node) any {
	if n == nil {
		return nil
	}
	switch n.Kind {
	case source.Map:
		m := map[string]any{}
		for i, k := range n.Keys {
			m[k.Value] = plainValue(n.Items[i])
		}
		return m
	case source.Seq:
		list := []any{}
		for _, item := range n.Items {
			list = append(list, plainValue(item))
		}
		return list
	case source.Number:
		var f float64
		fmt.Sscan(n.Value, &f) //nolint:errcheck // a number
		return f
	case source.Bool:
		return n.Value == "true"
	case source.Null:
		return nil
	}
	return n.Value
}

// A project and its compiled template give the same pages.
func TestCompiledTemplate(t *testing.T) {
	for _, name := range []string{"day-planner-2026.json", "weekly-2026.json"} {
		t.Run(name, func(t *testing.T) {
			data, err := os.ReadFile("../../testdata/legacy/" + name)
			require.NoError(t, err)
			project, err := Read(data, Options{})
			require.NoError(t, err)
			file, err := yaml.Marshal(compiledTemplate(t, data))
			require.NoError(t, err)
			require.True(t, Is(file))
			template, err := Read(file, Options{})
			require.NoError(t, err)
			a, b := drawn(t, project), drawn(t, template)
			require.Equal(t, len(a.pages), len(b.pages))
			for i := range a.pages {
				require.Equal(t, a.pages[i].key, b.pages[i].key)
				require.ElementsMatch(t, boxesOf(a.pages[i]), boxesOf(b.pages[i]), "page %d", i+1)
				require.ElementsMatch(t, a.pages[i].texts, b.pages[i].texts, "page %d", i+1)
			}
			require.Equal(t, a.outlines, b.outlines)
			require.LessOrEqual(t, len(template.Project.Designs), 6)
		})
	}
}

// boxesOf are the links of a page, in hundredths of a point.
func boxesOf(s sheet) []string {
	var list []string
	for _, l := range s.links {
		list = append(list, fmt.Sprintf("%.1f %.1f %.1f %.1f %d", l.box.X.Points(), l.box.Y.Points(), l.box.W.Points(), l.box.H.Points(), l.page))
	}
	return list
}

func templateJSON(t *testing.T, template anything) *Result {
	t.Helper()
	data, err := json.Marshal(template)
	require.NoError(t, err)
	require.True(t, Is(data))
	r, err := Read(data, Options{})
	require.NoError(t, err)
	return r
}

// A raw template: masters below, pages that nothing is on, and tokens that only
// the render phase knows.
func TestRawTemplate(t *testing.T) {
	onPage := func(n int, w anything) anything { w["page"] = n; return w }
	r := templateJSON(t, anything{
		"schema_version": "1.0", "metadata": anything{"name": "Raw", "profile": "remarkable-2"},
		"canvas":           anything{"dimensions": anything{"width": 300, "height": 400, "margins": []int{0, 0, 0, 0}}},
		"masters":          []any{anything{"id": "m", "name": "Below", "widgets": []any{widgetJSON("t", "text_block", "Page {page} of {total_pages} {year}", nil)}}},
		"page_assignments": []any{anything{"page": 1, "master_id": "m"}, anything{"page": 2, "master_id": "m"}, anything{"page": 6, "master_id": "m"}},
		"widgets": []any{
			widgetJSON("w", "internal_link", "Go {page}", anything{"to_dest": "Page_4"}),
			onPage(2, widgetJSON("w2", "internal_link", "Go {page}", anything{"to_dest": "here"})),
			onPage(4, widgetJSON("a", "anchor", nil, anything{"dest_id": "HERE"})),
		},
	})
	out := drawn(t, r)
	require.Len(t, out.pages, 6)
	require.ElementsMatch(t, []string{"Page 1 of 6", "Go 1"}, out.pages[0].texts)
	require.ElementsMatch(t, []string{"Page 2 of 6", "Go 2"}, out.pages[1].texts)
	require.Empty(t, out.pages[2].texts)
	require.Equal(t, "here", out.pages[3].key)
	require.Equal(t, 4, out.pages[0].links[0].page)
	require.Equal(t, 4, out.pages[1].links[0].page)
	require.Equal(t, []string{"Page 6 of 6"}, out.pages[5].texts)
}
