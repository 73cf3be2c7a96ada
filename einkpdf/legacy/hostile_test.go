package legacy

import (
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
)

// valid is a project.json of one section that works.
func valid() anything {
	var v anything
	data := projectJSON([]any{masterJSON("M", widgetJSON("a", "text_block", "x", anything{}))},
		[]any{anything{"kind": "k", "master": "M", "generate": "each_day", "start_date": "2026-01-01", "end_date": "2026-01-02", "context": anything{}, "counters": anything{}}}, []string{"k"}, "en")
	if err := json.Unmarshal(data, &v); err != nil {
		panic(err)
	}
	return v
}

// set changes the value at a path such as masters/0/name; absent deletes it.
func set(v any, path string, to any) {
	steps := strings.Split(path, "/")
	for i, step := range steps {
		last := i == len(steps)-1
		switch x := v.(type) {
		case map[string]any:
			if last && to == absent {
				delete(x, step)
			} else if last {
				x[step] = to
			}
			v = x[step]
		case []any:
			var n int
			fmt.Sscan(step, &n) //nolint:errcheck // a number
			if last {
				x[n] = to
			}
			v = x[n]
		}
	}
}

const absent = "\x00"

func TestErrors(t *testing.T) {
	nested := func(levels int) any {
		var s any
		for i := range levels {
			in := anything{"kind": fmt.Sprint("n", levels-i), "master": "M", "generate": "once"}
			if s != nil {
				in["nested"] = []any{s}
			}
			s = in
		}
		return s
	}
	tests := []struct {
		path    string
		to      any
		code    string
		pointer string
	}{
		{"id", absent, "missing", ""},
		{"id", "", "range", "/id"},
		{"id", 3, "type", "/id"},
		{"metadata", absent, "missing", ""},
		{"metadata", []int{}, "type", "/metadata"},
		{"metadata/name", strings.Repeat("x", 101), "range", "/metadata/name"},
		{"metadata/name", "", "range", "/metadata/name"},
		{"metadata/description", strings.Repeat("x", 501), "range", "/metadata/description"},
		{"metadata/category", strings.Repeat("x", 51), "range", "/metadata/category"},
		{"metadata/author", strings.Repeat("x", 101), "range", "/metadata/author"},
		{"metadata/device_profile", absent, "missing", "/metadata"},
		{"metadata/created_at", 2026, "type", "/metadata/created_at"},
		{"metadata/is_public", "yes", "type", "/metadata/is_public"},
		{"metadata/clone_count", -1, "range", "/metadata/clone_count"},
		{"metadata/clone_count", 1.5, "format", "/metadata/clone_count"},
		{"masters", []any{}, "missing", "/masters"},
		{"masters", anything{}, "type", "/masters"},
		{"masters/0", "M", "type", "/masters/0"},
		{"masters/0/name", "a.b", "format", "/masters/0/name"},
		{"masters/0/name", absent, "missing", "/masters/0"},
		{"masters/0/widgets", 3, "type", "/masters/0/widgets"},
		{"masters/0/widgets/0", nil, "type", "/masters/0/widgets/0"},
		{"masters/0/widgets/0/id", "a b", "format", "/masters/0/widgets/0/id"},
		{"masters/0/widgets/0/type", []any{}, "type", "/masters/0/widgets/0/type"},
		{"masters/0/widgets/0/page", 0, "range", "/masters/0/widgets/0/page"},
		{"masters/0/widgets/0/page", 10_001, "range", "/masters/0/widgets/0/page"},
		{"masters/0/widgets/0/position", absent, "missing", "/masters/0/widgets/0"},
		{"masters/0/widgets/0/position/x", -1, "range", "/masters/0/widgets/0/position/x"},
		{"masters/0/widgets/0/position/width", 0, "range", "/masters/0/widgets/0/position/width"},
		{"masters/0/widgets/0/position/height", "9", "type", "/masters/0/widgets/0/position/height"},
		{"masters/0/widgets/0/position/height", 1e300, "range", "/masters/0/widgets/0/position/height"},
		{"masters/0/widgets/0/background_color", "red", "format", "/masters/0/widgets/0/background_color"},
		{"masters/0/widgets/0/z_order", "top", "type", "/masters/0/widgets/0/z_order"},
		{"masters/0/widgets/0/content", []any{}, "type", "/masters/0/widgets/0/content"},
		{"masters/0/widgets/0/styling", "bold", "type", "/masters/0/widgets/0/styling"},
		{"masters/0/widgets/0/properties", []any{}, "type", "/masters/0/widgets/0/properties"},
		{"default_canvas", anything{"grid_size": 5}, "missing", "/default_canvas"},
		{"default_canvas/dimensions/width", 0, "range", "/default_canvas/dimensions/width"},
		{"default_canvas/dimensions/margins", []int{1, 2}, "range", "/default_canvas/dimensions/margins"},
		{"default_canvas/coordinate_system", "bottom_left", "enum", "/default_canvas/coordinate_system"},
		{"default_canvas/background", "white", "format", "/default_canvas/background"},
		{"default_canvas/grid_size", 51, "range", "/default_canvas/grid_size"},
		{"link_resolution/mode", "magic", "enum", "/link_resolution/mode"},
		{"link_resolution/generate_outlines", 1, "type", "/link_resolution/generate_outlines"},
		{"plan", []any{}, "type", "/plan"},
		{"plan/order", []any{}, "missing", "/plan/order"},
		{"plan/order", []any{"k", "x"}, "enum", "/plan/order/1"},
		{"plan/locale", 3, "type", "/plan/locale"},
		{"plan/sections/0/kind", absent, "missing", "/plan/sections/0"},
		{"plan/sections/0/master", "N", "enum", "/plan/sections/0/master"},
		{"plan/sections/0/generate", "each_year", "enum", "/plan/sections/0/generate"},
		{"plan/sections/0/start_date", "", "format", "/plan/sections/0/start_date"},
		{"plan/sections/0/start_date", "2026-02-30", "format", "/plan/sections/0/start_date"},
		{"plan/sections/0/start_date", absent, "missing", "/plan/sections/0/start_date"},
		{"plan/sections/0", anything{"kind": "k", "master": "M", "generate": "each_month", "start_date": "1800-01-01", "end_date": "2026-01-01"}, "range", ""},
		{"plan/sections/0/counters", anything{"c": anything{"start": 0, "step": 1_000_000}}, "", ""},
		{"plan/sections/0", anything{"kind": "k", "master": "M", "generate": "count", "count": 2000, "counters": anything{"c": anything{"start": 0, "step": 1_000_000}}}, "range", ""},
		{"plan/sections/0/end_date", "2030-01-01", "", ""},
		{"plan/sections/0/end_date", "2026-01-01T00:00", "format", "/plan/sections/0/end_date"},
		{"plan/sections/0/generate", "count", "missing", "/plan/sections/0/count"},
		{"plan/sections/0/count", 0, "range", "/plan/sections/0/count"},
		{"plan/sections/0/pages_per_item", 0, "range", "/plan/sections/0/pages_per_item"},
		{"plan/sections/0/context", anything{"a-b": 1}, "format", "/plan/sections/0/context/a-b"},
		{"plan/sections/0/context", anything{"1a": 1}, "format", "/plan/sections/0/context/1a"},
		{"plan/sections/0/counters", anything{"c": anything{"start": 1}}, "missing", "/plan/sections/0/counters/c"},
		{"plan/sections/0/counters", anything{"c": anything{"start": "1", "step": 1}}, "type", "/plan/sections/0/counters/c/start"},
		{"plan/sections/0/counters", anything{"c": anything{"start": 1e12, "step": 1}}, "range", "/plan/sections/0/counters/c/start"},
		{"plan/sections/0/counters", anything{"c": 1}, "type", "/plan/sections/0/counters/c"},
		{"plan/sections/0/nested", []any{nested(4)}, "too-deep", "/plan/sections/0/nested/0/nested/0/nested/0/nested/0"},
		{"plan/sections/0/nested", []any{anything{"kind": "k", "master": "M", "generate": "once"}}, "duplicate-key", "/plan/sections/0/nested/0/kind"},
		{"plan/sections/0/nested", []any{3}, "type", "/plan/sections/0/nested/0"},
		{"plan/sections/0/end_date", "2025-12-31", "no-pages", ""},
		{"plan/sections/0/end_date", "2099-01-01", "too-many-pages", ""},
	}
	for _, test := range tests {
		t.Run(fmt.Sprint(test.path, test.to), func(t *testing.T) {
			v := valid()
			set(v, test.path, test.to)
			data, err := json.Marshal(v)
			require.NoError(t, err)
			_, err = Read(data, Options{File: "f.json"})
			if test.code == "" {
				require.NoError(t, err)
				return
			}
			errs := einkpdf.Errors{}
			require.ErrorAs(t, err, &errs)
			codes := map[string]string{}
			for _, e := range errs {
				require.Equal(t, "f.json", e.File)
				require.Positive(t, e.Line, e)
				codes[e.Code+" "+e.Pointer] = e.Error()
			}
			require.Contains(t, codes, test.code+" "+test.pointer, errs.Error())
		})
	}
	_, err := Read(projectJSON([]any{masterJSON("M")}, []any{anything{"kind": "k", "master": "M", "generate": "once", "context": anything{"a": 1},
		"nested": []any{anything{"kind": "l", "master": "M", "generate": "once", "counters": anything{"a": anything{"start": 1, "step": 1}}}}}}, []string{"k"}, "en"), Options{})
	require.ErrorContains(t, err, `a section around this one has the name "a" already`)
}

