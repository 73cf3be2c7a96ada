package gopdfout

import (
	"fmt"

	"github.com/signintech/gopdf/fontmaker/core"

	"github.com/einkpdf/platform/einkpdf/internal/font"
)

// face is a font face in the document. gopdf writes text by characters and looks
// their glyphs up itself, so that it gets a font in which all glyphs have one.
type face struct {
	*font.Face
	family string          // its name in gopdf
	chars  map[uint16]rune // a character for each glyph
	ascent float64         // of a cell, in em
	whole  map[uint16]bool // glyphs of which gopdf embeds all parts
}

// face gives the face of a run; the first call embeds it.
func (b *backend) face(f *font.Face) (*face, error) {
	if have, ok := b.faces[f]; ok {
		return have, nil
	}
	if f == nil || f.UnitsPerEm <= 0 {
		return nil, fmt.Errorf("a text has no usable font")
	}
	file, chars, err := f.Named()
	if err != nil {
		return nil, unsupported("the font %s: %w", f.Name, err)
	}
	have := &face{Face: f, family: subsetName(len(b.faces), f.Name), chars: chars, whole: map[uint16]bool{}}
	err = guard(func() error {
		var parser core.TTFParser
		if err := parser.ParseFontData(file); err != nil {
			return err
		}
		have.ascent = float64(parser.TypoAscender()) / float64(parser.UnitsPerEm())
		return b.gp.AddTTFFontData(have.family, file)
	})
	if err != nil {
		return nil, unsupported("the font %s: %w", f.Name, err)
	}
	b.faces[f] = have
	return have, b.spend(2*int64(len(file)) + 1<<20)
}

// subsetName is a font's name with the six letters that mark a subset and tell
// faces of one name apart.
func subsetName(number int, name string) string {
	tag := []byte("AAAAAA+")
	for i := 5; i >= 0 && number > 0; i-- {
		tag[i] += byte(number % 26)
		number /= 26
	}
	return string(tag) + name
}

// char is a character that gopdf draws with this glyph of the run: one that the
// glyph stands for or, for ligatures and contextual forms, one that the font has
// for the form. ok is false when there is none.
func (f *face) char(run *font.Run, i int) (r rune, ok bool) {
	g := run.Glyphs[i]
	const most = 4 // characters of a cluster
	n := 0
	for _, r := range run.Text[min(max(int(g.Cluster), 0), len(run.Text)):] {
		if n++; n > most {
			break
		}
		switch r {
		case '\t', '\u00a0', '\u2007', '\u202f': // copied text should have plain spaces
			if f.draws(' ', g.ID) {
				return ' ', true
			}
		}
		if f.draws(r, g.ID) {
			return r, true
		}
	}
	r, ok = f.chars[g.ID]
	return r, ok
}

// draws says whether gopdf draws a character with this glyph.
func (f *face) draws(r rune, gid uint16) bool {
	if r < ' ' || r > 0xFFFD { // what Named leaves out
		return false
	}
	g, ok := f.GlyphIndex(r)
	return ok && g == gid
}

// complete makes gopdf embed all parts of a glyph. Of composite glyphs it takes
// the parts by itself, but not the parts of these. f is the current font.
func (c *canvas) complete(f *face, gid uint16) error {
	if f.whole[gid] {
		return nil
	}
	f.whole[gid] = true
	parts, err := f.Parts(gid)
	if err != nil {
		return err
	}
	for _, part := range parts {
		if inner, err := f.Parts(part); err != nil || len(inner) == 0 {
			continue
		}
		r, ok := f.chars[part]
		if !ok {
			return unsupported("the font %s builds a character of a glyph (number %d) that gopdf cannot name", f.Name, part)
		}
		if _, err := c.gp.MeasureTextWidth(string(r)); err != nil { // takes it into the font
			return err
		}
		if err := c.complete(f, part); err != nil {
			return err
		}
	}
	return nil
}
