package font

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"testing"

	gofont "github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/cff"
	"github.com/go-text/typesetting/font/opentype/tables"
	"github.com/stretchr/testify/require"
)

// outlineReader reads the outlines of a TrueType file with another library.
func outlineReader(t *testing.T, data []byte) *gofont.Face {
	t.Helper()
	f, err := gofont.ParseTTF(bytes.NewReader(data))
	require.NoError(t, err)
	return f
}

func TestSubsetTrueType(t *testing.T) {
	for _, family := range []string{"Liberation Sans", "Liberation Serif", "Liberation Mono", "DejaVu Sans", "DejaVu Serif", "DejaVu Sans Mono"} {
		f := mustFace(t, Spec{Family: family, Bold: true})
		gids := glyphsOf(t, f, "zAé Åañ½ﬁ1")
		asked := slices.Clone(gids)
		p, err := Subset(f, gids)
		require.NoError(t, err)
		require.Equal(t, asked, gids, "the input is not changed")
		require.Equal(t, TrueType, p.Kind)
		require.Greater(t, p.NumGlyphs, len(gids), "é is made of parts")
		require.Less(t, len(p.Data), 20<<10)

		sub, err := parseSFNT(p.Data, 0)
		require.NoError(t, err)
		var tags []string
		for _, tab := range sub.tables {
			tags = append(tags, tab.tag)
			require.Zero(t, tab.offset%4)
		}
		require.Equal(t, []string{"cvt ", "fpgm", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "prep"}, tags)
		require.Equal(t, uint32(0xB1B0AFBA), checksum(p.Data))
		require.Equal(t, f.sfnt.table("head")[20:36], sub.table("head")[20:36], "the dates are the font's")

		was := outlineReader(t, f.sfnt.data)
		is := outlineReader(t, fontWith(t, &Face{sfnt: sub}, map[string][]byte{"cmap": f.sfnt.table("cmap")}))
		for i, g := range gids {
			want, ok := was.GlyphDataOutline(gofont.GID(g))
			require.True(t, ok)
			got, ok := is.GlyphDataOutline(gofont.GID(i))
			require.True(t, ok)
			require.Equal(t, want.Segments, got.Segments, "glyph %d", g)
			require.Equal(t, was.HorizontalAdvance(gofont.GID(g)), is.HorizontalAdvance(gofont.GID(i)))
		}
		first, _ := is.GlyphDataOutline(0)
		require.Equal(t, f.blankNotdef, len(first.Segments) == 0)
		require.Equal(t, family == "Liberation Serif", f.blankNotdef)

		again, err := Subset(f, gids)
		require.NoError(t, err)
		require.Equal(t, p, again)
	}
}

func TestSubsetLargeAndRepeated(t *testing.T) {
	f := mustFace(t, Spec{Family: "DejaVu Sans"})
	var gids []uint16
	for g := range f.NumGlyphs {
		gids = append(gids, uint16(g))
	}
	p, err := Subset(f, gids) // needs long offsets
	require.NoError(t, err)
	require.Equal(t, f.NumGlyphs, p.NumGlyphs)
	sub, err := parseSFNT(p.Data, 0)
	require.NoError(t, err)
	require.Equal(t, byte(1), sub.table("head")[51])
	require.Len(t, sub.table("loca"), 4*(f.NumGlyphs+1))

	p, err = Subset(f, []uint16{0, 36, 36})
	require.NoError(t, err)
	require.Equal(t, 3, p.NumGlyphs)
}

func TestSubsetErrors(t *testing.T) {
	f := mustFace(t, Spec{})
	for want, gids := range map[string][]uint16{
		"must be glyph 0": {1, 2}, "no glyph 65535": {0, 0xFFFF},
	} {
		_, err := Subset(f, gids)
		require.ErrorContains(t, err, want)
	}
	_, err := Subset(f, nil)
	require.ErrorContains(t, err, "must be glyph 0")

	// Composites that contain themselves, or a glyph that does not exist.
	e, _ := f.GlyphIndex('é')
	o, err := newOutlines(f)
	require.NoError(t, err)
	for part, want := range map[uint16]string{e: "nested too deep", 0xFFF0: "does not exist"} {
		data := bytes.Clone(f.sfnt.data)
		glyf, _ := f.sfnt.find("glyf")
		at := int(glyf.offset) + int(2*uint32(be.Uint16(o.loca[2*int(e):])))
		if o.long {
			at = int(glyf.offset) + int(be.Uint32(o.loca[4*int(e):]))
		}
		be.PutUint16(data[at+12:], part)
		bad, err := parseFace(data, 0)
		require.NoError(t, err)
		_, err = Subset(bad, []uint16{0, e})
		require.ErrorIs(t, err, ErrBadFont)
		require.ErrorContains(t, err, want)
	}
}

