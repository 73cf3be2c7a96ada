// Package lint has the checks of a document: what a planner's maker should know
// before a reader's finger, pen and eye find out. Each check has a code that does
// not change; docs/checks.md explains them.
//
// A [Checker] is fed with the pages in order, as they are drawn, and keeps of
// each what its findings need. What many pages have in common is one finding.
package lint

import "github.com/einkpdf/platform/einkpdf/widget"

// The codes of the checks.
const (
	MissingTarget     = "missing-target"
	MissingFont       = "missing-font"
	DoubledKey        = "doubled-key"
	UnreachablePage   = "unreachable-page"
	TapSize           = "tap-size"
	TapGap            = "tap-gap"
	TapOverlap        = "tap-overlap"
	LinkInWritingArea = "link-in-writing-area"
	LinkInToolbar     = "link-in-toolbar"
	LinkInDeadBand    = "link-in-dead-band"
	LinkUnderClose    = "link-under-close-button"
	StrokeWidth       = "stroke-width"
	TextSize          = "text-size"
	GreyLevel         = "grey-level"
	SameGrey          = "same-grey"
	ColorDetail       = "color-detail"
	PageLinks         = "page-links"
	PageOperators     = "page-operators"
	PageBytes         = "page-bytes"
	UnusedIgnore      = "unused-ignore"
)

// Info describes a check.
type Info struct {
	Code     string          // stable, as in "tap-size"
	Severity widget.Severity // the usual one; few checks have a worse one for what is far beyond
	Title    string          // a few words
	Rule     string          // one sentence
}

// Checks are all checks in the order of docs/checks.md: those of links, of ink,
// of cost, and what drawing the pages finds. The slice belongs to the caller.
func Checks() []Info {
	const failure, warning, notice = widget.Failure, widget.Warning, widget.Notice
	return []Info{
		{MissingTarget, failure, "Links that lead nowhere", "Every link leads to a page or an anchor that is there."},
		{DoubledKey, failure, "Keys given twice", "Every page and every anchor has a name of its own."},
		{UnreachablePage, warning, "Unreachable pages", "Every page can be reached from the first one by links, or has an outline entry."},
		{TapSize, warning, "Links too small to tap", "The shorter side of a link is at least what a finger hits: 7 mm unless the device says otherwise."},
		{TapGap, warning, "Links too near to each other", "Between two links is 1 mm, or they are larger by as much as is missing."},
		{TapOverlap, warning, "Links above each other", "Links to different places do not overlap."},
		{LinkInWritingArea, warning, "Links where one writes", "A link does not reach more than 1 mm into lines, dots or whatever else is there to write on."},
		{LinkInToolbar, warning, "Links under the toolbar", "Of a link that the toolbar covers, enough to be tapped is left."},
		{LinkInDeadBand, warning, "Links in a dead band", "Of a link where the device keeps taps for itself, enough to be tapped is left."},
		{LinkUnderClose, warning, "Links under the close button", "Of a link under the button that closes the document, enough to be tapped is left."},

		{StrokeWidth, warning, "Lines thinner than a pixel", "Lines and dots are at least a pixel of the panel wide."},
		{TextSize, warning, "Text too small to read", "Letters are at least as large as the device says: 6 pt unless it says otherwise."},
		{GreyLevel, warning, "Greys that the panel cannot show", "Greys are among those that the panel has: multiples of 17 for 16 of them."},
		{SameGrey, notice, "Colours that become one grey", "On a grey panel, different colours of a page become different greys."},
		{ColorDetail, warning, "Colours too fine for the panel", "Coloured lines and letters are at least a coloured pixel of the panel wide."},

		{PageLinks, warning, "Too many links on a page", "A page has at most 150 links; more than 400 are an error."},
		{PageOperators, warning, "Pages slow to draw", "A page takes at most 20,000 drawing operators."},
		{PageBytes, warning, "Pages slow to load", "What a page draws takes at most 64 KiB in the file."},

		{"text-overflow", warning, "Text that does not fit", "A text fits into its box."},
		{"layout-overflow", warning, "Widgets that do not fit", "Widgets, rows and columns fit into what contains them."},
		{"items-overflow", warning, "Items that do not fit", "All items of a checklist have a row."},
		{"outside-page", warning, "Widgets outside of the page", "Every widget lies on the page, at least in part."},
		{"missing-image", warning, "Images that cannot be shown", "Every image is there and can be read."},
		{MissingFont, warning, "Fonts that cannot be used", "Every font is there, can be read, and may be embedded."},
		{"missing-glyph", warning, "Letters that no font has", "Some font has each letter."},
		{"outline-depth", warning, "Outline entries too deep", "The outline has at most 32 levels."},
		{"unknown-page", warning, "Outline entries below nothing", "An outline entry stands below a page that has an entry."},

		{UnusedIgnore, notice, "Nothing to ignore", "What checks says to ignore is there to be ignored."},
	}
}

// Lookup is the check of a code.
func Lookup(code string) (Info, bool) {
	for _, c := range Checks() {
		if c.Code == code {
			return c, true
		}
	}
	return Info{}, false
}

// Codes are the codes of the checks whose findings may be ignored.
func Codes() []string {
	var list []string
	for _, c := range Checks() {
		if c.Severity != widget.Failure {
			list = append(list, c.Code)
		}
	}
	return list
}
