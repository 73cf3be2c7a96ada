package lint

import (
	"context"

	"github.com/einkpdf/platform/einkpdf/device"
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
	"github.com/einkpdf/platform/einkpdf/internal/pdfout"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// Facts is what the checks know of a document.
type Facts struct {
	Device  device.Profile
	Hand    device.Hand
	Page    geom.Size // in the project's orientation
	Ignores []Ignore
	// PageOf is the index of the page that a link's target is on.
	PageOf func(target string) (index int, ok bool)
}

// Page is a page as the checks see it.
type Page struct {
	Key       string
	Design    string // name
	Pointer   string // of the design
	Blank     bool   // there is nothing to see
	Continued bool   // it goes on where the page before ends
	Outlined  bool   // the outline has an entry for it
	Widgets   []widget.Traced
	List      *draw.List // everything that the page shows
}

// Checker collects the findings of one document. It is not safe for concurrent use.
type Checker struct {
	facts Facts
	found *collector
	reach reach
	meter *pdfout.Meter
	at    place

	// Lengths of the page. gap is what must lie between two links.
	minTap, gap, minText geom.Unit
	pixel, colorPixel    geom.Unit // colorPixel 0 = as fine as any pixel
	zoom                 string    // how large pages are shown: "" = as large as they are
	greys                int       // levels that the panel shows; 0 = all
	grey                 bool

	// Used again from page to page.
	owners  []int32 // widget of each link
	targets []target
	needs   []need
	order   []int32
	areas   []area
	covers  []cover
	inks    []pageInk
	budget  int
}

// New is a checker for a document.
func New(f Facts) *Checker {
	c := &Checker{facts: f, found: newCollector(f.Device.Name, f.Ignores), meter: pdfout.NewMeter()}
	c.at.page = -1
	d, scale := f.Device, scaleOf(f.Page, f.Device)
	c.minTap, c.gap, c.minText, c.pixel = scale.onPage(d.MinTap), scale.onPage(millimetre), scale.onPage(d.MinText), scale.onPage(d.Px(1))
	c.greys, c.grey = greysOf(d), !d.Color
	if d.Color && d.ColorPPI > 0 {
		c.colorPixel = scale.onPage((72 * geom.Pt).MulDiv(1, int64(d.ColorPPI)))
	}
	c.zoom = scale.String()
	return c
}

// Begin says which page comes next; [Checker.Report] and [Checker.Page] are about it.
func (c *Checker) Begin(p *Page) {
	c.at = place{page: c.at.page + 1, key: p.Key, design: p.Design}
	c.found.open = c.found.open[:0]
}

// sheet is the box of what is about a page as a whole.
func (c *Checker) sheet() geom.Rect { return geom.Rect{W: c.facts.Page.W, H: c.facts.Page.H} }

// Report takes a finding that came up while the page was drawn. Failures keep the
// document from being written; nothing ignores them.
func (c *Checker) Report(f widget.Finding) { c.report(c.at, f) }

// Broken says that the page which began last cannot be drawn: [Checker.Page] does
// not come.
func (c *Checker) Broken() { c.reach.broken = true }

// ReportAt is Report for a page that need not be the one that [Checker.Begin] began.
func (c *Checker) ReportAt(index int, p *Page, f widget.Finding) {
	c.report(place{index, p.Key, p.Design}, f)
}

func (c *Checker) report(at place, f widget.Finding) {
	if f.Severity == widget.Failure {
		c.found.fail(at, f)
		return
	}
	bad := int64(0)
	if f.Unit != "" {
		bad = int64((f.Required - f.Measured) * 100)
	}
	c.found.add(at, f.Severity, f.Code, f.Pointer, bad, func() widget.Finding { return f })
}

// maxCompared bounds the comparisons of links with each other and with areas on
// one page. More only happens where [PageLinks] is an error already.
const maxCompared = 250_000

// maxTargets bounds the links of a page that are looked at, for the same reason.
const maxTargets = 5_000

// Page checks the page that began last. What p points to is the caller's again
// afterwards. The error is ctx.Err().
func (c *Checker) Page(ctx context.Context, p *Page) error {
	c.budget = maxCompared
	c.follow(p)
	c.own(p)
	c.found.locate(p.Widgets)
	for _, check := range [...]func(*Checker, *Page){
		(*Checker).collectTargets, (*Checker).tapSize, (*Checker).neighbours, (*Checker).writingAreas, (*Checker).edges,
		(*Checker).ink, (*Checker).sameGrey,
		(*Checker).pageLinks, (*Checker).pageContent,
	} {
		if err := ctx.Err(); err != nil {
			return err
		}
		check(c, p)
	}
	return nil
}

// Finish ends the checks of the pages: all of them were given.
func (c *Checker) Finish() { c.unreachable() }

// Found are the findings, in no particular order but the same each time. more is
// how many others there are, at most as many again.
func (c *Checker) Found() (list []Found, more int) { return c.found.list, len(c.found.more) }

// Unused are the indices of the suppressions that are about this device and
// covered nothing so far.
func (c *Checker) Unused() []int {
	var list []int
	for i, used := range c.found.used {
		if !used && c.facts.Ignores[i].about(c.facts.Device.Name) {
			list = append(list, i)
		}
	}
	return list
}

// add counts a warning about a widget or design on the page.
func (c *Checker) add(code, pointer string, bad int64, say func() widget.Finding) {
	c.found.add(c.at, widget.Warning, code, pointer, bad, say)
}
