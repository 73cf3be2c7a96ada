package font

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	gofont "github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/cff"
	"github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/font/opentype/tables"
	"github.com/stretchr/testify/require"
)

// others is an outline as another library gives it.
func others(segments []opentype.Segment) (o Outline) {
	for _, s := range segments {
		seg := Segment{Kind: SegmentKind(s.Op)}
		for j := range max(int(s.Op), 1) {
			seg.P[j] = Point32{s.Args[j].X, s.Args[j].Y}
		}
		o = append(o, seg)
	}
	return o
}

// edges is each contour's edges with where they begin, from the one that comes
// first as text: what does not depend on where a contour begins and on whether it
// is closed by a line of its own.
func edges(o Outline) (list [][]string) {
	for len(o) > 0 {
		var contour []string
		start := o[0].P[0]
		at, n := start, 1
		add := func(s Segment) {
			if end := s.P[max(int(s.Kind), 1)-1]; s.Kind != LineTo || end != at {
				contour = append(contour, fmt.Sprint(s.Kind, at, s.P))
				at = end
			}
		}
		for ; n < len(o) && o[n].Kind != MoveTo; n++ {
			add(o[n])
		}
		add(Segment{Kind: LineTo, P: [3]Point32{start}})
		if o = o[n:]; len(contour) > 0 {
			first := slices.Index(contour, slices.Min(contour))
			list = append(list, slices.Concat(contour[first:], contour[:first]))
		}
	}
	return list
}

// scaled says whether an outline has parts that were made smaller or larger: it
// has other coordinates than whole units and the halves between them.
func scaled(o Outline) bool {
	for _, s := range o {
		for _, p := range s.P {
			if 2*p.X != float32(int(2*p.X)) || 2*p.Y != float32(int(2*p.Y)) {
				return true
			}
		}
	}
	return false
}

// area is what the corners and control points of an outline enclose, in square
// units.
func area(o Outline) (sum float64) {
	var start, at Point32
	to := func(p Point32) {
		sum += (float64(at.X)*float64(p.Y) - float64(at.Y)*float64(p.X)) / 2
		at = p
	}
	for _, s := range o {
		if s.Kind == MoveTo {
			to(start)
			start, at = s.P[0], s.P[0]
			continue
		}
		for _, p := range s.P[:s.Kind] {
			to(p)
		}
	}
	to(start)
	return sum
}

// TestOutlineTrueType compares glyphs of built-in faces with what another
// library reads.
func TestOutlineTrueType(t *testing.T) {
	for _, spec := range []Spec{{Family: "Liberation Sans"}, {Family: "DejaVu Sans"}, {Family: "Liberation Serif", Italic: true}, {Family: "DejaVu Sans Mono", Bold: true}} {
		f := mustFace(t, spec)
		other := outlineReader(t, f.sfnt.data)
		table, err := newOutlines(f)
		require.NoError(t, err)
		blank, composite := 0, 0
		for g := 0; g < f.NumGlyphs; g += 1 + g/1000 {
			got, err := f.Outline(uint16(g))
			require.NoError(t, err)
			want, _ := other.GlyphDataOutline(gofont.GID(g))
			if other := others(want.Segments); scaled(other) { // in floats there, in 1/64 here
				require.InDelta(t, area(other), area(got), 2000, "%s glyph %d", spec.Family, g)
			} else {
				require.Equal(t, edges(other), edges(got), "%s glyph %d", spec.Family, g)
			}
			if len(got) == 0 {
				require.Nil(t, got)
				blank++
			}
			if data, err := table.glyph(uint16(g)); err == nil && len(data) > 0 && data[0]&0x80 != 0 {
				composite++
			}
		}
		require.Positive(t, blank)
		require.Positive(t, composite)
	}
}

func TestOutlineIsExact(t *testing.T) {
	f := mustFace(t, Spec{})
	for _, r := range "agé" {
		g, _ := f.GlyphIndex(r)
		o, err := f.Outline(g)
		require.NoError(t, err)
		require.Equal(t, MoveTo, o[0].Kind)
		for _, s := range o {
			for _, p := range s.P {
				for _, v := range []float32{p.X, p.Y} {
					require.Equal(t, v*64, float32(int(v*64)))
				}
			}
		}
	}
}

