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

// entryAt is where an outline entry stands in the project: JSON pointers of its
// texts.
type entryAt struct{ title, under, when string }

// entriesAt is where the outline entries of a design stand: in the file, where
// there is one, a single entry may be no list, and an entry its title alone.
func (p *Project) entriesAt(d *Design, name string) []entryAt {
	if len(d.Outline) == 0 {
		return nil
	}
	outline := pointerTo("designs", name, "outline")
	list := make([]entryAt, len(d.Outline))
	for i := range list {
		at, title := outline+"/"+strconv.Itoa(i), "/title"
		if p.file != nil {
			if n, _ := p.file.root.At(at); n == nil {
				at = outline
			}
			if n, _ := p.file.root.At(at + title); n == nil {
				title = "" // the entry is its title
			}
		}
		list[i] = entryAt{at + title, at + "/under", at + "/when"}
	}
	return list
}

// outlines checks the texts and conditions of a design's outline entries.
func (c *checker) outlines(d *Design, name string) {
	for i, at := range c.entriesAt(d, name) {
		o := &d.Outline[i]
		c.template(at.title, string(o.Title))
		c.template(at.under, string(o.Under))
		c.condition(at.when, string(o.When))
	}
}

// entries are the outline entries that a page of a design shows: those whose
// condition holds and whose title is not empty.
func (l *lister) entries(d *design, names *token.Scope) []entry {
	var list []entry
	for i := range d.Outline {
		o, at := &d.Outline[i], &d.entries[i]
		if !l.holds(string(o.When), at.when, names) {
			continue
		}
		e := entry{at: at, open: o.Open}
		e.title = l.eval(string(o.Title), at.title, names)
		e.under = l.eval(string(o.Under), at.under, names)
		if !hasTokens(string(o.Title)) { // others are counted where they are made
			l.keep(at.title, len(e.title))
		}
		if e.title != "" {
			list = append(list, e)
		}
	}
	return list
}
