package device

import (
	"slices"
	"strings"

	"github.com/einkpdf/platform/einkpdf/geom"
)

// LegacyDevice is a device profile of the predecessor of einkpdf: what it said,
// and which profile stands for it here. Its sizes are those of the profile even
// where they were wrong, since projects were laid out for them.
type LegacyDevice struct {
	Slug        string // the profile's name there, in small letters with hyphens
	Profile     string // name of the profile here, for [Lookup]
	Orientation string // "portrait" or "landscape"

	// Width and Height are the panel's pixels and Page is the size of the pages,
	// rounded to a tenth of a point as there; both as the device is held.
	Width, Height int
	PPI           int
	Page          geom.Size

	// Color says that colours were kept. Otherwise those of texts, links and
	// widget backgrounds became greys.
	Color     bool
	MinText   geom.Unit // smallest font size
	MinStroke geom.Unit // thinnest line

	// Corrections say what the profile had wrong and how it is here, each without
	// a full stop at its end.
	Corrections []string
}

// FromLegacy finds a profile of the predecessor by its slug. As there, case does
// not matter and an underscore is a hyphen. The slices belong to the caller.
func FromLegacy(slug string) (LegacyDevice, bool) {
	if len(slug) > maxName {
		return LegacyDevice{}, false
	}
	slug = normal(slug)
	for _, row := range legacyRows() {
		if row.slug == slug {
			return row.device(), true
		}
	}
	return LegacyDevice{}, false
}

// LegacyDevices are all profiles of the predecessor, in the order of their slugs.
func LegacyDevices() []LegacyDevice {
	var list []LegacyDevice
	for _, row := range legacyRows() {
		list = append(list, row.device())
	}
	slices.SortFunc(list, func(a, b LegacyDevice) int { return strings.Compare(a.Slug, b.Slug) })
	return list
}

// legacyRow is a profile as the predecessor had it, with the panel in portrait.
// wide says that it was held in landscape, colour that colours were kept.
type legacyRow struct {
	slug, profile string
	w, h, ppi     int
	wide, colour  bool
	limits        legacyLimits
	corrections   []string
}

// legacyLimits are the smallest font size and line, in hundredths of a point.
type legacyLimits struct{ text, stroke geom.Unit }

func (r legacyRow) device() LegacyDevice {
	d := LegacyDevice{
		Slug: r.slug, Profile: r.profile, Orientation: "portrait",
		Width: r.w, Height: r.h, PPI: r.ppi, Page: geom.Size{W: tenths(r.w, r.ppi), H: tenths(r.h, r.ppi)},
		Color: r.colour, MinText: r.limits.text * geom.Pt / 100, MinStroke: r.limits.stroke * geom.Pt / 100,
		Corrections: r.corrections,
	}
	if r.wide {
		d.Orientation = "landscape"
		d.Width, d.Height = d.Height, d.Width
		d.Page.W, d.Page.H = d.Page.H, d.Page.W
	}
	return d
}

// tenths is the length of n pixels to a tenth of a point.
func tenths(n, ppi int) geom.Unit { return geom.Unit(n).MulDiv(720, int64(ppi)) * (geom.Pt / 10) }

// What the predecessor's profiles had wrong.
const (
	wrongLarge = "the panel has 10.3 inches and 1860 × 2480 pixels at 300 ppi, not 13.3 inches and 1650 × 2200 at 207: " +
		"pages were 28.6 % too large for it, so that letters of 9 pt looked like 7 pt"
	wrongNote = "the panel has 1860 × 2480 pixels at 300 ppi, not 1404 × 1872 at 227: " +
		"pages were nearly right with 445.3 × 593.8 instead of 446.4 × 595.2 pt, but pictures had 57 % of the pixels"
	wrongGallery = "the panel is Gallery 3; the profile said Gallery 3 and Kaleido 3, which are two technologies"
	wrongColour  = "the panel is Kaleido 3, whose colours have 150 ppi; the profile gave them no density"
	wrongLetter  = "the page size Letter, which the profile named, never had an effect: pages are those of boox-note-air-4c"
	wrongDot     = "the profile could never be opened there, because of the dot in its name"
)

