package widget

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/calendar"
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

func TestTable(t *testing.T) {
	b := newBench(t)
	w := &Table{
		Widths: []geom.Length{geom.Points(100), geom.Fr(2), geom.Fr(1)},
		Header: []Text{"A", "B", "C"},
		Rows:   [][]Text{{"one", "two", "three"}, {"four"}},
		Link:   "{cell.row}/{cell.column}/{cell.text}", RowCount: 3,
	}
	at := pt(10, 20, 400, 80)
	list := b.draw(w, at)
	require.Equal(t, []string{"A", "B", "C", "one", "two", "three", "four"}, texts(list))
	require.Equal(t, []string{"1/1/one", "1/2/two", "1/3/three", "2/1/four"}, targets(list))
	require.Equal(t, pt(110, 40, 200, 20), list.Links[1].Box)
	require.True(t, ops[draw.Text](list)[0].Run.Face.Bold)
	require.False(t, ops[draw.Text](list)[3].Run.Face.Bold)

	w.LinkColumns = []int{2}
	require.Equal(t, []string{"1/2/two"}, targets(b.draw(w, at)))
}

func TestTableBorders(t *testing.T) {
	b := newBench(t)
	count := func(border string) [2]int {
		list := b.draw(&Table{Columns: 4, RowCount: 3, Border: border}, pt(0, 0, 100, 90))
		return [2]int{len(ops[draw.Line](list)), len(ops[draw.Rect](list))}
	}
	require.Equal(t, [2]int{2 + 3, 1}, count(""))
	require.Equal(t, [2]int{2 + 3, 1}, count("all"))
	require.Equal(t, [2]int{0, 1}, count("outer"))
	require.Equal(t, [2]int{2, 0}, count("horizontal"))
	require.Equal(t, [2]int{3, 0}, count("vertical"))
	require.Equal(t, [2]int{0, 0}, count("none"))

	head := b.draw(&Table{Header: []Text{"x"}, RowCount: 2, Border: "horizontal", HeaderStroke: Stroke{Color: RGB(1, 2, 3)}}, pt(0, 0, 100, 90))
	lines := ops[draw.Line](head)
	require.Len(t, lines, 2, "one line below the header, not two")
	require.Equal(t, RGB(1, 2, 3), lines[1].Stroke.Color)
	require.Equal(t, 30*geom.Pt, lines[1].A.Y)
}

func TestTableFills(t *testing.T) {
	b := newBench(t)
	w := &Table{Header: []Text{"x"}, RowCount: 4, Border: "none", HeaderFill: Gray(1), Fill: Gray(2), StripeFill: Gray(3)}
	var fills []Color
	for _, r := range ops[draw.Rect](b.draw(w, pt(0, 0, 100, 100))) {
		fills = append(fills, r.Fill)
	}
	require.Equal(t, []Color{Gray(1), Gray(2), Gray(3), Gray(2), Gray(3)}, fills)
}

func TestTableRowHeight(t *testing.T) {
	b := newBench(t)
	w := &Table{Columns: 2, Header: []Text{"x"}, RowCount: 4, RowHeight: geom.Points(20), Border: "outer"}
	require.Equal(t, pt(0, 0, 100, 100), ops[draw.Rect](b.draw(w, pt(0, 0, 100, 300)))[0].Box, "the table ends below its last row")
	require.Empty(t, b.found)
	size, ok := b.natural(w, geom.Size{W: 70 * geom.Pt, H: 999 * geom.Pt})
	require.True(t, ok)
	require.Equal(t, geom.Size{W: 70 * geom.Pt, H: 100 * geom.Pt}, size)
	require.Equal(t, pt(0, 0, 100, 40), ops[draw.Rect](b.draw(w, pt(0, 0, 100, 50)))[0].Box)
	require.Equal(t, []string{"layout-overflow"}, b.codes())
	_, ok = b.natural(&Table{Columns: 2, RowCount: 4}, geom.Size{})
	require.False(t, ok)
}

func TestTableFit(t *testing.T) {
	b := newBench(t)
	long := Text(strings.Repeat("word ", 12))
	at := pt(0, 0, 100, 80)
	require.Greater(t, len(texts(b.draw(&Table{Rows: [][]Text{{long}}}, at))), 1)
	require.Empty(t, b.found)
	require.Len(t, texts(b.draw(&Table{Rows: [][]Text{{long}}, Fit: "line"}, at)), 1)
	require.Equal(t, []string{"text-overflow"}, b.codes())
	shrunk := b.draw(&Table{Rows: [][]Text{{long}}, Fit: "shrink", Style: Inline(Style{Size: geom.Points(30)})}, at)
	require.Less(t, ops[draw.Text](shrunk)[0].Size, 20*geom.Pt)
}

