package main

import (
	"encoding/json"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
)

func inspected(t *testing.T, args ...string) einkpdf.PageLayout {
	t.Helper()
	var page einkpdf.PageLayout
	require.NoError(t, json.Unmarshal([]byte(ok(t, "", append([]string{"inspect", "--json"}, args...)...)), &page))
	return page
}

func TestInspect(t *testing.T) {
	folder(t, map[string]string{"small.yaml": small})
	require.Equal(t, strings.TrimPrefix(`
page 2 of 3: page/2
design page, 447.29 × 596.39 pt

  LINE      X      Y   WIDTH  HEIGHT  WIDGET
  9-13  38.23  17.01  392.05  562.37  stack  /designs/page/body
    11  38.23  17.01  392.05   12.50    text  /designs/page/body/children/0
    12  38.23  29.51  392.05   19.84    link  /designs/page/body/children/1
    13  38.23  49.35  392.05  530.03    dots  /designs/page/body/children/2

  LINE      X      Y   WIDTH  HEIGHT  LEADS TO
    12  38.23  29.51  392.05   19.84  page 3: page/3
`, "\n"), ok(t, "", "inspect", "small.yaml", "--page", "2"))

	page := inspected(t, "small.yaml", "--page", "page/2")
	require.Equal(t, 1, page.Index)
	require.Len(t, page.Widgets, 4)

	at := inspected(t, "small.yaml", "--page", "2", "--at", "100,35")
	require.Equal(t, []string{"stack", "link"}, []string{at.Widgets[0].Type, at.Widgets[1].Type})
	require.Equal(t, "page/3", at.Links[0].Target)
	require.Equal(t, at, inspected(t, "small.yaml", "--page", "2", "--at", "35mm, 12.35mm"))
	require.Equal(t, at, inspected(t, "small.yaml", "--page", "2", "--at", "314px,110px"))
	require.Empty(t, inspected(t, "small.yaml", "--page", "2", "--at", "1,1").Widgets)

	line := inspected(t, "small.yaml", "--line", "12")
	require.Equal(t, 0, line.Index)
	require.Equal(t, "/designs/page/body/children/1", line.Widgets[0].Pointer)
	require.Equal(t, "page/2", line.Links[0].Target)
	line = inspected(t, "small.yaml", "--line", "12", "--page", "3")
	require.Len(t, line.Widgets, 1) // its place is there even where the link is not
	require.Empty(t, line.Links)
}

// Where there is nothing, it says so.
func TestInspectNothing(t *testing.T) {
	folder(t, map[string]string{"small.yaml": strings.Replace(small, "plan:", "  blank: {}\nplan:\n  - {design: blank}", 1)})
	for _, test := range []struct {
		args []string
		want string
	}{
		{[]string{"--page", "page/2", "--line", "3"}, "design page, 447.29 × 596.39 pt\n\nnothing of this page is written on line 3; without --page, the first page is found that shows it\n"},
		{[]string{"--page", "page/2", "--at", "1,1"}, "design page, 447.29 × 596.39 pt\n\nthere is no widget and no link at 1,1\n"},
		{[]string{"--page", "blank"}, "design blank, 447.29 × 596.39 pt\n\nthe page is blank\n"},
	} {
		require.Contains(t, ok(t, "", append([]string{"inspect", "small.yaml"}, test.args...)...), test.want)
	}
}

func TestInspectUsage(t *testing.T) {
	folder(t, map[string]string{"small.yaml": small})
	for _, test := range []struct {
		args    []string
		message string
	}{
		{nil, "say which page with --page, or which line of the project with --line"},
		{[]string{"--page", "4"}, "--page: there is no page 4; the document has 3 pages"},
		{[]string{"--page", "0"}, "--page: there is no page 0; the document has 3 pages"},
		{[]string{"--page", "pge/2"}, `--page: there is no page "pge/2" or anchor of that name; did you mean "page/2"?`},
		{[]string{"--page", "@4"}, `--page: there is no page "@4"; the document has the pages @1 to @3`},
		{[]string{"--page", "1", "--at", "3"}, `--at: "3" is no place; write x and y in points, as in 100,250, or with units, as in 35mm,70mm`},
		{[]string{"--page", "1", "--at", "3,4,5"}, `--at: "3,4,5" is no place`},
		{[]string{"--page", "1", "--at", "3,auto"}, `--at: "3,auto" is no place`},
		{[]string{"--page", "1", "--at", "3,4", "--line", "3"}, "--at and --line can't be used together"},
		{[]string{"--page", "1", "--at", "500,5"}, "--at: 500,5 is not on the page, which has 447.29 × 596.39 pt"},
		{[]string{"--page", "1", "--at", "-1,5"}, "--at: "},
		{[]string{"--line", "0"}, "--line must be at least 1, is 0"},
		{[]string{"--line=-1"}, "--line must be at least 1, is -1"},
		{[]string{"--line", "2"}, "--line: no page shows what is written on line 2"},
	} {
		r := invoke(t, "", append([]string{"inspect", "small.yaml"}, test.args...)...)
		require.Equal(t, exitUsage, r.code, "%v %s", test.args, r.err)
		require.Empty(t, r.out)
		require.Contains(t, r.err, test.message)
	}
	require.Equal(t, exitProject, invoke(t, wrong, "inspect", "-", "--page", "1").code)
}

// Lines of the predecessor's projects are those of its file.
func TestInspectLegacy(t *testing.T) {
	const file = "../../testdata/legacy/day-planner-2026.json"
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	lines := strings.Split(string(data), "\n")
	r := invoke(t, "", "inspect", file, "--page", "40", "--json")
	require.Equal(t, exitOK, r.code, r.err)
	var page einkpdf.PageLayout
	require.NoError(t, json.Unmarshal([]byte(r.out), &page))
	seen := 0
	for _, w := range page.Widgets[1:] { // the first one is the page
		require.Positive(t, w.Line, w.Pointer)
		require.Contains(t, lines[w.Line-1], "{", w.Pointer)
		if w.Depth != 1 || seen == w.Line {
			continue
		}
		seen = w.Line
		r := invoke(t, "", "inspect", file, "--page", "40", "--json", "--line", strconv.Itoa(w.Line+1))
		require.Equal(t, exitOK, r.code, r.err)
		var found einkpdf.PageLayout
		require.NoError(t, json.Unmarshal([]byte(r.out), &found))
		require.NotEmpty(t, found.Widgets)
		require.Equal(t, w.Line, found.Widgets[0].Line)
	}
}
