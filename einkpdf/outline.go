package einkpdf

import (
	"slices"
	"strconv"

	"github.com/einkpdf/platform/einkpdf/internal/draw"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// outline is the tree of outline entries in page order. An entry whose "under"
// names a page without an entry of its own stands at the top, and so does the
// first of entries that stand below each other in a circle. Entries that would
// be too deep stand in the deepest level there is, and are reported.
func (d *Document) outline() []*draw.Outline {
	entries := make([]*draw.Outline, len(d.pages))
	for i := range d.pages {
		if p := &d.pages[i]; p.title != "" {
			entries[i] = &draw.Outline{Title: p.title, Dest: p.key, Open: p.open}
		}
	}
	above := d.aboves()
	d.flatten(above)
	var top []*draw.Outline
	for i, entry := range entries {
		switch {
		case entry == nil:
		case above[i] < 0:
			top = append(top, entry)
		default:
			up := entries[above[i]]
			up.Children = append(up.Children, entry)
		}
	}
	return top
}

// aboves is for each page the index of the page whose entry stands above its
// own, or -1.
func (d *Document) aboves() []int {
	above := make([]int, len(d.pages))
	for i := range d.pages {
		above[i] = d.above(i)
	}
	const unknown, onTheWay, rooted = 0, 1, 2
	state := make([]int8, len(d.pages))
	var way []int
	for i := range above {
		at := i
		for way = way[:0]; at >= 0 && state[at] == unknown; at = above[at] {
			state[at] = onTheWay
			way = append(way, at)
		}
		if at >= 0 && state[at] == onTheWay {
			above[at] = -1 // the circle closes here
		}
		for _, at := range way {
			state[at] = rooted
		}
	}
	return above
}

// flatten takes entries that are too deep to the deepest level. above has no
// circles.
func (d *Document) flatten(above []int) {
	levels := make([]int, len(above)) // from 1; 0 = not known yet
	var way []int
	for i := range above {
		at := i
		for way = way[:0]; at >= 0 && levels[at] == 0; at = above[at] {
			way = append(way, at)
		}
		for _, at := range slices.Backward(way) { // from above, where the level is known
			switch up := above[at]; {
			case up < 0:
				levels[at] = 1
			case levels[up] < draw.MaxOutlineDepth:
				levels[at] = levels[up] + 1
			default:
				levels[at], above[at] = draw.MaxOutlineDepth, above[up]
				d.reportDepth(&d.pages[at])
			}
		}
	}
}

func (d *Document) reportDepth(p *page) {
	d.findings.add(widget.Finding{Code: CodeOutlineDepth, Page: p.key, Pointer: p.design.pointer + "/outline/under",
		Message: "the outline entry " + quoted(p.title) + " stands more than " + strconv.Itoa(draw.MaxOutlineDepth) + " levels deep; it is shown in the deepest of these",
		Hint:    "let entries stand below fewer others"})
}

func (d *Document) above(i int) int {
	p := &d.pages[i]
	if p.title == "" || p.under == "" {
		return -1
	}
	place, ok := d.places[p.under]
	if up := &d.pages[place.Page]; !ok || up.key != p.under || up.title == "" {
		return -1
	}
	return int(place.Page)
}
