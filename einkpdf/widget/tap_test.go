package widget

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/internal/draw"
	"github.com/einkpdf/platform/einkpdf/internal/token"
)

func TestTap(t *testing.T) {
	b := newBench(t)
	b.vars.Set("n", token.Int(3))
	at := pt(0, 0, 40, 40)
	list := b.draw(&Tap{To: "note/{n+1}"}, at)
	require.Equal(t, []draw.Link{{Box: at, Target: "note/4"}}, list.Links)
	require.Empty(t, list.Ops)

	b.Places = map[string]Place{}
	require.Empty(t, b.draw(&Tap{To: "note/{n+1}?"}, at).Links, "optional")
	require.Contains(t, b.fails(&Tap{To: "note/{n+1}"}, at), `"note/4"`)
}

// Pages by their place: the target is the page's key, and only what depends on
// the page is drawn on each.
func TestTapByOrder(t *testing.T) {
	b := newBench(t)
	b.Places, b.Keys = map[string]Place{}, []string{"a", "b", "c"}
	b.vars.Set("page", token.Int(2))
	at := pt(0, 0, 40, 40)
	for _, tt := range []struct {
		to, want string // "" = left out
		own      bool
	}{
		{"@next", "c", true},
		{"@previous?", "a", true},
		{"@first", "a", false},
		{"@last", "c", false},
		{"@2", "b", false},
		{"@{page+1}", "c", true},
		{"@{page+2}?", "", true},
		{"@0?", "", false},
	} {
		c := b.context()
		(&Tap{To: Target(tt.to)}).Draw(c, at)
		require.NoError(t, c.Err(), tt.to)
		require.Equal(t, tt.own, c.touched, tt.to)
		if tt.want == "" {
			require.Empty(t, c.list.Links, tt.to)
			continue
		}
		require.Equal(t, []draw.Link{{Box: at, Target: tt.want}}, c.list.Links, tt.to)
	}
	require.Contains(t, b.fails(&Tap{To: "@4"}, at), `"@4"`)
	require.Contains(t, b.fails(&Tap{To: "@nowhere?"}, at), `"@nowhere" is no page by its place`)
	require.Contains(t, b.fails(&Anchor{Name: "@top"}, at), `begins with @`)
}