// Operands of charstrings.
func num(vs ...int) (b []byte) {
	for _, v := range vs {
		switch {
		case v >= -107 && v <= 107:
			b = append(b, byte(v+139))
		case v >= 108 && v <= 1131:
			b = append(b, byte((v-108)>>8+247), byte(v-108))
		case v >= -1131 && v <= -108:
			b = append(b, byte((-v-108)>>8+251), byte(-v-108))
		default:
			b = append(b, 28, byte(v>>8), byte(v))
		}
	}
	return b
}

// drawing is a charstring that begins at 10, 20.
func drawing(op byte, operands ...int) []byte {
	return slices.Concat(num(10, 20), []byte{21}, num(operands...), []byte{op, 14})
}

func flexing(op byte, operands ...int) []byte {
	return slices.Concat(num(10, 20), []byte{21}, num(operands...), []byte{12, op, 14})
}

func TestOutlineCFF(t *testing.T) {
	_, global, local := smallCharStrings()
	one := []int{1, 2, 30, 40, -500, 600, 7}
	chars := [][]byte{
		{14},
		drawing(5, 1, 2, 3, 4), drawing(5, 1, 2, 3),
		drawing(6, 1, 2, 3), drawing(6, 1, 2, 3, 4), drawing(7, 1, 2, 3), drawing(7, 1000, -1000, 20000),
		drawing(8, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12),
		drawing(24, 1, 2, 3, 4, 5, 6, 7, 8), drawing(25, 1, 2, 3, 4, 5, 6, 7, 8),
		drawing(26, one[:4]...), drawing(26, one[:5]...), drawing(26, 1, 2, 3, 4, 5, 6, 7, 8, 9),
		drawing(27, one[:4]...), drawing(27, one[:5]...), drawing(27, 1, 2, 3, 4, 5, 6, 7, 8),
		drawing(30, one[:4]...), drawing(30, one[:5]...), drawing(30, 1, 2, 3, 4, 5, 6, 7, 8), drawing(30, 1, 2, 3, 4, 5, 6, 7, 8, 9),
		drawing(30, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12), drawing(30, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13),
		drawing(31, one[:4]...), drawing(31, one[:5]...), drawing(31, 1, 2, 3, 4, 5, 6, 7, 8), drawing(31, 1, 2, 3, 4, 5, 6, 7, 8, 9),
		drawing(31, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12), drawing(31, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13),
		flexing(34, 1, 2, 3, 4, 5, 6, 7), flexing(35, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 50),
		flexing(36, 1, 2, 3, 4, 5, 6, 7, 8, 9),
		flexing(37, 10, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), flexing(37, 1, 20, 3, 4, 5, 6, 7, 8, 9, 10, 11),
		slices.Concat(num(500, 10, 20), []byte{21}, num(5), []byte{22}, num(9), []byte{4}, num(3, 4), []byte{5, 14}), // widths and moves
		slices.Concat(num(500, 1, 2), []byte{18}, num(3, 4), []byte{19, 0xC0}, num(1, 2), []byte{21}, num(3, 4), []byte{5}, []byte{20, 0x80, 14}),
		slices.Concat(num(1, 2), []byte{21, 255, 0, 1, 0x80, 0, 255, 0xFF, 0xFE, 0x40, 0, 5, 14}), // 1.5 and -1.75
	}
	face := cffFace(t, cffOf(chars, global, local, false), len(chars))
	other, err := cff.Parse(face.sfnt.table("CFF "))
	require.NoError(t, err)
	for g := range chars {
		got, err := face.Outline(uint16(g))
		require.NoError(t, err)
		want, _, err := other.LoadGlyph(tables.GlyphID(g))
		require.NoError(t, err)
		require.Equal(t, edges(others(want)), edges(got), "charstring %d: %v", g, chars[g])
	}
	last, err := face.Outline(uint16(len(chars) - 1))
	require.NoError(t, err)
	require.Equal(t, Outline{{Kind: MoveTo, P: [3]Point32{{1, 2}}}, {Kind: LineTo, P: [3]Point32{{2.5, 0.25}}}}, last)

	for _, cid := range []bool{false, true} {
		face := smallCFFFace(t, cid)
		other, err := cff.Parse(face.sfnt.table("CFF "))
		require.NoError(t, err)
		for g := range face.NumGlyphs {
			got, err := face.Outline(uint16(g))
			require.NoError(t, err)
			want, _, err := other.LoadGlyph(tables.GlyphID(g))
			require.NoError(t, err)
			require.NotEmpty(t, got)
			require.Equal(t, edges(others(want)), edges(got), "cid %v glyph %d", cid, g)
		}
	}
}

