package einkpdf

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/einkpdf/platform/einkpdf/internal/draw"
	"github.com/einkpdf/platform/einkpdf/internal/plan"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// resolve visits every page without laying it out, collects the anchors, and
// then checks that every link leads somewhere.
func (c *compiler) resolve(ctx context.Context) error {
	c.doc.facts.Places, c.doc.facts.Keys = c.doc.places, c.doc.Keys()
	open := openLinks{seen: map[openLink]bool{}, missing: map[string]int{}}
	for i := range c.doc.pages {
		if err := ctx.Err(); err != nil {
			return err
		}
		visit := func() error { return c.visit(ctx, i, &open) }
		if err := c.doc.pages[i].guard(visit); err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			c.errs = append(c.errs, c.doc.located(err))
			c.doc.pages[i].design.failed = true // one page's error is enough
		}
		if c.tooManyAnchors {
			return nil
		}
		if open.all > c.options.Limits.Links {
			c.fail("", CodeTooManyLinks, fmt.Sprintf("the document has more than %s links", thousands(int64(c.options.Limits.Links))), "link less, make fewer pages, or raise the limit of links")
			return nil
		}
	}
	for i := range c.doc.pages {
		c.doc.pages[i].design.visits = nil // their memory is not needed any more
	}
	c.doc.unders(c.doc.report)
	if c.lenient {
		c.doc.facts.Missing = c.doc.targetHint
		return nil
	}
	c.openLinks(&open)
	return nil
}

// openLinks reports links that lead nowhere, one for each widget.
func (c *compiler) openLinks(open *openLinks) {
	var first []openLink
	for _, l := range open.links {
		if _, ok := c.doc.places[l.target]; ok {
			continue
		}
		if open.missing[l.pointer]++; open.missing[l.pointer] == 1 {
			first = append(first, l)
		}
	}
	for _, l := range first[:min(len(first), maxErrors)] {
		message := "page " + l.page + " links to " + quoted(l.target) + ", but there is no such page"
		if !plan.IsOrder(l.target) {
			message += " or anchor"
		}
		if more := open.missing[l.pointer] - 1; more > 0 {
			message += fmt.Sprintf("; %d other targets of it are missing too", more)
		}
		c.fail(c.project.linkAt(l.pointer), CodeMissingTarget, message, c.doc.targetHint(l.target))
	}
}

// targetHint says what may have been meant by a target that does not exist.
func (d *Document) targetHint(target string) string {
	const optional = `add "?" to the target to leave the link out where its page is missing`
	if plan.IsOrder(target) {
		return "the document has the pages @1 to @" + strconv.Itoa(len(d.pages)) + "; " + optional
	}
	slash := strings.LastIndexByte(target, '/') + 1
	var first, last string
	for i := range d.pages {
		if key := d.pages[i].key; slash > 0 && strings.HasPrefix(key, target[:slash]) {
			if first == "" {
				first = key
			}
			last = key
		}
	}
	if first != "" {
		return "these pages go from " + quoted(first) + " to " + quoted(last) + "; " + optional
	}
	return didYouMean(target, sortedKeys(d.places), "correct the target, or "+optional)
}

// linkAt is the pointer of the target of a widget, where it has only one.
func (p *Project) linkAt(pointer string) string {
	if p.file == nil {
		return pointer
	}
	node, _ := p.file.root.At(pointer)
	found := ""
	for _, key := range []string{"to", "link", "title-link", "week-link"} {
		if node.Get(key) != nil {
			if found != "" {
				return pointer
			}
			found = "/" + key
		}
	}
	return pointer + found
}

// unders reports outline entries that are to stand below something that has no
// entry; they come to the top.
func (d *Document) unders(report func(widget.Finding)) {
	for _, e := range d.entries() {
		if e.under == "" || e.under == e.page.key || e.above >= 0 {
			continue
		}
		message := "page " + quoted(e.under) + " has no outline entry for this one to stand below"
		if _, ok := d.PageOf(e.under); !ok {
			message = "there is no page " + quoted(e.under) + " for the outline entry to stand below"
		}
		report(widget.Finding{Code: CodeUnknownPage, Page: e.page.key, Pointer: e.at.under,
			Message: message, Hint: "name the key of a page that has an outline entry"})
	}
}

// openLink is a link to something that is no page; it may yet be an anchor.
type openLink struct{ pointer, target, page string }

// openLinks has each widget's open targets once, with the first page that has it.
type openLinks struct {
	links   []openLink
	seen    map[openLink]bool
	missing map[string]int // targets by pointer of the widget
	page    draw.List      // of the page being visited
	all     int            // links of all pages, whether they lead somewhere or not
}

// maxOpenLinks bounds the targets that are remembered until all anchors are
// known. What is beyond is found when the page is drawn.
const maxOpenLinks = 20_000

func (o *openLinks) add(l openLink) {
	same := openLink{pointer: l.pointer, target: l.target}
	if !o.seen[same] && len(o.links) < maxOpenLinks {
		o.seen[same] = true
		o.links = append(o.links, l)
	}
}

func (c *compiler) visit(ctx context.Context, index int, open *openLinks) error {
	page := &c.doc.pages[index]
	if page.design.Body == nil || page.design.failed {
		return nil
	}
	hear := func(pointer, target string) { open.add(openLink{pointer, target, page.key}) }
	visits := page.design.visits
	if visits == nil {
		var err error
		if visits, err = widget.PrepareVisits(c.doc.context(ctx, page), page.design.Body, page.design.at, hear); err != nil {
			return err
		}
		page.design.visits = visits
	}
	if err := visits.Visit(c.doc.context(ctx, page), hear, &open.page); err != nil {
		return err
	}
	open.all += len(visits.Static.Links) + len(open.page.Links)
	c.anchors(index, visits.Static.Anchors)
	c.anchors(index, open.page.Anchors)
	return nil
}

// anchors makes the page's anchors places; a name may be given only once.
func (c *compiler) anchors(index int, anchors []draw.Anchor) {
	for _, a := range anchors {
		if len(c.doc.places)-len(c.doc.pages) >= c.options.Limits.Anchors {
			if !c.tooManyAnchors {
				c.tooManyAnchors = true
				c.fail(c.doc.pages[index].design.pointer, CodeTooLarge, "the document has more than "+thousands(int64(c.options.Limits.Anchors))+" anchors",
					"name fewer places; every page is a target by its key already")
			}
			return
		}
		if first, doubled := c.doc.places[a.Name]; doubled && len(c.errs) < maxErrors {
			page := &c.doc.pages[index]
			message := "page " + page.key + " has the anchor " + quoted(a.Name) + ", which page " + c.doc.pages[first.Page].key + " has already"
			const hint = "give each anchor a name of its own, with tokens such as {date}"
			if c.lenient {
				c.doubled = append(c.doubled, doubledKey{index, page.design.pointer, message, hint})
			} else {
				c.fail(page.design.pointer, CodeDoubledKey, message, hint)
			}
			continue
		}
		c.doc.places[a.Name] = widget.Place{Name: a.Name, Page: int32(index)}
	}
}
