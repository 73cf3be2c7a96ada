package raster

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
	"github.com/einkpdf/platform/einkpdf/internal/font"
)

// pt is a length in points.
func pt(v float64) geom.Unit { return geom.Unit(v * float64(geom.Pt)) }

func at(x, y float64) geom.Point { return geom.Point{X: pt(x), Y: pt(y)} }

func box(x, y, w, h float64) geom.Rect { return geom.Rect{X: pt(x), Y: pt(y), W: pt(w), H: pt(h)} }

// drawer draws pages of w by h points, a pixel for each point.
func drawer(t testing.TB, w, h int) *Drawer {
	t.Helper()
	d, err := New(Config{Page: geom.Size{W: geom.Unit(w) * geom.Pt, H: geom.Unit(h) * geom.Pt}, Width: w, Height: h})
	require.NoError(t, err)
	return d
}

func list(ops ...draw.Op) *draw.List { return &draw.List{Ops: ops} }

// levels draws operations on w by h grey pixels, and gives them in rows of
// hexadecimal ink: "." is white, "f" black, and there are 14 levels between.
func levels(t testing.TB, w, h int, ops ...draw.Op) string {
	t.Helper()
	p, err := drawer(t, w, h).Draw(context.Background(), nil, list(ops...))
	require.NoError(t, err)
	return rows(p)
}

func rows(p *Picture) string {
	var b strings.Builder
	for y := range p.Height {
		for _, v := range p.Gray[y*p.Width : (y+1)*p.Width] {
			if ink := (255 - int(v) + 8) / 17; ink == 0 {
				b.WriteByte('.')
			} else {
				fmt.Fprintf(&b, "%x", ink)
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// picture is what levels gives, from a text with indented lines.
func picture(s string) string {
	var b strings.Builder
	for _, line := range strings.Fields(s) {
		b.WriteString(line + "\n")
	}
	return b.String()
}

// text shapes a text in one run.
func text(t testing.TB, spec font.Spec, at geom.Point, size float64, s string) draw.Text {
	t.Helper()
	line, err := font.Builtin().Shape(spec, "en", s)
	require.NoError(t, err)
	require.Len(t, line.Runs, 1)
	return draw.Text{At: at, Run: line.Runs[0], Size: pt(size), Color: draw.Gray(0)}
}

var black = draw.Gray(0)

func stroke(width float64) draw.Stroke { return draw.Stroke{Color: black, Width: pt(width)} }

// brokenRun is a run without a face.
func brokenRun() *font.Run { return &font.Run{Glyphs: make([]font.Glyph, 1)} }