func TestTableCheck(t *testing.T) {
	pointers := func(w *Table) []string {
		var list []string
		w.Check(func(_, pointer, _, _ string) { list = append(list, pointer) })
		return list
	}
	require.Empty(t, pointers(&Table{Columns: 3, RowCount: 2}))
	require.Empty(t, pointers(&Table{Rows: [][]Text{{"a", "b"}}, LinkColumns: []int{2}}))
	require.Empty(t, pointers(&Table{Repeat: &Repeat{Each: Over("day")}, Row: []Text{"a", "b"}, LinkColumns: []int{2}}))
	require.Equal(t, []string{"/row"}, pointers(&Table{Columns: 1, Repeat: &Repeat{Each: Over("day")}}))
	require.Equal(t, []string{"/row"}, pointers(&Table{RowCount: 1, Row: []Text{"a"}}))
	require.Equal(t, []string{"/columns", "/row-count"}, pointers(&Table{}))
	require.Equal(t, []string{"/columns"}, pointers(&Table{Columns: 1, Rows: [][]Text{{"a", "b"}}}))
	require.Equal(t, []string{"/link-columns/0"}, pointers(&Table{Rows: [][]Text{{"a", "b"}}, LinkColumns: []int{3}}))
	require.Equal(t, []string{"/widths/1"}, pointers(&Table{Widths: []geom.Length{geom.Fr(1), {Unit: geom.Auto}}, RowCount: 1}))
	wide := &Table{Header: make([]Text, 51), RowCount: 1 << 30}
	require.Equal(t, []string{""}, pointers(wide))

	// what was not checked stays in its bounds
	b := newBench(t)
	wide.Border, wide.StripeFill = "none", restFill
	require.Len(t, ops[draw.Rect](b.draw(wide, pt(0, 0, 400, 400))), 250)
}

// Rows with more text get more of the height, and none gets in another's way.
func TestTableRowsGrow(t *testing.T) {
	b := newBench(t)
	long := Text(strings.TrimSpace(strings.Repeat("word ", 12)))
	w := &Table{Header: []Text{"Item"}, Rows: [][]Text{{"a"}, {long}, {"b"}}, RowCount: 6, Border: "horizontal"}
	inside := func(at geom.Rect) (size geom.Unit) {
		list := b.draw(w, at)
		lines := ops[draw.Line](list)
		edges := []geom.Unit{at.Y}
		for _, l := range lines {
			edges = append(edges, l.A.Y)
		}
		edges = append(edges, at.Bottom())
		require.Len(t, edges, 8)
		var row int
		for _, op := range ops[draw.Text](list) {
			for op.At.Y > edges[row+1] {
				row++
			}
			require.Greater(t, op.At.Y-op.Size*7/10, edges[row], op.Run.Text)
			size = op.Size
		}
		require.Greater(t, edges[3]-edges[2], edges[4]-edges[3], "the long one is higher")
		require.Equal(t, edges[6]-edges[5], edges[7]-edges[6], "the others share what is left")
		return size
	}
	require.Equal(t, 11*geom.Pt, inside(pt(0, 0, 120, 250)))
	require.Less(t, inside(pt(0, 0, 100, 110)), 9*geom.Pt, "smaller letters before squashed rows")
	require.Empty(t, b.found)

	w.Style = Inline(Style{Size: geom.Points(14)})
	require.Equal(t, 14*geom.Pt, inside(pt(0, 0, 100, 250)), "a given size stays")
	b.draw(w, pt(0, 0, 60, 60))
	require.Equal(t, "layout-overflow", b.codes()[0])

	w.Style, w.RowHeight = StyleRef{}, geom.Points(20)
	b.found = nil
	shrunk := b.draw(w, pt(0, 0, 100, 300))
	require.Less(t, ops[draw.Text](shrunk)[1].Size, 8*geom.Pt, "rows of a given height do not grow")
	require.Empty(t, b.found)
}

func TestTableShares(t *testing.T) {
	require.Equal(t, []geom.Unit{25, 25, 25, 25}, shares(100, make([]geom.Unit, 4)))
	require.Equal(t, []geom.Unit{20, 40, 20, 20}, shares(100, []geom.Unit{5, 40, 0, 20}))
	require.Equal(t, []geom.Unit{16, 50, 17, 17}, shares(100, []geom.Unit{0, 50, 0, 0}))
	require.Equal(t, []geom.Unit{24, 50, 26}, shares(100, []geom.Unit{0, 50, 26}), "what one takes makes another's share too small")
	require.Equal(t, []geom.Unit{50, 33, 17}, shares(100, []geom.Unit{150, 100, 50}), "too much")
	require.Equal(t, []geom.Unit{60, 40}, shares(100, []geom.Unit{60, 40}))
}

