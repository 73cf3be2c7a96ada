package einkpdf

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/einkpdf/platform/einkpdf/device"
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
	"github.com/einkpdf/platform/einkpdf/internal/lint"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// CheckOptions says how a document is checked. The zero value is right for most uses.
type CheckOptions struct {
	// Strict makes errors of warnings. Notices stay what they are.
	Strict bool
	// Progress is told after each page that was checked, from the checking goroutine.
	Progress func(done, total int)
}

// CheckReport is what the checks of a document found. It belongs to the caller.
type CheckReport struct {
	// Device, Hand and Orientation are what the document was made for: the name of
	// a device, right or left, portrait or landscape.
	Device      string `json:"device"`
	Hand        string `json:"hand"`
	Orientation string `json:"orientation"`

	Pages    int            `json:"pages"`
	Findings []CheckFinding `json:"findings"` // in the order of the file
	Ignored  []CheckFinding `json:"ignored"`  // those that the project says are meant to be so, at most 2,000
	// More is how many other findings there are when there are more than 2,000
	// warnings and notices, or errors: at most as many again.
	More int `json:"more,omitempty"`
}

// CheckFinding is what one check says of one widget, design or page: the worst
// place, and how many there are.
type CheckFinding struct {
	Severity widget.Severity `json:"severity"`
	Code     string          `json:"code"` // of the check, see [Checks], or of an error
	// Page is the key of the page with the worst place, Design its design.
	Page   string `json:"page,omitempty"`
	Design string `json:"design,omitempty"`
	// Pointer is the JSON pointer of the widget or design in the project; what is
	// inside a part has the part's own. Line and Col are where it stands in the
	// file; 0 for projects built by hand.
	Pointer string `json:"pointer,omitempty"`
	Line    int    `json:"line,omitempty"`
	Col     int    `json:"col,omitempty"`
	// Box is where on the page; empty when that says nothing. In JSON its lengths
	// are in points.
	Box geom.Rect `json:"box,omitzero"`
	// Measured is what there is and Required what is needed, or allowed, to a
	// hundredth of the Unit. Without a Unit there is nothing to measure.
	Measured float64 `json:"measured"`
	Required float64 `json:"required"`
	Unit     string  `json:"unit,omitempty"`
	Message  string  `json:"message"`
	Hint     string  `json:"hint,omitempty"`
	// Pages is how many pages have it, and Places in how many places; 0 for what is
	// about no page.
	Pages  int `json:"pages"`
	Places int `json:"places"`
	// Reason is why the project says that it is meant to be so, and IgnoredBy the
	// JSON pointer of the entry that says it.
	Reason    string `json:"reason,omitempty"`
	IgnoredBy string `json:"ignored_by,omitempty"`
}

// Count is how many findings of a severity there are; ignored ones do not count.
func (r *CheckReport) Count(s widget.Severity) int {
	n := 0
	for i := range r.Findings {
		if r.Findings[i].Severity == s {
			n++
		}
	}
	return n
}

// CheckInfo describes a check. Its fields:
//
//	Code     string          // does not change, as in "tap-size"
//	Severity widget.Severity // the usual one; few checks have a worse one for what is far beyond
//	Title    string          // a few words
//	Rule     string          // one sentence
type CheckInfo = lint.Info

// Checks are all checks of [Document.Check]. docs/checks.md explains them. The
// slice belongs to the caller.
func Checks() []CheckInfo { return lint.Checks() }

// maxChecked is how many drawing operations are looked at in all, as a multiple
// of [Limits].Operations: what pages share counts on each of them.
const maxChecked = 10

// Check draws every page and says what the planner's maker should know before a
// reader's finger, pen and eye find out: links that are too small, too near to
// each other or where nobody comes to, lines and greys that the device cannot
// show, text that does not fit. It is as if the document had been written;
// [Document.Findings] stay as they are.
//
// What is an error of a page, because of which WritePDF writes nothing, is a
// finding of severity [widget.Failure]. The error is ctx.Err().
func (d *Document) Check(ctx context.Context, o CheckOptions) (*CheckReport, error) {
	return d.check(ctx, o, nil)
}

func (d *Document) check(ctx context.Context, o CheckOptions, doubled []doubledKey) (*CheckReport, error) {
	c := d.newChecker()
	c.checkKeys(doubled)
	if err := c.checkPages(ctx, o.Progress); err != nil {
		return nil, err
	}
	if err := c.checkLimits(ctx); err != nil {
		return nil, err
	}
	c.checkOutline()
	c.checkFonts()
	c.lint.Finish()
	for _, i := range c.lint.Unused() {
		if c.failed || slices.Contains(d.project.Checks[i].Codes, lint.UnusedIgnore) {
			continue // nobody knows, or it is about entries such as these
		}
		c.lint.ReportAt(0, &lint.Page{}, c.unused(i))
	}
	list, more := c.lint.Found()
	report := d.newReport()
	report.More = more
	for i := range list {
		report.add(d, &list[i], o.Strict)
	}
	sortFindings(report.Findings)
	sortFindings(report.Ignored)
	return report, nil
}

func (d *Document) newReport() *CheckReport {
	r := &CheckReport{Device: d.facts.Device.Name, Hand: "right", Orientation: "portrait", Pages: len(d.pages),
		Findings: []CheckFinding{}, Ignored: []CheckFinding{}}
	if d.options.Hand == device.Left {
		r.Hand = "left"
	}
	if d.facts.Page != d.facts.Device.PageSize() {
		r.Orientation = "landscape"
	}
	return r
}

