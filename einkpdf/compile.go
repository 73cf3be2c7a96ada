package einkpdf

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/decode"
	"github.com/einkpdf/platform/einkpdf/locale"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// Compile makes a document of a project: it resolves the device and the
// locale, lists the pages with their keys, and resolves every link. Nothing is
// laid out yet; pages are when they are written. The document keeps the
// project's widgets and styles: do not change them while it is in use.
//
// The error is an [Errors] with everything that is wrong with the project, an
// [*ArgumentError] about the options, or ctx.Err().
func Compile(ctx context.Context, p *Project, o Options) (*Document, error) {
	c := newCompiler(p, o)
	if err := c.compile(ctx); err != nil {
		return nil, err
	}
	return c.doc, nil
}

func newCompiler(p *Project, o Options) *compiler {
	o.Limits = o.Limits.withDefaults()
	return &compiler{project: p, options: o, doc: &Document{project: p, options: o, places: map[string]widget.Place{}}}
}

func (c *compiler) compile(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if errs := c.project.validate(&c.decoder); len(errs) > 0 {
		return errs
	}
	steps := []func(){c.setDevice, c.setLocale, c.setStyles, c.setFonts, c.listPages}
	if err := c.checkOptions(); err != nil {
		return err
	}
	for _, step := range steps {
		if step(); c.wrong != nil {
			return c.wrong
		}
	}
	if len(c.errs) > 0 {
		return sortErrors(unique(c.errs))
	}
	if err := c.resolve(ctx); err != nil {
		return err
	}
	if len(c.errs) > 0 {
		return sortErrors(unique(c.errs))
	}
	c.doc.written = sync.OnceValue(c.doc.spans)
	return nil
}

// compiler builds one document; its errors are collected, not returned at once.
type compiler struct {
	project *Project
	options Options
	decoder decode.Decoder // keeps what it knows of the types of the widgets
	doc     *Document
	errs    Errors
	wrong   error // an *ArgumentError: the options are wrong, not the project

	// lenient documents are there to be checked: links may lead nowhere, which the
	// checks find on the pages, and doubled has the keys that were given twice.
	lenient bool
	doubled []doubledKey

	tooManyAnchors bool
}

func (c *compiler) fail(pointer, code, message, hint string) {
	c.errs = append(c.errs, c.project.errorAt(pointer, code, message, hint))
}

// failWith reports an error that may bring its own hint.
func (c *compiler) failWith(pointer, code string, err error) {
	c.fail(pointer, code, err.Error(), hintOf(err))
}

func (c *compiler) setLocale() {
	f, cal := &c.doc.facts, c.project.Calendar
	l, err := locale.Lookup(cmp.Or(c.options.Locale, c.project.Locale, "en"))
	switch {
	case err != nil && c.options.Locale != "":
		c.wrong = wrongName(CodeUnknownLocale, err, "locale.Tags lists the locales")
		return
	case err != nil:
		c.failWith("/locale", CodeUnknownLocale, err)
		return
	}
	f.Locale, f.From, f.To = l, cal.From, cal.To
	f.Weeks, f.Weekend = l.WeekRule(), l.Weekend()
	if cal.Week.First != 0 {
		f.Weeks.First, f.Weeks.MinDays = cal.Week.First, max(cal.Week.MinDays, 1)
	}
	if cal.Weekend != nil { // an empty list is a week without a weekend
		f.Weekend = slices.Clone(cal.Weekend)
	}
}

// setStyles merges each style with the styles that it is like. Cycles and
// unknown names were refused by validate.
func (c *compiler) setStyles() {
	styles := make(map[string]widget.Style, len(c.project.Styles)+1)
	styles["default"] = c.project.Styles["default"]
	for _, name := range sortedKeys(c.project.Styles) {
		styles[name] = c.project.style(name, len(c.project.Styles))
	}
	c.doc.facts.Styles = styles
	c.doc.facts.Parts = c.project.Parts
}

// body is the place of a design's body on the page.
func (c *compiler) body(d *Design) geom.Rect {
	f := &c.doc.facts
	margin := c.project.Margin
	if d.Margin != nil {
		margin = *d.Margin
	} else if margin == (widget.Edges{}) {
		margin = defaultMargin
	}
	px := f.Device.Px(1)
	in := geom.Insets{
		Top: margin.Top.Resolve(f.Page.H, px), Right: margin.Right.Resolve(f.Page.W, px),
		Bottom: margin.Bottom.Resolve(f.Page.H, px), Left: margin.Left.Resolve(f.Page.W, px),
	}
	if c.project.Toolbar != "ignore" {
		safe := f.Device.SafeInsets(c.options.Hand)
		in.Top, in.Right = max(in.Top, safe.Top), max(in.Right, safe.Right)
		in.Bottom, in.Left = max(in.Bottom, safe.Bottom), max(in.Left, safe.Left)
	}
	return geom.Rect{W: f.Page.W, H: f.Page.H}.Inset(in)
}
