package svg

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

// link is a link with what the file says of it; edges in 1/100 pt.
type link struct {
	box  [4]int64
	href string
}

// links writes the links as areas above everything else, in reading order: from
// the top down, and side by side from the left.
func (p *writer) links(lists []*draw.List) {
	if p.options.Href == nil {
		return
	}
	width, height := draw.Hundredths(p.page.W), draw.Hundredths(p.page.H)
	var all []link
	for _, l := range lists {
		if l == nil {
			continue
		}
		for _, k := range l.Links {
			if p.alive() != nil {
				return
			}
			box := edges(k.Box)
			box = [4]int64{max(box[0], 0), max(box[1], 0), min(box[2], width), min(box[3], height)}
			if box[0] >= box[2] || box[1] >= box[3] || k.Target == "" {
				continue
			}
			if href := p.options.Href(k.Target); isSafe(href) {
				all = append(all, link{box, href})
			}
		}
	}
	if len(all) == 0 {
		return
	}
	slices.SortStableFunc(all, func(a, b link) int {
		return cmp.Or(cmp.Compare(a.box[1], b.box[1]), cmp.Compare(a.box[0], b.box[0]))
	})
	p.raw("<g fill-opacity=\"0\">\n")
	for _, k := range all {
		p.raw(`<a href="`)
		p.text(k.href)
		p.raw(`"><path d="`)
		p.box(k.box)
		p.raw("\"/></a>\n")
	}
	p.raw("</g>\n")
}

// isSafe says whether an address can stand in the file: relative, or http or https.
// Browsers skip control characters and spaces around an address, so that such
// addresses would not be what they look like.
func isSafe(href string) bool {
	if href == "" || href[0] == ' ' || !utf8.ValidString(href) {
		return false
	}
	for i := range len(href) {
		if href[i] < ' ' || href[i] == 0x7F {
			return false
		}
	}
	end := strings.IndexAny(href, ":/?#")
	if end < 0 || href[end] != ':' {
		return true
	}
	scheme := strings.ToLower(href[:end])
	return scheme == "http" || scheme == "https"
}
