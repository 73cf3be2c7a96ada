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