func TestOutlineComputes(t *testing.T) {
	_, global, local := smallCharStrings()
	for name, c := range map[string]struct {
		code   []byte // what it leaves is where a line goes
		dx, dy float32
	}{
		"add and sub":  {slices.Concat(num(1, 2), []byte{12, 10}, num(9, 20), []byte{12, 11}), 3, -11},
		"mul and div":  {slices.Concat(num(3, -5), []byte{12, 24}, num(7, 2), []byte{12, 12}), -15, 3.5},
		"neg and abs":  {slices.Concat(num(4), []byte{12, 14}, num(-6), []byte{12, 9}), -4, 6},
		"and, or":      {slices.Concat(num(4, 0), []byte{12, 3}, num(0, 5), []byte{12, 4}), 0, 1},
		"not, eq":      {slices.Concat(num(0), []byte{12, 5}, num(8, 8), []byte{12, 15}), 1, 1},
		"sqrt, random": {slices.Concat(num(144), []byte{12, 26, 12, 23}), 12, 1},
		"dup":          {slices.Concat(num(7), []byte{12, 27}), 7, 7},
		"exch, drop":   {slices.Concat(num(1, 2, 3), []byte{12, 18, 12, 28}), 2, 1},
		"ifelse":       {slices.Concat(num(1, 2, 5, 6), []byte{12, 22}, num(3, 4, 7, 6), []byte{12, 22}), 1, 4},
		"put, get":     {slices.Concat(num(42, 31), []byte{12, 20}, num(31), []byte{12, 21}, num(0), []byte{12, 21}), 42, 0},
		"index":        {slices.Concat(num(8, 9, 1), []byte{12, 29}, num(5), []byte{12, 18, 12, 28, 12, 18}), 8, 8},
		"roll":         {slices.Concat(num(1, 2, 3, 3, 1), []byte{12, 30, 12, 18}), 3, 1},
		"roll back":    {slices.Concat(num(1, 2, 3, 3, -1), []byte{12, 30, 12, 18}), 2, 3},
		"old hint":     {slices.Concat(num(77), []byte{12, 0}, num(5, 6)), 5, 6},
	} {
		code := slices.Concat(num(10, 20), []byte{21}, c.code, []byte{5, 14})
		face := cffFace(t, cffOf([][]byte{{14}, code}, global, local, false), 2)
		o, err := face.Outline(1)
		require.NoError(t, err, name)
		require.Equal(t, Outline{{Kind: MoveTo, P: [3]Point32{{10, 20}}}, {Kind: LineTo, P: [3]Point32{{10 + c.dx, 20 + c.dy}}}}, o, name)
	}
}

func TestOutlineBadCFF(t *testing.T) {
	_, global, local := smallCharStrings()
	call := []byte{139 - 107, 29}
	deep := slices.Concat(bytes.Repeat(call, 2000), []byte{11})
	for name, c := range map[string]struct {
		code []byte
		want string
	}{
		"no such subroutine": {[]byte{239, 10}, "damaged"},
		"no number":          {[]byte{10}, "damaged"},
		"cut off":            {[]byte{28, 1}, "operator 28"},
		"mask cut off":       {[]byte{139, 139, 18, 19}, "damaged"},
		"escape cut off":     {[]byte{12}, "damaged"},
		"endless":            {call, "damaged"},
		"seac":               {[]byte{139, 139, 139, 139, 14}, "seac"},
		"unknown":            {[]byte{139, 139, 12, 99, 10}, "operator 12 99"},
		"computes too much":  {[]byte{139, 12, 10}, "damaged"},
		"divides by nothing": {[]byte{139, 139, 12, 12}, "damaged"},
		"stored nowhere":     {slices.Concat(num(1, 32), []byte{12, 20}), "damaged"},
		"never stored":       {slices.Concat(num(-1), []byte{12, 21}), "not there"},
		"too deep":           {slices.Concat(num(1, 2), []byte{12, 29}), "not there"},
		"rolls too far":      {slices.Concat(num(1, 2, 1), []byte{12, 30}), "damaged"},
		"stack":              {bytes.Repeat([]byte{139}, 600), "damaged"},
		"no move":            {[]byte{139, 139, 5}, "damaged"},
		"too few":            {drawing(24, 1, 2), "damaged"},
		"flex too short":     {flexing(35, 1, 2), "damaged"},
		"too many":           {slices.Concat(num(1, 1), []byte{21}, bytes.Repeat(append(bytes.Repeat([]byte{140, 140}, 200), 5), 500)), "more than"},
		"long":               {bytes.Repeat([]byte{1}, 300_000), "too long"},
		"far":                {slices.Concat(num(1, 1), []byte{21}, bytes.Repeat(append(num(32000, 32000), 5), 5)), "too large"},
	} {
		global[0] = deep
		face := cffFace(t, cffOf([][]byte{{14}, c.code}, global, local, false), 2)
		_, err := face.Outline(1)
		require.ErrorIs(t, err, ErrBadFont, name)
		require.ErrorContains(t, err, c.want, name)
	}
	face := cffFace(t, []byte{1, 0, 4, 1, 0, 0}, 2)
	for range 2 {
		_, err := face.Outline(1)
		require.ErrorIs(t, err, ErrBadFont)
	}
	_, err := face.Outline(2)
	require.ErrorContains(t, err, "no glyph 2")
}

