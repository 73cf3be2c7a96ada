package einkpdf

import (
	"slices"
	"strconv"

	"github.com/einkpdf/platform/einkpdf/internal/draw"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// outline is the tree of outline entries in the order of the pages, and on each
// page that of its design. An entry whose "under" names a page without an entry
// stands at the top, and so does the first of entries that stand below each other
// in a circle. Entries that would be too deep stand in the deepest level there
// is, and are reported.
func (d *Document) outline() []*draw.Outline {
	entries := d.entries()
	cutCircles(entries)
	flatten(entries, d.report)
	nodes := make([]*draw.Outline, len(entries))
	for i, e := range entries {
		nodes[i] = &draw.Outline{Title: e.title, Dest: e.page.key, Open: e.open}
	}
	var top []*draw.Outline
	for i, node := range nodes {
		if above := entries[i].above; above < 0 {
			top = append(top, node)
		} else {
			nodes[above].Children = append(nodes[above].Children, node)
		}
	}
	return top
}

// placed is an outline entry with its page and its place in the tree.
type placed struct {
	*entry
	page  *page
	above int // index of the entry above, or -1
}

// entries are the outline entries of all pages. Below an entry's page stands
// below the last entry of that page. An entry that names its own page stands
// below the one before it there, and is itself none that others stand below.
func (d *Document) entries() []placed {
	var list []placed
	last := make([]int, len(d.pages)) // of each page, the entry that others stand below
	for i := range d.pages {
		p := &d.pages[i]
		last[i] = -1
		for j := range p.entries {
			e := placed{&p.entries[j], p, -1}
			if e.under == p.key && last[i] >= 0 {
				e.above = last[i]
			} else {
				last[i] = len(list)
			}
			list = append(list, e)
		}
	}
	for i := range list {
		e := &list[i]
		if e.under == "" || e.under == e.page.key {
			continue
		}
		if place, ok := d.places[e.under]; ok && d.pages[place.Page].key == e.under { // and no anchor
			e.above = last[place.Page]
		}
	}
	return list
}

// cutCircles takes the first entry of each circle to the top.
func cutCircles(entries []placed) {
	const unknown, onTheWay, rooted = 0, 1, 2
	state := make([]int8, len(entries))
	var way []int
	for i := range entries {
		at := i
		for way = way[:0]; at >= 0 && state[at] == unknown; at = entries[at].above {
			state[at] = onTheWay
			way = append(way, at)
		}
		if at >= 0 && state[at] == onTheWay {
			entries[at].above = -1 // the circle closes here
		}
		for _, at := range way {
			state[at] = rooted
		}
	}
}

// flatten takes entries that are too deep to the deepest level, and reports
// them. There are no circles.
func flatten(entries []placed, report func(widget.Finding)) {
	levels := make([]int, len(entries)) // from 1; 0 = not known yet
	var way []int
	for i := range entries {
		at := i
		for way = way[:0]; at >= 0 && levels[at] == 0; at = entries[at].above {
			way = append(way, at)
		}
		for _, at := range slices.Backward(way) { // from above, where the level is known
			switch up := entries[at].above; {
			case up < 0:
				levels[at] = 1
			case levels[up] < draw.MaxOutlineDepth:
				levels[at] = levels[up] + 1
			default:
				levels[at], entries[at].above = draw.MaxOutlineDepth, entries[up].above
				report(tooDeep(&entries[at]))
			}
		}
	}
}

func tooDeep(e *placed) widget.Finding {
	return widget.Finding{Code: CodeOutlineDepth, Page: e.page.key, Pointer: e.at.under,
		Message: "the outline entry " + quoted(e.title) + " stands more than " + strconv.Itoa(draw.MaxOutlineDepth) + " levels deep; it is shown in the deepest of these",
		Hint:    "let entries stand below fewer others"}
}
