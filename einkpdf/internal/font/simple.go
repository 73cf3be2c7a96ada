package font

import (
	"strings"

	"github.com/go-text/typesetting/language"
)

// wordKey is all that the shape of a word depends on.
type wordKey struct {
	face   *Face
	script language.Script
	lang   string
	text   string
}

// word is a shaped word; the clusters count from its start.
type word struct {
	glyphs  []Glyph
	width   int64
	missing bool // the face lacks a glyph
}

// maxCachedWord is the longest word, in bytes, that is remembered.
const maxCachedWord = 64

// isSimple says whether a character can be shaped within its word, whatever
// stands in the other words: left to right, no mark, no format character.
func isSimple(r rune) bool {
	switch {
	case r < 0x2B0: // Latin
		return r != 0xAD
	case r < 0x370:
		return false // modifiers and combining marks
	case r < 0x530: // Greek and Cyrillic
		return r < 0x483 || r > 0x489
	case r < 0x1E00:
		return false
	case r < 0x2000: // Latin and Greek extensions
		return true
	case r < 0x2070: // punctuation
		return r >= 0x2012 && r <= 0x2027 || r >= 0x2030 && r <= 0x205E || r == 0x2010
	case r < 0x20D0: // digits and currencies
		return true
	case r < 0x2100:
		return false
	case r < 0x2C00: // letter-like signs, arrows, mathematics, shapes
		return true
	}
	return false
}

// scriptOf is the script of a simple letter, or zero when it has none.
func scriptOf(r rune) language.Script {
	switch {
	case r < 'A', r > 'Z' && r < 'a', r > 'z' && r < 0xAA, r >= 0x2000:
		return 0
	case r < 0x2B0, r >= 0x1E00 && r < 0x1F00:
		if r == 0xD7 || r == 0xF7 || r > 0xAA && r < 0xC0 && r != 0xBA {
			return 0
		}
		return language.Latin
	case r < 0x400, r >= 0x1F00:
		return language.Greek
	}
	return language.Cyrillic
}

// shapeWords shapes simple text word by word, all in the first face. ok is false
// when that cannot be done: a word mixes scripts or the face lacks a glyph.
//
// Dates and times are made of few words in many combinations, so that nearly
// every word is known. Kerning against a space is lost, as in browsers.
func (s *Set) shapeWords(sh *shaper, faces *chain, lang, text string) (line Line, ok bool, err error) {
	face, err := faces.builtinFirst[0].load()
	if err != nil {
		return Line{}, false, err
	}
	if face.spaceGlyph == 0 && strings.IndexByte(text, ' ') >= 0 {
		return Line{}, false, nil
	}
	script := language.Latin // of words without letters
	for _, r := range text {
		if sc := scriptOf(r); sc != 0 {
			script = sc
			break
		}
	}
	run := &Run{Face: face, Text: text, Glyphs: make([]Glyph, 0, len(text))}
	for at := 0; at < len(text); {
		if text[at] == ' ' {
			run.Glyphs = append(run.Glyphs, Glyph{ID: face.spaceGlyph, Advance: face.spaceAdvance, Cluster: int32(at)})
			run.Width += int64(face.spaceAdvance)
			at++
			continue
		}
		end := strings.IndexByte(text[at:], ' ')
		if end < 0 {
			end = len(text)
		} else {
			end += at
		}
		w, ok, err := s.shapeWord(sh, wordKey{face, script, lang, text[at:end]})
		if !ok || err != nil {
			return Line{}, false, err
		}
		for _, g := range w.glyphs {
			g.Cluster += int32(at)
			run.Glyphs = append(run.Glyphs, g)
		}
		run.Width += w.width
		at = end
	}
	return Line{Runs: []*Run{run}}, true, nil
}

// shapeWord is a word in one face; ok is false when it needs more than that.
func (s *Set) shapeWord(sh *shaper, key wordKey) (w *word, ok bool, err error) {
	own := language.Script(0)
	for _, r := range key.text {
		sc := scriptOf(r)
		if sc == 0 || sc == own {
			continue
		}
		if own != 0 {
			return nil, false, nil
		}
		own = sc
	}
	if own != 0 {
		key.script = own
	}
	if w, ok := s.words.get(key); ok {
		return w, !w.missing, nil
	}
	if len(key.text) > 8*maxCachedWord {
		return nil, false, nil // shapeLine cuts it into pieces
	}
	w, err = sh.shapeWord(key)
	if err != nil {
		return nil, false, err
	}
	if len(key.text) <= maxCachedWord {
		key.text = strings.Clone(key.text) // lines may be long
		w = s.words.put(key, w, 200+2*len(key.text)+20*len(w.glyphs))
	}
	return w, !w.missing, nil
}
