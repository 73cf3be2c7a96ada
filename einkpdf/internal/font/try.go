package font

import (
	"strings"
	"unicode"
)

// Tried is what [Try] found in a font.
type Tried struct {
	Glyphs int
	Kind   Kind
}

// What Try looks for and shapes: the first characters that the font has, and those
// of a text that it has, with what fonts often draw together.
const (
	triedLetters  = 64
	lastTried     = 0x2FFFF
	maxTriedParts = 1 << 20 // of all composite glyphs; real fonts have a few for each

	triedText = "Hamburgefonstiv fi fl ffi AVATAR To. 1234567890 1/2 äöüßéçñ ÄÉ Жи Ωα שלום مرحبا नमस्ते ภาษา 日記 한글"
)

// Try uses the first face of a font file as documents do: it shapes some of its
// letters, draws them and makes a subset of them. Of all other glyphs it makes sure
// that they can be in subsets. The error is an [ErrBadFont], and an [ErrUnsupported]
// where the font is of a kind that cannot be used.
func Try(data []byte) (t Tried, err error) {
	defer recovered(&err)
	const family = "font"
	s, err := NewSet(Custom{Family: family, Data: data})
	if err != nil {
		return Tried{}, err
	}
	f, err := s.families[family].faces[0].parse()
	if err != nil {
		return Tried{}, err
	}
	letters := f.letters(triedLetters)
	if len(letters) == 0 {
		return Tried{}, unsupported("it has no letter or sign for any character")
	}
	used, blank := []uint16{0}, true
	for _, text := range []string{string(letters), f.only(triedText)} {
		line, err := s.Shape(Spec{Family: family}, "en", text)
		if err != nil {
			return Tried{}, err
		}
		for _, run := range line.Runs {
			if run.Face != f {
				continue
			}
			for _, g := range run.Glyphs {
				o, err := f.Outline(g.ID)
				if err != nil {
					return Tried{}, err
				}
				blank = blank && len(o) == 0
				used = append(used, g.ID)
			}
		}
	}
	if blank {
		return Tried{}, unsupported("it has only pictures of letters (bitmaps), or nothing at all")
	}
	p, err := Subset(f, used)
	if err != nil {
		return Tried{}, err
	}
	return Tried{f.NumGlyphs, p.Kind}, f.checkGlyphs()
}

// checkGlyphs makes sure that each glyph can be in a subset. It takes a tenth of a
// second for the largest fonts, and little memory.
func (f *Face) checkGlyphs() error {
	all := make([]uint16, f.NumGlyphs)
	for i := range all {
		all[i] = uint16(i)
	}
	if f.sfnt.table("glyf") == nil {
		c, err := parseCFF(f.sfnt.table("CFF "), f.NumGlyphs)
		if err != nil {
			return err
		}
		return (&cffWriter{font: c, name: f.Name, gids: all}).collect()
	}
	o, err := newOutlines(f)
	if err != nil {
		return err
	}
	parts := 0
	for _, g := range all {
		outline, err := o.glyph(g)
		if err == nil {
			err = components(g, outline, func(int, uint16) error { parts++; return nil })
		}
		if err != nil {
			return err
		}
		if parts > maxTriedParts {
			return unsupported("its composite glyphs have too many parts")
		}
	}
	checked := make(map[uint16]int, len(all))
	for _, g := range all {
		if err := o.checkDepth(f, g, 0, checked); err != nil {
			return err
		}
	}
	return nil
}

// only is a text without the characters that the face lacks.
func (f *Face) only(text string) string {
	return strings.Map(func(r rune) rune {
		if _, ok := f.GlyphIndex(r); ok {
			return r
		}
		return -1
	}, text)
}

// letters are the first characters that the face has and that can be seen.
func (f *Face) letters(most int) (list []rune) {
	for r := rune(0x21); r <= lastTried && len(list) < most; r++ {
		if unicode.IsSpace(r) || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Cs, unicode.M) {
			continue
		}
		if _, ok := f.GlyphIndex(r); ok {
			list = append(list, r)
		}
	}
	return list
}