// legacyRows is the table. It is made anew on each call so that no caller can
// change another's.
func legacyRows() []legacyRow {
	var (
		coarse = legacyLimits{1000, 75}
		medium = legacyLimits{900, 75}
		wide   = legacyLimits{900, 50}
		fine   = legacyLimits{800, 50}
		is     = func(corrections ...string) []string { return corrections }
	)
	return []legacyRow{
		{"boox-go-10.3", "boox-go-10.3", 1404, 1872, 227, false, false, coarse, is(wrongNote, wrongDot)},
		{"boox-go-color-7-landscape", "boox-go-color-7", 1264, 1680, 300, true, true, fine, is(wrongColour)},
		{"boox-go-color-7-portrait", "boox-go-color-7", 1264, 1680, 300, false, true, fine, is(wrongColour)},
		{"boox-max-13", "boox-max-lumi", 1650, 2200, 207, false, false, coarse, nil},
		{"boox-note-air-3c", "boox-note-air-3c", 1404, 1872, 227, false, true, coarse, is(wrongNote, wrongColour)},
		{"boox-note-air-4c", "boox-note-air-4c", 1404, 1872, 227, false, true, coarse, is(wrongNote, wrongColour)},
		{"boox-note-air-4c-landscape", "boox-note-air-4c", 1404, 1872, 227, true, true, coarse, is(wrongNote, wrongColour)},
		{"boox-note-air-4c-letter", "boox-note-air-4c", 1404, 1872, 227, false, true, coarse, is(wrongNote, wrongColour, wrongLetter)},
		{"boox-page", "boox-page", 1264, 1680, 300, false, false, fine, nil},
		{"boox-tab-mini-c", "boox-tab-mini-c", 1404, 1872, 300, true, true, fine, is(wrongColour)},
		{"boox-tab-ultra-c-landscape", "boox-tab-ultra-c", 1650, 2200, 207, true, true, wide, is(wrongLarge, wrongColour)},
		{"boox-tab-ultra-c-portrait", "boox-tab-ultra-c", 1650, 2200, 207, false, true, wide, is(wrongLarge, wrongColour)},
		{"kindle-paperwhite", "kindle-paperwhite-11", 1236, 1648, 300, false, false, fine, nil},
		{"kindle-scribe", "kindle-scribe", 1860, 2480, 300, false, false, fine, nil},
		{"kobo-clara-2e", "kobo-clara-2e", 1072, 1448, 300, false, false, fine, nil},
		{"kobo-elipsa-2e", "kobo-elipsa-2e", 1404, 1872, 227, false, false, coarse, nil},
		{"kobo-libra-2", "kobo-libra-2", 1264, 1680, 300, false, false, fine, nil},
		{"kobo-sage", "kobo-sage", 1440, 1920, 300, false, false, fine, nil},
		{"remarkable-1", "remarkable-1", 1404, 1872, 226, false, false, coarse, nil},
		{"remarkable-2", "remarkable-2", 1404, 1872, 226, false, false, coarse, nil},
		{"remarkable-paper-pro", "remarkable-paper-pro", 1620, 2160, 229, false, true, medium, is(wrongGallery)},
		{"remarkable-paper-pro-move-landscape", "remarkable-paper-pro-move", 954, 1696, 264, true, true, medium, is(wrongGallery)},
		{"remarkable-paper-pro-move-portrait", "remarkable-paper-pro-move", 954, 1696, 264, false, true, medium, is(wrongGallery)},
		{"supernote-a5x", "supernote-a5x", 1404, 1872, 226, false, false, coarse, nil},
		{"supernote-a6x", "supernote-a6x", 1404, 1872, 300, false, false, fine, nil},
		{"supernote-manta", "supernote-manta", 1920, 2560, 300, false, false, fine, nil},
		{"supernote-nomad", "supernote-nomad", 1404, 1872, 300, false, false, fine, nil},
	}
}
