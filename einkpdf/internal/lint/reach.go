package lint

import (
	"strconv"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// reach is which pages lead to which.
type reach struct {
	pages  []reachPage
	leads  []int32 // where the links of all pages lead, page after page
	linked bool    // some page has links
	broken bool    // some page's links are not known
}

type reachPage struct {
	key, design, pointer       string
	from, to                   int32 // its part of leads
	blank, continued, outlined bool
}

// follow notes where the links of a page lead.
func (c *Checker) follow(p *Page) {
	r := &c.reach
	n := reachPage{key: p.Key, design: p.Design, pointer: p.Pointer, from: int32(len(r.leads)),
		blank: p.Blank || len(p.List.Ops) == 0, continued: p.Continued, outlined: p.Outlined}
	last := -1
	page := geom.Rect{W: c.facts.Page.W, H: c.facts.Page.H}
	for _, l := range p.List.Links {
		if both(l.Box, page).Empty() {
			continue // nobody can tap it
		}
		if index, ok := c.facts.PageOf(l.Target); ok && index != last {
			r.leads = append(r.leads, int32(index))
			last = index
		}
	}
	n.to = int32(len(r.leads))
	r.linked = r.linked || n.to > n.from
	r.pages = append(r.pages, n)
}

// reached says of each page whether one comes to it: from the first page that
// has links, since one turns the pages of a cover, or from the outline.
func (r *reach) reached() []bool {
	reached := make([]bool, len(r.pages))
	var todo []int32
	add := func(i int32) {
		if int(i) < len(reached) && !reached[i] {
			reached[i] = true
			todo = append(todo, i)
		}
	}
	for i := range r.pages {
		add(int32(i))
		if r.pages[i].to > r.pages[i].from {
			break
		}
	}
	for i := range r.pages {
		if r.pages[i].outlined {
			add(int32(i))
		}
	}
	for len(todo) > 0 {
		i := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for _, to := range r.leads[r.pages[i].from:r.pages[i].to] {
			add(to)
		}
		if next := i + 1; int(next) < len(r.pages) && r.pages[next].continued {
			add(next)
		}
	}
	return reached
}

// unreachable finds the pages that nothing leads to, in documents where links
// lead anywhere.
func (c *Checker) unreachable() {
	r := &c.reach
	if !r.linked || r.broken {
		return
	}
	type lost struct{ first, missing, all int }
	designs, order := map[string]*lost{}, []string{}
	reached := r.reached()
	for i, p := range r.pages {
		d := designs[p.design]
		if d == nil {
			d = &lost{first: i}
			designs[p.design] = d
			order = append(order, p.design)
		}
		d.all++
		if reached[i] || p.blank {
			continue
		}
		if d.missing++; d.missing == 1 {
			d.first = i
		}
	}
	for _, name := range order {
		d := designs[name]
		if d.missing == 0 {
			continue
		}
		p := &r.pages[d.first]
		c.found.add(place{d.first, p.key, p.design}, widget.Warning, UnreachablePage, p.pointer, 0, func() widget.Finding {
			message, hint := "no link leads to the page, and it has no outline entry", "link to it from a page that can be reached, or give the design an outline"
			if d.all > 1 {
				hint = "link to them from pages that can be reached, or give the design an outline"
				message = "no link leads to " + strconv.Itoa(d.missing) + " of the design's " + strconv.Itoa(d.all) + " pages, and they have no outline entry"
				if d.missing == d.all {
					message = "no link leads to any of the design's " + strconv.Itoa(d.all) + " pages, and they have no outline entry"
				}
			}
			return widget.Finding{Message: message, Hint: hint,
				Measured: float64(d.missing), Required: 0, Unit: "pages", Box: c.sheet()}
		})
		c.found.count(UnreachablePage, p.pointer, p.design, d.missing)
	}
}
