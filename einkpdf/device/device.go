// Package device has the profiles of e-ink tablets and readers: the panel's
// pixels, density and colour, the edges that a toolbar covers or where taps are
// lost, and the smallest sizes a finger and an eye can use.
//
// A profile is plain data. [Lookup] finds one by name, [All] lists them, and a
// program may just as well fill in a [Profile] of its own:
//
//	p, err := device.Lookup("remarkable-2")
//	size := p.PageSize() // 447.29 × 596.39 pt
//
// Nothing in this package has state: everything may be called concurrently and
// every Profile that is returned belongs to the caller.
package device

import "github.com/einkpdf/platform/einkpdf/geom"

// Profile describes a device held in portrait.
type Profile struct {
	Name  string // slug in lower case: "remarkable-2"
	Title string // as its maker writes it: "reMarkable 2"
	Maker string

	Width, Height int // panel pixels in portrait, Width <= Height
	PPI           int // pixels per inch, the same in both directions

	// Color says whether the panel shows colours. ColorPPI is how many coloured
	// pixels an inch has; colour filters have fewer of them than grey ones. 0
	// means a grey panel, or one whose every pixel takes any of its colours.
	Color    bool
	ColorPPI int

	Technology Technology
	Greys      int // levels of a grey panel; 0 = not known, or a colour panel

	// Page is the size of the pages in portrait where it is not that of the panel:
	// readers scale such a page to the panel. Zero = the panel's. See [Profile.PageSize].
	Page geom.Size

	Toolbar     Reserve // what the note-taking toolbar covers while it is open
	DeadBands   Reserve // where the device keeps taps for itself
	CloseButton Corner  // what the button covers that closes the document

	MinTap  geom.Unit // shortest side of a tap target that a finger hits
	MinText geom.Unit // smallest font size that stays readable

	Source     string     // where the panel's numbers come from
	Confidence Confidence // how well they are confirmed
	Note       string     // what a user of the profile should know; often empty
}

// Reserve is what a device takes from the page's edges in portrait; toolbars are
// those of right-handed use.
// Unless Measured is true the edges are unknown and zero; a measured zero means
// that the device takes nothing there.
type Reserve struct {
	Edges    geom.Insets
	Measured bool
	// Dockable says that it may be moved to any of the four edges; Edges has it at
	// the one where it usually is.
	Dockable bool
	Source   string // where the numbers come from; empty unless Measured
}

// Corner is what a device takes from the top corner of the page that is not on
// the toolbar's side: the right one in right-handed use. Unless Measured is true
// the size is unknown and zero.
type Corner struct {
	Size     geom.Size
	Measured bool
	Source   string // where the numbers come from; empty unless Measured
}

// Technology is how a panel makes its picture.
type Technology string

// The panel technologies.
const (
	EInk     Technology = "E Ink"     // grey E Ink panels of any generation
	Kaleido3 Technology = "Kaleido 3" // a colour filter over a grey E Ink panel
	Gallery3 Technology = "Gallery 3" // coloured E Ink pigments
	LCD      Technology = "LCD"       // reflective liquid crystal
)

// Confidence is how well a profile's numbers are confirmed.
type Confidence string

// The confidences, from best to worst.
const (
	Confirmed   Confidence = "A" // two independent sources, or the maker's own page
	OneSource   Confidence = "B"
	Unconfirmed Confidence = "C" // inferred, or sources disagree: see the Note
)

// Hand is the hand that holds the pen. Toolbars stand on the other side.
type Hand uint8

// The hands. The zero value is Right.
const (
	Right Hand = iota
	Left
)

// PageSize is the size of a page in portrait: Page if that is given, and else
// what fills the panel, to the nearest unit. It is zero when the profile has
// neither a Page nor a positive PPI.
//
// Lengths are those of the page, whatever its size: [Profile.Px] is a pixel of
// the panel on a page that is shown as large as it is, and reserves are in
// lengths of the page. When a reader scales the page, it scales all of them.
func (p Profile) PageSize() geom.Size {
	if p.Page != (geom.Size{}) {
		return p.Page
	}
	return geom.Size{W: p.Px(p.Width), H: p.Px(p.Height)}
}

// Px is the length of n panel pixels, to the nearest unit; Px(1) is the thinnest
// stroke that the panel can show. It is zero when the profile has no positive PPI.
func (p Profile) Px(n int) geom.Unit {
	if p.PPI <= 0 {
		return 0
	}
	return px(n, p.PPI)
}

// SafeInsets is how far taps and writing should stay away from the page's edges
// in portrait: the larger of the toolbar and the dead band at each edge. For the
// left hand the toolbar's left and right are exchanged; dead bands belong to the
// device and stay where they are. What was not measured counts as zero; see
// [Reserve].
//
// Nobody has measured these devices in landscape. The renderer keeps the same
// edges of the page clear there, as it is held: what is at the top in portrait
// is at the top in landscape.
func (p Profile) SafeInsets(hand Hand) geom.Insets {
	t, d := p.Toolbar.Edges, p.DeadBands.Edges
	if hand == Left {
		t.Left, t.Right = t.Right, t.Left
	}
	return geom.Insets{
		Top:    max(t.Top, d.Top),
		Right:  max(t.Right, d.Right),
		Bottom: max(t.Bottom, d.Bottom),
		Left:   max(t.Left, d.Left),
	}
}

// CloseArea is where the close button is on a page in portrait, from the page's
// top left corner: at the top, on the side where the toolbar is not. It is empty
// when the profile has none. [Profile.SafeInsets] does not count it.
func (p Profile) CloseArea(hand Hand) geom.Rect {
	area := geom.Rect{W: p.CloseButton.Size.W, H: p.CloseButton.Size.H}
	if hand == Right {
		area.X = p.PageSize().W - area.W
	}
	return area
}

// px is n pixels at a density, and mm a length in thousandths of a millimetre.
func px(n, ppi int) geom.Unit { return (72 * geom.Pt).MulDiv(int64(n), int64(ppi)) }
func mm(thousandths int64) geom.Unit {
	return (72 * geom.Pt).MulDiv(thousandths, 25_400)
}
