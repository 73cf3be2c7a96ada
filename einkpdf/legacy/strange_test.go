package legacy

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

// everyProperty has the properties that each type reads, with a value that leads
// far into the drawing of it.
func everyProperty() map[string]map[string]any {
	const day = "{date}"
	return map[string]map[string]any{
		"text_block":    {"orientation": "vertical_cw"},
		"internal_link": {"to_dest": "day:{date}", "bind": nil, "orientation": nil, "highlight": true, "highlight_color": nil, "background_color": "#EEEEEE"},
		"tap_zone":      {"to_dest": nil, "bind": nil, "tap_action": "page_link", "target_page": 1},
		"checkbox":      {"checked": true, "box_size": 12, "orientation": nil, "checkbox_size": nil},
		"box":           {"opacity": 0.5, "corner_radius": 4},
		"divider":       {"line_thickness": nil, "stroke_color": nil},
		"vertical_line": {},
		"lines": {"line_spacing": 10, "line_count": 5, "line_thickness": 1, "margin_left": 1, "margin_right": 1, "top_padding": 1, "bottom_padding": 1,
			"columns": 2, "column_gap": 2, "line_style": nil, "line_cap": nil, "lines": nil},
		"dot_grid": {"grid_cell_size": 10, "dot_size": 1, "dot_shape": nil, "dot_color": nil, "margin_left": nil, "margin_right": nil, "margin_top": nil, "margin_bottom": nil},
		"image":    {"image_data": nil, "image_src": nil, "image_fit": nil, "convert_to_grayscale": nil, "opacity": nil},
		"table": {"rows": 2, "columns": 2, "has_header": true, "table_data": []any{[]any{"a", "b"}, []any{"{date_prev}"}}, "border_style": nil, "stroke_color": nil,
			"stroke_width": nil, "cell_padding": nil, "row_height": nil, "column_widths": nil, "header_background": nil, "header_color": nil, "zebra_rows": true,
			"even_row_bg": nil, "odd_row_bg": nil, "text_align": nil, "text_wrap": nil, "max_lines": nil, "link_template": "day:{value}", "link_columns": nil},
		"calendar": {"calendar_type": "monthly", "start_date": day, "first_day_of_week": nil, "show_weekdays": nil, "show_month_name": nil, "show_year": nil,
			"show_grid_lines": nil, "link_strategy": "template", "link_template": nil, "week_link_template": nil, "first_page_number": nil, "pages_per_date": nil,
			"weekday_label_style": nil, "month_name_format": nil, "cell_padding": nil, "highlight_date": nil, "end_date": nil, "force_weeks": nil,
			"show_trailing_days": nil, "week_numbers": true, "show_month_year": nil},
		"day_list": {"start_date": day, "row_height": nil, "show_day_numbers": nil, "show_weekday_names": nil, "weekday_format": nil, "show_week_numbers": true,
			"show_notes_lines": nil, "notes_line_count": nil, "highlight_weekends": true, "weekend_color": nil, "first_day_of_week": nil, "link_strategy": "template",
			"link_template": nil, "week_link_template": nil, "first_page_number": nil, "show_month_header": true, "show_year_in_header": nil, "month_name_format": nil},
		"link_list": {"labels": []any{"a", "b", "c", "d"}, "destinations": []any{"x", "day:{date}", "y", "z"}, "columns": 2, "orientation": nil, "gap_x": nil, "gap_y": nil,
			"item_height": nil, "highlight_index": 1, "highlight_color": nil, "background_color": nil, "label_template": nil, "bind": nil, "count": nil, "start_index": nil, "index_pad": nil},
		"grid":           {"rows": 2, "cols": 2, "data_source": "range(4)", "cell_template": map[string]any{"type": "text_block", "content": "{cell_value}"}},
		"calendar_year":  {"year": nil, "month_cell": map[string]any{"link": map[string]any{"bind": "month(@cell_month)"}}},
		"calendar_month": {"month": day, "start_week_on": nil, "day_cell": map[string]any{"link": map[string]any{"bind": "day(@cell_date)"}}},
		"button":         {"anything": nil},
		"week": {"calendar_type": "weekly", "start_date": day, "layout_orientation": nil, "cell_min_size": nil, "link_strategy": "template",
			"show_time_grid": true, "show_time_gutter": true, "time_start_hour": nil, "time_end_hour": nil, "time_slot_minutes": nil, "time_label_interval": nil, "highlight_date": day},
	}
}

