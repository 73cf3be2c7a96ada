package font

import (
	"fmt"
	"sync"

	gofont "github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/font/opentype/tables"
)

// Face is one style of a family, parsed. Lengths are in font units, y grows
// upwards. A Face is immutable and safe for concurrent use.
type Face struct {
	ID     int    // number of the face in its Set, from 0, in a fixed order
	Name   string // PostScript name, only letters, digits and "-_.+"
	Family string // the family's name in the Set
	Bold   bool
	Italic bool

	NumGlyphs          int
	UnitsPerEm         int
	Ascent             int // above the baseline
	Descent            int // below the baseline, positive
	LineGap            int // wanted between the descent of a line and the ascent of the next
	CapHeight          int
	XHeight            int
	ItalicAngle        int // degrees counter-clockwise; negative leans to the right
	UnderlinePosition  int // of the line's upper edge; negative is below the baseline
	UnderlineThickness int
	FixedPitch         bool
	BBox               [4]int // xMin, yMin, xMax, yMax of all glyphs

	index        int
	sfnt         *sfnt
	fsType       uint16
	hmtx         []byte
	numHMetrics  int
	shaping      *gofont.Font // without outlines; safe for concurrent use
	spaceGlyph   uint16       // 0 when the face has no space
	spaceAdvance int32
	blankNotdef  bool // glyph 0 draws nothing
	cff          *lazyCFF
}

// Data is the font file that the face came from, and the face's number in it.
// The caller must not change it.
func (f *Face) Data() (file []byte, index int) { return f.sfnt.data, f.index }

// Embeddable says whether the font's licence bits (OpenType 1.9.1, OS/2 fsType)
// allow a document to carry a subset of it: it is not "restricted" alone, may be
// subset, and not only its bitmaps may be embedded.
func (f *Face) Embeddable() bool {
	const (
		usage       = 0x000E // the first bit is reserved
		restricted  = 0x0002
		noSubset    = 0x0100
		bitmapsOnly = 0x0200
	)
	return f.fsType&usage != restricted && f.fsType&(noSubset|bitmapsOnly) == 0
}

// GlyphAdvance is the advance width of a glyph; 0 when there is no such glyph.
func (f *Face) GlyphAdvance(gid uint16) int {
	adv, _ := f.metrics(gid)
	return int(adv)
}

// metrics is the advance width and the left side bearing of a glyph.
func (f *Face) metrics(gid uint16) (advance uint16, bearing int16) {
	g := int(gid)
	if g >= f.NumGlyphs {
		return 0, 0
	}
	if g < f.numHMetrics {
		return be.Uint16(f.hmtx[4*g:]), int16(be.Uint16(f.hmtx[4*g+2:]))
	}
	advance = be.Uint16(f.hmtx[4*(f.numHMetrics-1):])
	if at := 4*f.numHMetrics + 2*(g-f.numHMetrics); at+2 <= len(f.hmtx) {
		bearing = int16(be.Uint16(f.hmtx[at:]))
	}
	return advance, bearing
}

// GlyphIndex is the glyph that the face has for a character, without any
// substitution; ok is false when it has none.
func (f *Face) GlyphIndex(r rune) (gid uint16, ok bool) {
	g, ok := f.shaping.NominalGlyph(r)
	return uint16(g), ok && g > 0 && int(g) < f.NumGlyphs
}

// source is a face that is parsed when it is first asked for.
type source struct {
	id           int
	family       string
	bold, italic bool
	data         []byte
	index        int

	once sync.Once
	face *Face
	err  error
}

func (s *source) load() (*Face, error) {
	f, err := s.parse()
	if err != nil {
		return nil, fmt.Errorf("font family %q: %w", clip(s.family), err)
	}
	return f, nil
}

// parse is load with errors that do not name the family.
func (s *source) parse() (*Face, error) {
	s.once.Do(func() {
		if s.face, s.err = parseFace(s.data, s.index); s.err != nil {
			return
		}
		f := s.face
		f.ID, f.Family, f.Bold, f.Italic = s.id, s.family, s.bold, s.italic
	})
	return s.face, s.err
}

