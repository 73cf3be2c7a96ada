package widget

import (
	"github.com/einkpdf/platform/einkpdf/calendar"
	"github.com/einkpdf/platform/einkpdf/device"
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
	"github.com/einkpdf/platform/einkpdf/internal/font"
	"github.com/einkpdf/platform/einkpdf/internal/token"
	"github.com/einkpdf/platform/einkpdf/locale"
)

// Facts is what the pages of one document share. The renderer fills it; nobody
// changes it afterwards, so pages may be drawn at the same time.
type Facts struct {
	Device   device.Profile
	Page     geom.Size // page size in the project's orientation
	Locale   locale.Locale
	From, To calendar.Date // the calendar's first and last day; zero when the project has none
	Weeks    calendar.WeekRule
	Weekend  []calendar.Weekday

	Fonts *font.Set
	// BadFonts is what to say of the faces that Fonts has stand-ins for, with the
	// pointer of the font; its message has no place in it.
	BadFonts map[font.Spec]Finding

	Styles map[string]Style // resolved: Like and "default" are already merged in
	Parts  map[string]Widget
	Paths  map[Widget]string // JSON pointer of each widget of the project
	Vars   *token.Scope      // names that are the same on every page

	Templates map[string]*token.Template // parsed texts; others are parsed when they are met
	Conds     map[string]*token.Cond

	Picture func(asset string) (*draw.Picture, error) // nil: no images
	Places  map[string]Place                          // page keys and anchors; nil: every name is one
	Keys    []string                                  // of the pages in order, for targets such as @next
	Report  func(Finding)                             // may be called at the same time; nil: ignored
	// Missing says what to do about a link without its target. With it such a link
	// is reported; without it the page fails.
	Missing func(target string) (hint string)
}

// Place is a page key or an anchor.
type Place struct {
	Name string
	Page int32 // index of its page
}

// Severity says how bad a finding is.
type Severity uint8

// The severities. A document with a Failure is not written; a Notice is worth
// knowing and never more, however strict one is.
const (
	Warning Severity = iota
	Failure
	Notice
)

// String is "warning", "error" or "notice".
func (s Severity) String() string {
	switch s {
	case Failure:
		return "error"
	case Notice:
		return "notice"
	}
	return "warning"
}

// MarshalText is String.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Finding is something about one widget on one page that its maker should know.
type Finding struct {
	Severity Severity
	Code     string // stable, such as "text-overflow"
	Page     string // key of the page
	Pointer  string // JSON pointer of the widget in the project
	Message  string
	Hint     string
	Box      geom.Rect // where on the page; empty when that says nothing

	// Measured is what there is and Required what is needed, or allowed, to a
	// hundredth of the Unit: "mm", "pt", "px", "links", … Without a Unit there is
	// nothing to measure.
	Measured, Required float64
	Unit               string
}

// maxWidgets bounds the widgets on one page, repeated ones counted each time.
const maxWidgets = 20_000

// maxOps bounds the drawing operations of one page.
const maxOps = 50_000

func (f *Facts) template(s string) (*token.Template, error) {
	if t := f.Templates[s]; t != nil {
		return t, nil
	}
	return token.Parse(s)
}

func (f *Facts) cond(s string) (*token.Cond, error) {
	if c := f.Conds[s]; c != nil {
		return c, nil
	}
	return token.ParseCond(s)
}