// The header stays readable above low rows.
func TestTableHeader(t *testing.T) {
	b := newBench(t)
	w := &Table{Header: []Text{"Day", "Sport"}, RowCount: 31, Border: "horizontal"}
	list := b.draw(w, pt(0, 0, 200, 300))
	require.Equal(t, 8*geom.Pt, ops[draw.Text](list)[0].Size)
	require.Greater(t, ops[draw.Line](list)[0].A.Y, 12*geom.Pt)
	w.RowHeight = geom.Points(8)
	size, ok := b.natural(w, geom.Size{W: 200 * geom.Pt})
	require.True(t, ok)
	require.Greater(t, size.H, 32*8*geom.Pt)
	require.Len(t, ops[draw.Line](b.draw(w, geom.Rect{W: size.W, H: size.H})), 31)
	require.Empty(t, b.found)
}

func TestTableAligns(t *testing.T) {
	b := newBench(t)
	w := &Table{Rows: [][]Text{{"a", "b", "c"}}, Aligns: []string{"right", "center"}, Padding: geom.Points(2)}
	list := ops[draw.Text](b.draw(w, pt(0, 0, 300, 20)))
	right := list[0].At.X + list[0].Run.Advance(list[0].Size)
	require.Equal(t, 98*geom.Pt, right)
	require.InDelta(t, 150, (list[1].At.X + list[1].Run.Advance(list[1].Size)/2).Points(), 0.1)
	require.Equal(t, 202*geom.Pt, list[2].At.X)
}

// A habit tracker: a row for each day of the month, after the rows that are given.
func TestTableRepeat(t *testing.T) {
	b := newBench(t)
	b.setPeriod("month", calendar.Month, calendar.New(2026, 2, 1))
	w := &Table{
		Header: []Text{"Day", ""}, Rows: [][]Text{{"first", "row"}},
		Repeat: &Repeat{Each: Over("day"), In: "{month}"}, Row: []Text{"{item.date|d}", "{item.date|ccc}", ""},
		LinkColumns: []int{1}, Link: "{cell.row}/{cell.text}",
	}
	list := b.draw(w, pt(0, 0, 200, 500))
	require.Equal(t, []string{"Day", "first", "row", "1", "Sun", "2", "Mon"}, texts(list)[:7])
	require.Len(t, list.Links, 29)
	require.Equal(t, "29/28", list.Links[28].Target)
	require.Equal(t, 500*geom.Pt, list.Links[28].Box.Bottom())

	w.Rows, w.Link = nil, "day/{item.date}"
	require.Equal(t, "day/2026-02-28", targets(b.draw(w, pt(0, 0, 200, 500)))[27])
	w.RowCount = 31
	require.Less(t, b.draw(w, pt(0, 0, 200, 500)).Links[27].Box.Bottom(), 460*geom.Pt, "the same rows in every month")

	r, keys := RepeatOf(w)
	require.Equal(t, w.Repeat, r)
	require.Equal(t, []string{"row", "link"}, keys)

	w.Repeat.In = "2026"
	require.Len(t, b.draw(w, pt(0, 0, 200, 5000)).Links, 365)
	w.Repeat.Each = Over("1..501")
	w.Link = ""
	w.Row = []Text{"{item}"}
	require.Contains(t, b.fails(w, pt(0, 0, 200, 5000)), "more than 500 rows")
}

