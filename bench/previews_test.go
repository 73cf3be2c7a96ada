package main

import (
	"bytes"
	"image"
	"image/color"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
)

// TestXimageDrawsTheSame checks that what is dark on one picture of a page is dark
// on the other, or at most so many pixels from there.
func TestXimageDrawsTheSame(t *testing.T) {
	const near = 2
	w := newWorkload(minPages)
	project, err := einkpdf.Parse(w.project())
	require.NoError(t, err)
	doc, err := einkpdf.Compile(t.Context(), project, einkpdf.Options{})
	require.NoError(t, err)
	preview, err := doc.Preview(einkpdf.PreviewOptions{})
	require.NoError(t, err)
	for _, page := range []int{0, 1, 60, minPages - 1} {
		ours, err := preview.Image(t.Context(), page)
		require.NoError(t, err)
		require.Equal(t, panel(), ours.Bounds())
		theirs := image.NewRGBA(panel())
		x, err := newXimage(w, theirs)
		require.NoError(t, err)
		x.page(w, w.pages[page])
		require.Greater(t, covered(ours, theirs, near), 0.98, "of ours, page %d", page)
		require.Greater(t, covered(theirs, ours, near), 0.98, "of theirs, page %d", page)
	}
}

// covered is how much of the dark pixels of a picture has others of another one
// nearby.
func covered(a, b image.Image, near int) float64 {
	dark := func(m image.Image, x, y int, limit uint8) bool {
		return color.GrayModel.Convert(m.At(x, y)).(color.Gray).Y < limit
	}
	all, found := 0, 0
	for y := range panelH {
		for x := range panelW {
			if !dark(a, x, y, 100) {
				continue
			}
			all++
			hit := false
			for dy := -near; dy <= near && !hit; dy++ {
				for dx := -near; dx <= near && !hit; dx++ {
					hit = image.Pt(x+dx, y+dy).In(b.Bounds()) && dark(b, x+dx, y+dy, 170)
				}
			}
			if hit {
				found++
			}
		}
	}
	return float64(found) / float64(max(all, 1))
}

func TestPreviews(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a second")
	}
	times, err := runPreviews(t.Context(), minPages)
	require.NoError(t, err)
	for _, p := range []pair{times.Page, times.Gray, times.PNG, times.One} {
		require.Positive(t, p.Ours)
		require.Positive(t, p.Theirs)
	}
	require.Less(t, times.Bytes, times.TheBytes)

	var out bytes.Buffer
	printFigures(&out, 3, []figure{{what: "this", by: "that", pair: pair{0.001, 0.004}, bytes: 7, atMost: 0.5}})
	require.Regexp(t, `\| this +\| +1\.00 \| +7 \| that +\| +4\.00 \| +\| +0\.25 \| +0\.50 \|`, out.String())
}
