package einkpdf

import (
	"strconv"

	"github.com/einkpdf/platform/einkpdf/internal/token"
)

// entry is an outline entry that a page shows.
type entry struct {
	title string // not empty
	under string // key of the page whose entry is above; "" = the top
	open  bool
	at    *entryAt
}

// entryAt is where an outline entry stands in the project.
type entryAt struct {
	pointer string
	alone   bool // the entry is its title
}

func (a *entryAt) title() string {
	if a.alone {
		return a.pointer
	}
	return a.pointer + "/title"
}

func (a *entryAt) under() string { return a.pointer + "/under" }
func (a *entryAt) when() string  { return a.pointer + "/when" }

// entriesAt is where the outline entries of a design stand: in the file, where
// there is one, a single entry may be no list, and an entry its title alone.
func (p *Project) entriesAt(d *Design, name string) []entryAt {
	if len(d.Outline) == 0 {
		return nil
	}
	outline := pointerTo("designs", name, "outline")
	list := make([]entryAt, len(d.Outline))
	for i := range list {
		list[i].pointer = outline + "/" + strconv.Itoa(i)
		if p.file == nil {
			continue
		}
		if n, _ := p.file.root.At(list[i].pointer); n == nil {
			list[i].pointer = outline
		}
		n, _ := p.file.root.At(list[i].title())
		list[i].alone = n == nil
	}
	return list
}

// outlines checks the texts and conditions of a design's outline entries.
func (c *checker) outlines(d *Design, name string) {
	for i, at := range c.entriesAt(d, name) {
		o := &d.Outline[i]
		c.template(at.title(), string(o.Title))
		c.template(at.under(), string(o.Under))
		c.condition(at.when(), string(o.When))
	}
}

// entries are the outline entries that a page of a design shows: those whose
// condition holds and whose title is not empty.
func (l *lister) entries(d *design, names *token.Scope) []entry {
	var list []entry
	for i := range d.Outline {
		o, at := &d.Outline[i], &d.entries[i]
		if !l.holds(string(o.When), at.when(), names) {
			continue
		}
		e := entry{at: at, open: o.Open}
		e.title = l.eval(string(o.Title), at.title(), names)
		e.under = l.eval(string(o.Under), at.under(), names)
		if !hasTokens(string(o.Title)) { // others are counted where they are made
			l.keep(at.title(), len(e.title))
		}
		if e.title != "" {
			list = append(list, e)
		}
	}
	return list
}
