package einkpdf_test

import (
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
)

// A document holds the layouts of designs from when a page of them is drawn, also what of them stands above something that changes.
func TestHeld(t *testing.T) {
	t.Parallel()
	const rows = "{type: layers, repeat: {each: 1..100}, child: {type: text, text: some words}}"
	for _, body := range []string{rows, "{type: layers, children: [{type: text, text: '{page}'}, " + rows + "]}"} {
		d := compile(t, head+"designs: {a: {body: "+body+"}}\nplan: [{design: a, each: 1..3}]\n", einkpdf.Options{})
		require.Zero(t, d.Held())
		require.NoError(t, d.WriteSVG(t.Context(), io.Discard, 0, einkpdf.SVGOptions{}))
		first := d.Held()
		require.Greater(t, first, int64(20_000))
		require.Less(t, first, int64(200_000))
		require.NoError(t, d.WriteSVG(t.Context(), io.Discard, 1, einkpdf.SVGOptions{}))
		require.Equal(t, first, d.Held())
	}
}
