package widget

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

// written is a widget with a text.
func written(kind, text, fit string, rotate int, style Style) Widget {
	if kind == "link" {
		return &LinkBox{Text: Text(text), To: "x", Fit: fit, Rotate: rotate, Style: Inline(style)}
	}
	return &TextBox{Text: Text(text), Fit: fit, Rotate: rotate, Style: Inline(style)}
}

// Text in one line that is too long begins at the left edge, however it is aligned.
func TestLineStartsAtTheEdge(t *testing.T) {
	at := pt(10, 20, 60, 20)
	for _, kind := range []string{"text", "link"} {
		for _, align := range []string{"left", "center", "right"} {
			t.Run(kind+" "+align, func(t *testing.T) {
				b := newBench(t)
				list := b.draw(written(kind, "A text that is too long", "line", 0, Style{Align: align}), at)
				require.Len(t, texts(list), 1)
				first := ops[draw.Text](list)[0]
				require.Equal(t, at.X, first.At.X)
				require.Equal(t, 10*geom.Pt, first.Size)
				require.Equal(t, []string{"text-overflow"}, b.codes())

				b.found = nil
				short := ops[draw.Text](b.draw(written(kind, "ok", "line", 0, Style{Align: align}), at))[0]
				require.Equal(t, align == "left", short.At.X == at.X)
				require.Empty(t, b.found)
			})
		}
	}
}

// A word that is too wide is broken between its letters where there is room for
// its lines; without room it stays as it is. Both are reported.
func TestWideWords(t *testing.T) {
	word := "Donaudampfschifffahrt" + "e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301"
	at := pt(10, 20, 60, 60)
	for _, align := range []string{"left", "center", "right"} {
		b := newBench(t)
		list := b.draw(&TextBox{Text: Text(word + " is long"), Style: Inline(Style{Align: align})}, at)
		lines := texts(list)
		require.Greater(t, len(lines), 3)
		require.Equal(t, word+"is long", strings.Join(lines, ""), "all of it, with marks at their letters")
		for _, l := range lines {
			require.NotRegexp(t, "^\u0301", l)
		}
		for _, o := range ops[draw.Text](list) {
			require.GreaterOrEqual(t, o.At.X, at.X)
			require.LessOrEqual(t, o.At.X+o.Run.Advance(o.Size), at.Right()+slack)
		}
		require.Equal(t, []string{"text-overflow"}, b.codes())
	}
	b := newBench(t)
	require.Len(t, texts(b.draw(&TextBox{Text: Text(word)}, pt(10, 20, 60, 14))), 1)
	require.Len(t, texts(b.draw(&TextBox{Text: Text(word)}, pt(10, 20, 1, 900))), 1)
	require.Equal(t, word, strings.Join(texts(b.draw(&TextBox{Text: Text(word)}, pt(10, 20, 4, 900))), ""), "at least a letter in each")
	require.Len(t, texts(b.draw(&TextBox{Text: Text(strings.Repeat("w", 5000))}, pt(10, 20, 9, 60))), 1)
	b.draw(&TextBox{Text: "\xff\xfe\xfd\xfc"}, pt(10, 20, 4, 600))
	list := b.draw(&Table{Rows: [][]Text{{Text(word)}}, MaxLines: 2, Style: Inline(Style{Size: geom.Points(10)})}, pt(0, 0, 60, 90))
	require.Len(t, texts(list), 1, "broken it would have too many lines")
}

func TestLinkFit(t *testing.T) {
	at := pt(0, 0, 60, 18)
	const text = "A text that is too long"
	size := func(fit string) (lines int, size geom.Unit) {
		list := newBench(t).draw(written("link", text, fit, 0, Style{}), at)
		require.Equal(t, []draw.Link{{Box: at, Target: "x"}}, list.Links)
		return len(texts(list)), ops[draw.Text](list)[0].Size
	}
	n, s := size("")
	require.Equal(t, 1, n, "made smaller until one line fits")
	require.Less(t, s, 10*geom.Pt)
	n, s = size("line")
	require.Equal(t, 1, n)
	require.Equal(t, 10*geom.Pt, s)
	n, s = size("wrap")
	require.Greater(t, n, 1)
	require.Equal(t, 10*geom.Pt, s)
	n, s = size("shrink-wrap")
	require.Greater(t, n, 1)
	require.Less(t, s, 10*geom.Pt)
}

// Turned text is aligned in its own frame: where it begins and ends, and on
// which side of it top and bottom are, turn with it.
func TestRotate(t *testing.T) {
	at := pt(100, 200, 40, 90)
	inside := map[int]geom.Rect{0: at, 90: pt(75, 225, 90, 40), 180: at, 270: pt(75, 225, 90, 40)}
	for _, kind := range []string{"text", "link"} {
		for rotate, frame := range inside {
			for _, align := range []string{"left", "center", "right"} {
				for _, valign := range []string{"top", "middle", "bottom"} {
					t.Run(fmt.Sprint(kind, rotate, align, valign), func(t *testing.T) {
						b := newBench(t)
						list := b.draw(written(kind, "Ab", "line", rotate, Style{Align: align, VAlign: valign}), at)
						plain := b.draw(written(kind, "Ab", "line", 0, Style{Align: align, VAlign: valign}), frame)
						require.Equal(t, ops[draw.Text](plain), ops[draw.Text](list))
						require.Empty(t, b.found)
						turns := ops[draw.Push](list)
						require.Equal(t, rotate != 0, len(turns) == 1)
						if rotate != 0 {
							require.Equal(t, draw.Push{Center: at.Center(), Turn: rotate / 90}, turns[0])
						}
						if kind == "link" {
							require.Equal(t, at, list.Links[0].Box, "the box itself reacts, not the turned one")
						}
					})
				}
			}
		}
	}
}
