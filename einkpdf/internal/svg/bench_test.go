package svg

import (
	"context"
	"fmt"
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
	"github.com/einkpdf/platform/einkpdf/internal/font"
)

// A page of 83 runs in two faces, 40 lines and 560 dots.
func BenchmarkWrite(b *testing.B) {
	list := &draw.List{Ops: []draw.Op{
		draw.Lines{A: at(60, 40), B: at(430, 40), DY: pt(13), N: 40, Stroke: black(.4)},
		draw.Dots{First: at(60, 47), PitchX: pt(18), PitchY: pt(18), NX: 20, NY: 28, Diameter: pt(1), Color: draw.Gray(120)},
	}}
	for i := range 83 {
		list.Ops = append(list.Ops, text(b, fonts(), font.Spec{Bold: i == 0}, float64(i%7)*50, float64(i)*7, 9, fmt.Sprintf("%d January", i))...)
	}
	for _, outlines := range []bool{false, true} {
		b.Run(fmt.Sprintf("outlines=%v", outlines), func(b *testing.B) {
			for b.Loop() {
				err := Write(context.Background(), io.Discard, geom.Size{W: pt(447), H: pt(596)}, []*draw.List{list}, Options{Outlines: outlines})
				require.NoError(b, err)
			}
		})
	}
}
