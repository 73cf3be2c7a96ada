package gopdfout

import (
	"unicode/utf8"

	"github.com/signintech/gopdf"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

// slack is how far a glyph may be from its place. gopdf rounds the widths of
// glyphs down to 1/1000 em and knows neither kerning nor offsets as we do, so
// that a run is written in pieces, each of which begins at its place.
const slack = geom.Pt / 20

// text shows a run.
func (c *canvas) text(o draw.Text) error {
	if o.Run == nil || len(o.Run.Glyphs) == 0 || o.Size <= 0 || o.Color.IsZero() {
		return nil
	}
	f, err := c.face(o.Run.Face)
	if err != nil {
		return err
	}
	size := max(thousandths(o.Size), 1)
	if err := c.font(f, size); err != nil {
		return err
	}
	if err := c.transparency(o.Color.A); err != nil {
		return err
	}
	spacing := thousandths(o.Spacing)
	if err := c.gp.SetCharSpacing(float64(spacing) / 1000); err != nil {
		return err
	}
	c.gp.SetTextColor(o.Color.R, o.Color.G, o.Color.B)
	c.st.fill = draw.Color{} // text and areas share it

	var (
		p       = phrase{size: size}
		upem    = int64(f.UnitsPerEm)
		advance int64 // of the glyphs so far, in font units
	)
	for i, g := range o.Run.Glyphs {
		at := o.At.Add(
			o.Size.MulDiv(advance+int64(g.XOffset), upem)+geom.Unit(i)*o.Spacing,
			-o.Size.MulDiv(int64(g.YOffset), upem))
		advance += int64(g.Advance)
		r, err := c.char(f, o, i)
		if err != nil {
			return err
		}
		if len(p.text) == 0 || at.Y != p.at.Y || (p.end()-at.X).Abs() > slack {
			if err := c.show(p); err != nil {
				return err
			}
			p.text, p.at, p.width = p.text[:0], geom.Point{X: geom.Unit(hundredths(at.X)) * geom.Pt / 100, Y: at.Y}, 0
		}
		p.text = append(p.text, r)
		width := int64(f.GlyphAdvance(g.ID))
		p.width += geom.Unit(width*1000/upem)*geom.Unit(size) + geom.Unit(spacing)*1000
	}
	return c.show(p)
}

// phrase is a part of a run that is written with one call.
type phrase struct {
	at    geom.Point
	size  int64
	text  []rune
	width geom.Unit // as gopdf sees it
}

// end is where gopdf will put the next character.
func (p phrase) end() geom.Unit { return p.at.X + p.width }

// char is the character to write for a glyph.
func (c *canvas) char(f *face, o draw.Text, i int) (rune, error) {
	g := o.Run.Glyphs[i]
	if g.ID == 0 {
		missing, _ := utf8.DecodeRuneInString(o.Run.Text[min(max(int(g.Cluster), 0), len(o.Run.Text)):])
		return 0, unsupported("no font has the character %q", missing)
	}
	r, ok := f.char(o.Run, i)
	if !ok {
		return 0, unsupported("the font %s draws a character with a glyph (number %d) that gopdf cannot name", f.Name, g.ID)
	}
	return r, c.complete(f, g.ID)
}

// show writes a phrase.
func (c *canvas) show(p phrase) error {
	if len(p.text) == 0 {
		return nil
	}
	// gopdf takes the top of a cell. Its Text, which takes the baseline, cannot be
	// translucent.
	c.gp.SetXY(c.x(p.at.X), c.y(p.at.Y)-c.current.ascent*float64(p.size)/1000)
	if err := c.gp.CellWithOption(nil, string(p.text), gopdf.CellOption{Align: gopdf.Left | gopdf.Top, Float: gopdf.Right}); err != nil {
		return err
	}
	return c.spend(500 + 4*int64(len(p.text)))
}

// font makes f the font of the text that follows. size is in 1/1000 pt.
func (c *canvas) font(f *face, size int64) error {
	if f != c.current {
		if err := c.gp.SetFont(f.family, "", float64(size)/1000); err != nil {
			return err
		}
		c.current = f
	}
	return c.gp.SetFontSize(float64(size) / 1000)
}

// thousandths rounds a length to 1/1000 pt.
func thousandths(u geom.Unit) int64 {
	v := int64(u) + 500
	q := v / 1000
	if v%1000 < 0 {
		q--
	}
	return q
}