// parseFace reads a face of a font file.
func parseFace(data []byte, index int) (f *Face, err error) {
	defer recovered(&err)
	s, err := parseSFNT(data, index)
	if err != nil {
		return nil, err
	}
	f = &Face{sfnt: s, index: index, cff: new(lazyCFF)}
	for _, read := range []func() error{f.readHead, f.readMetrics, f.readOS2, f.readShaping} {
		if err := read(); err != nil {
			return nil, err
		}
	}
	f.readPost()
	f.Name = postScriptName(s.table("name"))
	return f, nil
}

// recovered turns a panic in the font libraries into an error.
func recovered(err *error) {
	if p := recover(); p != nil {
		*err = panicked(fmt.Sprintf("it is damaged (%v)", p))
	}
}

func (f *Face) readHead() error {
	head, err := f.sfnt.need("head", 54)
	if err != nil {
		return err
	}
	f.UnitsPerEm = int(be.Uint16(head[18:]))
	if f.UnitsPerEm < 16 || f.UnitsPerEm > 16384 {
		return fmt.Errorf("%w: %d units per em, allowed are 16 to 16384", ErrBadFont, f.UnitsPerEm)
	}
	for i := range f.BBox {
		f.BBox[i] = int(int16(be.Uint16(head[36+2*i:])))
	}
	maxp, err := f.sfnt.need("maxp", 6)
	if err != nil {
		return err
	}
	f.NumGlyphs = int(be.Uint16(maxp[4:]))
	if f.NumGlyphs == 0 {
		return fmt.Errorf("%w: it has no glyphs", ErrBadFont)
	}
	switch {
	case f.sfnt.table("glyf") != nil && f.sfnt.table("loca") != nil:
		if o, err := newOutlines(f); err == nil {
			g, err := o.glyph(0)
			f.blankNotdef = err == nil && len(g) == 0
		}
	case f.sfnt.table("CFF ") != nil:
	case f.sfnt.table("CFF2") != nil:
		return unsupported("variable OpenType outlines (CFF2) cannot be embedded; use a static OTF or TTF of it")
	default:
		return unsupported("it has no outlines (tables glyf and loca, or CFF)")
	}
	return nil
}

func (f *Face) readMetrics() error {
	hhea, err := f.sfnt.need("hhea", 36)
	if err != nil {
		return err
	}
	f.Ascent = int(int16(be.Uint16(hhea[4:])))
	f.Descent = -int(int16(be.Uint16(hhea[6:])))
	f.LineGap = int(int16(be.Uint16(hhea[8:])))
	f.numHMetrics = int(be.Uint16(hhea[34:]))
	if f.numHMetrics == 0 || f.numHMetrics > f.NumGlyphs {
		return fmt.Errorf("%w: it has %d advance widths for %d glyphs", ErrBadFont, f.numHMetrics, f.NumGlyphs)
	}
	f.hmtx, err = f.sfnt.need("hmtx", 4*f.numHMetrics)
	return err
}

// readOS2 reads the table OS/2, which old fonts lack.
func (f *Face) readOS2() error {
	os2 := f.sfnt.table("OS/2")
	if len(os2) >= 10 {
		f.fsType = be.Uint16(os2[8:])
	}
	if len(os2) >= 78 {
		const useTypoMetrics = 1 << 7
		typo := be.Uint16(os2[62:])&useTypoMetrics != 0
		if typo || f.Ascent == 0 && f.Descent == 0 {
			f.Ascent = int(int16(be.Uint16(os2[68:])))
			f.Descent = -int(int16(be.Uint16(os2[70:])))
			f.LineGap = int(int16(be.Uint16(os2[72:])))
		}
	}
	if f.Ascent <= 0 && f.Descent <= 0 {
		f.Ascent, f.Descent = max(f.BBox[3], 0), max(-f.BBox[1], 0)
	}
	f.Descent = max(f.Descent, 0)
	f.LineGap = max(f.LineGap, 0)
	if len(os2) >= 96 && be.Uint16(os2) >= 2 {
		f.XHeight = int(int16(be.Uint16(os2[86:])))
		f.CapHeight = int(int16(be.Uint16(os2[88:])))
	}
	return nil
}

