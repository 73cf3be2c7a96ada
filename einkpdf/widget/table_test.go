package widget

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

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
