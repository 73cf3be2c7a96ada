package pdfout

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strconv"

	"github.com/einkpdf/platform/einkpdf/internal/font"
)

// writeFonts embeds a subset of every face that was used.
func (w *Writer) writeFonts() {
	for _, e := range w.fonts {
		if w.err != nil {
			return
		}
		program, err := font.Subset(e.face, e.gids)
		if err != nil {
			w.fail(fmt.Errorf("pdfout: font %s: %w", e.face.Name, err))
			return
		}
		w.writeFont(e, program)
	}
}

// writeFont writes the five objects of a composite font whose character codes
// are the new glyph ids.
func (w *Writer) writeFont(e *embedded, p font.Program) {
	descendant, descriptor, file, cmap := w.alloc(), w.alloc(), w.alloc(), w.alloc()

	subtype, fileKey := "/CIDFontType2/CIDToGIDMap/Identity", "FontFile2"
	fileDict := fmt.Sprintf("/Length1 %d", len(p.Data))
	if p.Kind == font.CFF {
		subtype, fileKey = "/CIDFontType0", "FontFile3"
		fileDict = "/Subtype/CIDFontType0C"
	}
	name := string(appendName(nil, subsetTag(e)+"+"+e.face.Name))

	w.begin(e.object)
	w.pack.body = fmt.Appendf(w.pack.body, "<</Type/Font/Subtype/Type0/BaseFont%s/Encoding/Identity-H/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>",
		name, descendant, cmap)
	w.end()

	w.begin(descendant)
	b := fmt.Appendf(w.pack.body, "<</Type/Font/Subtype%s/BaseFont%s/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor %d 0 R/DW 0/W[0[",
		subtype, name, descriptor)
	for i, a := range e.advances {
		if i > 0 {
			b = append(b, ' ')
		}
		b = appendFixed(b, roundDiv(a*100_000, e.upem), 2)
	}
	w.pack.body = append(b, "]]>>"...)
	w.end()

	w.begin(descriptor)
	f := e.face
	em := func(v int) int64 { return roundDiv(int64(v)*1000, e.upem) }
	const symbolic, italic = 1 << 2, 1 << 6
	flags := symbolic
	if f.ItalicAngle != 0 {
		flags |= italic
	}
	stem := 80
	if f.Bold {
		stem = 140
	}
	w.pack.body = fmt.Appendf(w.pack.body, "<</Type/FontDescriptor/FontName%s/Flags %d/FontBBox[%d %d %d %d]/ItalicAngle %d/Ascent %d/Descent %d/CapHeight %d/StemV %d/%s %d 0 R>>",
		name, flags, em(f.BBox[0]), em(f.BBox[1]), em(f.BBox[2]), em(f.BBox[3]),
		f.ItalicAngle, em(f.Ascent), -em(f.Descent), em(f.CapHeight), stem, fileKey, file)
	w.end()

	w.stream(file, fileDict, p.Data)
	w.stream(cmap, "", toUnicode(e.texts))
}

// subsetTag is the six letters before the font's name, which tell subsets of
// one font apart.
func subsetTag(e *embedded) string {
	h := sha256.New()
	h.Write([]byte(e.face.Name + "\x00" + strconv.Itoa(e.num))) //nolint:errcheck // a hash never fails
	var two [2]byte
	for _, g := range e.gids {
		binary.BigEndian.PutUint16(two[:], g)
		h.Write(two[:]) //nolint:errcheck // a hash never fails
	}
	n := binary.BigEndian.Uint64(h.Sum(nil))
	var tag [6]byte
	for i := range tag {
		tag[i] = byte('A' + n%26)
		n /= 26
	}
	return string(tag[:])
}
