package font

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// mustFace is a face of the built-in fonts.
func mustFace(t testing.TB, spec Spec) *Face {
	t.Helper()
	f, err := Builtin().Face(spec)
	require.NoError(t, err)
	return f
}

// mustShape shapes a text and checks what holds for every line.
func mustShape(t testing.TB, s *Set, spec Spec, lang, text string) Line {
	t.Helper()
	line, err := s.Shape(spec, lang, text)
	require.NoError(t, err)
	checkLine(t, line, text)
	return line
}

// checkLine checks the promises of a Line: widths add up, clusters are places in
// the text and in order, and the texts of the runs make up the line.
func checkLine(t testing.TB, line Line, text string) {
	t.Helper()
	clean, _ := cleanText(text)
	var parts []string
	for _, r := range line.Runs {
		parts = append(parts, r.Text)
		var width int64
		last := int32(-1)
		if r.RTL {
			last = int32(len(r.Text))
		}
		for _, g := range r.Glyphs {
			width += int64(g.Advance)
			require.Less(t, int(g.ID), r.Face.NumGlyphs)
			require.GreaterOrEqual(t, g.Cluster, int32(0))
			require.Less(t, int(g.Cluster), len(r.Text))
			if r.RTL {
				require.LessOrEqual(t, g.Cluster, last, "%q", r.Text)
			} else {
				require.GreaterOrEqual(t, g.Cluster, last, "%q", r.Text)
			}
			last = g.Cluster
		}
		require.Equal(t, width, r.Width, "%q", r.Text)
	}
	require.Len(t, strings.Join(parts, ""), len(clean))
	slices.Sort(parts)
	for _, p := range parts {
		require.Contains(t, clean, p)
	}
}

// texts is the runs' texts with their face's family, in visual order.
func texts(line Line) []string {
	var out []string
	for _, r := range line.Runs {
		s := r.Face.Family + ": " + r.Text
		if r.RTL {
			s += " (rtl)"
		}
		out = append(out, s)
	}
	return out
}

// fontWith is a font file with the tables of a face, some of them replaced; a
// nil table is left out.
func fontWith(t testing.TB, f *Face, change map[string][]byte) []byte {
	t.Helper()
	tables := map[string][]byte{}
	for _, tab := range f.sfnt.tables {
		tables[tab.tag] = slices.Clone(f.sfnt.table(tab.tag))
	}
	for tag, data := range change {
		if data == nil {
			delete(tables, tag)
			continue
		}
		tables[tag] = data
	}
	return writeSFNT(tables)
}

// smallFont is a font file of outlines, with the metrics of a face for its first
// n glyphs; the characters from 'A' on have the glyphs from 1 on.
func smallFont(t testing.TB, f *Face, n int, outlines map[string][]byte) []byte {
	t.Helper()
	tables := map[string][]byte{}
	for _, tag := range []string{"head", "hhea", "maxp", "OS/2", "post", "name"} {
		tables[tag] = slices.Clone(f.sfnt.table(tag))
	}
	be.PutUint16(tables["maxp"][4:], uint16(n))
	be.PutUint16(tables["hhea"][34:], uint16(n))
	tables["hmtx"] = slices.Clone(f.sfnt.table("hmtx")[:4*n])
	var cmap []byte
	for _, v := range []uint16{0, 1, 3, 10, 0, 12, 12, 0} { // version, one table: Windows, UCS-4, at 12; format 12
		cmap = be.AppendUint16(cmap, v)
	}
	for _, v := range []uint32{28, 0, 1, 'A', 'A' + uint32(n) - 2, 1} { // length, language, one group
		cmap = be.AppendUint32(cmap, v)
	}
	tables["cmap"] = cmap
	for tag, data := range outlines {
		tables[tag] = data
	}
	return writeSFNT(tables)
}

// smallTrueType is a font with the outlines of a few characters of a face.
func smallTrueType(t testing.TB, f *Face, text string) []byte {
	t.Helper()
	gids := glyphsOf(t, f, text)
	p, err := Subset(f, gids)
	require.NoError(t, err)
	sub, err := parseSFNT(p.Data, 0)
	require.NoError(t, err)
	outlines := map[string][]byte{}
	for _, tag := range []string{"glyf", "loca", "head", "hmtx", "hhea", "maxp"} {
		outlines[tag] = slices.Clone(sub.table(tag))
	}
	return smallFont(t, f, p.NumGlyphs, outlines)
}

// glyphsOf is .notdef and the glyphs of the characters of a text.
func glyphsOf(t testing.TB, f *Face, text string) []uint16 {
	t.Helper()
	gids := []uint16{0}
	for _, r := range text {
		g, ok := f.GlyphIndex(r)
		require.True(t, ok, "%c", r)
		gids = append(gids, g)
	}
	return gids
}