// glyfFace is a face with these TrueType glyphs and left side bearings of 0.
func glyfFace(t testing.TB, glyphs ...[]byte) *Face {
	t.Helper()
	f := mustFace(t, Spec{})
	var glyf, loca []byte
	for _, g := range glyphs {
		loca = be.AppendUint32(loca, uint32(len(glyf)))
		glyf = append(glyf, g...)
	}
	loca = be.AppendUint32(loca, uint32(len(glyf)))
	head := slices.Clone(f.sfnt.table("head"))
	be.PutUint16(head[50:], 1)
	hmtx := make([]byte, 4*len(glyphs))
	face, err := parseFace(smallFont(t, f, len(glyphs), map[string][]byte{"glyf": glyf, "loca": loca, "head": head, "hmtx": hmtx}), 0)
	require.NoError(t, err)
	return face
}

func uint16s(vs ...int) (b []byte) {
	for _, v := range vs {
		b = be.AppendUint16(b, uint16(v))
	}
	return b
}

// triangle is a simple glyph: 0,0 100,0 0,200.
func triangle() []byte {
	return slices.Concat(uint16s(1, 0, 0, 100, 200, 2, 0), []byte{0x31, 0x33, 0x35 &^ 0x10}, []byte{100}, uint16s(-100), []byte{200})
}

func TestOutlineComposites(t *testing.T) {
	const offsets, wide, scaled, two = 2, 1, 8, 0x80
	head := uint16s(-1, 0, 0, 100, 200)
	part := func(flags int, rest ...int) []byte {
		return slices.Concat(head, uint16s(append([]int{flags, 1}, rest...)...))
	}
	corner := func(o Outline, i int) Point32 { return o[i].P[0] }
	for name, c := range map[string]struct {
		glyph []byte
		want  []Point32 // of the triangle's corners
	}{
		"as it is":       {part(offsets, 0), []Point32{{0, 0}, {100, 0}, {0, 200}}},
		"moved":          {part(offsets|wide, 1000, -1000), []Point32{{1000, -1000}, {1100, -1000}, {1000, -800}}},
		"bytes":          {part(offsets, 0x05FB), []Point32{{5, -5}, {105, -5}, {5, 195}}},
		"half":           {part(offsets|scaled, 0x0101, 0x2000), []Point32{{1, 1}, {51, 1}, {1, 101}}},
		"two sizes":      {part(offsets|0x40, 0, 0x2000, 0x4000), []Point32{{0, 0}, {50, 0}, {0, 200}}},
		"quarter turn":   {part(offsets|two, 0, 0, 0x4000, -0x4000, 0), []Point32{{0, 0}, {0, 100}, {-200, 0}}},
		"scaled offsets": {part(offsets|wide|scaled|scaledOffsets, 100, 100, 0x2000), []Point32{{50, 50}, {100, 50}, {50, 150}}},
		"points": {slices.Concat(head, uint16s(offsets|0x20, 1, 0x0A0A), uint16s(0, 1, 0x0102)),
			[]Point32{{10, 10}, {110, 10}, {10, 210}, {110, -190}, {210, -190}, {110, 10}}},
	} {
		f := glyfFace(t, nil, triangle(), c.glyph)
		o, err := f.Outline(2)
		require.NoError(t, err, name)
		require.Len(t, o, len(c.want), name)
		for i, p := range c.want {
			require.Equal(t, p, corner(o, i), "%s %d", name, i)
		}
		if name == "scaled offsets" { // FreeType's meaning, not the other library's
			continue
		}
		want, _ := outlineReader(t, f.sfnt.data).GlyphDataOutline(2)
		require.Equal(t, edges(others(want.Segments)), edges(o), name)
	}
}

