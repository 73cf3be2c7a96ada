package font

import (
	"errors"
	"fmt"
)

// subsetCFF makes a bare CFF font. A CID-keyed font stays one, with the CIDs
// 0, 1, 2, …; a name-keyed one gets the names g1, g2, …. Either way a PDF viewer
// finds glyph i as CID i. Subroutines keep their numbers; those that are not
// called are emptied.
func subsetCFF(f *Face, gids []uint16) ([]byte, int, error) {
	c, err := parseCFF(f.sfnt.table("CFF "), f.NumGlyphs)
	if err != nil {
		return nil, 0, err
	}
	w := &cffWriter{font: c, name: f.Name, gids: gids}
	if err := w.collect(); err != nil {
		return nil, 0, err
	}
	return w.write(), len(gids), nil
}

type cffWriter struct {
	font *cffFont
	name string
	gids []uint16

	usedGlobal []bool
	usedLocal  [][]bool // for each font dictionary of the source
	fonts      []int    // the font dictionaries that the subset has, in their old numbers
	newFont    []int    // from the old number to the new one, -1 when it has none
	charBytes  int
}

// collect finds what the glyphs need.
func (w *cffWriter) collect() error {
	c := w.font
	w.usedGlobal = make([]bool, len(c.globalSubrs))
	w.usedLocal = make([][]bool, len(c.fonts))
	w.newFont = make([]int, len(c.fonts))
	for i := range c.fonts {
		w.newFont[i] = -1
	}
	steps := maxCharstringSteps
	uses := make([]*subrUse, len(c.fonts))
	for _, g := range w.gids {
		fd := w.oldFont(g)
		if fd >= len(c.fonts) {
			return errCFF
		}
		if uses[fd] == nil {
			w.usedLocal[fd] = make([]bool, len(c.fonts[fd].localSubrs))
			uses[fd] = newSubrUse(c, &c.fonts[fd], w.usedGlobal, w.usedLocal[fd], 0)
			w.newFont[fd] = len(w.fonts)
			w.fonts = append(w.fonts, fd)
		}
		u := uses[fd]
		u.steps = steps
		err := u.glyph(c.charStrings[g])
		if errors.Is(err, errComputes) {
			keepAll(w.usedGlobal)
			keepAll(w.usedLocal[fd])
		} else if err != nil {
			return fmt.Errorf("glyph %d: %w", g, err)
		}
		steps = u.steps
		if w.charBytes += len(c.charStrings[g]); w.charBytes > 2*len(c.data)+1<<20 {
			return fmt.Errorf("%w: its outlines overlap", ErrBadFont)
		}
	}
	return nil
}

func keepAll(used []bool) {
	for i := range used {
		used[i] = true
	}
}

func (w *cffWriter) oldFont(gid uint16) int {
	if w.font.fdSelect == nil {
		return 0
	}
	return int(w.font.fdSelect[gid])
}

// write puts the parts together. Offsets are written in five bytes, so that the
// sizes are known before the offsets are.
func (w *cffWriter) write() []byte {
	c := w.font
	n := len(w.gids)
	chars := make([][]byte, n)
	for i, g := range w.gids {
		chars[i] = c.charStrings[g]
	}
	head := []byte{1, 0, 4, 4}
	head = appendIndex(head, [][]byte{[]byte(w.name)})
	strings := appendIndex(nil, w.strings())
	strings = appendIndex(strings, keepUsed(c.globalSubrs, w.usedGlobal))

	var charset, fdSelect []byte
	if c.isCID {
		charset = []byte{0} // format 2 would be shorter by little
		fdSelect = []byte{0}
		for i, g := range w.gids {
			if i > 0 {
				charset = be.AppendUint16(charset, uint16(i))
			}
			fdSelect = append(fdSelect, byte(w.newFont[w.oldFont(g)]))
		}
	} else {
		charset = []byte{0}
		for i := 1; i < n; i++ {
			charset = be.AppendUint16(charset, uint16(firstCustomString+i-1))
		}
	}
	charStrings := appendIndex(nil, chars)

	// The order: head, top dictionary, strings and global subroutines, charset,
	// FDSelect, charstrings, private dictionaries, font dictionaries.
	topSize := len(w.topDict(0, 0, 0, 0, 0, 0))
	at := len(head) + indexSize([]int{topSize}) + len(strings)
	charsetAt := at
	at += len(charset)
	fdSelectAt := at
	at += len(fdSelect)
	charStringsAt := at
	at += len(charStrings)

	var privates []byte
	var fontDicts [][]byte
	privateAt, privateSize := 0, 0
	for _, fd := range w.fonts {
		private, size := w.private(fd)
		off := at + len(privates)
		privates = append(privates, private...)
		privateAt, privateSize = off, size
		if c.isCID {
			fontDicts = append(fontDicts, fontDict(c.fonts[fd].dict, off, size))
		}
	}
	at += len(privates)
	out := appendIndex(head, [][]byte{w.topDict(charsetAt, fdSelectAt, charStringsAt, at, privateAt, privateSize)})
	out = append(out, strings...)
	out = append(out, charset...)
	out = append(out, fdSelect...)
	out = append(out, charStrings...)
	out = append(out, privates...)
	if c.isCID {
		out = appendIndex(out, fontDicts)
	}
	return out
}

