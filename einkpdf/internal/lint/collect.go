package lint

import (
	"slices"

	"github.com/einkpdf/platform/einkpdf/widget"
)

// maxFindings bounds the findings that are kept apart: warnings and notices,
// those that are ignored, and errors, so many of each. No flood of one kind
// hides another.
const maxFindings = 2_000

// Found is a finding of a document: what all pages have in common, with the
// worst of them.
type Found struct {
	widget.Finding
	Pages  int // how many pages have it
	Places int // how many places on these pages, at least one each
	Ignore int // index of the [Ignore] that covers it, or -1

	last int   // the page that was counted last
	bad  int64 // how bad the worst place is
}

// Ignore is a suppression: findings that are meant to be so.
type Ignore struct {
	Codes   []string // of the checks; they exist
	Design  string   // name of the only design, empty = every one
	Devices []string // the only devices, none = every one
}

func (i *Ignore) covers(code, design, device string) bool {
	return slices.Contains(i.Codes, code) &&
		(i.Design == "" || i.Design == design) && i.about(device)
}

func (i *Ignore) about(device string) bool {
	return len(i.Devices) == 0 || slices.Contains(i.Devices, device)
}

// collector has the findings of a document: one for each check and widget.
type collector struct {
	device  string
	ignores []Ignore
	used    []bool            // the ignores that cover something
	covered map[[2]string]int // the first ignore by code and design, or -1
	index   map[foundKey]int  // into list
	list    []Found
	open    []int                 // into list: findings of the page being drawn that say no box
	kept    [3]int                // findings in the list of each kind: told, ignored, errors
	more    map[foundKey]struct{} // beyond maxFindings and not ignored, up to as many again
}

type foundKey struct {
	code, pointer string
	ignore        int
}

func newCollector(device string, ignores []Ignore) *collector {
	return &collector{device: device, ignores: ignores, used: make([]bool, len(ignores)),
		covered: map[[2]string]int{}, index: map[foundKey]int{}, more: map[foundKey]struct{}{}}
}

// place is where a finding was made.
type place struct {
	page   int    // index
	key    string // of the page
	design string // its name
}

// add counts what a check finds. bad orders findings of one check and widget:
// the worst one is shown, and of equal ones the first. say is asked only for the
// one to show; it need not give code, pointer and page.
func (c *collector) add(at place, severity widget.Severity, code, pointer string, bad int64, say func() widget.Finding) {
	c.put(at, severity, foundKey{code, pointer, c.ignoreOf(code, at.design)}, bad, say)
}

// fail counts an error because of which the document cannot be written: nothing
// covers it.
func (c *collector) fail(at place, f widget.Finding) {
	c.put(at, widget.Failure, foundKey{f.Code, f.Pointer, -1}, 0, func() widget.Finding { return f })
}

func (c *collector) put(at place, severity widget.Severity, id foundKey, bad int64, say func() widget.Finding) {
	i, known := c.index[id]
	if !known {
		kind := 0
		switch {
		case id.ignore >= 0:
			kind = 1
		case severity == widget.Failure:
			kind = 2
		}
		if c.kept[kind] >= maxFindings {
			if id.ignore < 0 && len(c.more) < maxFindings {
				c.more[id] = struct{}{}
			}
			return
		}
		delete(c.more, id)
		c.kept[kind]++
		i = len(c.list)
		c.index[id] = i
		c.list = append(c.list, Found{Ignore: id.ignore, last: -1})
	}
	f := &c.list[i]
	if !known || bad > f.bad {
		f.Finding, f.bad = say(), bad
		f.Severity, f.Code, f.Page, f.Pointer = severity, id.code, at.key, id.pointer
		if f.Box.Empty() {
			c.open = append(c.open, i)
		}
	}
	if f.last != at.page {
		f.last = at.page
		f.Pages++
	}
	f.Places++
}

// locate gives findings that came up while a page was drawn, and say no box, that
// of their widget.
func (c *collector) locate(widgets []widget.Traced) {
	for _, i := range c.open {
		for k := range widgets {
			if f := &c.list[i]; f.Box.Empty() && widgets[k].Pointer == f.Pointer {
				f.Box = widgets[k].Box
				break
			}
		}
	}
	c.open = c.open[:0]
}

// ignoreOf is the first suppression that covers a finding, or -1.
func (c *collector) ignoreOf(code, design string) int {
	if len(c.ignores) == 0 {
		return -1
	}
	id := [2]string{code, design}
	at, known := c.covered[id]
	if !known {
		at = -1
		for i := range slices.Backward(c.ignores) {
			if c.ignores[i].covers(code, design, c.device) {
				at, c.used[i] = i, true
			}
		}
		c.covered[id] = at
	}
	return at
}

// count sets on how many pages a finding is that was added once for all of them.
func (c *collector) count(code, pointer, design string, pages int) {
	if i, ok := c.index[foundKey{code, pointer, c.ignoreOf(code, design)}]; ok {
		c.list[i].Pages, c.list[i].Places = pages, pages
	}
}
