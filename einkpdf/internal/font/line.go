package font

import (
	"slices"
	"unicode"

	"github.com/go-text/typesetting/bidi"
	"github.com/go-text/typesetting/harfbuzz"
	"github.com/go-text/typesetting/language"
)

// cluster is a character with the marks that belong to it: it is drawn in one face.
type cluster struct {
	from, to int // runes
	script   language.Script
	level    bidi.Level
	face     *Face // nil when any face will do (spaces, format characters)
}

// item is a stretch of text with one face, script and direction.
type item struct {
	from, to int // runes
	script   language.Script
	level    bidi.Level
	face     *Face
}

func (it item) rtl() bool { return it.level&1 != 0 }

// The bounds on the work for hostile text: what is shaped in one go, and how many
// marks belong to one character, in runes.
const (
	maxItem    = 512
	maxCluster = 64
)

// shapeLine shapes any text: it finds the directions, the scripts and the faces,
// shapes stretch by stretch, and puts the stretches into visual order.
func (sh *shaper) shapeLine(faces *chain, lang, text string) (Line, error) {
	sh.decode(text)
	sh.findClusters()
	sh.findScripts()
	sh.findLevels()
	if err := sh.findFaces(faces); err != nil {
		return Line{}, err
	}
	sh.findItems()

	type shaped struct {
		item
		glyphs []Glyph
		width  int64
	}
	var line Line
	var missing []int
	done := make([]shaped, 0, len(sh.items))
	for _, it := range sh.items {
		if err := sh.run(it.face, it.script, lang, it.rtl(), sh.runes, it.from, it.to); err != nil {
			return Line{}, err
		}
		glyphs, width, lacks := sh.glyphs(it.face, make([]Glyph, 0, len(sh.buffer.Info)))
		done = append(done, shaped{it, glyphs, width})
		if lacks {
			missing = sh.addMissing(missing, it, glyphs)
		}
	}
	line.Missing = sh.missingRunes(missing)
	visualOrder(done, func(s shaped) bidi.Level { return s.level })

	// Neighbours in one face and direction become one run.
	for i := 0; i < len(done); {
		first := done[i]
		from, to := first.from, first.to
		run := &Run{Face: first.face, RTL: first.rtl(), Glyphs: first.glyphs, Width: first.width}
		for i++; i < len(done); i++ {
			next := done[i]
			if next.face != run.Face || next.rtl() != run.RTL {
				break
			}
			if !run.RTL && next.from == to {
				to = next.to
			} else if run.RTL && next.to == from {
				from = next.from
			} else {
				break
			}
			run.Glyphs = append(run.Glyphs, next.glyphs...)
			run.Width += next.width
		}
		run.Text = text[sh.offsets[from]:sh.offsets[to]]
		for j := range run.Glyphs {
			run.Glyphs[j].Cluster = sh.offsets[run.Glyphs[j].Cluster] - sh.offsets[from]
		}
		line.Runs = append(line.Runs, run)
	}
	return line, nil
}

// findClusters splits the runes into characters with their marks.
func (sh *shaper) findClusters() {
	sh.clusters = sh.clusters[:0]
	for i, r := range sh.runes {
		if i > 0 && (isMark(r) || joinsEmoji(sh.runes[i-1], r)) {
			if last := &sh.clusters[len(sh.clusters)-1]; last.to-last.from < maxCluster {
				last.to++
				continue
			}
		}
		sh.clusters = append(sh.clusters, cluster{from: i, to: i + 1})
	}
}

// isMark says whether a character belongs to the one before it.
func isMark(r rune) bool {
	if r < 0x300 {
		return r == 0xAD
	}
	return unicode.Is(unicode.M, r) || harfbuzz.IsDefaultIgnorable(r) && !isBidiControl(r) || r >= 0x1F3FB && r <= 0x1F3FF
}

func isBidiControl(r rune) bool {
	return r == 0x61C || r == 0x200E || r == 0x200F || r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069
}

// joinsEmoji says whether a zero-width joiner binds a pictograph to the last one.
func joinsEmoji(last, r rune) bool {
	return last == 0x200D && (r >= 0x1F000 || r >= 0x2600 && r < 0x2800)
}

// isNeutral says whether a character must not change the face: a space is not
// worth it, and format characters are not drawn.
func isNeutral(r rune) bool {
	return r == ' ' || r == 0xA0 || harfbuzz.IsDefaultIgnorable(r) || r >= 0x2000 && unicode.Is(unicode.Zs, r)
}

// findScripts gives signs that all scripts share the script before them, at the
// beginning the one after them, and without any letter Latin.
func (sh *shaper) findScripts() {
	last := language.Latin
	for i := range sh.clusters {
		if s := language.LookupScript(sh.runes[sh.clusters[i].from]); s.Strong() {
			last = s
			break
		}
	}
	for i := range sh.clusters {
		if s := language.LookupScript(sh.runes[sh.clusters[i].from]); s.Strong() {
			last = s
		}
		sh.clusters[i].script = last
	}
}

