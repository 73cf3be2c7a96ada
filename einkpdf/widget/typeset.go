package widget

import (
	"fmt"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
	"github.com/einkpdf/platform/einkpdf/internal/font"
	"github.com/einkpdf/platform/einkpdf/internal/source"
	"github.com/einkpdf/platform/einkpdf/internal/token"
)

// builtinStyle ends every chain of styles.
var builtinStyle = Style{
	Font: "sans", Size: geom.Points(10), Weight: "regular", Slant: "upright", Color: Gray(0),
	Align: "left", VAlign: "middle", LineHeight: 1_250_000, Decoration: "none", Case: "as-is",
}

// Style is the complete style for a reference; what neither it nor the
// project's default style says comes from base.
func (c *Context) Style(ref StyleRef, base Style) Style {
	var s Style
	switch {
	case ref.Own != nil && ref.Own.Like != "":
		s = ref.Own.Over(c.facts.Styles[ref.Own.Like])
	case ref.Own != nil:
		s = ref.Own.Over(c.facts.Styles["default"])
	case ref.Name != "":
		s = c.facts.Styles[ref.Name]
	default:
		s = c.facts.Styles["default"]
	}
	return s.Over(base).Over(builtinStyle)
}

// Like is a reference to the same style, changed where change says something.
func (r StyleRef) Like(change Style) StyleRef {
	if r.Own != nil {
		change = change.Over(*r.Own)
		change.Like = r.Own.Like
	} else {
		change.Like = r.Name
	}
	return StyleRef{Own: &change}
}

// face is a style with its font found.
type face struct {
	spec    font.Spec
	metrics *font.Face
	size    geom.Unit
	spacing geom.Unit
	style   Style
}

func (c *Context) face(s Style) (face, bool) {
	f := face{spec: font.Spec{Family: s.Font, Bold: s.Weight == "bold", Italic: s.Slant == "italic"}, style: s}
	f.size, f.spacing = c.Length(s.Size, 0), c.Length(s.LetterSpacing, 0)
	if c.lastFace == nil || c.lastSpec != f.spec { // most texts of a page share a face
		found, err := c.facts.Fonts.Face(f.spec)
		if err != nil {
			c.Fail("font", err.Error(), hintOf(err))
			return f, false
		}
		c.lastSpec, c.lastFace = f.spec, found
	}
	f.metrics = c.lastFace
	if len(c.facts.BadFonts) > 0 {
		c.badFont(f.spec)
	}
	return f, true
}

// badFont reports text in a font that another one stands in for, at the place of
// the font: it is mended there.
func (c *Context) badFont(spec font.Spec) {
	custom, missing := c.facts.Fonts.Missing(spec)
	if f, ok := c.facts.BadFonts[custom]; missing && ok {
		f.Message += "; " + c.path + " is written in it"
		c.reportAt(f.Pointer, f)
	}
}

// em is a distance given in font units of the main face.
func (f *face) em(units int) geom.Unit {
	return f.size.MulDiv(int64(units), int64(f.metrics.UnitsPerEm))
}

// line is shaped text, ready to paint.
type line struct {
	shaped font.Line
	text   string
	width  geom.Unit
}

func (c *Context) shape(f *face, text string) line {
	switch f.style.Case {
	case "upper":
		text = token.Upper(text, c.facts.Locale.Language())
	case "lower":
		text = token.Lower(text, c.facts.Locale.Language())
	}
	if !c.work(1 + len(text)/bytesPerShape) {
		return line{text: text}
	}
	shaped, err := c.facts.Fonts.Shape(f.spec, c.facts.Locale.Tag(), text)
	if err != nil {
		c.Fail("text", err.Error(), hintOf(err))
	}
	l := line{shaped, text, shaped.Width(f.size)}
	if f.spacing != 0 {
		for _, run := range shaped.Runs {
			l.width += f.spacing * geom.Unit(len(run.Glyphs))
		}
	}
	return l
}

