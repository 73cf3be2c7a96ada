package pdfout

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

// operators are what the operations of a list become on a page of 100 pt.
func operators(t *testing.T, ops ...draw.Op) string {
	t.Helper()
	var c content
	c.reset(New(&bytes.Buffer{}, Options{}), pt(100))
	require.NoError(t, c.list(&draw.List{Ops: ops}))
	return strings.TrimSpace(strings.ReplaceAll(string(c.buf), "\n", " "))
}

func TestDashes(t *testing.T) {
	line := func(s draw.Stroke) draw.Op {
		s.Color, s.Width = draw.Gray(0), pt(1)
		return draw.Line{A: at(10, 50), B: at(90, 50), Stroke: s}
	}
	const segment = "10 50 m 90 50 l S"
	tests := []struct {
		name   string
		stroke draw.Stroke
		want   string
	}{
		{"solid", draw.Stroke{}, segment},
		{"dashed", draw.Stroke{Dash: draw.Dash{On: pt(4), Off: pt(2)}}, "[4 2]0 d " + segment},
		{"dots", draw.Stroke{Dash: draw.Dash{Off: pt(2)}, Cap: draw.Round}, "1 J [0 2]0 d " + segment},
		{"dash and dot", draw.Stroke{Dash: draw.Dash{On: pt(4), Off: pt(2), More: [4]geom.Unit{pt(1), pt(2)}}}, "[4 2 1 2]0 d " + segment},
		{"three pairs", draw.Stroke{Dash: draw.Dash{On: pt(4), Off: pt(2), More: [4]geom.Unit{pt(1), pt(2), 0, pt(3)}}}, "[4 2 1 2 0 3]0 d " + segment},
		{"square ends", draw.Stroke{Cap: draw.Square}, "2 J " + segment},
		{"unknown ends", draw.Stroke{Cap: 9}, "2 J " + segment},
		{"nothing left out", draw.Stroke{Dash: draw.Dash{On: pt(4)}}, segment},
		{"less left out than can be written", draw.Stroke{Dash: draw.Dash{On: pt(4), Off: 40}}, segment},
		{"negative", draw.Stroke{Dash: draw.Dash{On: -pt(4), Off: pt(2)}}, segment},
		{"a pair is rounded as a whole", draw.Stroke{Dash: draw.Dash{On: 1_000_040, Off: 1_000_040}}, "[1 1.0001]0 d " + segment},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { require.Equal(t, tt.want, operators(t, line(tt.stroke))) })
	}
	solid := line(draw.Stroke{})
	require.Equal(t, "[4 2]0 d "+segment+" []0 d "+segment, operators(t, line(tests[1].stroke), solid), "the next line is solid again")
}

func TestDots(t *testing.T) {
	dots := draw.Dots{First: at(10, 20), PitchX: pt(10), PitchY: pt(30), NX: 3, NY: 2, Diameter: pt(2), Color: draw.Gray(0)}
	require.Equal(t, "2 w 1 J [0 10]0 d 10 80 m 32.5 80 l 10 50 m 32.5 50 l S", operators(t, dots))
	dots.Square = true
	require.Equal(t, "2 w [2 8]0 d 9 80 m 33 80 l 9 50 m 33 50 l S", operators(t, dots))
	dots.Shift = pt(5)
	require.Equal(t, "2 w [2 8]0 d 9 80 m 33 80 l 14 50 m 28 50 l S", operators(t, dots), "odd rows have one less")
	dots.NX, dots.Shift = 1, 0
	require.Equal(t, "2 w 9 80 m 11 80 l 9 50 m 11 50 l S", operators(t, dots))
	dots.NX, dots.PitchX = 3, pt(2)
	require.Equal(t, "2 w 9 80 m 15 80 l 9 50 m 15 50 l S", operators(t, dots), "squares that touch")
}

// A picture has its own opacity, whatever was drawn before it.
func TestPictureOpacity(t *testing.T) {
	p := &draw.Picture{Width: 1, Height: 1, Gray: []byte{0}}
	const shown = "q 10 0 0 10 0 90 cm /I1 Do Q"
	picture := func(alpha uint8) draw.Op { return draw.Image{Box: box(0, 0, 10, 10), Image: p, Alpha: alpha} }
	pane := draw.Rect{Box: box(0, 0, 10, 10), Fill: draw.Color{A: 128}}
	require.Equal(t, shown, operators(t, picture(0)))
	require.Equal(t, shown, operators(t, picture(255)))
	require.Equal(t, "/a51 gs "+shown+" /a255 gs "+shown, operators(t, picture(51), picture(0)))
	require.Equal(t, "/a128 gs 0 90 10 10 re f /a255 gs "+shown, operators(t, pane, picture(0)))
	require.Equal(t, "/a51 gs "+shown+" /a128 gs 0 90 10 10 re f", operators(t, picture(51), pane))
}
