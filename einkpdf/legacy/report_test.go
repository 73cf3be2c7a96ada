package legacy

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/geom"
)

// A note names the first widgets that it is true of, and says when there are more.
func TestNotesNameWidgets(t *testing.T) {
	r := &reporter{}
	for _, id := range strings.Fields("a b a c d e f") {
		r.note(&item{id: id, kind: "k", owner: "M"}, Changed, 3, "p", "is so")
		r.overall(&item{id: id, kind: id, owner: "M"}, Changed, 5, "", "all")
		r.overall(&item{id: id, kind: id, owner: "N"}, Changed, 5, "", "all")
	}
	r.overall(nil, Changed, 5, "", "all")
	other := &reporter{}
	other.note(&item{id: "x", page: 7}, Ignored, 0, "", "other")
	other.merge(r)
	require.Equal(t, "changed:\n  M: a, b, c, d, e, …: p: is so (fix 3) (7 times)\n"+
		"  M: a, N/a, b, N/b, c, …: all (fix 5) (15 times)\nignored:\n  page 7: x: other\n", other.report().String())
}

// Names that nobody knows are blank, as there, and said.
func TestUnknownNames(t *testing.T) {
	section := anything{"generate": "each_day", "start_date": "2026-01-01", "end_date": "2026-01-02", "context": anything{"none": nil}}
	r := withSection(t, section, widgetJSON("w", "text_block", "{date} {index} {dat} {total}{none}{page}", nil))
	require.Equal(t, []string{"2026-01-01 1"}, drawn(t, r).pages[0].texts)
	report := r.Report.String()
	for _, want := range []string{
		"M: w: {index} is not known on these pages; nothing stands in its place, as there (our {index} is the number of the item)",
		"M: w: {dat} is not known on these pages; nothing stands in its place, as there (did you mean {date}?)",
		"M: w: {total} is not known", "M: w: {none} has no value",
	} {
		require.Contains(t, report, want)
	}
	require.NotContains(t, report, "{page} is")

	page := func(n int, text string) anything {
		w := widgetJSON("page_x_w", "text_block", text, nil)
		w["page"] = n
		return w
	}
	r = templateJSON(t, anything{"schema_version": "1.0", "canvas": anything{"dimensions": anything{"width": 400, "height": 400, "margins": []int{0, 0, 0, 0}}},
		"widgets": []any{page(1, "a {indx}"), page(2, "b {indx}")}})
	require.Contains(t, r.Report.String(), "page 1: page_x_w: {indx} is not known on these pages; nothing stands in its place, as there (2 times)")
}

// Sections that differ by a constant share a design, whatever its format.
func TestFormattedConstants(t *testing.T) {
	section := func(kind string, budget float64) anything {
		return anything{"kind": kind, "master": "M", "generate": "once", "context": anything{"budget": budget}}
	}
	r, err := Read(projectJSON([]any{masterJSON("M", widgetJSON("w", "text_block", "{budget:.2f} of {budget}", nil))},
		[]any{section("a", 5), section("b", 7.5)}, []string{"a", "b"}, "en"), Options{})
	require.NoError(t, err)
	require.Len(t, r.Project.Designs, 1)
	out := drawn(t, r)
	require.Equal(t, []string{"5.00 of 5"}, out.pages[0].texts)
	require.Equal(t, []string{"7.50 of 7.5"}, out.pages[1].texts)
}

// Designs have the names of their masters in plain letters, or that of the section.
func TestDesignNames(t *testing.T) {
	for master, want := range map[string]string{
		"Dzień": "dzien", "Miesiąc zażółć": "miesiac-zazolc", "Monatsübersicht": "monatsuebersicht", "Été": "ete", "Тиждень": "tyzhden", "月間": "k", "2026": "k-2026",
	} {
		r, err := Read(projectJSON([]any{masterJSON(master, widgetJSON("w", "text_block", "x", nil))},
			[]any{anything{"kind": "k", "master": master, "generate": "once"}}, []string{"k"}, "en"), Options{})
		require.NoError(t, err, master)
		require.Contains(t, r.Project.Designs, want, master)
	}
}

// Devices that nobody knew are said, with what may have been meant, and pages that
// the predecessor had too large.
func TestDeviceNotes(t *testing.T) {
	for profile, want := range map[string]string{
		"remarkable2":                `"remarkable2" was no device profile (did you mean remarkable-2?); boox-note-air-4c takes its place`,
		"boox-tab-ultra-c-landscape": "the pages stay as large as they were, 765.2 × 573.9 pt; without page under devices",
	} {
		v := valid()
		set(v, "metadata/device_profile", profile)
		set(v, "default_canvas", nil)
		r := readValue(t, v)
		require.Contains(t, r.Report.String(), want)
		require.Contains(t, r.Report.String(), ": device_profile: ", "with its place")
	}
	require.True(t, about(geom.Size{W: 400 * geom.Pt}, geom.Size{W: 401 * geom.Pt}))
}

// Destinations in capitals are told from those that do not exist at all.
func TestDanglingInCapitals(t *testing.T) {
	r := withSection(t, anything{"generate": "once"}, widgetJSON("a", "anchor", nil, anything{"dest_id": "week:2026-W01"}),
		widgetJSON("l", "internal_link", "x", anything{"to_dest": "week:2026-W01"}), widgetJSON("p", "internal_link", "y", anything{"to_dest": "page_99"}))
	require.Contains(t, r.Report.String(), `such as to "week:2026-W01" on page 1 (anchors are in small letters, as in "week:2026-w01")`)
	require.Contains(t, r.Report.String(), `such as to "page_99" on page 1`)
}
