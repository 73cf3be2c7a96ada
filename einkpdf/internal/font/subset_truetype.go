package font

import (
	"fmt"
	"slices"
)

// outlines gives the glyph descriptions of a TrueType font.
type outlines struct {
	glyf, loca []byte
	long       bool // loca has 32-bit offsets, not 16-bit halves
}

func newOutlines(f *Face) (*outlines, error) {
	head, err := f.sfnt.need("head", 54)
	if err != nil {
		return nil, err
	}
	o := &outlines{glyf: f.sfnt.table("glyf"), loca: f.sfnt.table("loca"), long: be.Uint16(head[50:]) != 0}
	size := 2
	if o.long {
		size = 4
	}
	if len(o.loca) < size*(f.NumGlyphs+1) {
		return nil, fmt.Errorf("%w: its table loca is cut off", ErrBadFont)
	}
	return o, nil
}

// glyph is the description of a glyph; it is empty for a blank one.
func (o *outlines) glyph(gid uint16) ([]byte, error) {
	var from, to uint32
	if g := int(gid); o.long {
		from, to = be.Uint32(o.loca[4*g:]), be.Uint32(o.loca[4*g+4:])
	} else {
		from, to = 2*uint32(be.Uint16(o.loca[2*g:])), 2*uint32(be.Uint16(o.loca[2*g+2:]))
	}
	if from > to || int64(to) > int64(len(o.glyf)) {
		return nil, fmt.Errorf("%w: glyph %d lies outside the table glyf", ErrBadFont, gid)
	}
	g := o.glyf[from:to]
	if len(g) > 0 && len(g) < 10 {
		return nil, fmt.Errorf("%w: glyph %d is cut off", ErrBadFont, gid)
	}
	return g, nil
}

// components calls visit for each part of a composite glyph with the place in
// the description where the part's glyph number stands.
func components(gid uint16, glyph []byte, visit func(at int, part uint16) error) error {
	if len(glyph) < 10 || int16(be.Uint16(glyph)) >= 0 {
		return nil // blank or simple
	}
	const (
		wordArgs  = 1 << 0
		scale     = 1 << 3
		more      = 1 << 5
		xyScale   = 1 << 6
		twoByTwo  = 1 << 7
		partCount = 256
	)
	at := 10
	for range partCount {
		if at+4 > len(glyph) {
			return fmt.Errorf("%w: the composite glyph %d is cut off", ErrBadFont, gid)
		}
		flags := be.Uint16(glyph[at:])
		if err := visit(at+2, be.Uint16(glyph[at+2:])); err != nil {
			return err
		}
		at += 6
		if flags&wordArgs != 0 {
			at += 2
		}
		switch {
		case flags&scale != 0:
			at += 2
		case flags&xyScale != 0:
			at += 4
		case flags&twoByTwo != 0:
			at += 8
		}
		if flags&more == 0 {
			return nil
		}
	}
	return fmt.Errorf("%w: the composite glyph %d has more than %d parts", ErrBadFont, gid, partCount)
}

// maxCompositeDepth is how deep composite glyphs may be nested. Real fonts need
// two or three levels; the bound keeps cycles out of the document.
const maxCompositeDepth = 8

func (o *outlines) checkDepth(f *Face, gid uint16, depth int, checked map[uint16]int) error {
	if d, ok := checked[gid]; ok && d >= depth {
		return nil
	}
	if depth > maxCompositeDepth {
		return fmt.Errorf("%w: the composite glyph %d is nested too deep", ErrBadFont, gid)
	}
	if int(gid) >= f.NumGlyphs {
		return fmt.Errorf("%w: a composite glyph has the part %d, which does not exist", ErrBadFont, gid)
	}
	checked[gid] = depth
	g, err := o.glyph(gid)
	if err != nil {
		return err
	}
	return components(gid, g, func(_ int, part uint16) error { return o.checkDepth(f, part, depth+1, checked) })
}

