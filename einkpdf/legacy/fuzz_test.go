package legacy

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
)

// FuzzRead: whatever a file has in it, reading it gives a project that can be
// compiled, or errors with places; never a panic, and never in more than moments.
func FuzzRead(f *testing.F) {
	files, err := filepath.Glob("../../testdata/legacy/*.json")
	require.NoError(f, err)
	for _, file := range files {
		data, err := os.ReadFile(file)
		require.NoError(f, err)
		if len(data) > 100_000 {
			continue
		}
		f.Add(data)
		f.Add(data[:len(data)/2])
		f.Add(data[:len(data)-3])
	}
	for _, seed := range []string{
		``, `{}`, `[]`, `{"masters": [], "plan": {}}`, `{"widgets": []}`, `widgets: [{id: a, type: box, position: {x: 1, y: 1, width: 1, height: 1}}]`,
		"masters: &a\n  - *a\nplan: {}\n", bomb(),
		`{"metadata": {"name": 3}, "masters": {}, "plan": []}`,
		`{"id": 1, "metadata": [], "masters": [1, "x", null, [], {"widgets": [{}, 1, null, {"id": "", "position": [], "styling": [], "properties": 1}]}], "plan": {"sections": [{"nested": [{"nested": [{"nested": [{"nested": [{}]}]}]}]}], "order": [1]}}`,
		string(projectJSON([]any{masterJSON("M", widgetJSON("a", "image", nil, anything{"image_data": "data:image/png;base64,AAAA"}), widgetJSON("b", "text_block", "{a:99d}@a:.3{page:>9}{{x}}", anything{"orientation": 3}))},
			[]any{anything{"kind": "k", "master": "M", "generate": "each_week", "start_date": "2026-01-01", "end_date": "2026-02-01", "counters": anything{"a": anything{"start": 0.1, "step": -0.3}}}}, []string{"k", "k"}, "pl")),
		`{"schema_version": "1.0", "canvas": {"dimensions": {"width": 300, "height": 400, "margins": [0, 0, 0, 0]}}, "masters": [{"id": "m", "widgets": []}], "page_assignments": [{"page": 3, "master_id": "m"}], "widgets": [{"id": "page_1_a", "type": "anchor", "page": 1, "position": {"x": 0, "y": 0, "width": 1, "height": 1}, "properties": {"dest_id": "month:2026-01"}}]}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		begin := time.Now()
		r, err := Read(data, Options{File: "f", Limits: einkpdf.Limits{Pages: 200, FileBytes: 1 << 20}})
		Is(data)
		if err != nil {
			var errs einkpdf.Errors
			require.ErrorAs(t, err, &errs)
			require.NotEmpty(t, errs)
			require.Positive(t, errs[0].Line, err)
			return
		}
		_ = r.Report.String()
		doc, err := einkpdf.Compile(context.Background(), r.Project, einkpdf.Options{Assets: r.Assets})
		if err == nil {
			err = doc.WritePDF(context.Background(), io.Discard)
		}
		var errs einkpdf.Errors
		if errors.As(err, &errs) {
			for _, e := range errs {
				require.NotEqual(t, einkpdf.CodeInternal, e.Code, err)
			}
		}
		require.NoError(t, err, string(data))
		require.Less(t, time.Since(begin), 20*time.Second)
	})
}
