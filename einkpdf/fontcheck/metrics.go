package fontcheck

// magicNumber is what stands in each font (OpenType 1.9.1, table "head").
const magicNumber = 0x5F0F3CF5

// farEm is more than is plausible, in widths of the em square: of nearly a thousand faces the highest line is 1.9 high.
// The widest ligature is 11.5 wide, but it is one of many glyphs.
const farEm = 8

// metrics finds what no parser objects to: tables in which there is something else than what they are for. Text
// would be invisibly small, or torn to pieces. A table that lacks or is cut off is left to others.
func (f *face) metrics() *Error {
	head, hhea, hmtx := f.table("head"), f.table("hhea"), f.table("hmtx")
	if len(head) < 54 || len(hhea) < 36 {
		return nil
	}
	far := farEm * int(be.Uint16(head[18:]))
	if far == 0 || be.Uint32(head[12:]) != magicNumber || int16At(head, 36) > int16At(head, 40) || int16At(head, 38) > int16At(head, 42) {
		return unreadable("head")
	}
	if ascent, descent := int16At(hhea, 4), int16At(hhea, 6); max(ascent, -ascent, descent, -descent) > far {
		return unreadable("hhea")
	}
	n := int(be.Uint16(hhea[34:]))
	if n == 0 || len(hmtx) < 4*n {
		return nil
	}
	widest, wide := 0, 0
	for i := range n {
		advance := int(be.Uint16(hmtx[4*i:]))
		widest = max(widest, advance)
		if advance > far {
			wide++
		}
	}
	// A wrong checksum alone is no reason, nor is a wrong maximum: tools that change a font forget them.
	if 2*wide > n || f.changed("hmtx") && widest != int(be.Uint16(hhea[10:])) {
		return unreadable("hmtx")
	}
	return nil
}

func int16At(table []byte, at int) int { return int(int16(be.Uint16(table[at:]))) }

// relied are the tables without which no text can be drawn, in the order in which one is blamed.
var relied = [...]string{"head", "maxp", "hhea", "hmtx", "cmap", "loca", "glyf", "CFF ", "GSUB", "GPOS", "GDEF", "kern", "OS/2", "name"}

// suspect is the table that is probably damaged in a face that cannot be used: one that lacks, or is not what it
// was when its checksum was made; "" if none is.
func (f *face) suspect() string {
	for _, tag := range relied[:5] {
		if len(f.table(tag)) == 0 {
			return tag
		}
	}
	for _, tag := range relied {
		if f.changed(tag) {
			return tag
		}
	}
	return ""
}

// changed tells whether the checksum of a table is wrong (OpenType 1.9.1, "Calculating Checksums"). Fonts without checksums
// have zeros in their place.
func (f *face) changed(tag string) bool {
	stated, table := f.sums[tag], f.table(tag)
	if stated == 0 {
		return false
	}
	sum := uint32(0)
	for ; len(table) >= 4; table = table[4:] {
		sum += be.Uint32(table)
	}
	if len(table) > 0 {
		var last [4]byte
		copy(last[:], table)
		sum += be.Uint32(last[:])
	}
	if head := f.table(tag); tag == "head" && len(head) >= 12 {
		sum -= be.Uint32(head[8:]) // of the whole file
	}
	return sum != stated
}