// findLevels finds the direction of each cluster by the Unicode Bidirectional
// Algorithm; the first letter decides the direction of the line.
func (sh *shaper) findLevels() {
	if !slices.ContainsFunc(sh.runes, needsBidi) {
		return // level 0
	}
	runs := sh.bidi.Segment(sh.runes, bidi.Neutral)
	leftToRight := runs.NumRuns() > 0 && runs.Run(0).Level == 0
	at := 0
	set := func(end int, level bidi.Level) {
		for ; at < len(sh.clusters) && sh.clusters[at].from < end; at++ {
			sh.clusters[at].level = level
		}
	}
	for i := range runs.NumRuns() {
		run := runs.Run(i)
		if leftToRight && run.Level&1 == 0 {
			// The library joins numbers in right-to-left text, of level 2, with
			// the left-to-right text beside them, of level 0.
			if run.Level == 2 && i > 0 {
				set(numberEnd(sh.runes, run.Start, run.End), 2)
			}
			from := run.End
			for i+1 < runs.NumRuns() && from > run.Start && isArabicDigit(sh.runes[from-1]) {
				from--
			}
			set(from, 0)
			set(run.End, 2)
			continue
		}
		set(run.End, run.Level)
	}
}

// numberEnd is where the number at the beginning of runes[from:to] ends.
func numberEnd(runes []rune, from, to int) int {
	end := from
	for i := from; i < to; i++ {
		switch r := runes[i]; {
		case unicode.Is(unicode.Nd, r), r == '%', r == '#', r == '\u00b0', r == '\u2030', unicode.Is(unicode.Sc, r):
			end = i + 1
		case r == '+', r == '-', r == '.', r == ',', r == ':', r == '/', r == 0xA0:
			if i > end {
				return end // only one between digits
			}
		default:
			return end
		}
	}
	return end
}

func isArabicDigit(r rune) bool { return r >= 0x660 && r <= 0x669 }

// needsBidi says whether a character can be or make right-to-left text.
func needsBidi(r rune) bool {
	switch {
	case r < 0x590:
		return false
	case r < 0x900, r >= 0xFB1D && r < 0xFE00, r >= 0xFE70 && r < 0xFF00, r >= 0x10800 && r < 0x11000, r >= 0x1E800 && r < 0x1F000:
		return true
	}
	return isBidiControl(r)
}

// findItems joins clusters with the same properties. Long stretches are cut,
// after a space where there is one.
func (sh *shaper) findItems() {
	sh.items = sh.items[:0]
	for _, c := range sh.clusters {
		n := len(sh.items)
		if n > 0 {
			last := &sh.items[n-1]
			if last.face == c.face && last.script == c.script && last.level == c.level {
				space := isNeutral(sh.runes[c.from-1])
				if size := c.to - last.from; size <= maxItem/2 || size <= maxItem && !space {
					last.to = c.to
					continue
				}
			}
		}
		sh.items = append(sh.items, item(c))
	}
}

// addMissing appends the runes of an item that its glyphs do not show.
func (sh *shaper) addMissing(missing []int, it item, glyphs []Glyph) []int {
	for _, g := range glyphs {
		if g.ID != 0 {
			continue
		}
		// The cluster reaches to the next higher one.
		from, to := int(g.Cluster), it.to
		for _, o := range glyphs {
			if c := int(o.Cluster); c > from && c < to {
				to = c
			}
		}
		before := len(missing)
		for j := from; j < to; j++ {
			if _, ok := it.face.GlyphIndex(sh.runes[j]); !ok && !harfbuzz.IsDefaultIgnorable(sh.runes[j]) {
				missing = append(missing, j)
			}
		}
		if len(missing) == before {
			missing = append(missing, from)
		}
	}
	return missing
}

// missingRunes is the runes at the places, each once.
func (sh *shaper) missingRunes(places []int) []rune {
	slices.Sort(places)
	var out []rune
	seen := map[rune]bool{}
	for _, p := range places {
		if r := sh.runes[p]; !seen[r] {
			seen[r] = true
			out = append(out, r)
		}
	}
	return out
}

// visualOrder reorders pieces of a line for display: from the highest level down
// to the lowest odd one, each sequence of at least that level is reversed (rule
// L2 of the Unicode Bidirectional Algorithm).
func visualOrder[T any](pieces []T, level func(T) bidi.Level) {
	var high bidi.Level
	low := bidi.Level(127)
	for _, p := range pieces {
		l := level(p)
		high = max(high, l)
		if l&1 != 0 {
			low = min(low, l)
		}
	}
	for l := high; l >= low && l > 0; l-- {
		for i := 0; i < len(pieces); {
			if level(pieces[i]) < l {
				i++
				continue
			}
			end := i
			for end < len(pieces) && level(pieces[end]) >= l {
				end++
			}
			slices.Reverse(pieces[i:end])
			i = end
		}
	}
}
