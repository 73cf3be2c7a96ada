package font

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/einkpdf/platform/einkpdf/internal/near"
)

// Set is the font families of a document. Its families never change; its caches
// are bounded and locked. It is safe for concurrent use.
type Set struct {
	families map[string]*family // by folded name, aliases included
	names    []string           // what Families shows, sorted
	builtin  map[string]*family // the built-in ones by folded name, even when replaced
	custom   []*family          // the document's own, as given
	count    int                // number of sources
	lines    *cache[lineKey, Line]
	words    *cache[wordKey, *word]
	shapers  shaperPool
}

// family has the faces of one family by [styleIndex]; a missing style is nil.
type family struct {
	name   string
	class  class
	custom bool
	faces  [4]*source
	// standIn is the built-in family that has the faces which are missing.
	standIn *family
	missing [4]bool
	// chains has for each style the faces to try, the wanted one first: once for
	// scripts that the built-in fonts are made for, once for all others.
	chains [4]chain
}

// chain is the faces to look for a glyph in, in order. First and custom differ
// in the order of the fallback alone.
type chain struct {
	builtinFirst []*source
	customFirst  []*source
}

func styleIndex(bold, italic bool) int {
	i := 0
	if bold {
		i++
	}
	if italic {
		i += 2
	}
	return i
}

// nearest is the family's face for a style: when it is missing, weight counts
// more than slant.
func (f *family) nearest(style int) *source { return f.faces[f.nearestStyle(style)] }

func (f *family) nearestStyle(style int) int {
	order := [4][4]int{
		{0, 2, 1, 3}, // regular
		{1, 3, 0, 2}, // bold
		{2, 0, 3, 1}, // italic
		{3, 1, 2, 0}, // bold italic
	}
	for _, i := range order[style] {
		if f.faces[i] != nil {
			return i
		}
	}
	return style
}

// Builtin is a Set of the built-in families alone: Liberation Sans, Serif and
// Mono, the default, and DejaVu Sans, Serif and Sans Mono, which have more
// scripts and symbols. Faces are parsed when they are first used. Keep a Set as
// long as you can: it remembers the faces it parsed and the text it shaped.
func Builtin() *Set {
	s := &Set{families: map[string]*family{}, builtin: map[string]*family{}}
	for _, b := range builtinFamilies() {
		fam := &family{name: b.name, class: b.class}
		for style, data := range b.files {
			fam.faces[style] = s.source(b.name, style, data, 0)
		}
		s.families[fold(b.name)], s.builtin[fold(b.name)] = fam, fam
		s.names = append(s.names, b.name)
	}
	for _, a := range builtinAliases() {
		s.families[fold(a.name)] = s.families[fold(a.family)]
		if a.shown {
			s.names = append(s.names, a.name)
		}
	}
	s.finish()
	return s
}

// NewSet is [Builtin] with the document's own faces.
func NewSet(custom ...Custom) (*Set, error) { return Builtin().With(custom...) }

// With is a Set that has the families of s and the given faces. It shares the
// parsed faces of s, not its caches of shaped text. The faces are checked when
// they are first used; With itself refuses faces without a name, given twice,
// or too large.
func (s *Set) With(custom ...Custom) (*Set, error) {
	n := &Set{
		families: make(map[string]*family, len(s.families)+len(custom)),
		builtin:  s.builtin,
		names:    slices.Clone(s.names),
		count:    s.count,
		custom:   slices.Clone(s.custom),
	}
	// Families are copied, because their fallback chains change.
	copies := make(map[*family]*family, len(s.families))
	for _, fam := range s.families {
		if copies[fam] == nil {
			c := *fam
			copies[fam] = &c
		}
	}
	for name, fam := range s.families {
		n.families[name] = copies[fam]
	}
	for i, fam := range n.custom {
		n.custom[i] = copies[fam]
	}
	if len(custom) > MaxCustom {
		return nil, fmt.Errorf("%d custom font faces, allowed are %d", len(custom), MaxCustom)
	}
	added := map[string]*family{}
	for _, c := range custom {
		if err := n.add(c, added); err != nil {
			return nil, err
		}
	}
	n.finish()
	return n, nil
}

