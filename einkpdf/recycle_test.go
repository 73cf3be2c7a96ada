package einkpdf_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/gallery"
)

func TestPreviewRecycle(t *testing.T) {
	doc := compile(t, framed, einkpdf.Options{})
	grey, err := doc.Preview(einkpdf.PreviewOptions{Width: 100})
	require.NoError(t, err)
	color, err := doc.Preview(einkpdf.PreviewOptions{Width: 100, Color: einkpdf.ColorFull})
	require.NoError(t, err)
	draw := func(p *einkpdf.Preview) image.Image {
		m, err := p.Image(context.Background(), 1)
		require.NoError(t, err)
		return m
	}
	first := draw(grey).(*image.Gray)
	want := bytes.Clone(first.Pix)
	grey.Recycle(first)
	require.Empty(t, first.Pix, "nothing is left to look at by mistake")
	grey.Recycle(first) // twice is once

	w, h := grey.Size()
	other := image.NewGray(image.Rect(0, 0, w, h+1))
	for _, m := range []image.Image{nil, (*image.Gray)(nil), other, other.SubImage(image.Rect(0, 0, w, h-1)), image.NewGray(image.Rect(1, 0, w+1, h)), draw(color), image.Black} {
		grey.Recycle(m)
	}
	require.Len(t, other.Pix, w*(h+1))
	for range 4 {
		a, b := draw(grey).(*image.Gray), draw(grey).(*image.Gray)
		require.Equal(t, want, a.Pix)
		require.Equal(t, want, b.Pix, "each has its own memory")
		require.NotSame(t, &a.Pix[0], &b.Pix[0])
		grey.Recycle(a)
		grey.Recycle(b)
	}

	full := draw(color)
	color.Recycle(full)
	require.Equal(t, draw(color), full, "coloured ones are left alone")
}

// A program that shows page after page needs the memory of one picture.
func ExamplePreview_Recycle() {
	source, _ := gallery.Source("notebook")
	project, err := einkpdf.Parse(source)
	if err != nil {
		fmt.Println(err)
		return
	}
	doc, err := einkpdf.Compile(context.Background(), project, einkpdf.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	preview, err := doc.Preview(einkpdf.PreviewOptions{Width: 300})
	if err != nil {
		fmt.Println(err)
		return
	}
	for page := range 3 {
		m, err := preview.Image(context.Background(), page)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(m.Bounds())
		preview.Recycle(m)
	}
	// Output:
	// (0,0)-(300,400)
	// (0,0)-(300,400)
	// (0,0)-(300,400)
}