func TestOutlineSideBearing(t *testing.T) {
	f := glyfFace(t, nil, triangle())
	hmtx := uint16s(0, 0, 500, 30) // the box begins 30 units right of the pen
	f, err := parseFace(fontWith(t, f, map[string][]byte{"hmtx": hmtx}), 0)
	require.NoError(t, err)
	o, err := f.Outline(1)
	require.NoError(t, err)
	require.Equal(t, []Point32{{30, 0}, {130, 0}, {30, 200}}, []Point32{o[0].P[0], o[1].P[0], o[2].P[0]})
}

func TestOutlineBadTrueType(t *testing.T) {
	head := uint16s(-1, 0, 0, 100, 200)
	many := slices.Concat(head, bytes.Repeat(uint16s(0x22, 1, 0), 40), uint16s(2, 1, 0))
	doubling := func(part int) []byte {
		return slices.Concat(head, bytes.Repeat(uint16s(0x22, part, 0), 30), uint16s(2, part, 0))
	}
	for name, c := range map[string]struct {
		glyph []byte
		want  string
	}{
		"cut off":        {triangle()[:16], "cut off"},
		"no points":      {triangle()[:18], "cut off"},
		"contours":       {slices.Concat(uint16s(2, 0, 0, 1, 1, 2, 1, 0), []byte{0x31, 0x31}), "out of order"},
		"itself":         {slices.Concat(head, uint16s(2, 2, 0)), "too deep"},
		"no such part":   {slices.Concat(head, uint16s(2, 77, 0)), "does not exist"},
		"no such points": {slices.Concat(head, uint16s(0, 1, 0)), "names points"},
		"part cut off":   {slices.Concat(head, uint16s(2, 1)), "cut off"},
		"scale cut off":  {slices.Concat(head, uint16s(2|8, 1, 0)), "cut off"},
	} {
		f := glyfFace(t, nil, triangle(), c.glyph)
		_, err := f.Outline(2)
		require.ErrorIs(t, err, ErrBadFont, name)
		require.ErrorContains(t, err, c.want, name)
	}
	f := glyfFace(t, nil, triangle(), many, doubling(2), doubling(3), doubling(4))
	_, err := f.Outline(2)
	require.NoError(t, err)
	_, err = f.Outline(5)
	require.ErrorContains(t, err, "more than 1024 parts")
}

func TestOutlineAtTheSameTime(t *testing.T) {
	for _, f := range []*Face{mustFace(t, Spec{Family: "Liberation Serif"}), smallCFFFace(t, true)} {
		want, err := f.Outline(3)
		require.NoError(t, err)
		fresh, err := parseFace(f.sfnt.data, 0)
		require.NoError(t, err)
		var wait sync.WaitGroup
		for range 4 {
			wait.Go(func() {
				got, err := fresh.Outline(3)
				if err != nil || !slices.Equal(want, got) {
					t.Errorf("%v, %v", got, err)
				}
			})
		}
		wait.Wait()
	}
}

// Damaged outlines never panic: they are drawn or an ErrBadFont.
func TestDamagedOutlines(t *testing.T) {
	seeds := map[string][]byte{
		"truetype": smallTrueType(t, mustFace(t, Spec{}), "ABCé"),
		"cff":      smallCFFFace(t, false).sfnt.data,
		"cid":      smallCFFFace(t, true).sfnt.data,
	}
	for name, seed := range seeds {
		rnd := rand.New(rand.NewPCG(2, uint64(len(name))))
		s, err := parseSFNT(seed, 0)
		require.NoError(t, err)
		bad := 0
		for range 300 {
			data := bytes.Clone(seed)
			for _, tab := range s.tables {
				if tab.tag == "glyf" || tab.tag == "loca" || strings.HasPrefix(tab.tag, "CFF") {
					for range 1 + rnd.IntN(3) {
						data[int(tab.offset)+rnd.IntN(int(tab.length))] = byte(rnd.Uint32())
					}
				}
			}
			f, err := parseFace(data, 0)
			if err == nil {
				for g := range f.NumGlyphs {
					if _, one := f.Outline(uint16(g)); one != nil {
						err = one
					}
				}
			}
			if err != nil {
				require.ErrorIs(t, err, ErrBadFont)
				bad++
			}
		}
		require.Positive(t, bad, name)
	}
}
