package legacy

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
)

// Nested sections, counters, constants, several pages for an item, and the same
// master in several sections.
func TestPlans(t *testing.T) {
	r := readFile(t, "plans.json")
	out := drawn(t, r)
	require.Len(t, out.pages, 55)
	for number, page := range map[int]struct {
		key   string
		texts []string
		links []int
	}{
		1: {"year:2026", []string{"Plans", "2026, de-AT", "First month", "A day", "Note 2", "Page 1 of 55, 001"}, []int{2, 36, 50}},
		2: {"month:2026-01", []string{"Januar 2026 (1, 01, 001), Donnerstag, 1. Januar 2026", "Quarter goal 10, before , after 15", "Januar, week 1, Don, Garden", "Year", "2 >"}, []int{1, 16}},
		// The destination of a day belongs to its last page, in the last month.
		3:  {"days/2026-01/2026-02-09/1", []string{"Montag, 9. Februar 2026, week 7, subpage 1", "Month goal 10 of Garden; from to 2026-02-10", "Feb", "2026-02-10 >", "Review"}, []int{16, 36, 34}},
		8:  {"days/2026-01/2026-02-10/2", nil, nil},
		34: {"reviews/2026-03/2026-02-09/2", []string{"Review of 2026-02-09 in calm: 0.75 of"}, nil},
		43: {"blank-after-month/2026-03", nil, nil},
		44: {"week:2026-w01", []string{"Week 01, 2026-W01, from 2025-12-29; before , after 2, year 2025", "W2", "Home"}, []int{45, 1}},
		47: {"notes:page:004", []string{"Home 4, points 100", "5 >"}, []int{48}},
		48: {"notes:page:005", []string{"Home 5, points 90", "< 4"}, []int{47}},
		51: {"notes:page:003", []string{"Work 3, points 5", "< 2"}, []int{50}},
		52: {"blank/1", nil, nil},
		55: {"blank-2/2", nil, nil},
	} {
		p := out.pages[number-1]
		require.Equal(t, page.key, p.key)
		if page.texts != nil {
			require.ElementsMatch(t, page.texts, p.texts, "page %d", number)
			var links []int
			for _, l := range p.links {
				links = append(links, l.page)
			}
			require.ElementsMatch(t, page.links, links, "page %d", number)
		}
	}
	require.Equal(t, []string{
		"Index > year:2026",
		"2026 > year:2026",
		"  Januar 2026 > month:2026-01",
		"  Februar 2026 > month:2026-02",
		"  März 2026 > month:2026-03",
		"Notes > notes:page:004",
	}, outlineLines(out.outlines, ""))
	require.Equal(t, 36, out.places["day:2026-02-10"])

	fixes := map[int]bool{}
	for _, n := range r.Report.Notes {
		fixes[n.Fix] = true
	}
	for _, fix := range []int{9, 12, 15} {
		require.True(t, fixes[fix], "fix %d is reported", fix)
	}
	require.Len(t, r.Project.Plan[1].Nested, 2)
	require.Equal(t, "calendar", r.Project.Plan[1].Nested[0].In)
}

// section changes the only section of a project.
func withSection(t *testing.T, section anything, widgets ...any) *Result {
	t.Helper()
	section["kind"], section["master"] = "k", "M"
	r, err := Read(projectJSON([]any{masterJSON("M", widgets...)}, []any{section}, []string{"k"}, "en"), Options{})
	require.NoError(t, err)
	return r
}

// Weeks are those that have a day of the section, from the Monday on.
func TestWeeks(t *testing.T) {
	r := withSection(t, anything{"generate": "each_week", "start_date": "2026-12-20", "end_date": "2027-01-04"},
		widgetJSON("t", "text_block", "{iso_week} {date} {year} {week_prev}/{week_next}", nil))
	out := drawn(t, r)
	var texts []string
	for _, p := range out.pages {
		texts = append(texts, p.texts...)
	}
	require.Equal(t, []string{
		"2026-W51 2026-12-14 2026 /52", "2026-W52 2026-12-21 2026 51/53", "2026-W53 2026-12-28 2026 52/", "2027-W01 2027-01-04 2027 /",
	}, texts)
}