func TestSubsetCFF(t *testing.T) {
	for _, cid := range []bool{false, true} {
		f := smallCFFFace(t, cid)
		was, err := cff.Parse(f.sfnt.table("CFF "))
		require.NoError(t, err)
		for _, gids := range [][]uint16{{0}, {0, 1}, {0, 2}, {0, 3, 1}, {0, 4}, {0, 4, 3, 2, 1}, {0, 3, 3}} {
			p, err := Subset(f, gids)
			require.NoError(t, err)
			require.Equal(t, CFF, p.Kind)
			require.Equal(t, len(gids), p.NumGlyphs)
			is, err := cff.Parse(p.Data)
			require.NoError(t, err)
			for i, g := range gids {
				want, _, err := was.LoadGlyph(tables.GlyphID(g))
				require.NoError(t, err)
				require.NotEmpty(t, want)
				got, _, err := is.LoadGlyph(tables.GlyphID(i))
				require.NoError(t, err)
				require.Equal(t, want, got, "cid %v glyph %d", cid, g)
			}
			own, err := parseCFF(p.Data, len(gids))
			require.NoError(t, err)
			require.Equal(t, cid, own.isCID)
			require.Empty(t, own.globalSubrs[0], "never called")
			require.Empty(t, own.fonts[0].localSubrs[2], "never called")
			require.Equal(t, !slices.Contains(gids, 2), len(own.globalSubrs[1]) == 0)
			matrix, ok := operand(own.top, opFontMatrix, 1)
			require.True(t, ok && matrix == 0)
			again, err := Subset(f, gids)
			require.NoError(t, err)
			require.Equal(t, p, again)
		}
	}
}

func TestBadCharStrings(t *testing.T) {
	_, global, local := smallCharStrings()
	for name, c := range map[string]struct {
		code []byte
		want string
	}{
		"no such subroutine": {[]byte{139, 10}, "damaged"},
		"no number":          {[]byte{10}, "damaged"},
		"cut off":            {[]byte{28, 1}, "damaged"},
		"endless":            {[]byte{139 - 107, 29}, "damaged"},
		"seac":               {[]byte{139, 139, 139, 139, 14}, "seac"},
		"computes":           {[]byte{139, 139, 12, 10, 10}, "computes"},
		"stack":              {bytes.Repeat([]byte{139}, 600), "damaged"},
		"flex is fine":       {[]byte{139, 12, 35, 14}, ""},
	} {
		global[0] = []byte{139 - 107, 29, 11} // calls itself
		font := &cffFont{globalSubrs: global}
		u := newSubrUse(font, &cffPrivate{localSubrs: local}, make([]bool, 3), make([]bool, 3), 1000)
		err := u.glyph(c.code)
		if c.want == "" {
			require.NoError(t, err, name)
			continue
		}
		require.ErrorContains(t, err, c.want, name)
	}
	u := newSubrUse(&cffFont{}, &cffPrivate{}, nil, nil, 10)
	require.ErrorContains(t, u.glyph(bytes.Repeat([]byte{139, 5}, 20)), "too long")
}

// useFont does with a font what a document does.
func useFont(data []byte, text string) error {
	s, err := NewSet(Custom{Family: "X", Data: data})
	if err != nil {
		return err
	}
	line, err := s.Shape(Spec{Family: "X"}, "en", text)
	if err != nil {
		return err
	}
	for _, r := range line.Runs {
		gids := []uint16{0}
		for _, g := range r.Glyphs {
			gids = append(gids, g.ID)
		}
		if _, err := Subset(r.Face, gids); err != nil {
			return err
		}
		for _, g := range gids {
			if _, err := r.Face.Outline(g); err != nil {
				return err
			}
		}
	}
	return nil
}