// The charstrings of smallCFF: what they do and which subroutines they call.
func smallCharStrings() (chars, global, local [][]byte) {
	n := func(v int) byte { return byte(v + 139) }
	const (
		rmoveto, hlineto, rlineto, hstemhm, hintmask = 21, 6, 5, 18, 19
		callsubr, callgsubr, ret, endchar            = 10, 29, 11, 14
	)
	local = [][]byte{
		{n(50), n(20), n(-50), hlineto, ret},
		{n(-105), callgsubr, ret},
		{n(9), n(9), rlineto, ret}, // never called
	}
	global = [][]byte{
		{n(7), n(8), rlineto, ret}, // never called
		{n(30), n(40), rlineto, ret},
		{n(-107), callsubr, ret},
	}
	chars = [][]byte{
		{n(0), n(0), rmoveto, n(100), n(100), n(-100), hlineto, endchar},
		{n(1), n(2), rmoveto, n(-107), callsubr, endchar},
		{n(0), n(10), n(20), n(10), hstemhm, n(0), n(5), hintmask, 0xE0, n(3), n(4), rmoveto, n(-106), callgsubr, endchar},
		{n(5), n(6), rmoveto, n(-106), callsubr, n(2), n(3), rlineto, endchar},
		{n(6), n(6), rmoveto, n(100), hlineto, endchar},
	}
	return chars, global, local
}

// smallCFF is a CFF table, name-keyed or CID-keyed with two font dictionaries of
// which the second draws the glyphs from 3 on.
func smallCFF(cid bool) []byte {
	chars, global, local := smallCharStrings()
	return cffOf(chars, global, local, cid)
}

// cffOf is a CFF table with these charstrings and subroutines.
func cffOf(chars, global, local [][]byte, cid bool) []byte {
	head := appendIndex([]byte{1, 0, 4, 1}, [][]byte{[]byte("Small")})
	strs := appendIndex(appendIndex(nil, [][]byte{[]byte("Adobe"), []byte("Identity")}), global)
	charset := []byte{2, 0, 1, 0, byte(len(chars) - 2)}
	fdSelect := []byte{3, 0, 2, 0, 0, 0, 0, 3, 1, 0, byte(len(chars))}
	charStrings := appendIndex(nil, chars)
	private := appendOp(appendNumber(nil, 500), 20)
	private = appendOp(appendNumber(private, len(private)+6), opSubrs)
	size := len(private)
	private = appendIndex(private, local)

	top := func(charsetAt, selectAt, charsAt, privateAt, arrayAt int) []byte {
		var d []byte
		if cid {
			d = appendOp(appendNumber(appendNumber(appendNumber(d, 391), 392), 0), opROS)
			d = appendOp(appendNumber(d, selectAt), opFDSelect)
			d = appendOp(appendNumber(d, arrayAt), opFDArray)
		} else {
			d = appendOp(appendNumber(appendNumber(d, size), privateAt), opPrivate)
		}
		d = append(d, 30, 0x0A, 0x00, 0x1F) // the real .001
		d = append(d, 139, 139, 30, 0x0A, 0x00, 0x1F, 139, 139)
		d = appendOp(d, opFontMatrix)
		d = appendOp(appendNumber(d, charsetAt), opCharset)
		return appendOp(appendNumber(d, charsAt), opCharStrings)
	}
	at := len(head) + indexSize([]int{len(top(0, 0, 0, 0, 0))}) + len(strs)
	selectAt := at + len(charset)
	charsAt := selectAt + len(fdSelect)
	privateAt := charsAt + len(charStrings)
	arrayAt := privateAt + len(private)
	out := appendIndex(head, [][]byte{top(at, selectAt, charsAt, privateAt, arrayAt)})
	out = append(append(append(append(append(out, strs...), charset...), fdSelect...), charStrings...), private...)
	if cid {
		fd := appendOp(appendNumber(appendNumber(nil, size), privateAt), opPrivate)
		out = appendIndex(out, [][]byte{fd, fd})
	}
	return out
}

// smallCFFFace is a face with the outlines of smallCFF.
func smallCFFFace(t testing.TB, cid bool) *Face {
	t.Helper()
	return cffFace(t, smallCFF(cid), 5)
}

// cffFace is a face with the outlines of a CFF table of n glyphs.
func cffFace(t testing.TB, table []byte, n int) *Face {
	t.Helper()
	data := smallFont(t, mustFace(t, Spec{}), n, map[string][]byte{"CFF ": table})
	be.PutUint32(data, versionCFF)
	f, err := parseFace(data, 0)
	require.NoError(t, err)
	return f
}
