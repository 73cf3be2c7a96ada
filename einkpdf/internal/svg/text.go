package svg

import (
	"encoding/base64"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
	"github.com/einkpdf/platform/einkpdf/internal/font"
)

// fonts writes the fonts of texts and the classes that name them. Whatever a page
// around the file says of fonts does not hold for them.
func (p *writer) fonts() error {
	var classes []string
	known := map[string]bool{}
	for _, f := range p.inside.order {
		if f.outlined {
			continue
		}
		if err := p.alive(); err != nil {
			return err
		}
		file, err := font.WebFont(f.Face, f.chars.glyphs)
		if err != nil {
			return err
		}
		f.class = nameOf("f", file)
		if known[f.class] {
			continue
		}
		known[f.class] = true
		if len(classes) == 0 {
			p.raw("<style>\n")
		}
		classes = append(classes, f.class)
		p.raw("@font-face{font-family:" + f.class + ";src:url(data:font/sfnt;base64,")
		p.base64(file)
		p.raw(")}\n." + f.class + "{font-family:" + f.class + "}\n")
	}
	if len(classes) == 0 {
		return nil
	}
	for i, class := range classes {
		if i > 0 {
			p.raw(",")
		}
		p.raw("." + class + ",." + class + " text") // some browsers say white-space of texts themselves
	}
	p.raw("{font-style:normal;font-weight:400;font-stretch:normal;font-kerning:none;font-variant:normal;font-variant-ligatures:none;" +
		"letter-spacing:0;word-spacing:0;text-anchor:start;text-transform:none;text-rendering:geometricPrecision;direction:ltr;white-space:pre}\n</style>\n")
	return nil
}

func (p *writer) base64(b []byte) {
	enc := base64.NewEncoder(base64.StdEncoding, p)
	enc.Write(b) //nolint:errcheck // p notes its errors
	enc.Close()  //nolint:errcheck // as above
}

// textStyle is what texts have in common that can share a group.
type textStyle struct {
	class string
	size  int64 // in 1/10000 pt
	color draw.Color
}

// styleOf is the style of a text that is written as text; ok is false for others.
func (p *writer) styleOf(op draw.Op) (style textStyle, ok bool) {
	o, ok := op.(draw.Text)
	if !ok || !isVisible(o) {
		return textStyle{}, false
	}
	f := p.inside.faces[o.Run.Face]
	return textStyle{f.class, fontSize(o.Size), o.Color}, !f.outlined
}

func (p *writer) styleAttributes(s textStyle) {
	p.raw(` class="` + s.class + `"`)
	p.attr(" font-size", s.size, fine)
	p.fill(s.color)
}

// textOp draws a run, as text if its font allows. Texts of one style that follow
// each other are in a group that has the style.
func (p *writer) textOp(o draw.Text) error {
	if !isVisible(o) {
		return nil
	}
	f := p.inside.faces[o.Run.Face]
	style, ok := p.styleOf(o)
	if !ok {
		p.leave()
		return p.shapesOp(f, o)
	}
	if p.style != style {
		p.leave()
		if next, ok := p.styleOf(p.next); ok && next == style {
			p.raw("<g")
			p.styleAttributes(style)
			p.raw(">\n")
			p.close, p.style = "</g>\n", style
		}
	}
	p.raw("<text")
	if p.close == "" {
		p.styleAttributes(style)
	}
	places := placesOf(f, o)
	p.raw(` x="`)
	for i, q := range places[:fromFont(f, o, places)] {
		if i > 0 {
			p.raw(" ")
		}
		p.num(draw.Hundredths(q.X), centi)
	}
	p.raw(`" y="`)
	same := len(places) // from here on all are as high as the one before
	for same > 1 && places[same-1].Y == places[same-2].Y {
		same--
	}
	for i, q := range places[:same] {
		if i > 0 {
			p.raw(" ")
		}
		p.num(draw.Hundredths(q.Y), centi)
	}
	p.raw(`">`)
	for i := range o.Run.Glyphs {
		p.char(f.chars.char(o.Run, i))
	}
	p.raw("</text>\n")
	return p.err
}

// fontSize is a size in 1/10000 pt, whose error adds up along a line.
func fontSize(u geom.Unit) int64 { return max(draw.Myriadths(u), 1) }

// placesOf is where the glyphs of a text stand.
func placesOf(f *face, o draw.Text) []geom.Point {
	places := make([]geom.Point, len(o.Run.Glyphs))
	pen := int64(0)
	for i, g := range o.Run.Glyphs {
		places[i] = geom.Point{
			X: o.At.X + o.Size.MulDiv(pen+int64(g.XOffset), int64(f.UnitsPerEm)) + geom.Unit(i)*o.Spacing,
			Y: o.At.Y - o.Size.MulDiv(int64(g.YOffset), int64(f.UnitsPerEm)),
		}
		pen += int64(g.Advance)
	}
	return places
}

// fromFont is how many places have to be given: the glyphs after them stand where
// the font's own advances put them, within 0.015 pt.
func fromFont(f *face, o draw.Text, places []geom.Point) int {
	const near = 15_000
	size := geom.Unit(fontSize(o.Size)) * 100
	given, last, pen := 1, places[0].X, int64(0)
	for i := 1; i < len(places); i++ {
		pen += int64(f.GlyphAdvance(o.Run.Glyphs[i-1].ID))
		if (last + size.MulDiv(pen, int64(f.UnitsPerEm)) - places[i].X).Abs() > near {
			given, last, pen = i+1, places[i].X, 0
		}
	}
	return given
}
