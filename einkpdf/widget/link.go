package widget

import (
	"strings"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
	"github.com/einkpdf/platform/einkpdf/internal/source"
)

// Link makes an area of the page jump to a target. It says whether the link is
// there: it is not when the target is optional ("…?") and does not exist, and
// widgets then usually leave out what belongs to it.
func (c *Context) Link(at geom.Rect, to Target) bool {
	if to == "" || c.err != nil || !c.paintWork(1) {
		return false
	}
	text, optional := strings.CutSuffix(string(to), "?")
	name := c.bytes(text)
	if c.err != nil {
		return false
	}
	target, ok := c.target(name)
	if c.links != nil {
		if !ok {
			target = string(name) // it may yet turn out to be an anchor
		}
		c.links(c.path, target, ok || optional)
	} else if !ok {
		if !optional {
			c.Fail("missing-target", "there is no page or anchor "+source.Quote(string(name)), `add "?" to the target if it may be missing`)
		}
		return false
	}
	if !at.Empty() && (ok || !optional) {
		c.list.Links = append(c.list.Links, draw.Link{Box: at, Target: target})
	}
	return true
}

// target is the page key or anchor of that name.
func (c *Context) target(name []byte) (string, bool) {
	if c.facts.Places == nil {
		return string(name), true
	}
	p, ok := c.facts.Places[string(name)]
	return p.Name, ok
}

// Anchor makes a place of the page a target for links.
func (c *Context) Anchor(at geom.Point, name Text) {
	if s := c.String(name); s != "" && c.err == nil {
		c.list.Anchors = append(c.list.Anchors, draw.Anchor{Name: s, At: at})
	}
}
