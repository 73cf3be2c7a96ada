package widget

import (
	"strings"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
	"github.com/einkpdf/platform/einkpdf/internal/plan"
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
	if c.err != nil {
		return false
	}
	if c.open != nil {
		if !ok {
			target = string(name) // it may yet turn out to be an anchor
			if c.visited != nil {
				c.visited.open = true
			}
			if !optional {
				c.open(c.path, target)
			}
		}
	} else if !ok {
		if optional {
			return false
		}
		message := "there is no page or anchor " + source.Quote(string(name))
		if c.facts.Missing == nil {
			c.Fail("missing-target", message, `add "?" to the target if it may be missing`)
			return false
		}
		c.report(Finding{Severity: Failure, Code: "missing-target", Message: message, Hint: c.facts.Missing(string(name)), Box: at})
		return true
	}
	if !at.Empty() && (ok || !optional) {
		c.list.Links = append(c.list.Links, draw.Link{Box: at, Target: target})
	}
	return true
}

// target is the page key or anchor of that name, or the key of the page that a
// target such as @next means.
func (c *Context) target(name []byte) (string, bool) {
	if len(name) > 0 && name[0] == '@' {
		return c.pageByOrder(string(name))
	}
	if c.facts.Places == nil {
		return string(name), true
	}
	p, ok := c.facts.Places[string(name)]
	return p.Name, ok
}

// pageByOrder is the key of the page that has a place in the order of the pages.
func (c *Context) pageByOrder(name string) (key string, ok bool) {
	order, err := plan.ParseOrder(name)
	if err != nil {
		c.Fail("token", err.Error(), hintOf(err))
		return "", false
	}
	at := 0
	if order.Relative() {
		c.look() // it leads elsewhere on the next page
		page, _ := c.page.Lookup("page")
		number, _ := page.AsInt()
		at = int(number) - 1
	}
	if c.facts.Places == nil {
		return name, true
	}
	index, ok := order.Index(at, len(c.facts.Keys))
	if !ok {
		return "", false
	}
	return c.facts.Keys[index], true
}

// Anchor makes a place of the page a target for links. Names that begin with @
// stand for pages by their place.
func (c *Context) Anchor(at geom.Point, name Text) {
	s := c.String(name)
	switch {
	case s == "" || c.err != nil:
	case plan.IsOrder(s):
		c.Fail("format", "the anchor "+source.Quote(s)+" begins with @, which stands for pages by their place", "begin its name with a letter")
	default:
		c.list.Anchors = append(c.list.Anchors, draw.Anchor{Name: s, At: at})
	}
}
