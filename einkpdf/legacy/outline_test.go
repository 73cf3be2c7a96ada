package legacy

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

// outlineLines are the entries below each other, with their pages.
func outlineLines(list []*draw.Outline, indent string) (lines []string) {
	for _, o := range list {
		lines = append(lines, indent+o.Title+" > "+o.Dest)
		lines = append(lines, outlineLines(o.Children, indent+"  ")...)
	}
	return lines
}

// anchorsJSON are anchors at the top of a page.
func anchorsJSON(ids ...string) (list []any) {
	for i, id := range ids {
		list = append(list, widgetJSON(fmt.Sprint("a", i), "anchor", nil, anything{"dest_id": id}))
	}
	return list
}

// All entries that a page was planned to have are there, in the order of the plan.
func TestOutline(t *testing.T) {
	cover := func(ids ...string) any {
		return masterJSON("Cover", anchorsJSON(ids...)...)
	}
	month := masterJSON("Month", anchorsJSON("month:{year}-{month_padded}")...)
	months := anything{"kind": "months", "master": "Month", "generate": "each_month", "start_date": "2026-01-01", "end_date": "2026-02-28"}
	once := anything{"kind": "cover", "master": "Cover", "generate": "once", "context": anything{"year": 2026}}
	var all []string
	for i := range 12 {
		all = append(all, fmt.Sprintf("month:2026-%02d", i+1))
	}
	for name, c := range map[string]struct {
		cover  any
		months bool
		want   []string
	}{
		"index and year": {cover("year:{year}", "home:index"), true, []string{
			"Index > year:2026", "2026 > year:2026", "  January 2026 > month:2026-01", "  February 2026 > month:2026-02"}},
		"all on one page": {cover("notes:page:001", "month:2026-02", "home:index", "year:2026"), false, []string{
			"Index > year:2026", "2026 > year:2026", "  February 2026 > year:2026", "Notes > year:2026"}},
		"months elsewhere": {cover("notes:page:001", "month:2026-03", "home:index", "year:2026", "year:2025"), true, []string{
			"Index > year:2026", "2025 > year:2026", "Notes > year:2026", "2026 > year:2026", "  March 2026 > year:2026", "  January 2026 > month:2026-01", "  February 2026 > month:2026-02"}},
		"too many": {cover(append(all, "home:index", "year:2026", "notes:page:1")...), false, []string{
			"Index > year:2026", "2026 > year:2026", "  January 2026 > year:2026", "  February 2026 > year:2026", "  March 2026 > year:2026", "  April 2026 > year:2026",
			"  May 2026 > year:2026", "  June 2026 > year:2026", "  July 2026 > year:2026", "Notes > year:2026"}},
		"index alone": {cover("home:index"), false, []string{"Index > home:index"}},
	} {
		t.Run(name, func(t *testing.T) {
			masters, sections, order := []any{c.cover}, []any{once}, []string{"cover"}
			if c.months {
				masters, sections, order = append(masters, month), append(sections, months), append(order, "months")
			}
			r, err := Read(projectJSON(masters, sections, order, "en"), Options{})
			require.NoError(t, err)
			require.Equal(t, c.want, outlineLines(drawn(t, r).outlines, ""))
			dropped := 0
			for _, n := range r.Report.Notes {
				if n.Kind == Dropped {
					require.Equal(t, 2, n.Fix)
					dropped += n.Count
				}
			}
			require.Equal(t, name == "too many", dropped == 5, r.Report.String())
		})
	}
}
