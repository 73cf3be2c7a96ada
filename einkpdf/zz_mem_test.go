package einkpdf_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"os"
	"strings"
	"testing"

	"github.com/einkpdf/platform/einkpdf"
)

func TestZZMake(t *testing.T) {
	if os.Getenv("ZZ") != "make" {
		t.Skip()
	}
	const side = 4000
	area := image.Rect(0, 0, side, side)
	g, rgb := image.NewGray(area), image.NewRGBA(area)
	for y := range side {
		for x := range side {
			v := uint8(x/16 ^ y/16)
			g.Pix[y*side+x] = v
			rgb.SetRGBA(x, y, color.RGBA{v, uint8(x), uint8(y), 255})
		}
	}
	save := func(name string, f func(*bytes.Buffer) error) {
		var b bytes.Buffer
		if err := f(&b); err != nil {
			t.Fatal(err)
		}
		os.WriteFile("/tmp/g1mem/"+name, b.Bytes(), 0o644)
	}
	save("grey.png", func(b *bytes.Buffer) error { return png.Encode(b, g) })
	save("rgb.png", func(b *bytes.Buffer) error { return png.Encode(b, rgb) })
	save("rgb.jpg", func(b *bytes.Buffer) error { return jpeg.Encode(b, rgb, nil) })
}

func TestZZMem(t *testing.T) {
	name := os.Getenv("ZZ")
	if name == "" || name == "make" {
		t.Skip()
	}
	data, _ := os.ReadFile("/tmp/g1mem/" + name)
	n := 1
	if s := os.Getenv("ZZN"); s != "" {
		fmt.Sscan(s, &n)
	}
	var b strings.Builder
	b.WriteString(head + "designs:\n")
	for i := range n {
		fmt.Fprintf(&b, "  a%d: {body: {type: image, asset: i%d}}\n", i, i)
	}
	b.WriteString("plan:\n")
	for i := range n {
		fmt.Fprintf(&b, "  - {design: a%d}\n", i)
	}
	d := compile(t, b.String(), einkpdf.Options{Assets: einkpdf.AssetFunc(func(string) ([]byte, error) { return data, nil })})
	base := peakMemory()
	var w countingWriter
	if err := d.WritePDF(t.Context(), &w); err != nil {
		t.Fatal(err)
	}
	fmt.Println(name, n, "before", base, "peak KiB", peakMemory(), len(data), int(w), len(d.Findings()))
}