// subsetTrueType makes an SFNT with the tables that a PDF viewer reads.
func subsetTrueType(f *Face, gids []uint16) (data []byte, numGlyphs int, err error) {
	o, err := newOutlines(f)
	if err != nil {
		return nil, 0, err
	}
	list := slices.Clone(gids)
	number := make(map[uint16]uint16, len(gids)) // of the glyph in the subset
	for i, g := range slices.Backward(list) {
		number[g] = uint16(i)
	}
	checked := map[uint16]int{}
	for _, g := range gids {
		if err := o.checkDepth(f, g, 0, checked); err != nil {
			return nil, 0, err
		}
	}
	var glyf []byte
	offsets := []uint32{0}
	for i := 0; i < len(list); i++ { // parts are appended on the way
		src, err := o.glyph(list[i])
		if err != nil {
			return nil, 0, err
		}
		start := len(glyf)
		if start+len(src) > 2*len(o.glyf)+1<<20 {
			return nil, 0, fmt.Errorf("%w: its glyphs overlap in the table glyf", ErrBadFont)
		}
		glyf = append(glyf, src...)
		err = components(list[i], src, func(at int, part uint16) error {
			n, ok := number[part]
			if !ok {
				n = uint16(len(list))
				number[part] = n
				list = append(list, part)
			}
			be.PutUint16(glyf[start+at:], n)
			return nil
		})
		if err != nil {
			return nil, 0, err
		}
		if len(list) > 0xFFFF {
			return nil, 0, fmt.Errorf("%w: more than %d glyphs with the parts of composites", ErrBadFont, 0xFFFF)
		}
		for len(glyf)%2 != 0 {
			glyf = append(glyf, 0)
		}
		offsets = append(offsets, uint32(len(glyf)))
	}
	tables, err := f.subsetTables(list, offsets)
	if err != nil {
		return nil, 0, err
	}
	tables["glyf"] = glyf
	return writeSFNT(tables), len(list), nil
}

// subsetTables is all tables of a subset but glyf. Hints come along: viewers use
// them on coarse screens.
func (f *Face) subsetTables(list []uint16, offsets []uint32) (map[string][]byte, error) {
	tables := map[string][]byte{}
	for _, t := range []struct {
		tag  string
		size int
	}{{"head", 54}, {"hhea", 36}, {"maxp", 6}} {
		src, err := f.sfnt.need(t.tag, t.size)
		if err != nil {
			return nil, err
		}
		tables[t.tag] = slices.Clone(src)
	}
	for _, tag := range []string{"cvt ", "fpgm", "prep"} {
		if src := f.sfnt.table(tag); src != nil {
			tables[tag] = src
		}
	}
	long := offsets[len(offsets)-1] > 2*0xFFFF
	var loca, hmtx []byte
	for _, off := range offsets {
		if long {
			loca = be.AppendUint32(loca, off)
		} else {
			loca = be.AppendUint16(loca, uint16(off/2))
		}
	}
	for _, g := range list {
		advance, bearing := f.metrics(g)
		hmtx = be.AppendUint16(hmtx, advance)
		hmtx = be.AppendUint16(hmtx, uint16(bearing))
	}
	tables["loca"], tables["hmtx"] = loca, hmtx
	be.PutUint16(tables["head"][50:], 0)
	if long {
		be.PutUint16(tables["head"][50:], 1)
	}
	be.PutUint16(tables["hhea"][34:], uint16(len(list)))
	be.PutUint16(tables["maxp"][4:], uint16(len(list)))
	return tables, nil
}

// writeSFNT makes a TrueType file of tables, or an OpenType one when the table
// CFF is among them, with right checksums.
func writeSFNT(tables map[string][]byte) []byte {
	tags := make([]string, 0, len(tables))
	size := 12
	for tag, t := range tables {
		tags = append(tags, tag)
		size += 16 + len(t) + 3
	}
	slices.Sort(tags)
	be.PutUint32(tables["head"][8:], 0) // counts as 0 in the checksum of the file

	n := len(tags)
	power, log := 1, 0
	for power*2 <= n {
		power, log = power*2, log+1
	}
	out := make([]byte, 0, size)
	version := uint32(versionTrueType)
	if tables["CFF "] != nil {
		version = versionCFF
	}
	out = be.AppendUint32(out, version)
	for _, v := range []int{n, 16 * power, log, 16*n - 16*power} {
		out = be.AppendUint16(out, uint16(v))
	}
	offset, headAt := 12+16*n, 0
	for _, tag := range tags {
		t := tables[tag]
		if tag == "head" {
			headAt = offset
		}
		out = append(out, tag...)
		for _, v := range []int{int(checksum(t)), offset, len(t)} {
			out = be.AppendUint32(out, uint32(v))
		}
		offset += (len(t) + 3) &^ 3
	}
	for _, tag := range tags {
		out = append(out, tables[tag]...)
		for len(out)%4 != 0 {
			out = append(out, 0)
		}
	}
	be.PutUint32(out[headAt+8:], 0xB1B0AFBA-checksum(out))
	return out
}

// checksum is the sum of the big-endian 32-bit words, padded with zeros.
func checksum(b []byte) uint32 {
	var sum uint32
	for ; len(b) >= 4; b = b[4:] {
		sum += be.Uint32(b)
	}
	var last [4]byte
	copy(last[:], b)
	return sum + be.Uint32(last[:])
}