// TextWidth is the width of a single line of text.
func (c *Context) TextWidth(s string, style Style) geom.Unit {
	f, ok := c.face(style)
	if !ok {
		return 0
	}
	return c.shape(&f, s).width
}

// LineHeight is the distance of two lines in a style.
func (c *Context) LineHeight(style Style) geom.Unit {
	return style.LineHeight.Of(c.Length(style.Size, 0))
}

// Write paints one line of text into a box, aligned as the style says. Text
// that does not fit is painted all the same and reported.
func (c *Context) Write(at geom.Rect, s string, style Style) {
	if s == "" || c.dry || c.err != nil {
		return
	}
	f, ok := c.face(style)
	if !ok {
		return
	}
	l := c.shape(&f, s)
	c.checkWidth(at, &f, l)
	c.writeAt(at, baseline(at, &f, 1), &f, l)
}

// writeLine is Write, except that text that is too wide begins at the left edge
// however it is aligned, so that its beginning is where one looks for it.
func (c *Context) writeLine(at geom.Rect, s string, style Style) {
	if s == "" || c.dry || c.err != nil {
		return
	}
	if c.TextWidth(s, style) > at.W {
		style.Align = "left"
	}
	c.Write(at, s, style)
}

// baseline is the y of the first of n lines in a box. Text in the middle is
// centred by its capital letters, which is what the eye takes for its height.
func baseline(at geom.Rect, f *face, n int) geom.Unit {
	pitch := f.style.LineHeight.Of(f.size)
	rest := pitch * geom.Unit(n-1)
	switch f.style.VAlign {
	case "top":
		return at.Y + f.em(f.metrics.Ascent)
	case "bottom":
		return at.Bottom() - f.em(f.metrics.Descent) - rest
	}
	return at.Y + (at.H-rest+f.em(f.metrics.CapHeight))/2
}

func (c *Context) writeAt(at geom.Rect, y geom.Unit, f *face, l line) {
	x := at.X
	switch f.style.Align {
	case "center":
		x += (at.W - l.width) / 2
	case "right":
		x = at.Right() - l.width
	}
	if len(l.shaped.Missing) > 0 {
		c.Warn("missing-glyph", fmt.Sprintf("no font has %q", string(l.shaped.Missing)), "add a font that has them under fonts, and name it in the style", at)
	}
	start := x
	for _, run := range l.shaped.Runs {
		c.add(draw.Text{At: geom.Point{X: x, Y: y}, Run: run, Size: f.size, Spacing: f.spacing, Color: f.style.Color})
		x += run.Advance(f.size) + f.spacing*geom.Unit(len(run.Glyphs))
	}
	if f.style.Decoration == "underline" {
		below := y - f.em(f.metrics.UnderlinePosition)
		pen := Pen{Color: f.style.Color, Width: max(f.em(f.metrics.UnderlineThickness), geom.Pt/4)}
		c.Line(geom.Point{X: start, Y: below}, geom.Point{X: x, Y: below}, pen)
	}
}

// slack is what text may be larger than its box before that is worth a word.
const slack = geom.Pt / 10

func (c *Context) checkWidth(at geom.Rect, f *face, l line) {
	if l.width > at.W+slack {
		c.warnRoom("text-overflow", fmt.Sprintf("%s is %.1f pt wide, its box %.1f pt", source.Quote(l.text), l.width.Points(), at.W.Points()),
			"make the box wider, the text smaller, or fit it with fit: shrink", at, at.W, l.width)
	} else if f.em(f.metrics.CapHeight) > at.H+slack {
		c.warnRoom("text-overflow", fmt.Sprintf("%s is %.1f pt high, its box %.1f pt", source.Quote(l.text), f.em(f.metrics.CapHeight).Points(), at.H.Points()),
			"make the box higher or the text smaller", at, at.H, f.em(f.metrics.CapHeight))
	}
}