func (s *Set) add(c Custom, added map[string]*family) error {
	name := strings.TrimSpace(c.Family)
	key := fold(name)
	if key == "" || len(name) > 200 {
		return fmt.Errorf("custom font: the family name %q must have 1 to 200 bytes", clip(name))
	}
	if len(c.Data) > MaxFontBytes {
		return fmt.Errorf("custom font %q: %d bytes, allowed are %d", clip(name), len(c.Data), MaxFontBytes)
	}
	fam := added[key]
	if fam == nil {
		fam = &family{name: name, custom: true, standIn: s.builtin[fold(liberationSans)]}
		if old := s.families[key]; old != nil {
			fam.class = old.class
			if !old.custom {
				fam.standIn = old
			}
			s.custom = slices.DeleteFunc(s.custom, func(f *family) bool { return f == old })
		}
		if !slices.Contains(s.names, name) {
			s.names = slices.DeleteFunc(s.names, func(n string) bool { return fold(n) == key })
			s.names = append(s.names, name)
		}
		added[key], s.families[key] = fam, fam
		s.custom = append(s.custom, fam)
	}
	style := styleIndex(c.Bold, c.Italic)
	if fam.faces[style] != nil {
		return fmt.Errorf("custom font %q: the same style is given twice", clip(name))
	}
	if fam.missing[style] = c.Missing; c.Missing {
		fam.faces[style] = fam.standIn.nearest(style)
		return nil
	}
	fam.faces[style] = s.source(name, style, c.Data, c.Index)
	return nil
}

// Missing says whether a built-in face stands in for the one of a spec, and which
// [Custom] with Missing that is: its family and style.
func (s *Set) Missing(spec Spec) (custom Spec, missing bool) {
	fam, err := s.family(spec.Family)
	if err != nil || fam.standIn == nil {
		return Spec{}, false
	}
	i := fam.nearestStyle(styleIndex(spec.Bold, spec.Italic))
	return Spec{fam.name, i&1 != 0, i&2 != 0}, fam.missing[i]
}

func (s *Set) source(family string, style int, data []byte, index int) *source {
	src := &source{id: s.count, family: family, bold: style&1 != 0, italic: style&2 != 0, data: data, index: index}
	s.count++
	return src
}

// finish makes what depends on the families.
func (s *Set) finish() {
	slices.Sort(s.names)
	// Names as they are usually written need no folding.
	for _, name := range append(slices.Collect(maps.Keys(s.families)), s.names...) {
		s.families[name] = s.families[fold(name)]
	}
	for _, fam := range s.families {
		for style := range fam.chains {
			fam.chains[style] = s.chain(fam, style)
		}
	}
	s.lines = newCache[lineKey, Line](lineCacheEntries, lineCacheCost)
	s.words = newCache[wordKey, *word](wordCacheEntries, wordCacheCost)
}

// chain is where the glyphs for a style of a family are looked for: its own
// face, then the wanted style of the fallback families, then their regular one.
func (s *Set) chain(fam *family, style int) chain {
	collect := func(customFirst bool) []*source {
		var out []*source
		add := func(src *source) {
			if src != nil && !slices.Contains(out, src) {
				out = append(out, src)
			}
		}
		addCustom := func(style int) {
			for _, f := range s.custom {
				add(f.nearest(style))
			}
		}
		add(fam.nearest(style))
		for _, style := range []int{style, 0} {
			if customFirst {
				addCustom(style)
			}
			for _, name := range fallbackFamilies(fam.class) {
				add(s.builtin[fold(name)].nearest(style))
			}
			if !customFirst {
				addCustom(style)
			}
			add(fam.nearest(0))
		}
		return out
	}
	return chain{builtinFirst: collect(false), customFirst: collect(true)}
}

// Families is the names that a document can use, sorted.
func (s *Set) Families() []string { return slices.Clone(s.names) }

// Face is the face for a spec, the nearest style when the family lacks the
// wanted one. The error is an [UnknownFamilyError] or an [ErrBadFont].
func (s *Set) Face(spec Spec) (*Face, error) {
	fam, err := s.family(spec.Family)
	if err != nil {
		return nil, err
	}
	return fam.nearest(styleIndex(spec.Bold, spec.Italic)).load()
}

func (s *Set) family(name string) (*family, error) {
	if fam, ok := s.families[name]; ok { // the common case: already folded
		return fam, nil
	}
	if fam, ok := s.families[fold(name)]; ok {
		return fam, nil
	}
	return nil, &UnknownFamilyError{Family: name, Suggestions: s.suggest(name)}
}

// fold makes names comparable: case and outer or doubled spaces do not count.
func fold(name string) string { return strings.ToLower(strings.Join(strings.Fields(name), " ")) }

// suggest is the family names that are near to a wrong one.
func (s *Set) suggest(name string) []string { return near.Words(name, s.names, 3) }
