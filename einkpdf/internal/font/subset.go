package font

import (
	"errors"
	"fmt"
)

// Kind is the format of a font program.
type Kind uint8

const (
	// TrueType is an SFNT file with TrueType outlines, for a PDF's FontFile2 and
	// a CIDFontType2 with an Identity CIDToGIDMap.
	TrueType Kind = iota
	// CFF is a bare CFF table, for a PDF's FontFile3 with the subtype
	// CIDFontType0C and a CIDFontType0; its CIDs are its glyph numbers.
	CFF
)

// Program is a font program with the glyphs that a document needs.
type Program struct {
	Data []byte
	Kind Kind
	// NumGlyphs counts the glyphs asked for and, after them, the parts of
	// composite glyphs.
	NumGlyphs int
}

// Subset is a font program with the given glyphs of a face: its glyph i is
// gids[i], and gids[0] must be 0, the face's .notdef. The same input gives the
// same bytes. The error is an [ErrBadFont] when the font's outlines are damaged
// or its licence forbids embedding.
func Subset(f *Face, gids []uint16) (p Program, err error) {
	defer recovered(&err)
	if len(gids) == 0 || gids[0] != 0 {
		return Program{}, errors.New("subset: the first glyph must be glyph 0")
	}
	if len(gids) > 0xFFFF {
		return Program{}, fmt.Errorf("subset: %d glyphs, allowed are %d", len(gids), 0xFFFF)
	}
	for _, g := range gids {
		if int(g) >= f.NumGlyphs {
			return Program{}, fmt.Errorf("subset of %s: there is no glyph %d", f.Name, g)
		}
	}
	if !f.Embeddable() {
		return Program{}, fmt.Errorf("%w: the licence bits of %s forbid embedding a subset of it", ErrBadFont, f.Name)
	}
	make, kind := subsetCFF, CFF
	if f.sfnt.table("glyf") != nil {
		make, kind = subsetTrueType, TrueType
	}
	data, n, err := make(f, gids)
	if err != nil {
		return Program{}, fmt.Errorf("subset of %s: %w", f.Name, err)
	}
	return Program{Data: data, Kind: kind, NumGlyphs: n}, nil
}
