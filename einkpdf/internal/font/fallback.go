package font

import (
	"unicode"

	"github.com/go-text/typesetting/harfbuzz"
	"github.com/go-text/typesetting/language"
)

// findFaces chooses the face of each cluster: the first of the chain that can
// draw it. Spaces and format characters stay in the face before them.
func (sh *shaper) findFaces(faces *chain) error {
	primary, err := faces.builtinFirst[0].load()
	if err != nil {
		return err
	}
	for i := range sh.clusters {
		c := &sh.clusters[i]
		if isNeutral(sh.runes[c.from]) && c.to == c.from+1 {
			continue
		}
		if c.face, err = sh.findFace(faces, primary, c); err != nil {
			return err
		}
	}
	var last *Face
	for i := len(sh.clusters) - 1; i >= 0; i-- { // the first face, for spaces at the beginning
		if f := sh.clusters[i].face; f != nil {
			last = f
		}
	}
	if last == nil {
		last = primary
	}
	for i := range sh.clusters {
		c := &sh.clusters[i]
		if c.face == nil {
			c.face = last
			if r := sh.runes[c.from]; !hasSpace(last, r) && hasSpace(primary, r) {
				c.face = primary
			}
		}
		last = c.face
	}
	return nil
}

// hasSpace says whether a face can draw a space or format character.
func hasSpace(f *Face, r rune) bool {
	if f.spaceGlyph != 0 || harfbuzz.IsDefaultIgnorable(r) {
		return true // other spaces are made of the plain one
	}
	_, ok := f.GlyphIndex(r)
	return ok
}

func (sh *shaper) findFace(faces *chain, primary *Face, c *cluster) (*Face, error) {
	single := c.to == c.from+1
	key := choiceKey{faces, sh.runes[c.from]}
	if single {
		if f, ok := sh.choice[key]; ok {
			return f, nil
		}
	}
	list := faces.customFirst
	if builtinScript(sh.runes[c.from]) {
		list = faces.builtinFirst
	}
	found, err := sh.search(list, func(f *Face) (bool, error) { return sh.covers(f, c) })
	if found == nil && err == nil && !single { // at least its base character
		found, err = sh.search(list, func(f *Face) (bool, error) {
			_, ok := f.GlyphIndex(sh.runes[c.from])
			return ok, nil
		})
	}
	if found == nil && err == nil { // a box that can be seen: some faces have a blank .notdef
		found, err = sh.search(list, func(f *Face) (bool, error) { return !f.blankNotdef, nil })
	}
	if err != nil {
		return nil, err
	}
	if found == nil {
		found = primary
	}
	if single {
		if len(sh.choice) >= maxChoices {
			clear(sh.choice)
		}
		sh.choice[key] = found
	}
	return found, nil
}

// search is the first face that will do, nil when none will.
func (*shaper) search(list []*source, good func(*Face) (bool, error)) (*Face, error) {
	for _, src := range list {
		f, err := src.load()
		if err != nil {
			return nil, err
		}
		ok, err := good(f)
		if err != nil {
			return nil, err
		}
		if ok {
			return f, nil
		}
	}
	return nil, nil
}

// builtinScript says whether the built-in fonts are made for a character's
// script: European letters and the signs that all scripts share. For other
// scripts the document's own fonts know better.
func builtinScript(r rune) bool {
	switch language.LookupScript(r) {
	case language.Latin, language.Greek, language.Cyrillic, language.Armenian, language.Georgian, language.Common, language.Inherited:
		return r < 0x1F000 && (r < 0x3000 || r >= 0xFB00)
	}
	return false
}

// covers says whether a face can draw all of a cluster, if need be by composing
// or decomposing it: "e" with an acute accent is drawn by the glyph of "é".
func (sh *shaper) covers(f *Face, c *cluster) (bool, error) {
	lacks := false
	for _, r := range sh.runes[c.from:c.to] {
		if _, ok := f.GlyphIndex(r); !ok && !harfbuzz.IsDefaultIgnorable(r) {
			lacks = true
			break
		}
	}
	if !lacks {
		return true, nil
	}
	if r := sh.runes[c.from]; c.to == c.from+1 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.So) {
		return false, nil // never composed, and there may be thousands
	}
	script := language.LookupScript(sh.runes[c.from])
	if !script.Strong() {
		script = language.Latin
	}
	// Neither the language nor the text around may matter: the answer is remembered.
	if err := sh.run(f, script, "", false, sh.runes[c.from:c.to], 0, c.to-c.from); err != nil {
		return false, err
	}
	for _, info := range sh.buffer.Info {
		if info.Glyph == 0 || int64(info.Glyph) >= int64(f.NumGlyphs) {
			return false, nil
		}
	}
	return len(sh.buffer.Info) > 0, nil
}
