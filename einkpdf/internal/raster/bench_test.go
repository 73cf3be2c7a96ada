package raster

import (
	"context"
	"fmt"
	"testing"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
	"github.com/einkpdf/platform/einkpdf/internal/font"
)

// plannerPage is a page like those of the benchmark in bench: static is 20 texts,
// 40 ruled lines, 20 by 28 dots and a calendar grid, own 62 texts.
func plannerPage(b testing.TB, page int) (static, own *draw.List) {
	sans, bold := font.Spec{}, font.Spec{Bold: true}
	static, own = new(draw.List), new(draw.List)
	add := func(l *draw.List, op draw.Op) { l.Ops = append(l.Ops, op) }
	thin := draw.Stroke{Color: draw.Gray(0xAA), Width: pt(0.5)}
	add(static, draw.Lines{A: at(46, 84), B: at(222, 84), DY: pt(12), N: 40, Stroke: thin})
	add(static, draw.Dots{First: at(240, 260), PitchX: pt(9.6), PitchY: pt(9.6), NX: 20, NY: 28, Diameter: pt(0.9), Color: draw.Gray(0x77)})
	add(static, draw.Lines{A: at(240, 84), B: at(422, 84), DY: pt(22), N: 7, Stroke: thin})
	add(static, draw.Lines{A: at(240, 84), B: at(240, 216), DX: pt(26), N: 8, Stroke: thin})
	for i, s := range []string{"Schedule", "Calendar", "Notes", "Priorities", "Tasks", "Habits"} {
		add(static, text(b, bold, at(24+float64(i)*67, 65), 9, s))
	}
	for i := range 14 {
		add(static, text(b, sans, at(24, 84+float64(i)*36), 6.5, fmt.Sprintf("%02d:00", 7+i)))
	}
	for i := range 42 {
		add(own, text(b, bold, at(248+float64(i%7)*26, 98+float64(i/7)*22), 8, fmt.Sprint((i+page)%31+1)))
	}
	add(own, text(b, sans, at(24, 32), 9, fmt.Sprintf("Mon %d Jan", page%31+1)))
	add(own, text(b, bold, at(90, 36), 14, fmt.Sprintf("%d January 2026", page%31+1)))
	add(own, text(b, sans, at(270, 32), 9, "2026"))
	add(own, text(b, sans, at(360, 32), 9, fmt.Sprintf("Wed %d Jan", page%31+1)))
	for i := range 16 {
		add(own, text(b, sans, at(24+25*float64(i), 585), 6, fmt.Sprintf("%d Jan", i+1)))
	}
	return static, own
}

// panel is a reMarkable 2.
func panel(b testing.TB, color bool) *Drawer {
	d, err := New(Config{Page: geom.Size{W: 447_292_035, H: 596_389_381}, Width: 1404, Height: 1872, Color: color})
	if err != nil {
		b.Fatal(err)
	}
	return d
}

func BenchmarkDraw(b *testing.B) {
	static, own := plannerPage(b, 3)
	ctx := context.Background()
	for _, color := range []bool{false, true} {
		name := map[bool]string{false: "grey", true: "color"}[color]
		// Everything is cached, and pictures are recycled.
		b.Run(name+"/warm", func(b *testing.B) {
			d := panel(b, color)
			for b.Loop() {
				p, err := d.Draw(ctx, static, own)
				if err != nil {
					b.Fatal(err)
				}
				d.Recycle(p)
			}
		})
		// The same with a new picture each time.
		b.Run(name+"/fresh", func(b *testing.B) {
			d := panel(b, color)
			for b.Loop() {
				if _, err := d.Draw(ctx, static, own); err != nil {
					b.Fatal(err)
				}
			}
		})
		// The static list is drawn, too; only letters are cached.
		b.Run(name+"/static", func(b *testing.B) {
			d := panel(b, color)
			d.shelf.most = 0
			for b.Loop() {
				p, err := d.Draw(ctx, static, own)
				if err != nil {
					b.Fatal(err)
				}
				d.Recycle(p)
			}
		})
		// Nothing is cached: the first page that is ever drawn.
		b.Run(name+"/cold", func(b *testing.B) {
			for b.Loop() {
				if _, err := panel(b, color).Draw(ctx, static, own); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
