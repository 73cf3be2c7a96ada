package legacy

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write what widgets become into testdata/widgets.txt")

// aProject is a project of one page, or of pages for each day or month of
// January to March 2026, with these widgets.
func aProject(t *testing.T, mode, profile, widgets string) []byte {
	t.Helper()
	var list []map[string]any
	require.NoError(t, json.Unmarshal([]byte("["+widgets+"]"), &list), widgets)
	for i, w := range list {
		if w["id"] == nil {
			w["id"] = fmt.Sprintf("w%d", i)
		}
		if w["position"] == nil {
			w["position"] = map[string]any{"x": 10, "y": 20, "width": 200, "height": 100}
		}
	}
	section := map[string]any{"kind": "pages", "master": "Page", "generate": mode, "start_date": "2026-01-01", "end_date": "2026-03-31"}
	if mode == "count" {
		section["count"] = 3
		section["counters"] = map[string]any{"n": map[string]any{"start": 1, "step": 1}}
	}
	project := map[string]any{
		"id":       "1",
		"metadata": map[string]any{"name": "Test", "device_profile": profile, "created_at": "2026-01-01", "updated_at": "2026-01-01"},
		"masters":  []any{map[string]any{"name": "Page", "created_at": "2026-01-01", "updated_at": "2026-01-01", "widgets": list}},
		"plan":     map[string]any{"calendar": map[string]any{}, "sections": []any{section}, "order": []string{"pages"}},
	}
	data, err := json.Marshal(project)
	require.NoError(t, err)
	return data
}

func readProject(t *testing.T, mode, profile, widgets string) *Result {
	t.Helper()
	r, err := Read(aProject(t, mode, profile, widgets), Options{})
	require.NoError(t, err)
	return r
}

// TestMapping shows what every widget becomes. Each case of testdata/widgets.txt
// has a line "== name" with the mode of the section and the profile, if they are
// not once and boox-note-air-4c, the widgets, our widgets after a line "=>", and
// the notes about them after a line "=!".
func TestMapping(t *testing.T) {
	const file = "testdata/widgets.txt"
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	var out strings.Builder
	head, cases, _ := strings.Cut(string(data), "\n== ")
	out.WriteString(head)
	for c := range strings.SplitSeq(cases, "\n== ") {
		title, rest, _ := strings.Cut(c, "\n")
		widgets, want, _ := strings.Cut(rest, "\n=>\n")
		name, where, _ := strings.Cut(title, ": ")
		mode, profile, _ := strings.Cut(where, " ")
		if mode == "" {
			mode = "once"
		}
		if profile == "" {
			profile = "boox-note-air-4c"
		}
		t.Run(name, func(t *testing.T) {
			r := readProject(t, mode, profile, strings.TrimSuffix(widgets, "\n=>"))
			drawn(t, r) // compiles and has no errors
			got := becomes(t, r)
			out.WriteString("\n== " + title + "\n" + widgets + "\n=>\n" + got)
			if !*update {
				require.Equal(t, strings.TrimSuffix(want, "\n"), strings.TrimSuffix(got, "\n"))
			}
		})
	}
	if *update {
		require.NoError(t, os.WriteFile(file, []byte(out.String()), 0o600))
	}
}

// becomes is the widgets of the only design and the notes about them.
func becomes(t *testing.T, r *Result) string {
	t.Helper()
	file, err := r.Project.YAML()
	require.NoError(t, err)
	_, list, found := strings.Cut(string(file), "      children:\n")
	if list, _, _ = strings.Cut(list, "\n\n"); !found {
		list = ""
	}
	var out strings.Builder
	_, styles, _ := strings.Cut(string(file), "\n  default: {size: 12pt, line-height: 1.2}\n")
	styles, _, _ = strings.Cut(styles, "\ndesigns:")
	for line := range strings.Lines(styles) {
		out.WriteString(strings.TrimPrefix(line, "  "))
	}
	for line := range strings.Lines(list + "\n") {
		if line = strings.TrimPrefix(line, "        "); strings.TrimSpace(line) != "" {
			out.WriteString(line)
		}
	}
	marked := false
	for _, n := range r.Report.Notes {
		if n.Widget == "" || n.Fix == 5 || n.Property == "locale" || strings.HasPrefix(n.Message, "lines that are thinner") { // said once for all widgets
			continue
		}
		if !marked {
			out.WriteString("=!\n")
			marked = true
		}
		n.Line, n.Widget, n.Master, n.Others, n.More = 0, "", "", nil, false
		out.WriteString(n.Kind.String() + ": " + n.String() + "\n")
	}
	return out.String()
}
