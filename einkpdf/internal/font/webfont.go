package font

import (
	"fmt"
	"slices"
)

// WebGlyph is a glyph of a web font and the character that shows it.
type WebGlyph struct {
	Char rune // 0x20 to 0xFFFD
	ID   uint16
}

// WebFont is a font file for browsers, TrueType or OpenType, that has the given
// glyphs of a face under the given characters and nothing else: no kerning, no
// ligatures, no hints. A browser that draws its characters one by one draws just
// the glyphs. Glyph 0, the box of missing letters, can be given, too.
//
// The order of the glyphs does not matter: the same ones give the same bytes.
// The error is an [ErrBadFont] as that of [Subset]; others are for characters
// out of range or given twice.
func WebFont(f *Face, glyphs []WebGlyph) (file []byte, err error) {
	defer recovered(&err)
	glyphs = slices.Clone(glyphs)
	slices.SortFunc(glyphs, func(a, b WebGlyph) int { return int(a.Char) - int(b.Char) })
	gids := []uint16{0}
	number := map[uint16]uint16{} // in the web font; glyph 0 is not meant to be shown there
	chars := make([]uint16, lastChar+1)
	for i, g := range glyphs {
		switch {
		case g.Char < ' ' || g.Char > lastChar:
			return nil, fmt.Errorf("web font of %s: the character %U is not in the range U+0020 to U+FFFD", f.Name, g.Char)
		case i > 0 && g.Char == glyphs[i-1].Char:
			return nil, fmt.Errorf("web font of %s: the character %U is given twice", f.Name, g.Char)
		}
		if number[g.ID] == 0 {
			number[g.ID] = uint16(len(gids))
			gids = append(gids, g.ID)
		}
		chars[g.Char] = number[g.ID]
	}
	p, err := Subset(f, gids)
	if err != nil {
		return nil, err
	}
	w := webFont{face: f, glyphs: glyphs, tables: map[string][]byte{"cmap": charMap(chars)}}
	if p.Kind == CFF {
		w.cff(p, gids)
	} else if err := w.trueType(p); err != nil {
		return nil, err
	}
	w.tables["OS/2"], w.tables["name"], w.tables["post"] = w.os2(), w.names(), w.post()
	return writeSFNT(w.tables), nil
}

// webFont makes the tables of a web font. Browsers refuse a font when one of a
// dozen tables has a number that they do not like, so all but the outlines and
// the widths are written anew.
type webFont struct {
	face   *Face
	glyphs []WebGlyph // by character
	tables map[string][]byte
}

// cff takes the outlines over from a subset of the given glyphs.
func (w *webFont) cff(p Program, gids []uint16) {
	w.tables["CFF "] = p.Data
	var hmtx []byte
	for _, g := range gids {
		advance, bearing := w.face.metrics(g)
		hmtx = be.AppendUint16(be.AppendUint16(hmtx, advance), uint16(bearing))
	}
	w.tables["maxp"] = shorts(0, 0x5000, len(gids))
	w.common(hmtx, 0)
}

// trueType takes the outlines over from a subset.
func (w *webFont) trueType(p Program) error {
	sub, err := parseSFNT(p.Data, 0)
	if err != nil {
		return err
	}
	from, err := newOutlines(&Face{sfnt: sub, NumGlyphs: p.NumGlyphs})
	if err != nil {
		return err
	}
	var glyf, loca []byte
	for gid := range p.NumGlyphs {
		loca = be.AppendUint32(loca, uint32(len(glyf)))
		g, err := from.glyph(uint16(gid))
		if err != nil {
			return err
		}
		if glyf, err = appendUnhinted(glyf, uint16(gid), g); err != nil {
			return err
		}
	}
	w.tables["glyf"], w.tables["loca"] = glyf, be.AppendUint32(loca, uint32(len(glyf)))

	// The numbers that bound the glyphs are the source's, those about hints are 0.
	maxp := shorts(1, 0, p.NumGlyphs, 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, 1, 0, 0, 0, 0, 0, 0, 0xFF, maxCompositeDepth)
	if src := sub.table("maxp"); len(src) >= 32 {
		copy(maxp[6:14], src[6:14])
		copy(maxp[28:30], src[28:30])
	}
	w.tables["maxp"] = maxp
	w.tables["gasp"] = shorts(1, 1, 0xFFFF, 0xF) // smooth at every size
	w.common(sub.table("hmtx"), 1)
	return nil
}