func (f *Face) readPost() {
	if post := f.sfnt.table("post"); len(post) >= 16 {
		angle := int64(int32(be.Uint32(post[4:]))) // 16.16
		f.ItalicAngle = int((angle + 1<<15) >> 16)
		f.UnderlinePosition = int(int16(be.Uint16(post[8:])))
		f.UnderlineThickness = int(int16(be.Uint16(post[10:])))
		f.FixedPitch = be.Uint32(post[12:]) != 0
	}
	if f.UnderlineThickness <= 0 {
		f.UnderlineThickness = max(f.UnitsPerEm/20, 1)
		f.UnderlinePosition = -f.UnderlineThickness
	}
}

// readShaping hands the tables that shaping needs to the shaping library.
// Outlines take nine tenths of its time and memory and are left out, unless
// marks must be placed by them for want of a GPOS table.
func (f *Face) readShaping() error {
	need := []string{"cmap", "head", "maxp", "hhea", "hmtx", "OS/2", "GDEF", "GSUB", "GPOS", "kern"}
	if f.sfnt.table("GPOS") == nil {
		need = append(need, "glyf", "loca")
	}
	if err := checkLayout(f.sfnt); err != nil {
		return err
	}
	loader, err := opentype.NewLoader(f.sfnt.only(need...))
	if err != nil {
		return fmt.Errorf("%w: %w", ErrBadFont, err)
	}
	f.shaping, err = gofont.NewFont(loader)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrBadFont, err)
	}
	if err := checkExpansion(f.shaping); err != nil {
		return err
	}
	if g, ok := f.GlyphIndex(' '); ok {
		f.spaceGlyph = g
		f.spaceAdvance = int32(f.GlyphAdvance(g))
	}
	if f.CapHeight <= 0 {
		f.CapHeight = f.UnitsPerEm * 7 / 10
	}
	if f.XHeight <= 0 {
		f.XHeight = f.UnitsPerEm / 2
	}
	return nil
}

// maxExpansion is how many glyphs a font may make of one in a single step. It
// keeps fonts from turning a short text into gigabytes.
const maxExpansion = 24

func checkExpansion(font *gofont.Font) error {
	for _, lookup := range font.GSUB.Lookups {
		for _, sub := range lookup.Subtables {
			multiple, ok := sub.(tables.MultipleSubs)
			if !ok {
				continue
			}
			for _, seq := range multiple.Sequences {
				if len(seq.SubstituteGlyphIDs) > maxExpansion {
					return fmt.Errorf("%w: it replaces one glyph by %d, allowed are %d",
						ErrBadFont, len(seq.SubstituteGlyphIDs), maxExpansion)
				}
			}
		}
	}
	return nil
}

// postScriptName is the name 6 of the table name, or "Font" without one.
func postScriptName(name []byte) string {
	const fallback = "Font"
	if len(name) < 6 {
		return fallback
	}
	storage := int(be.Uint16(name[4:]))
	best, rank := "", 0
	for i := range min(int(be.Uint16(name[2:])), (len(name)-6)/12) {
		rec := name[6+12*i:]
		platform, nameID := be.Uint16(rec), be.Uint16(rec[6:])
		from := storage + int(be.Uint16(rec[10:]))
		to := from + int(be.Uint16(rec[8:]))
		if nameID != 6 || to > len(name) {
			continue
		}
		r := 1 // Macintosh: one byte a character
		if platform == 3 || platform == 0 {
			r = 2 // UTF-16
		}
		if s := cleanName(name[from:to], r == 2); s != "" && r > rank {
			best, rank = s, r
		}
	}
	if best == "" {
		return fallback
	}
	return best
}

// cleanName keeps the characters of a name that are harmless in a PDF name.
func cleanName(b []byte, wide bool) string {
	const most = 63
	var out []byte
	for i := 0; i < len(b) && len(out) < most; i++ {
		c := b[i]
		if wide {
			if i%2 == 0 {
				continue
			}
			if b[i-1] != 0 {
				continue
			}
		}
		switch {
		case c >= '0' && c <= '9', c >= 'A' && c <= 'Z', c >= 'a' && c <= 'z', c == '-', c == '_', c == '.', c == '+':
			out = append(out, c)
		}
	}
	return string(out)
}
