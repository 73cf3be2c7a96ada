package raster_test

import (
	"context"
	"fmt"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
	"github.com/einkpdf/platform/einkpdf/internal/raster"
)

func ExampleDrawer_Draw() {
	d, err := raster.New(raster.Config{Page: geom.Size{W: 8 * geom.Pt, H: 5 * geom.Pt}, Width: 8, Height: 5})
	if err != nil {
		fmt.Println(err)
		return
	}
	thin := draw.Stroke{Color: draw.Gray(0), Width: geom.Pt / 2}
	static := &draw.List{Ops: []draw.Op{draw.Rect{Box: geom.Rect{X: geom.Pt / 2, Y: geom.Pt / 2, W: 7 * geom.Pt, H: 4 * geom.Pt}, Stroke: thin}}}
	own := &draw.List{Ops: []draw.Op{draw.Rect{Box: geom.Rect{X: 2 * geom.Pt, Y: 2 * geom.Pt, W: 3 * geom.Pt, H: geom.Pt}, Fill: draw.Gray(0x77)}}}
	p, err := d.Draw(context.Background(), static, own)
	if err != nil {
		fmt.Println(err)
		return
	}
	for y := range p.Height {
		fmt.Printf("%02x\n", p.Gray[y*p.Width:(y+1)*p.Width])
	}
	fmt.Println(d.ToPixels(own.Ops[0].(draw.Rect).Box))
	// Output:
	// 0000000000000000
	// 00ffffffffffff00
	// 00ff777777ffff00
	// 00ffffffffffff00
	// 0000000000000000
	// (2,2)-(5,3)
}