// Damaged fonts never panic: they work or are an ErrBadFont.
func TestDamagedFonts(t *testing.T) {
	seeds := map[string][]byte{
		"liberation": mustFace(t, Spec{Family: "mono"}).sfnt.data,
		"dejavu":     mustFace(t, Spec{Family: "DejaVu Serif", Bold: true}).sfnt.data,
		"truetype":   smallTrueType(t, mustFace(t, Spec{}), "ABCé"),
		"cff":        smallCFFFace(t, false).sfnt.data,
		"cid":        smallCFFFace(t, true).sfnt.data,
	}
	const text = "ABCD fi é AV שלום ✓"
	for name, seed := range seeds {
		require.NoError(t, useFont(seed, text), name)
		rnd := rand.New(rand.NewPCG(1, uint64(len(seed))))
		s, err := parseSFNT(seed, 0)
		require.NoError(t, err)
		bad := 0
		for range 60 {
			data := bytes.Clone(seed)
			switch rnd.IntN(4) {
			case 0:
				data = data[:rnd.IntN(len(data))]
			case 1:
				data[rnd.IntN(300)%len(data)] = byte(rnd.Uint32())
			default: // the beginnings of tables have the interesting numbers
				tab := s.tables[rnd.IntN(len(s.tables))]
				for range 1 + rnd.IntN(3) {
					if tab.length > 0 {
						data[int(tab.offset)+rnd.IntN(min(int(tab.length), 400))] ^= 1 << rnd.IntN(8)
					}
				}
			}
			if err := useFont(data, text); err != nil {
				require.ErrorIs(t, err, ErrBadFont)
				bad++
			}
		}
		require.Positive(t, bad, name)
	}
}

func TestHostileExpansion(t *testing.T) {
	f := mustFace(t, Spec{})
	// GSUB: feature ccmp of the default script, one lookup that makes 1000 glyphs of glyph 1.
	var gsub []byte
	put := func(vs ...uint16) {
		for _, v := range vs {
			gsub = be.AppendUint16(gsub, v)
		}
	}
	put(1, 0, 10, 30, 44)                                    // version, script, feature and lookup lists
	put(1, 'D'<<8|'F', 'L'<<8|'T', 8, 4, 0, 0, 0xFFFF, 1, 0) // one script with a default language
	put(1, 'c'<<8|'c', 'm'<<8|'p', 8, 0, 1, 0)               // one feature
	put(1, 4, 2, 0, 1, 8)                                    // one lookup: multiple substitution
	put(1, 8, 1, 14, 1, 1, 1, 1000)                          // one sequence, coverage of glyph 1
	for range 1000 {
		put(1)
	}
	data := smallTrueType(t, f, "AB")
	small, err := parseFace(data, 0)
	require.NoError(t, err)
	err = useFont(fontWith(t, small, map[string][]byte{"GSUB": gsub}), "AAAA")
	require.ErrorIs(t, err, ErrBadFont)
	require.ErrorContains(t, err, "1000")
}

// Lists that all lead to the same place describe gigabytes in a few kilobytes.
func TestHostileLayout(t *testing.T) {
	small, err := parseFace(smallTrueType(t, mustFace(t, Spec{}), "AB"), 0)
	require.NoError(t, err)
	words := func(vs ...uint16) (b []byte) {
		for _, v := range vs {
			b = be.AppendUint16(b, v)
		}
		return b
	}
	same := func(n int, v uint16) []byte { return words(slices.Repeat([]uint16{v}, n)...) }
	const n = 10000
	lookups := slices.Concat(words(1, 0, 10, 10, 10, n), same(n, 2*n+2),
		words(4, 0, n), same(n, 2*n+6), words(1, 0, n), same(n, 2), words(0xFFFF))
	sets := slices.Concat(words(1, 0, 12, 14, 16, 0, 0, 0), words(1, 4, 5, 0, 1, 8), words(1, 0, n), same(n, 2*n+6),
		words(n), same(n, 2*n+2), words(1, 1))
	cmap := slices.Concat(words(0, 500))
	for range 500 {
		cmap = append(cmap, 0, 3, 0, 1, 0, 0, 0x0F, 0xA4) // all at 4004
	}
	cmap = slices.Concat(cmap, words(4, 60000), make([]byte, 60000))
	marks := slices.Concat(words(1, 2, 0, 0, 0, 0, 14), words(1, n))
	for range n {
		marks = be.AppendUint32(marks, 4*n+4)
	}
	marks = slices.Concat(marks, words(1, n), make([]byte, 2*n))
	for name, data := range map[string][]byte{"GSUB": lookups, "GSUB contexts": sets, "cmap": cmap, "GDEF": marks} {
		err := useFont(fontWith(t, small, map[string][]byte{name[:4]: data}), "AB")
		require.ErrorIs(t, err, ErrBadFont, name)
		require.ErrorContains(t, err, "overlaps itself", name)
	}
}