// appendUnhinted appends the description of a glyph without its instructions.
func appendUnhinted(glyf []byte, gid uint16, g []byte) ([]byte, error) {
	if len(g) == 0 {
		return glyf, nil
	}
	start := len(glyf)
	contours := int(int16(be.Uint16(g)))
	switch at := 10 + 2*contours; {
	case contours == 0:
		return glyf, nil
	case contours > 0:
		if at+2 > len(g) || at+2+int(be.Uint16(g[at:])) > len(g) {
			return nil, fmt.Errorf("%w: glyph %d is cut off", ErrBadFont, gid)
		}
		glyf = append(append(glyf, g[:at]...), 0, 0)
		glyf = append(glyf, g[at+2+int(be.Uint16(g[at:])):]...)
	default:
		const instructions = 1 << 8
		glyf = append(glyf, g...)
		err := components(gid, g, func(at int, _ uint16) error {
			flags := start + at - 2
			be.PutUint16(glyf[flags:], be.Uint16(glyf[flags:])&^instructions)
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	for len(glyf)%4 != 0 {
		glyf = append(glyf, 0)
	}
	return glyf, nil
}

// common writes the tables head, hhea and hmtx; the latter has both numbers for
// each glyph.
func (w *webFont) common(hmtx []byte, longLoca int) {
	f, widest := w.face, 0
	for i := 0; i < len(hmtx); i += 4 {
		widest = max(widest, int(be.Uint16(hmtx[i:])))
	}
	box := f.BBox
	if box[0] > box[2] || box[1] > box[3] {
		box = [4]int{}
	}
	const magic1, magic2 = 0x5F0F, 0x3CF5
	w.tables["head"] = shorts(1, 0, 1, 0, 0, 0, magic1, magic2, 1, f.UnitsPerEm,
		0, 0, 0, 0, 0, 0, 0, 0, // dates
		box[0], box[1], box[2], box[3], w.style(1, 2, 0), 8, 2, longLoca, 0)
	w.tables["hhea"] = shorts(1, 0, f.Ascent, -f.Descent, f.LineGap, widest, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, len(hmtx)/4)
	w.tables["hmtx"] = hmtx
}

// style adds up the bits of the face's styles.
func (w *webFont) style(bold, italic, regular int) int {
	switch f := w.face; {
	case f.Bold && f.Italic:
		return bold | italic
	case f.Bold:
		return bold
	case f.Italic:
		return italic
	}
	return regular
}

// os2 is the table OS/2, of version 4.
func (w *webFont) os2() []byte {
	f, em := w.face, w.face.UnitsPerEm
	weight := 400
	if f.Bold {
		weight = 700
	}
	first, last := 0, 0
	if n := len(w.glyphs); n > 0 {
		first, last = int(w.glyphs[0].Char), int(w.glyphs[n-1].Char)
	}
	b := shorts(4, em/2, weight, 5, int(f.fsType),
		em/2, em/2, 0, em/8, em/2, em/2, 0, em/3, // subscripts and superscripts
		f.UnderlineThickness, f.XHeight/2, 0,
		0, 0, 0, 0, 0, // PANOSE
		0, 0, 0, 0, 0, 0, 0, 0) // Unicode ranges
	b = append(b, "NONE"...) // vendor
	return append(b, shorts(w.style(1<<5, 1<<0, 1<<6), first, last, f.Ascent, -f.Descent, f.LineGap, max(f.Ascent, 0), f.Descent,
		0, 0, 0, 0, // code pages
		f.XHeight, f.CapHeight, 0, ' ', 0)...)
}

// post is the table post without names of glyphs.
func (w *webFont) post() []byte {
	f, fixed := w.face, 0
	if f.FixedPitch {
		fixed = 1
	}
	return shorts(3, 0, f.ItalicAngle, 0, f.UnderlinePosition, f.UnderlineThickness, 0, fixed, 0, 0, 0, 0, 0, 0, 0, 0)
}

// names is the table name: whose font it is, and how it is called.
func (w *webFont) names() []byte {
	const copyright, family, style, full, postScript, license = 0, 1, 2, 4, 6, 14
	var texts []byte
	var records []int
	add := func(id int, utf16 []byte) {
		if len(utf16) > 0 {
			records = append(records, 3, 1, 0x409, id, len(utf16), len(texts))
			texts = append(texts, utf16...)
		}
	}
	name, regular := wide(w.face.Name), wide("Regular")
	source := w.face.sfnt.table("name")
	add(copyright, sourceName(source, copyright))
	add(family, name)
	add(style, regular)
	add(full, name)
	add(postScript, name)
	add(license, sourceName(source, license))
	table := shorts(append([]int{0, len(records) / 6, 6 + 2*len(records)}, records...)...)
	return append(table, texts...)
}

// maxSourceName is how long a text of the source's table name may be, in bytes.
const maxSourceName = 1024

// sourceName is a text of a table name in UTF-16; nil when it has none.
func sourceName(table []byte, id int) []byte {
	if len(table) < 6 {
		return nil
	}
	storage := int(be.Uint16(table[4:]))
	for i := range min(int(be.Uint16(table[2:])), (len(table)-6)/12) {
		rec := table[6+12*i:]
		size, from := int(be.Uint16(rec[8:])), storage+int(be.Uint16(rec[10:]))
		if be.Uint16(rec) == 3 && int(be.Uint16(rec[6:])) == id && size <= maxSourceName && size%2 == 0 && from+size <= len(table) {
			return table[from : from+size]
		}
	}
	return nil
}

// wide is ASCII text as UTF-16.
func wide(s string) (out []byte) {
	for i := range len(s) {
		out = append(out, 0, s[i])
	}
	return out
}

// shorts is 16-bit numbers, the lower half of each.
func shorts(list ...int) (out []byte) {
	for _, v := range list {
		out = be.AppendUint16(out, uint16(v))
	}
	return out
}
