package widget

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
	"github.com/einkpdf/platform/einkpdf/internal/token"
)

func TestChecklist(t *testing.T) {
	b := newBench(t)
	b.vars.Set("n", token.Int(7))
	list := b.draw(&Checklist{Pitch: geom.Points(20), Items: []Text{"Bread", "Page {n}"}}, pt(0, 0, 100, 90))
	boxes := ops[draw.Rect](list)
	require.Len(t, boxes, 4)
	require.Equal(t, 10*geom.Pt, boxes[0].Box.H+boxes[0].Stroke.Width, "half of a row")
	require.Equal(t, 20*geom.Pt, boxes[1].Box.Y-boxes[0].Box.Y)
	require.Equal(t, []string{"Bread", "Page 7"}, texts(list))
	rule := ops[draw.Lines](list)[0]
	require.Equal(t, []any{4, 20 * geom.Pt, 100 * geom.Pt}, []any{rule.N, rule.A.Y, rule.B.X})
	require.Empty(t, b.found)
}

func TestChecklistColumns(t *testing.T) {
	b := newBench(t)
	list := b.draw(&Checklist{Pitch: geom.Points(20), Count: 7, Columns: 2, ColumnGap: geom.Points(10), Numbered: true}, pt(0, 0, 210, 200))
	require.Equal(t, []string{"1", "2", "3", "4", "5", "6", "7"}, texts(list))
	rules := ops[draw.Lines](list)
	require.Len(t, rules, 2)
	require.Equal(t, []int{4, 3}, []int{rules[0].N, rules[1].N}, "columns are filled one after the other")
	require.Equal(t, 110*geom.Pt, rules[1].A.X)
	size, ok := b.natural(&Checklist{Pitch: geom.Points(20), Count: 7, Columns: 2}, geom.Size{W: 210 * geom.Pt})
	require.True(t, ok)
	require.Equal(t, 80*geom.Pt, size.H)
}

func TestChecklistWithFewerRowsThanColumns(t *testing.T) {
	list := newBench(t).draw(&Checklist{Pitch: geom.Points(20), Count: 4, Columns: 3, Line: Stroke{Color: None()}}, pt(0, 0, 210, 200))
	require.Len(t, ops[draw.Rect](list), 4)
	require.Empty(t, ops[draw.Lines](list), "none leaves the lines out")
}

func TestChecklistReportsItemsThatDoNotFit(t *testing.T) {
	b := newBench(t)
	require.Len(t, texts(b.draw(&Checklist{Pitch: geom.Points(20), Items: []Text{"a", "b", "c"}}, pt(0, 0, 100, 50))), 2)
	require.Equal(t, []string{"items-overflow"}, b.codes())
	require.Contains(t, b.found[0].Message, "1 of 3 items")
}

// All items have one size, whatever the longest needs.
func TestChecklistHasOneSize(t *testing.T) {
	b := newBench(t)
	w := &Checklist{Pitch: geom.Points(20), Items: []Text{"Bread", "An item that is far too long for the line that there is", "Milk"}}
	list := ops[draw.Text](b.draw(w, pt(0, 0, 120, 100)))
	require.Greater(t, len(list), 3)
	for _, op := range list {
		require.Equal(t, list[0].Size, op.Size)
	}
	require.Less(t, list[0].Size, 9*geom.Pt)
	require.Empty(t, b.found)
}
