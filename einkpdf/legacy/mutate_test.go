package legacy

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"os"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/einkpdf/platform/einkpdf"
)

// values are what no field expects.
func values() []any {
	return []any{nil, true, "", "x", "{date_prev}", "{{", "}", "@year:.2f", "\uFDD2\uFDD00\uFDD1", -1, 0, 1, 2.5, 1e9, "1e9", -1e300, int64(99999999999), []any{}, []any{1, "a", nil},
		anything{}, anything{"a": []any{}}, "2026-02-30", "2026-01", "#12345G", "none", "vertical", "page_3", "notes(@n)", "a(b)#c", "each_day", "range(3)", "\n\t\r\x00é漢", "{page:03d}"}
}

// mutated changes a value of the tree.
func mutated(t *rapid.T, v any) any {
	switch x := v.(type) {
	case map[string]any:
		if keys := slices.Sorted(maps.Keys(x)); len(keys) > 0 && rapid.IntRange(0, 8).Draw(t, "here") > 0 {
			key := rapid.SampledFrom(keys).Draw(t, "key")
			x[key] = mutated(t, x[key])
			return x
		}
	case []any:
		if len(x) > 0 && rapid.IntRange(0, 8).Draw(t, "here") > 0 {
			i := rapid.IntRange(0, len(x)-1).Draw(t, "index")
			x[i] = mutated(t, x[i])
			return x
		}
	}
	return rapid.SampledFrom(values()).Draw(t, "value")
}

// A file with values of wrong types and of none at all gives errors with places,
// or a project that can be drawn.
func TestMutated(t *testing.T) {
	var files [][]byte
	for _, name := range []string{"weekly-2026.json", "widgets.json"} {
		data, err := os.ReadFile("../../testdata/legacy/" + name)
		require.NoError(t, err)
		files = append(files, data)
	}
	rapid.Check(t, func(rt *rapid.T) {
		var v any
		require.NoError(rt, json.Unmarshal(rapid.SampledFrom(files).Draw(rt, "file"), &v))
		for range rapid.IntRange(1, 6).Draw(rt, "mutations") {
			v = mutated(rt, v)
		}
		data, err := json.Marshal(v)
		require.NoError(rt, err)
		r, err := Read(data, Options{File: "f"})
		var errs einkpdf.Errors
		if errors.As(err, &errs) {
			for _, e := range errs {
				require.NotEmpty(rt, e.Code)
				require.True(rt, e.Line > 0 || e.Code == einkpdf.CodeMore, e.Error())
			}
			return
		}
		require.NoError(rt, err)
		doc, err := einkpdf.Compile(context.Background(), r.Project, einkpdf.Options{Assets: r.Assets})
		require.NoError(rt, err)
		require.NoError(rt, doc.WritePDF(context.Background(), io.Discard))
	})
}
