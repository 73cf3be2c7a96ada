package svg

import (
	"fmt"

	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

// maxGroups bounds the nesting of Push, as in a PDF.
const maxGroups = 24

// push opens a group: an element that clips, and in it one that turns.
func (p *writer) push(o draw.Push) error {
	if len(p.groups) >= maxGroups {
		return fmt.Errorf("groups are nested more than %d deep", maxGroups)
	}
	p.leave()
	open := 0
	if !o.Clip.Empty() {
		r := edges(o.Clip)
		id := fmt.Sprintf("c%d_%d_%d_%d", r[0], r[1], r[2], r[3])
		if !p.clips[r] {
			p.clips[r] = true
			p.raw(`<clipPath id="` + id + `"><path d="`)
			p.box(r)
			p.raw("\"/></clipPath>\n")
		}
		p.raw(`<g clip-path="url(#` + id + ")\">\n")
		open++
	}
	if turn := o.Turn & 3; turn != 0 {
		p.raw(`<g transform="rotate(`)
		p.num(int64(90*turn), 0)
		p.raw(" ")
		p.num(draw.Hundredths(o.Center.X), centi)
		p.raw(" ")
		p.num(draw.Hundredths(o.Center.Y), centi)
		p.raw(")\">\n")
		open++
	}
	p.groups = append(p.groups, open)
	return nil
}

func (p *writer) pop() error {
	n := len(p.groups) - 1
	if n < 0 {
		return fmt.Errorf("a group is closed that was not opened")
	}
	p.leave()
	for range p.groups[n] {
		p.raw("</g>\n")
	}
	p.groups = p.groups[:n]
	return nil
}
