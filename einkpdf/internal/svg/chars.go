package svg

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/einkpdf/platform/einkpdf/internal/font"
)

// charset gives each glyph of a face a character. A glyph that is drawn for just
// one character, as a browser would draw it, has that character. The others have
// private ones, which browsers neither join, reorder nor move: glyphs of several
// characters, of joined scripts, of text from the right, marks, and such.
type charset struct {
	private map[uint16]rune // by glyph
	plain   map[rune]bool
	glyphs  []font.WebGlyph
}

func newCharset() charset { return charset{private: map[uint16]rune{}, plain: map[rune]bool{}} }

// The private characters of the Basic Multilingual Plane.
const firstPrivate, lastPrivate = 0xE000, 0xF8FF

// add takes the glyphs of a run. It is false when there are no more characters.
func (c *charset) add(run *font.Run) bool {
	for i := range run.Glyphs {
		id := run.Glyphs[i].ID
		if r := plainChar(run, i); r != 0 {
			if !c.plain[r] {
				c.plain[r] = true
				c.glyphs = append(c.glyphs, font.WebGlyph{Char: r, ID: id})
			}
			continue
		}
		if _, ok := c.private[id]; ok {
			continue
		}
		r := rune(firstPrivate + len(c.private))
		if r > lastPrivate {
			return false
		}
		c.private[id] = r
		c.glyphs = append(c.glyphs, font.WebGlyph{Char: r, ID: id})
	}
	return true
}

// char is the character of the i-th glyph of a run.
func (c *charset) char(run *font.Run, i int) rune {
	if r := plainChar(run, i); r != 0 {
		return r
	}
	return c.private[run.Glyphs[i].ID]
}

// plainChar is the character that the i-th glyph of a run stands for, or 0 when
// that is not just one or a browser might draw something else for it.
func plainChar(run *font.Run, i int) rune {
	gs := run.Glyphs
	at, end := gs[i].Cluster, int32(len(run.Text))
	if i+1 < len(gs) {
		end = gs[i+1].Cluster
	}
	if run.RTL || i > 0 && gs[i-1].Cluster == at || at < 0 || at >= end || int(end) > len(run.Text) {
		return 0
	}
	r, size := utf8.DecodeRuneInString(run.Text[at:end])
	for _, more := range run.Text[int(at)+size : end] {
		if !unicode.Is(unicode.Cf, more) { // soft hyphens and such are not drawn
			return 0
		}
	}
	shows := func(r rune) bool {
		id, ok := run.Face.GlyphIndex(r)
		return ok && id == gs[i].ID
	}
	switch {
	case unicode.IsSpace(r) && shows(' '):
		return ' ' // for all kinds of it that have no glyph of their own
	case isPlain(r) && shows(r):
		return r
	}
	return 0
}

// isPlain says whether a browser draws a character from left to right as a glyph
// of its own, whatever stands beside it.
func isPlain(r rune) bool {
	switch {
	case r < ' ', r >= 0x7F && r < 0xA0, r >= 0xFFF0:
		return false
	case r < 0x2B0:
		return r != 0xAD // soft hyphen
	case r >= 0x590 && r < 0x900, r >= 0xFB1D && r < 0xFE00, r >= 0xFE70 && r < 0xFF00:
		return false // from right to left
	case r >= 0xD800 && r < 0xF900, r >= 0xFDD0 && r < 0xFDF0:
		return false // no characters, or private
	case r == 0x115F, r == 0x1160, r == 0x3164, r == 0xFFA0:
		return false // fillers, which are not shown
	case r >= 0x2300 && r < 0x2C00:
		return !strings.ContainsRune(emoji, r)
	}
	return !unicode.In(r, unicode.M, unicode.Cf, unicode.Zl, unicode.Zp)
}

// emoji are the characters below U+10000 that Unicode gives a picture in colours
// by default: browsers may prefer a font that has it.
const emoji = "⌚⌛⏩⏪⏫⏬⏰⏳◽◾☔☕♈♉♊♋♌♍♎♏♐♑♒♓♿⚓⚡⚪⚫⚽⚾⛄⛅⛎⛔⛪⛲⛳⛵⛺⛽✅✊✋✨❌❎❓❔❕❗➕➖➗➰➿⬛⬜⭐⭕"
