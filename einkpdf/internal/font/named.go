package font

import (
	"fmt"
	"maps"
)

// Named is the face as a TrueType file of its own for programs that know glyphs
// by characters of the Basic Multilingual Plane alone: glyphs without one get
// private characters (U+E000 to U+F8FF) that the face does not use, as long as
// there are any. chars has a character for each glyph that the file can show.
// Other tables than the character map are the face's.
//
// The error is an [ErrBadFont] for faces without TrueType outlines, and for those
// whose character map has no room in the file.
func (f *Face) Named() (file []byte, chars map[uint16]rune, err error) {
	if f.sfnt.table("glyf") == nil {
		return nil, nil, fmt.Errorf("%w: it has no TrueType outlines", ErrBadFont)
	}
	var glyphs [lastChar + 1]uint16 // by character
	chars = map[uint16]rune{}
	for _, part := range [][2]rune{{0x20, 0xD7FF}, {0xF900, lastChar}, {firstPrivate, lastPrivate}} { // private ones last
		for r := part[0]; r <= part[1]; r++ {
			gid, ok := f.GlyphIndex(r)
			if !ok {
				continue
			}
			glyphs[r] = gid
			if _, ok := chars[gid]; !ok {
				chars[gid] = r
			}
		}
	}
	// Each new character takes eight bytes at most.
	next := rune(firstPrivate)
	last := min(lastPrivate, firstPrivate+rune(maxCmap-len(charMap(glyphs[:])))/8-1)
	for gid := 1; gid < f.NumGlyphs; gid++ {
		if _, ok := chars[uint16(gid)]; ok {
			continue
		}
		for next <= last && glyphs[next] != 0 {
			next++
		}
		if next > last {
			break
		}
		glyphs[next], chars[uint16(gid)] = uint16(gid), next
	}
	cmap := charMap(glyphs[:])
	if len(cmap) > maxCmap {
		return nil, nil, fmt.Errorf("%w: its %d characters are too many for one character map", ErrBadFont, len(chars))
	}
	tables := map[string][]byte{}
	for _, t := range f.sfnt.tables {
		tables[t.tag] = f.sfnt.table(t.tag)
	}
	head, err := f.sfnt.need("head", 54)
	if err != nil {
		return nil, nil, err
	}
	tables["head"] = append([]byte(nil), head...) // gets a checksum
	tables["cmap"] = cmap
	maps.DeleteFunc(tables, func(tag string, _ []byte) bool { return tag == "DSIG" }) // holds no longer
	return writeSFNT(tables), chars, nil
}

const (
	firstPrivate, lastPrivate = 0xE000, 0xF8FF
	lastChar                  = 0xFFFD // behind it are no characters

	maxCmap = 0xFFFF // of what a 16-bit length can say
)

// charMap is a table cmap with one subtable, of format 4, from glyphs by
// character.
func charMap(glyphs []uint16) []byte {
	type segment struct {
		first, last int
		array       int // place in list; -1: the glyphs follow each other
	}
	var segments []segment
	var list []uint16
	for r := 0; r < len(glyphs); r++ {
		if glyphs[r] == 0 {
			continue
		}
		s, inOrder := segment{r, r, -1}, true
		for ; s.last+1 < len(glyphs) && glyphs[s.last+1] != 0; s.last++ {
			inOrder = inOrder && glyphs[s.last+1] == glyphs[s.last]+1
		}
		if !inOrder {
			s.array = len(list)
			list = append(list, glyphs[s.first:s.last+1]...)
		}
		segments = append(segments, s)
		r = s.last
	}
	segments = append(segments, segment{0xFFFF, 0xFFFF, -1}) // to glyph 0
	glyph := func(r int) uint16 {
		if r < len(glyphs) {
			return glyphs[r]
		}
		return 0
	}

	n := len(segments)
	power, log := 1, 0
	for power*2 <= n {
		power, log = power*2, log+1
	}
	out := []byte{0, 0, 0, 1, 0, 3, 0, 1, 0, 0, 0, 12} // one subtable: Windows, Unicode
	for _, v := range []int{4, 16 + 8*n + 2*len(list), 0, 2 * n, 2 * power, log, 2*n - 2*power} {
		out = be.AppendUint16(out, uint16(v))
	}
	for _, s := range segments {
		out = be.AppendUint16(out, uint16(s.last))
	}
	out = be.AppendUint16(out, 0)
	for _, s := range segments {
		out = be.AppendUint16(out, uint16(s.first))
	}
	for _, s := range segments {
		delta := uint16(0)
		if s.array < 0 {
			delta = glyph(s.first) - uint16(s.first)
		}
		out = be.AppendUint16(out, delta)
	}
	for i, s := range segments {
		offset := 0
		if s.array >= 0 { // from this very number
			offset = 2 * (n - i + s.array)
		}
		out = be.AppendUint16(out, uint16(offset))
	}
	for _, gid := range list {
		out = be.AppendUint16(out, gid)
	}
	return out
}

// Parts are the glyphs of which a composite glyph is made, in their order: none
// for others, and for fonts without TrueType outlines. The error is an [ErrBadFont].
func (f *Face) Parts(gid uint16) (parts []uint16, err error) {
	if f.sfnt.table("glyf") == nil || int(gid) >= f.NumGlyphs {
		return nil, nil
	}
	o, err := newOutlines(f)
	if err != nil {
		return nil, err
	}
	g, err := o.glyph(gid)
	if err != nil {
		return nil, err
	}
	err = components(gid, g, func(_ int, part uint16) error {
		parts = append(parts, part)
		return nil
	})
	return parts, err
}