// firstCustomString is the number of the first string after the standard ones.
const firstCustomString = 391

func (w *cffWriter) strings() [][]byte {
	if w.font.isCID {
		return [][]byte{[]byte("Adobe"), []byte("Identity")}
	}
	var out [][]byte
	for i := 1; i < len(w.gids); i++ {
		out = append(out, fmt.Appendf(nil, "g%d", i))
	}
	return out
}

// topDict is the top dictionary: what concerns the outlines is kept, names and
// notices are not.
func (w *cffWriter) topDict(charset, fdSelect, charStrings, fdArray, private, privateSize int) []byte {
	c := w.font
	var out []byte
	if c.isCID { // must come first
		out = appendOp(appendNumber(appendNumber(appendNumber(out, firstCustomString), firstCustomString+1), 0), opROS)
	}
	for _, e := range c.top {
		switch e.op {
		case opFontBBox, opFontMatrix, opPaintType, opStrokeWidth:
			out = appendOp(append(out, e.raw...), e.op)
		}
	}
	out = appendOp(appendNumber(out, charset), opCharset)
	out = appendOp(appendNumber(out, charStrings), opCharStrings)
	if !c.isCID {
		return appendOp(appendNumber(appendNumber(out, privateSize), private), opPrivate)
	}
	out = appendOp(appendNumber(out, len(w.gids)), opCIDCount)
	out = appendOp(appendNumber(out, fdArray), opFDArray)
	return appendOp(appendNumber(out, fdSelect), opFDSelect)
}

// fontDict is a font dictionary that points to its private one.
func fontDict(d []dictEntry, private, size int) []byte {
	var out []byte
	for _, e := range d {
		if e.op == opFontMatrix {
			out = appendOp(append(out, e.raw...), e.op)
		}
	}
	return appendOp(appendNumber(appendNumber(out, size), private), opPrivate)
}

// private is a private dictionary with its local subroutines right behind it,
// and the size of the dictionary alone.
func (w *cffWriter) private(fd int) (out []byte, size int) {
	p := &w.font.fonts[fd]
	for _, e := range p.private {
		out = appendOp(append(out, e.raw...), e.op)
	}
	if len(p.localSubrs) == 0 {
		return out, len(out)
	}
	size = len(out) + 6 // a number and the operator Subrs
	out = appendOp(appendNumber(out, size), opSubrs)
	return appendIndex(out, keepUsed(p.localSubrs, w.usedLocal[fd])), size
}

// keepUsed empties the subroutines that are not called. Their numbers are part
// of the charstrings, so the places stay; empty ones cost nothing compressed.
func keepUsed(subrs [][]byte, used []bool) [][]byte {
	out := make([][]byte, len(subrs))
	for i, s := range subrs {
		if used[i] {
			out[i] = s
		}
	}
	return out
}

// appendNumber appends a whole number in five bytes.
func appendNumber(b []byte, v int) []byte { return be.AppendUint32(append(b, 29), uint32(int32(v))) }

func appendOp(b []byte, op int) []byte {
	if op >= 0x0C00 {
		return append(b, 12, byte(op))
	}
	return append(b, byte(op))
}

// appendIndex appends an INDEX.
func appendIndex(b []byte, list [][]byte) []byte {
	b = be.AppendUint16(b, uint16(len(list)))
	if len(list) == 0 {
		return b
	}
	total := 1
	for _, e := range list {
		total += len(e)
	}
	size := offsetSize(total)
	b = append(b, byte(size))
	at := 1
	put := func() {
		for shift := 8 * (size - 1); shift >= 0; shift -= 8 {
			b = append(b, byte(at>>shift))
		}
	}
	put()
	for _, e := range list {
		at += len(e)
		put()
	}
	for _, e := range list {
		b = append(b, e...)
	}
	return b
}

// indexSize is the size of an INDEX with elements of the given sizes.
func indexSize(sizes []int) int {
	total := 1
	for _, s := range sizes {
		total += s
	}
	return 3 + (len(sizes)+1)*offsetSize(total) + total - 1
}

func offsetSize(total int) int {
	switch {
	case total < 1<<8:
		return 1
	case total < 1<<16:
		return 2
	case total < 1<<24:
		return 3
	}
	return 4
}
