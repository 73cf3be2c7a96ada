package font

import (
	"fmt"
	"sync"

	"github.com/go-text/typesetting/bidi"
	gofont "github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/harfbuzz"
	"github.com/go-text/typesetting/language"
)

// shaper has the working memory of shaping. One goroutine uses it at a time.
type shaper struct {
	buffer *harfbuzz.Buffer
	fonts  map[*Face]*harfbuzz.Font
	plans  map[planKey]struct{} // what the buffer remembers a plan for
	choice map[choiceKey]*Face  // which face draws a character
	bidi   bidi.Paragraph

	runes    []rune
	offsets  []int32 // of each rune in the text, and the text's length
	clusters []cluster
	items    []item
}

type planKey struct {
	face   *Face
	script language.Script
	lang   string
	rtl    bool
}

// choiceKey is a character and the faces it is looked for in.
type choiceKey struct {
	faces *chain
	r     rune
}

// What a shaper remembers at most.
const (
	maxPlans   = 256
	maxChoices = 4096
)

func newShaper() *shaper {
	return &shaper{
		buffer: harfbuzz.NewBuffer(),
		fonts:  map[*Face]*harfbuzz.Font{},
		plans:  map[planKey]struct{}{},
		choice: map[choiceKey]*Face{},
	}
}

// shaperPool keeps idle shapers, because a new one must first get to know the
// fonts again.
type shaperPool struct {
	mu   sync.Mutex
	idle []*shaper
}

const maxIdleShapers = 4

func (p *shaperPool) take() *shaper {
	p.mu.Lock()
	defer p.mu.Unlock()
	if n := len(p.idle); n > 0 {
		sh := p.idle[n-1]
		p.idle = p.idle[:n-1]
		return sh
	}
	return newShaper()
}

func (p *shaperPool) giveBack(sh *shaper) {
	if cap(sh.runes) > 4096 {
		sh.runes, sh.offsets, sh.clusters, sh.items = nil, nil, nil, nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.idle) < maxIdleShapers {
		p.idle = append(p.idle, sh)
	}
}

// run shapes runes[from:to] in one face, script and direction. The rest of the
// runes is context. The result is in sh.buffer, its clusters are indexes of runes.
func (sh *shaper) run(face *Face, script language.Script, lang string, rtl bool, runes []rune, from, to int) error {
	key := planKey{face, script, lang, rtl}
	if _, ok := sh.plans[key]; !ok {
		if len(sh.plans) >= maxPlans {
			clear(sh.plans)
			sh.buffer = harfbuzz.NewBuffer()
		}
		sh.plans[key] = struct{}{}
	}
	hb := sh.fonts[face]
	if hb == nil {
		hb = harfbuzz.NewFont(gofont.NewFace(face.shaping)) // its scale is font units
		sh.fonts[face] = hb
	}
	b := sh.buffer
	b.Clear()
	b.AddRunes(runes, from, to-from)
	b.Flags = harfbuzz.RemoveDefaultIgnorables
	b.Props.Direction = harfbuzz.LeftToRight
	if rtl {
		b.Props.Direction = harfbuzz.RightToLeft
	}
	b.Props.Script = script
	b.Props.Language = language.NewLanguage(lang)
	b.Shape(hb, nil)
	if most := maxExpansion * (to - from + 64); len(b.Info) > most {
		return fmt.Errorf("%w: font %s makes %d glyphs of %d characters", ErrBadFont, face.Name, len(b.Info), to-from)
	}
	return nil
}

// glyphs appends the shaped glyphs to a list; the clusters are indexes of runes.
func (sh *shaper) glyphs(face *Face, list []Glyph) (out []Glyph, width int64, missing bool) {
	for i, info := range sh.buffer.Info {
		pos := &sh.buffer.Pos[i]
		g := Glyph{
			Advance: pos.XAdvance, XOffset: pos.XOffset, YOffset: pos.YOffset,
			Cluster: int32(info.Cluster),
		}
		if int64(info.Glyph) < int64(face.NumGlyphs) {
			g.ID = uint16(info.Glyph)
		}
		missing = missing || g.ID == 0
		width += int64(g.Advance)
		list = append(list, g)
	}
	return list, width, missing
}

// shapeWord shapes a left-to-right word in one face.
func (sh *shaper) shapeWord(key wordKey) (*word, error) {
	sh.decode(key.text)
	if err := sh.run(key.face, key.script, key.lang, false, sh.runes, 0, len(sh.runes)); err != nil {
		return nil, err
	}
	w := &word{}
	w.glyphs, w.width, w.missing = sh.glyphs(key.face, make([]Glyph, 0, len(sh.buffer.Info)))
	for i := range w.glyphs {
		w.glyphs[i].Cluster = sh.offsets[w.glyphs[i].Cluster]
	}
	return w, nil
}

// decode sets the runes of a text and their offsets.
func (sh *shaper) decode(text string) {
	sh.runes, sh.offsets = sh.runes[:0], sh.offsets[:0]
	for i, r := range text {
		sh.runes = append(sh.runes, r)
		sh.offsets = append(sh.offsets, int32(i))
	}
	sh.offsets = append(sh.offsets, int32(len(text)))
}