// Three levels below the top are fine.
func TestNesting(t *testing.T) {
	v := valid()
	set(v, "plan/sections/0/nested", []any{anything{"kind": "a", "master": "M", "generate": "once", "nested": []any{anything{"kind": "b", "master": "M", "generate": "once", "nested": []any{anything{"kind": "c", "master": "M", "generate": "once"}}}}}})
	data, err := json.Marshal(v)
	require.NoError(t, err)
	r, err := Read(data, Options{})
	require.NoError(t, err)
	require.Len(t, drawn(t, r).pages, 8)
}

// A file that ends too early is an error with a place wherever it ends.
func TestTruncated(t *testing.T) {
	data, err := os.ReadFile("../../testdata/legacy/weekly-2026.json")
	require.NoError(t, err)
	for n := 20; n < len(data)-2; n += 97 {
		require.True(t, Is(data[:n]) || n < 100, n)
		_, err := Read(data[:n], Options{})
		errs := einkpdf.Errors{}
		require.ErrorAs(t, err, &errs, n)
		require.Positive(t, errs[0].Line)
	}
}

// Files that ask for too much are refused in little time and memory.
func TestTooMuch(t *testing.T) {
	widget := `{"id":"a","type":"text_block","position":{"x":0,"y":0,"width":1,"height":1},"content":"{year} {date_prev}"},`
	head := `{"id":"x","metadata":{"name":"x","device_profile":"x","created_at":"","updated_at":""},"masters":[{"name":"M","created_at":"","updated_at":"","widgets":[`
	plan := func(section string, order string) string {
		return `]}],"plan":{"sections":[` + section + `],"order":[` + order + `]}}`
	}
	day := `{"kind":"k","master":"M","generate":"each_day","start_date":"2000-01-01","end_date":"2027-01-01"}`
	last := `{"id":"z","type":"box","position":{"x":0,"y":0,"width":1,"height":1}}`
	tests := map[string]struct {
		file string
		code string
	}{
		"a million widgets":        {head + strings.Repeat("{},", 1_000_000) + "{}" + plan(day, `"k"`), "too-many-nodes"},
		"widgets":                  {head + strings.Repeat(widget, 20_001) + last + plan(day, `"k"`), "range"},
		"widgets on days":          {head + strings.Repeat(widget, 19_000) + last + plan(day, `"k"`), "too-large"},
		"anchors on days":          {head + strings.Repeat(strings.ReplaceAll(widget, `text_block"`, `anchor","properties":{"dest_id":"d:{date}"}`), 19_000) + last + plan(day, `"k"`), "too-large"},
		"items":                    {head + last + plan(`{"kind":"k","master":"M","generate":"count","count":1000000000}`, `"k"`), "too-many-pages"},
		"items of empty sections":  {head + last + plan(`{"kind":"k","master":"M","generate":"count","count":9999,"nested":[`+strings.Repeat(`{"kind":"KIND","master":"M","generate":"each_day","start_date":"2026-01-02","end_date":"2026-01-01"},`, 3)+day+`]}`, `"k"`), "duplicate-key"},
		"the same section, often":  {head + last + plan(day, strings.TrimSuffix(strings.Repeat(`"k",`, 1200), ",")), "range"},
		"deep":                     {`{"masters":` + strings.Repeat("[", 100_000), "too-deep"},
		"an alias in itself":       {"masters: &a\n  - *a\nplan: {}\n", "alias"},
		"aliases of aliases":       {bomb(), "too-many-nodes"},
		"a file larger than large": {`{"masters":"` + strings.Repeat("x", defaultFileBytes) + `"}`, "too-large"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err := Read([]byte(test.file), Options{File: "f"})
			runtime.ReadMemStats(&after)
			errs := einkpdf.Errors{}
			require.ErrorAs(t, err, &errs)
			require.Equal(t, test.code, errs[0].Code, errs[0].Error())
			require.Positive(t, errs[0].Line)
			if !underRace { // its pools forget what they hold
				require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(700<<20))
			}
		})
	}
}

// bomb is YAML of aliases that stand for a billion values.
func bomb() string {
	var b strings.Builder
	b.WriteString("widgets:\n- &a0 [x, x, x, x, x, x, x, x, x, x]\n")
	for i := 1; i < 9; i++ {
		b.WriteString(fmt.Sprintf("- &a%d [%s]\n", i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d, ", i-1), 10), ", ")))
	}
	return b.String()
}