func strangeValues() []any {
	deep := any("x")
	for range 20 {
		deep = []any{deep}
	}
	return []any{
		nil, true, false, 0, -1, 1e15, 7, "", "x", "-7", "{date}", "{nothing}", "@date", "}", "2026-02-30", "9999-12-31", "0001-01-01",
		"#123456", "none", "range(0)", "page_99999999999", "@next", "notes()", "sunday", "vertical", strings.Repeat("long ", 1000), strings.Repeat("{date}", 300),
		[]any{}, []any{1, "a", nil, []any{}, map[string]any{}}, map[string]any{}, map[string]any{"x1": 1, "type": "grid", "link": 7}, deep,
	}
}

// TestStrangeValues gives every property of every type every kind of value.
func TestStrangeValues(t *testing.T) {
	types := everyProperty()
	for _, kind := range slices.Sorted(maps.Keys(types)) {
		strangeProjects(t, kind, types[kind])
	}
	styling := map[string]any{}
	for _, key := range []string{"font", "size", "font_size", "color", "font_color", "text_align", "underline", "line_height", "stroke_color", "fill_color", "check_color", "line_width"} {
		styling["styling."+key] = nil
	}
	for _, kind := range []string{"text_block", "internal_link", "checkbox", "box", "divider", "table", "calendar", "day_list"} {
		all := maps.Clone(types[kind])
		maps.Copy(all, styling)
		strangeProjects(t, kind, all)
	}
}

// strangeProjects draws, for each property, a page with a widget for each value of it.
func strangeProjects(t *testing.T, kind string, properties map[string]any) {
	t.Helper()
	for i, key := range slices.Sorted(maps.Keys(properties)) {
		data := aProject(t, "each_month", "boox-page", strangeWidgets(t, kind, properties, key)+","+monthAnchor)
		data = bytes.Replace(data, []byte("2026-03-31"), []byte("2026-01-31"), 1) // one page is enough
		r, err := Read(data, Options{})
		require.NoError(t, err, "%s %s", kind, key)
		if i%4 == 0 {
			file, err := r.Project.YAML()
			require.NoError(t, err, "%s %s", kind, key)
			_, err = einkpdf.Parser{Limits: einkpdf.Limits{FileBytes: 16 << 20}}.Parse(file)
			require.NoError(t, err, "%s %s", kind, key)
		}
		doc, err := einkpdf.Compile(context.Background(), r.Project, einkpdf.Options{Assets: r.Assets})
		require.NoError(t, err, "%s %s", kind, key)
		out := &sheets{places: map[string]int{}}
		require.NoError(t, doc.Draw(context.Background(), func(draw.Info) draw.Backend { return out }), "%s %s", kind, key)
	}
}

// strangeWidgets are widgets of a type with all kinds of values for one key.
func strangeWidgets(t *testing.T, kind string, properties map[string]any, key string) string {
	t.Helper()
	if kind == "week" {
		kind = "calendar"
	}
	var widgets []string
	for _, v := range strangeValues() {
		p, styling := map[string]any{}, map[string]any{}
		for k, base := range properties {
			if base != nil {
				p[k] = base
			}
		}
		if name, ok := strings.CutPrefix(key, "styling."); ok {
			styling[name] = v
		} else {
			p[key] = v
		}
		data, err := json.Marshal(map[string]any{"type": kind, "content": "{date_prev} a", "properties": p, "styling": styling, "background_color": "#EEEEEE"})
		require.NoError(t, err)
		widgets = append(widgets, string(data))
	}
	return strings.Join(widgets, ",")
}