// The dates of the plan's calendar stand in for those of a section.
func TestCalendarFallback(t *testing.T) {
	v := valid()
	set(v, "plan/calendar", anything{"start_date": "2026-05-01", "end_date": "", "pages_per_day": 2})
	set(v, "plan/sections/0/start_date", nil)
	set(v, "plan/sections/0/end_date", "2026-05-03")
	r := readValue(t, v)
	require.Len(t, drawn(t, r).pages, 3)
	require.Contains(t, r.Report.String(), "has those of the plan's calendar")
}

// What a master of several sections says with their constants is one design,
// with the constants as names.
func TestSharedConstants(t *testing.T) {
	section := func(kind, team string) any {
		return anything{"kind": kind, "master": "M", "generate": "count", "count": 2, "context": anything{"Team": team, "page": 3}}
	}
	r, err := Read(projectJSON([]any{masterJSON("M", widgetJSON("t", "text_block", "{Team}, {page}", nil))}, []any{section("a", "Ann"), section("b", "Bob")}, []string{"a", "b"}, "en"), Options{})
	require.NoError(t, err)
	require.Len(t, r.Project.Designs, 1)
	out := drawn(t, r)
	require.Equal(t, []string{"Ann, 3"}, out.pages[1].texts)
	require.Equal(t, []string{"Bob, 3"}, out.pages[3].texts)
	require.Equal(t, "b/2", out.pages[3].key)
}

func TestNoOutline(t *testing.T) {
	v := valid()
	set(v, "link_resolution/generate_outlines", false)
	set(v, "masters/0/widgets/0", widgetJSON("a", "anchor", nil, anything{"dest_id": "year:{year}"}))
	require.Empty(t, drawn(t, readValue(t, v)).outlines)
}

// Unknown keys are reported wherever they are.
func TestUnknownKeys(t *testing.T) {
	v := valid()
	for _, path := range []string{"color", "metadata/x", "masters/0/anchors", "masters/0/widgets/0/when", "masters/0/widgets/0/position/z", "plan/x", "plan/sections/0/anchors", "default_canvas/x", "link_resolution/x"} {
		set(v, path, "x")
	}
	r := readValue(t, v)
	require.Equal(t, 9, r.Report.Count(Ignored), r.Report.String())
	require.Contains(t, r.Report.String(), `/masters/0/widgets/0/when: the key "when" means nothing`)
}

// A device that nobody knows, and one that was described wrongly.
func TestDevices(t *testing.T) {
	v := valid()
	set(v, "metadata/device_profile", "etch-a-sketch")
	r := readValue(t, v)
	require.Equal(t, 3, r.Report.Count(Replaced), r.Report.String())

	set(v, "metadata/device_profile", "Boox_Tab_Ultra_C_Landscape")
	set(v, "default_canvas", anything{})
	r = readValue(t, v)
	require.Contains(t, r.Report.String(), "boox-tab-ultra-c-landscape is boox-tab-ultra-c here: the panel has 10.3 inches")
	require.Equal(t, "landscape", r.Project.Orientation)
	size := drawn(t, r).pages[0].size
	require.InDelta(t, 765.2, size.W.Points(), 0.01)
	require.InDelta(t, 573.9, size.H.Points(), 0.01)
}

func TestLimits(t *testing.T) {
	v := valid()
	_, err := Read(jsonOf(t, v), Options{Limits: einkpdf.Limits{Pages: 1}})
	require.ErrorContains(t, err, "more than 1 pages")
	_, err = Read(jsonOf(t, v), Options{Limits: einkpdf.Limits{FileBytes: 10}})
	require.ErrorContains(t, err, "larger than 10 bytes")
	require.Empty(t, Report{}.String())
}
