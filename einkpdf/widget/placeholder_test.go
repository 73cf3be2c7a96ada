package widget

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

// said is the text that a drawing shows.
func said(list *draw.List) string {
	var b strings.Builder
	for _, text := range ops[draw.Text](list) {
		b.WriteString(text.Run.Text)
	}
	return b.String()
}

func TestPlaceholder(t *testing.T) {
	const id = "5a0d2c7e-5f1c-4f7c-9b1e-0d6f0e4a1b2c"
	for name, test := range map[string]struct {
		asset string
		at    geom.Rect
		want  string
	}{
		"name":      {"logo.png", pt(0, 0, 100, 50), "logo.png"},
		"id":        {id, pt(0, 0, 300, 50), id},
		"narrow":    {id, pt(0, 0, 80, 50), "5a0d2c…4a1b2c"},
		"narrower":  {id, pt(0, 0, 60, 50), "5a0d…1b2c"},
		"no room":   {id, pt(0, 0, 20, 50), ""},
		"low":       {"logo.png", pt(0, 0, 100, 12), ""},
		"short one": {"logo.png", pt(0, 0, 30, 50), ""},
		"unseen":    {"a\u202eb\u0000\nc", pt(0, 0, 100, 50), "a\uFFFDb\uFFFD\uFFFDc"},
		"no letter": {"日本", pt(0, 0, 100, 50), "日本"},
		"long":      {strings.Repeat("x", 100_000), pt(0, 0, 1000, 50), strings.Repeat("x", 24) + "…" + strings.Repeat("x", 24)},
		"its end":   {strings.Repeat("a", 300) + strings.Repeat("日", 300) + "b.png", pt(0, 0, 1000, 50), strings.Repeat("a", 24) + "…" + strings.Repeat("日", 19) + "b.png"},
		"empty":     {"", pt(0, 0, 100, 50), ""},
	} {
		b := newBench(t)
		list := b.draw(&Image{Asset: test.asset}, test.at)
		require.Equal(t, test.want, said(list), name)
		require.Equal(t, []string{"missing-image"}, b.codes(), "%s: the name is no text of the project", name)
		boxes, cross := ops[draw.Rect](list), ops[draw.Line](list)
		require.Len(t, cross, 2, name)
		require.Equal(t, test.at, boxes[0].Box)
		for _, s := range []draw.Stroke{boxes[0].Stroke, cross[0].Stroke, cross[1].Stroke} {
			require.Equal(t, Gray(0x55), s.Color, "grey panels have it, and it is dark enough to be seen")
			require.GreaterOrEqual(t, s.Width, geom.Pt/2)
			require.GreaterOrEqual(t, s.Width, b.Device.Px(1), "no line is thinner than a pixel")
		}
		if test.want == "" {
			require.Len(t, boxes, 1)
			continue
		}
		require.Len(t, boxes, 2)
		require.True(t, test.at.Contains(boxes[1].Box), "the name stays in the box")
		for _, text := range ops[draw.Text](list) {
			require.GreaterOrEqual(t, text.Size, 8*geom.Pt)
			require.True(t, boxes[1].Box.Contains(geom.Rect{X: text.At.X, Y: text.At.Y, W: text.Run.Advance(text.Size)}))
		}
	}
}
