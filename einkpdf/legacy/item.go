package legacy

import (
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/source"
)

// item is a widget as the file says it.
type item struct {
	id, kind   string
	page       int // of compiled and raw templates; 0 = not given
	box        geom.Rect
	background string // "#RRGGBB" or ""
	z          int
	content    string
	styling    *bag
	properties *bag
	cell       *source.Node // the cell_template of a grid

	owner string       // name of the master, for the report
	node  *source.Node // for positions
	first *item        // of fresh ones: the item of the master
}

// fresh is the item with bags that nobody has read yet, and that report to r.
func (it *item) fresh(r *reporter) *item {
	out := *it
	out.first = it
	again := func(b *bag) *bag {
		if b == nil {
			return nil
		}
		return newBag(b.node, b.path, func(key, message string) {
			r.note(&out, Changed, 0, b.path+"."+key, message)
		})
	}
	out.styling, out.properties = again(it.styling), again(it.properties)
	return &out
}
