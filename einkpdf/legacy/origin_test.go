package legacy

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
)

// What the renderer says of a project is about a widget of the file.
func TestWhere(t *testing.T) {
	narrow := widgetJSON("narrow", "text_block", "many words in a narrow box", nil)
	narrow["position"] = anything{"x": 10, "y": 100, "width": 30, "height": 12}
	outside := func(id string, y int) anything {
		w := widgetJSON(id, "text_block", "x", nil)
		w["position"] = anything{"x": 10, "y": y, "width": 30, "height": 40}
		return w
	}
	r := withSection(t, anything{"generate": "once"}, widgetJSON("first", "text_block", "x", nil), narrow, outside("o1", 2000), outside("o2", 2100), outside("o3", 2200))
	doc, err := einkpdf.Compile(context.Background(), r.Project, einkpdf.Options{})
	require.NoError(t, err)
	require.NoError(t, doc.WritePDF(context.Background(), new(discard)))
	found := map[string]bool{}
	for _, f := range doc.Findings() {
		o, ok := r.Where(f.Pointer)
		require.True(t, ok, f.Pointer)
		require.Positive(t, o.Line)
		found[f.Code+" "+o.String()] = true
	}
	require.True(t, found["text-overflow M: narrow"], found)
	require.True(t, found["outside-page M: o1"], found)

	for pointer, want := range map[string]string{
		"/designs/m/body/children": "M", "/designs/m/key": "M", "/plan/0": "section k", "/plan/0/from": "section k", "/plan/1": "", "/title": "", "/designs/none": "", "": "",
	} {
		o, ok := r.Where(pointer)
		require.Equal(t, want, o.String(), pointer)
		require.Equal(t, want != "", ok, pointer)
	}
}

type discard struct{}

func (*discard) Write(p []byte) (int, error) { return len(p), nil }

// A master may have more widgets than a widget may have children.
func TestManyWidgets(t *testing.T) {
	var widgets []any
	for i := range 2500 {
		w := widgetJSON(fmt.Sprint("w", i), "text_block", fmt.Sprint("text ", i*i%997), nil)
		w["position"] = anything{"x": 7 * (i * i % 53), "y": i % 500, "width": 60, "height": 20}
		widgets = append(widgets, w)
	}
	r := withSection(t, anything{"generate": "once"}, widgets...)
	out := drawn(t, r)
	require.Len(t, out.pages[0].texts, 2500)
	o, ok := r.Where("/designs/m/body/children/2/children/3/text")
	require.True(t, ok)
	require.Equal(t, "w2003", o.Widget)
}

// The limits of a template allow as many widgets as there may be.
func TestLargeTemplate(t *testing.T) {
	var widgets []any
	for page := 1; page <= 400; page++ {
		for i := range 50 {
			w := widgetJSON(fmt.Sprintf("page_%d_w%d", page, i), "internal_link", fmt.Sprint(page, "/", i), anything{"to_dest": fmt.Sprint("page_", page%400+1)})
			w["page"], w["background_color"], w["z_order"] = page, nil, nil
			w["position"] = anything{"x": 10 * (i % 10), "y": 20 * i, "width": 60, "height": 20}
			w["styling"] = anything{"font": "Helvetica", "size": 12, "color": "#000000", "text_align": "left"}
			widgets = append(widgets, w)
		}
	}
	r := templateJSON(t, anything{"schema_version": "1.0", "canvas": anything{"dimensions": anything{"width": 445, "height": 1100, "margins": []int{0, 0, 0, 0}}}, "widgets": widgets})
	require.Len(t, r.Project.Designs, 1)
	require.Len(t, r.Project.Plan, 1)
	require.Contains(t, r.Report.String(), "there is no device profile")
	require.Contains(t, r.Report.String(), "page 1: w0, w1, w2, w3, w4, …: texts stand")
}
