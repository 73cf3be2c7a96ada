package legacy

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
)

const (
	dayAnchor   = `{"type": "anchor", "id": "day", "position": {"x": 0, "y": 0, "width": 1, "height": 1}, "properties": {"dest_id": "day:{date}"}}`
	weekAnchor  = `{"type": "anchor", "id": "week", "position": {"x": 0, "y": 5, "width": 1, "height": 1}, "properties": {"dest_id": "week:{week}"}}`
	monthAnchor = `{"type": "anchor", "id": "month", "position": {"x": 0, "y": 0, "width": 1, "height": 1}, "properties": {"dest_id": "month:{year}-{month_padded}"}}`
	noteAnchor  = `{"type": "anchor", "id": "note", "position": {"x": 0, "y": 0, "width": 1, "height": 1}, "properties": {"dest_id": "notes:page:{n:03d}"}}`
)

// linkBoxes are the links of a page, each as its page, left, top, width and height.
func linkBoxes(s sheet) []string {
	var list []string
	for _, l := range s.links {
		list = append(list, fmt.Sprintf("%d: %.2f %.2f %.2f %.2f", l.page, l.box.X.Points(), l.box.Y.Points(), l.box.W.Points(), l.box.H.Points()))
	}
	return list
}

// TestLinkBoxes has the places of links as the predecessor computed them.
func TestLinkBoxes(t *testing.T) {
	for name, c := range map[string]struct {
		mode, widgets string
		page          int // from 1
		links         int // of this page
		want          []string
	}{
		"month with title, weekdays and weeks": {"each_day", `{"type": "calendar", "styling": {"size": 10}, "position": {"x": 36, "y": 40, "width": 368, "height": 230},
			"properties": {"start_date": "{year}-{month_padded}-01", "week_numbers": true, "force_weeks": 5, "link_strategy": "template"}}, ` + dayAnchor + `,` + weekAnchor,
			1, 31 + 5, []string{"1: 204.00 70.00 50.00 40.00", "31: 304.00 230.00 50.00 40.00", "4: 36.00 70.00 18.00 40.00", "32: 36.00 230.00 18.00 40.00"}},
		"month from a day on": {"each_day", `{"type": "calendar", "position": {"x": 0, "y": 0, "width": 350, "height": 300},
			"properties": {"start_date": "{date}", "show_month_name": false, "show_year": false, "show_weekdays": false, "first_day_of_week": "sunday", "link_strategy": "simple", "force_weeks": 6}}`,
			30, 2, []string{"30: 250.00 200.00 50.00 50.00", "31: 300.00 200.00 50.00 50.00"}},
		"month with pages": {"each_day", `{"type": "calendar", "position": {"x": 0, "y": 0, "width": 350, "height": 300},
			"properties": {"start_date": "2026-02-01", "show_month_name": false, "show_year": false, "show_weekdays": false, "force_weeks": 6, "link_strategy": "sequential_pages", "first_page_number": 3, "pages_per_date": 3}}`,
			1, 28, []string{"3: 300.00 0.00 50.00 50.00", "6: 0.00 50.00 50.00 50.00", "84: 250.00 200.00 50.00 50.00"}},
		"week": {"each_day", `{"type": "calendar", "styling": {"size": 10}, "position": {"x": 36, "y": 82, "width": 373, "height": 62},
			"properties": {"calendar_type": "weekly", "start_date": "{date}", "show_month_name": false, "show_year": false, "link_strategy": "named_destinations"}}, ` + dayAnchor,
			1, 4, []string{"1: 195.86 97.00 53.29 47.00", "4: 355.71 97.00 53.29 47.00"}},
		"week from Sunday with title and hours": {"each_day", `{"type": "calendar", "styling": {"size": 10}, "position": {"x": 0, "y": 0, "width": 372, "height": 95},
			"properties": {"calendar_type": "weekly", "start_date": "{date}", "first_day_of_week": 6, "show_time_grid": true, "show_time_gutter": true, "link_strategy": "simple"}}`,
			10, 7, []string{"4: 22.00 35.00 50.00 60.00", "10: 322.00 35.00 50.00 60.00"}},
		"low week": {"each_day", `{"type": "calendar", "styling": {"size": 10}, "position": {"x": 0, "y": 0, "width": 350, "height": 20},
			"properties": {"calendar_type": "weekly", "start_date": "{date}", "show_weekdays": false, "show_month_name": false, "show_year": false, "cell_min_size": 44, "link_strategy": "simple"}}`,
			5, 7, []string{"5: 0.00 0.00 50.00 44.00"}},
		"week in rows": {"each_day", `{"type": "calendar", "styling": {"size": 10}, "position": {"x": 0, "y": 0, "width": 240, "height": 230},
			"properties": {"calendar_type": "weekly", "layout_orientation": "vertical", "start_date": "{date}", "link_strategy": "simple"}}`,
			28, 4, []string{"28: 40.00 80.00 200.00 30.00", "31: 40.00 170.00 200.00 30.00"}},
		"days": {"each_day", `{"type": "day_list", "styling": {"size": 10}, "position": {"x": 36, "y": 20, "width": 300, "height": 338},
			"properties": {"start_date": "{date}", "row_height": 10, "show_week_numbers": true, "show_month_header": true, "link_strategy": "named_destinations"}}, ` + dayAnchor + `,` + weekAnchor,
			1, 31 + 5, []string{"1: 54.00 38.00 282.00 10.00", "31: 54.00 338.00 282.00 10.00", "4: 36.00 38.00 18.00 10.00", "11: 36.00 78.00 18.00 10.00"}},
		"days that do not fit": {"each_day", `{"type": "day_list", "position": {"x": 0, "y": 0, "width": 300, "height": 105},
			"properties": {"start_date": "{date}", "link_strategy": "sequential_pages", "first_page_number": 5}}`,
			1, 5, []string{"5: 0.00 0.00 300.00 20.00", "9: 0.00 80.00 300.00 20.00"}},
		"table": {"count", `{"type": "table", "styling": {"size": 8}, "position": {"x": 10, "y": 20, "width": 200, "height": 500},
			"properties": {"rows": 2, "columns": 3, "table_data": [["a", "b", "c"], ["1", "", "x"], ["2"]], "column_widths": [2, 1, 1], "row_height": 25, "link_template": "Page_{row}", "link_columns": [0, 1]}}`,
			1, 4, []string{"1: 10.50 44.50 100.00 25.00", "2: 10.50 69.50 100.00 25.00", "1: 110.50 44.50 50.00 25.00", "2: 110.50 69.50 50.00 25.00"}},
		"list": {"count", `{"type": "link_list", "position": {"x": 36, "y": 90, "width": 373, "height": 440},
			"properties": {"labels": ["a", "b", "c", "d", "e"], "destinations": ["notes(1)", "notes(2)", "", "notes(1)", "notes(3)"], "columns": 3, "gap_x": 8, "gap_y": 40}}, ` + noteAnchor,
			1, 4, []string{"1: 36.00 90.00 119.00 200.00", "2: 163.00 90.00 119.00 200.00", "1: 36.00 330.00 119.00 200.00", "3: 163.00 330.00 119.00 200.00"}},
		"list with a height": {"count", `{"type": "link_list", "position": {"x": 0, "y": 0, "width": 100, "height": 20},
			"properties": {"labels": ["a", "b", "c", "d"], "destinations": ["notes(1)", "notes(2)", "notes(3)", "notes(1)"], "columns": 2, "gap_y": 5, "item_height": 30}}, ` + noteAnchor,
			1, 4, []string{"1: 0.00 0.00 50.00 30.00", "2: 50.00 0.00 50.00 30.00", "3: 0.00 35.00 50.00 30.00", "1: 50.00 35.00 50.00 30.00"}},
		"list downwards": {"count", `{"type": "link_list", "position": {"x": 10, "y": 20, "width": 100, "height": 210},
			"properties": {"labels": ["a", "b", "c"], "destinations": ["notes(1)", "notes(2)", "notes(3)"], "columns": 2, "gap_x": 10, "gap_y": 4, "orientation": "vertical_cw"}}, ` + noteAnchor,
			1, 3, []string{"1: 62.00 20.00 48.00 100.00", "2: 62.00 130.00 48.00 100.00", "3: 10.00 20.00 48.00 100.00"}},
		"list upwards": {"count", `{"type": "link_list", "position": {"x": 10, "y": 20, "width": 100, "height": 210},
			"properties": {"labels": ["a", "b", "c"], "destinations": ["notes(1)", "notes(2)", "notes(3)"], "columns": 2, "gap_x": 10, "gap_y": 4, "orientation": "vertical_ccw"}}, ` + noteAnchor,
			1, 3, []string{"1: 10.00 130.00 48.00 100.00", "2: 10.00 20.00 48.00 100.00", "3: 62.00 130.00 48.00 100.00"}},
		"list downwards with a height": {"count", `{"type": "link_list", "position": {"x": 10, "y": 20, "width": 100, "height": 200},
			"properties": {"labels": ["a", "b", "c"], "destinations": ["notes(1)", "notes(2)", "notes(3)"], "columns": 2, "item_height": 30, "orientation": "vertical"}}, ` + noteAnchor,
			1, 3, []string{"1: 80.00 20.00 30.00 100.00", "2: 80.00 120.00 30.00 100.00", "3: 50.00 20.00 30.00 100.00"}},
		"tabs upwards": {"count", `{"type": "link_list", "position": {"x": 0, "y": 0, "width": 20, "height": 400},
			"properties": {"labels": ["a", "b", "c", "d"], "destinations": ["notes(1)", "notes(2)", "notes(3)", "notes(1)"], "columns": 4, "orientation": "vertical_ccw"}}, ` + noteAnchor,
			2, 4, []string{"1: 0.00 300.00 20.00 100.00", "2: 0.00 200.00 20.00 100.00", "3: 0.00 100.00 20.00 100.00", "1: 0.00 0.00 20.00 100.00"}},
		"grid": {"count", `{"type": "grid", "position": {"x": 10, "y": 10, "width": 300, "height": 100}, "properties": {"rows": 2, "cols": 3, "data_source": "range(1, 4)",
			"cell_template": {"type": "internal_link", "content": "{cell_value}", "properties": {"bind": "notes({cell_value})"}}}}, ` + noteAnchor,
			1, 3, []string{"1: 10.00 10.00 100.00 50.00", "3: 210.00 10.00 100.00 50.00"}},
		"year": {"each_month", `{"type": "calendar_year", "position": {"x": 10, "y": 10, "width": 400, "height": 90}, "properties": {"month_cell": {"link": {"bind": "month(@cell_month)"}}}}, ` + monthAnchor,
			1, 3, []string{"1: 10.00 10.00 100.00 30.00", "3: 210.00 10.00 100.00 30.00"}},
	} {
		t.Run(name, func(t *testing.T) {
			out := drawn(t, readProject(t, c.mode, "boox-note-air-4c", c.widgets))
			got := linkBoxes(out.pages[c.page-1])
			require.Len(t, got, c.links, strings.Join(got, "\n"))
			for _, w := range c.want {
				require.True(t, slices.Contains(got, w), "%s is missing in\n%s", w, strings.Join(got, "\n"))
			}
		})
	}
}

// testdata/legacy/widgets.json has every widget with every property.
func TestEveryWidget(t *testing.T) {
	r := readFile(t, "widgets.json")
	out := drawn(t, r)
	require.Len(t, out.pages, 74)
	require.Len(t, r.Assets, 4)
	file, err := r.Project.YAML()
	require.NoError(t, err)
	again, err := einkpdf.Parse(file)
	require.NoError(t, err)
	require.Equal(t, out, drawn(t, &Result{Project: again, Assets: r.Assets}))
	for _, n := range r.Report.Notes {
		require.NotEmpty(t, n.Message)
		require.Positive(t, n.Count)
	}
}
