package font

import (
	"fmt"
	"strings"
)

// lineKey is all that the shape of a line depends on, within a Set.
type lineKey struct {
	spec Spec
	lang string
	text string
}

// Shape turns a line of text into glyphs, in visual order. lang is the text's
// BCP 47 language tag, or empty; it selects the font's regional forms.
//
// Control characters are left out, tabs and line ends become spaces and bytes
// that are not UTF-8 become U+FFFD; the runs' Text shows the result. Characters
// that no face has are listed in Line.Missing and drawn as .notdef, of the first
// face if that shows anything. The result is shared: it must not be changed.
//
// The error is an [UnknownFamilyError], [ErrTextTooLong], or an [ErrBadFont].
func (s *Set) Shape(spec Spec, lang string, text string) (Line, error) {
	key := lineKey{spec, lang, text}
	if line, ok := s.lines.get(key); ok {
		return line, nil
	}
	return s.shape(key)
}

func (s *Set) shape(key lineKey) (line Line, err error) {
	if len(key.text) > MaxTextBytes {
		return Line{}, fmt.Errorf("%w: %d bytes in one piece, allowed are %d", ErrTextTooLong, len(key.text), MaxTextBytes)
	}
	fam, err := s.family(key.spec.Family)
	if err != nil {
		return Line{}, err
	}
	if key.text == "" {
		return Line{}, nil
	}
	// The cache outlives the caller's text, which may be a slice of a large file.
	key = lineKey{Spec{strings.Clone(key.spec.Family), key.spec.Bold, key.spec.Italic}, cleanLang(key.lang), strings.Clone(key.text)}
	faces := &fam.chains[styleIndex(key.spec.Bold, key.spec.Italic)]
	text, simple := cleanText(key.text)
	if text == "" {
		return Line{}, nil
	}
	sh := s.shapers.take()
	line, err = s.shapeClean(sh, faces, key.lang, text, simple)
	if err != nil {
		return Line{}, err // the shaper is dropped: a panic may have left it in any state
	}
	s.shapers.giveBack(sh)
	return s.lines.put(key, line, lineCost(key, line)), nil
}

func (s *Set) shapeClean(sh *shaper, faces *chain, lang, text string, simple bool) (line Line, err error) {
	defer recovered(&err)
	if simple {
		line, ok, err := s.shapeWords(sh, faces, lang, text)
		if ok || err != nil {
			return line, err
		}
	}
	return sh.shapeLine(faces, lang, text)
}

func lineCost(key lineKey, line Line) int {
	cost := 200 + len(key.spec.Family) + len(key.lang) + 2*len(key.text) + 4*len(line.Missing)
	for _, r := range line.Runs {
		cost += 100 + 20*len(r.Glyphs)
	}
	return cost
}

// cleanLang is the language tag, or nothing when it cannot be one.
func cleanLang(lang string) string {
	if len(lang) > 35 {
		return ""
	}
	for i := range len(lang) {
		c := lang[i]
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '-' && c != '_' {
			return ""
		}
	}
	return strings.Clone(lang)
}

// cleanText makes a line of text that can be drawn. simple says that it has
// nothing but left-to-right letters, digits and signs that stand for themselves.
func cleanText(s string) (text string, simple bool) {
	simple, clean := true, true
	for _, r := range s {
		if r < 0x20 || r >= 0x7f && r < 0xa0 || r == 0xFFFD || r == 0x2028 || r == 0x2029 {
			clean = false
			break
		}
		simple = simple && isSimple(r)
	}
	if clean {
		return s, simple
	}
	simple = true
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		switch {
		case r >= '\t' && r <= '\r', r == 0x85, r == 0x2028, r == 0x2029:
			r = ' '
		case r < 0x20, r >= 0x7f && r < 0xa0:
			continue
		}
		b.WriteRune(r)
		simple = simple && isSimple(r)
	}
	return b.String(), simple
}
