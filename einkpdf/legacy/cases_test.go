package legacy

import (
	"cmp"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/geom"
)

// tableLink is a line of a table of links: lengths in points.
type tableLink struct {
	page, target int
	box          [4]float64
}

func (a tableLink) compare(b tableLink) int {
	return cmp.Or(cmp.Compare(a.page, b.page), cmp.Compare(a.box[1], b.box[1]), cmp.Compare(a.box[0], b.box[0]), cmp.Compare(a.target, b.target))
}

func TestDayPlanner(t *testing.T) {
	r := readFile(t, "day-planner-2026.json")
	out := drawn(t, r)
	require.Len(t, out.pages, 378)
	require.Equal(t, geom.Size{W: 445_300_000, H: 593_800_000}, out.pages[0].size)

	data, err := os.ReadFile("../../testdata/legacy/day-planner-2026.links.tsv")
	require.NoError(t, err)
	var want, got []tableLink
	for line := range strings.Lines(string(data)) {
		f := strings.Split(strings.TrimSpace(line), "\t")
		var l tableLink
		l.page, _ = strconv.Atoi(f[0])
		l.target, _ = strconv.Atoi(f[5])
		for i := range l.box {
			l.box[i], _ = strconv.ParseFloat(f[i+1], 64)
		}
		want = append(want, l)
	}
	for i, p := range out.pages {
		for _, l := range p.links {
			got = append(got, tableLink{i + 1, l.page, [4]float64{l.box.X.Points(), l.box.Y.Points(), l.box.W.Points(), l.box.H.Points()}})
		}
	}
	slices.SortFunc(want, tableLink.compare)
	slices.SortFunc(got, tableLink.compare)
	require.Len(t, got, len(want))
	for i := range want {
		require.Equal(t, want[i].page, got[i].page, i)
		require.Equal(t, want[i].target, got[i].target, "%v %v", want[i], got[i])
		for k := range want[i].box {
			require.InDelta(t, want[i].box[k], got[i].box[k], 0.5, "%v %v", want[i], got[i])
		}
	}

	require.Equal(t, "year:2026", out.pages[0].key)
	require.Equal(t, "day:2026-12-31", out.pages[377].key)
	require.Len(t, out.outlines, 2)
	require.Equal(t, "Index", out.outlines[0].Title)
	require.Equal(t, "year:2026", out.outlines[0].Dest)
	require.Empty(t, out.outlines[0].Children)
	require.Equal(t, "2026", out.outlines[1].Title)
	require.Equal(t, "year:2026", out.outlines[1].Dest)
	require.Len(t, out.outlines[1].Children, 12)
	require.Equal(t, "March 2026", out.outlines[1].Children[2].Title)
	require.Zero(t, r.Report.Count(Dropped), r.Report.String())
}

func TestWeekly(t *testing.T) {
	r := readFile(t, "weekly-2026.json")
	out := drawn(t, r)
	require.Len(t, out.pages, 66)
	require.Equal(t, "week:1", out.pages[13].key)
	require.Contains(t, out.pages[13].texts, "Week 01 (2026-W01)")
	require.Len(t, r.Project.Designs, 3)
}

// What Read makes is a file that says the same.
func TestAsFile(t *testing.T) {
	for _, name := range []string{"day-planner-2026.json", "weekly-2026.json"} {
		r := readFile(t, name)
		file, err := r.Project.YAML()
		require.NoError(t, err)
		require.Less(t, len(file), 30_000)
		again, err := einkpdf.Parse(file)
		require.NoError(t, err)
		require.Equal(t, drawn(t, r), drawn(t, &Result{Project: again, Assets: r.Assets}))
	}
}