func (r *CheckReport) add(d *Document, f *lint.Found, strict bool) {
	pointer := f.Pointer
	if f.Code == lint.MissingTarget {
		pointer = d.project.linkAt(pointer)
	}
	at := d.project.errorAt(pointer, f.Code, "", "")
	found := CheckFinding{
		Severity: f.Severity, Code: f.Code, Page: f.Page, Pointer: f.Pointer, Line: at.Line, Col: at.Col,
		Box: f.Box, Measured: f.Measured, Required: f.Required, Unit: f.Unit,
		Message: f.Message, Hint: f.Hint, Pages: f.Pages, Places: f.Places,
	}
	if f.Page == "" {
		found.Pages, found.Places = 0, 0
	} else if index, ok := d.PageOf(f.Page); ok {
		found.Design = d.DesignOf(index)
	}
	if strict && found.Severity == widget.Warning {
		found.Severity = widget.Failure
	}
	if f.Ignore >= 0 {
		found.Reason, found.IgnoredBy = d.project.Checks[f.Ignore].Reason, pointerTo("checks", f.Ignore)
		r.Ignored = append(r.Ignored, found)
		return
	}
	r.Findings = append(r.Findings, found)
}

func sortFindings(list []CheckFinding) {
	slices.SortStableFunc(list, func(a, b CheckFinding) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col),
			strings.Compare(a.Pointer, b.Pointer), strings.Compare(a.Code, b.Code))
	})
}

// checking is one run of the checks.
type checking struct {
	*Document
	lint *lint.Checker

	failed  bool            // some page has errors, and may be the last one that was looked at
	painted int             // by all pages, what they share counted on each
	shared  map[*design]int // the most operations that its pages may share
}

func (d *Document) newChecker() *checking {
	f := lint.Facts{Device: d.facts.Device, Hand: d.options.Hand, Page: d.facts.Page, PageOf: d.PageOf}
	for _, i := range d.project.Checks {
		f.Ignores = append(f.Ignores, lint.Ignore{Codes: i.Codes, Design: i.Design, Devices: d.project.profileNames(i.Devices)})
	}
	return &checking{Document: d, lint: lint.New(f), shared: map[*design]int{}}
}

// checkPages checks all pages, in order.
func (c *checking) checkPages(ctx context.Context, progress func(done, total int)) error {
	var list draw.List
	most := maxChecked * c.options.Limits.Operations
	for i := range c.Document.pages {
		p := &c.Document.pages[i]
		page := c.page(p)
		c.lint.Begin(page)
		widgets, painted, err := c.traceCost(ctx, p, c.lint.Report, &list)
		if c.painted += painted; err == nil && c.painted > most {
			err = Errors{c.located(c.tooLarge(p, "the pages to check have", most, "draw less on each page, or raise the limit of operations"))}
		}
		if err == nil {
			c.shared[p.design] = max(c.shared[p.design], len(list.Ops))
			page.Widgets, page.List = widgets, &list
			err = c.guarded(ctx, p, func() error { return c.lint.Page(ctx, page) }) // it asks widgets
		}
		if errs, ok := errors.AsType[Errors](err); ok {
			c.broken(i, errs)
			if c.painted > most {
				return nil
			}
		} else if err != nil {
			return err
		}
		if progress != nil {
			progress(i+1, len(c.Document.pages))
		}
	}
	return nil
}

func (c *checking) page(p *page) *lint.Page {
	subpage, _ := p.vars.Lookup("subpage")
	number, _ := subpage.AsInt()
	return &lint.Page{Key: p.key, Design: p.design.name, Pointer: p.design.pointer,
		Blank: p.design.Body == nil, Continued: number > 1, Outlined: len(p.entries) > 0}
}

// broken reports why a page cannot be drawn.
func (c *checking) broken(index int, errs Errors) {
	p := &c.Document.pages[index]
	c.failed = true
	c.lint.Broken()
	for _, e := range errs {
		c.lint.ReportAt(index, c.page(p), widget.Finding{Severity: widget.Failure, Code: e.Code, Pointer: e.Pointer,
			Message: strings.TrimPrefix(e.Message, "page "+p.key+": "), Hint: e.Hint})
	}
}

// checkFonts reports fonts that cannot be used and that no text asks for.
func (c *checking) checkFonts() {
	reported := map[string]bool{}
	list, _ := c.lint.Found()
	for i := range list {
		reported[list[i].Code+list[i].Pointer] = true
	}
	var rest []widget.Finding
	for _, f := range c.facts.BadFonts {
		if !reported[f.Code+f.Pointer] {
			rest = append(rest, f)
		}
	}
	slices.SortFunc(rest, func(a, b widget.Finding) int { return strings.Compare(a.Pointer, b.Pointer) })
	for _, f := range rest {
		c.lint.ReportAt(0, &lint.Page{}, f)
	}
}

// checkOutline reports what is wrong with the outline.
func (c *checking) checkOutline() {
	report := func(f widget.Finding) {
		if index, ok := c.PageOf(f.Page); ok {
			c.lint.ReportAt(index, c.page(&c.Document.pages[index]), f)
		}
	}
	c.unders(report)
	entries := c.entries()
	cutCircles(entries)
	flatten(entries, report)
}

// unused is the finding about a suppression that covers nothing.
func (c *checking) unused(i int) widget.Finding {
	what := strings.Join(c.project.Checks[i].Codes, " or ")
	if design := c.project.Checks[i].Design; design != "" {
		what += " on pages of the design " + design
	}
	return widget.Finding{Severity: widget.Notice, Code: lint.UnusedIgnore, Pointer: pointerTo("checks", i),
		Message: "there is no finding of " + what + " to ignore", Hint: "remove the entry, or say for which device it is"}
}