// Rows of a given height stand from the top edge down, whatever is in them, and
// the links are the whole cells.
func TestTableFixedRows(t *testing.T) {
	b := newBench(t)
	long := Text(strings.Repeat("word ", 20))
	w := &Table{
		Widths: []geom.Length{geom.Fr(1), geom.Fr(2.5), geom.Fr(3)}, Header: []Text{long, "B"}, Rows: [][]Text{{"a", long, "c"}, {"d", "e", long}},
		RowHeight: geom.Points(7.7), HeaderHeight: geom.Points(7.7), Link: "{cell.row}/{cell.column}",
		Style: Inline(Style{Size: geom.Points(10)}), HeaderStyle: Inline(Style{Size: geom.Points(14)}),
	}
	list := b.draw(w, pt(10, 20, 401, 300))
	require.Len(t, list.Links, 6)
	x, widths := []float64{10, 10 + 401/6.5, 10 + 401*3.5/6.5}, []float64{401 / 6.5, 401 * 2.5 / 6.5, 401 * 3 / 6.5}
	for i, link := range list.Links {
		requireBox(t, x[i%3], 20+7.7*float64(1+i/3), widths[i%3], 7.7, link.Box)
	}
	require.Equal(t, 60, strings.Count(strings.Join(texts(list), " "), "word"), "all of it is there")
	for _, o := range ops[draw.Text](list) {
		require.Contains(t, []geom.Unit{10 * geom.Pt, 14 * geom.Pt}, o.Size, "sizes that are given stay")
	}
	require.Contains(t, b.codes(), "text-overflow")
	size, ok := b.natural(w, geom.Size{W: 401 * geom.Pt, H: 300 * geom.Pt})
	require.True(t, ok)
	require.Equal(t, geom.Unit(3*7_700_000), size.H)

	// without a size the letters become smaller
	w.Header[0] = "A"
	b.found, w.Style, w.HeaderStyle, w.RowHeight, w.HeaderHeight = nil, StyleRef{}, StyleRef{}, geom.Points(30), geom.Points(40)
	list = b.draw(w, pt(10, 20, 401, 300))
	require.Empty(t, b.found)
	requireBox(t, 10, 60, 401/6.5, 30, list.Links[0].Box)
	require.Less(t, ops[draw.Text](list)[len(ops[draw.Text](list))-1].Size, 11*geom.Pt)
	require.Empty(t, builtinDecoder().Validate(&Table{Columns: 1, RowCount: 1, RowHeight: geom.MM(1)}, ""))
}

// A header has the height that is given, also where the rows share the rest.
func TestTableHeaderHeight(t *testing.T) {
	b := newBench(t)
	w := &Table{Header: []Text{"x"}, RowCount: 5, HeaderHeight: geom.Points(50), Border: "horizontal"}
	lines := ops[draw.Line](b.draw(w, pt(0, 0, 100, 150)))
	require.Len(t, lines, 5)
	for i, l := range lines {
		require.Equal(t, geom.Unit(50+20*i)*geom.Pt, l.A.Y)
	}
	require.Empty(t, b.found)
	b.draw(w, pt(0, 0, 100, 30)) // no room below it
	require.Equal(t, []string{"layout-overflow"}, b.codes())
	b.found = nil
	b.draw(&Table{Header: []Text{"x"}, Rows: [][]Text{{"y"}}, HeaderHeight: geom.Points(50)}, pt(0, 0, 100, 52))
	require.Equal(t, []string{"layout-overflow", "text-overflow"}, b.codes())
}

func TestTableMaxLines(t *testing.T) {
	b := newBench(t)
	text := Text("one\ntwo\nthree\nfour")
	w := &Table{Rows: [][]Text{{text}}, MaxLines: 2, RowHeight: geom.Points(40), Style: Inline(Style{Size: geom.Points(10)})}
	at := pt(0, 0, 100, 40)
	require.Equal(t, []string{"one", "two…"}, texts(b.draw(w, at)))
	require.Equal(t, []string{"text-overflow"}, b.codes())
	require.Contains(t, b.found[0].Message, "has 4 lines, at most 2 are allowed")

	b.found, w.MaxLines = nil, 4
	require.Len(t, texts(b.draw(w, pt(0, 0, 100, 80))), 4)
	require.NotContains(t, b.codes(), "has")

	// the ellipsis stays inside the column
	b.found, w.MaxLines, w.Rows = nil, 1, [][]Text{{"wordwordword wordword"}}
	list := b.draw(w, pt(0, 0, 80, 40))
	require.Len(t, texts(list), 1)
	require.Regexp(t, `^(word)+w?o?r?…$`, texts(list)[0])
	last := ops[draw.Text](list)[len(ops[draw.Text](list))-1]
	require.LessOrEqual(t, last.At.X+last.Run.Advance(last.Size), 80*geom.Pt-geom.MM(1.2).Resolve(0, 0)+slack)

	// letters whose size is not given become smaller before anything is cut off
	b.found, w.Style = nil, StyleRef{}
	require.Equal(t, []string{"wordwordword wordword"}, texts(b.draw(w, pt(0, 0, 100, 40))))
	require.Empty(t, b.found)
	w.Fit, w.Style = "shrink", Inline(Style{Size: geom.Points(20)})
	require.Equal(t, []string{"wordwordword wordword"}, texts(b.draw(w, pt(0, 0, 100, 40))))
	require.Empty(t, b.found)
}
