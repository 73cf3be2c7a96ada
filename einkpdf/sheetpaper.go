package einkpdf

import (
	"fmt"
	"image"
	"strings"
	"unicode"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
	"github.com/einkpdf/platform/einkpdf/internal/font"
)

// sheet is a contact sheet being made. It is drawn as a page of which sheetPixel
// is a pixel of the picture.
type sheet struct {
	document *Document
	shown    []shownPage
	designs  int // that have pages, shown or not

	columns int
	size    image.Point // of the sheet, in pixels
	thumb   image.Point // of the small pages, in pixels
	unit    int         // pixels: the measure of letters and distances
}

// shownPage is a page on the sheet and how many pages its design has.
type shownPage struct{ page, pages int }

// Distances on the sheet, in units.
const (
	sheetMargin  = 3
	sheetGap     = 2 // between columns
	sheetHeader  = 7 // from the top edge to the first row
	sheetCaption = 5 // below each page, with the distance to the next row
	// perUnit is how many units the longer side of a small page has.
	perUnit = 26
	// sheetPixel is so small that sheets of all sizes are pages.
	sheetPixel = geom.Pt / 8
	leastSide  = 8 // of a small page, in pixels
)

// arrange chooses columns and sizes.
func (s *sheet) arrange(o SheetOptions) error {
	n := len(s.shown)
	if o.Columns < 0 || o.Columns > maxSheet {
		return wrongArgument(CodeRange, fmt.Sprintf("a sheet cannot have %d columns", o.Columns), "choose 1 to 60 columns, or 0 for what suits")
	}
	if s.columns = min(o.Columns, n); s.columns == 0 {
		s.columns = s.suitable(n)
	}
	if o.Width < 0 || o.Width > maxPictureSide {
		return wrongArgument(CodeRange, fmt.Sprintf("a sheet cannot be %d pixels wide", o.Width), "choose a width of 1 to 65,536 pixels, or 0 for what suits")
	}
	// The width is that of the pages and, in units, of the margins and gaps.
	page := s.document.facts.Page
	long, pages, units := int64(max(page.W, page.H)), int64(s.columns)*int64(page.W), int64(2*sheetMargin+sheetGap*(s.columns-1))
	side := int64(longSide(n))
	if o.Width > 0 {
		side = int64(geom.Unit(o.Width).MulDiv(long/1000*perUnit, (long*units+pages*perUnit)/1000))
	}
	s.unit = int(side / perUnit)
	s.thumb = image.Pt(int(side*int64(page.W)/long), int(side*int64(page.H)/long))
	if o.Width == 0 { // very long pages stand in the middle of something wider
		s.thumb = image.Pt(max(s.thumb.X, leastSide), max(s.thumb.Y, leastSide))
	}
	if s.unit < 1 || min(s.thumb.X, s.thumb.Y) < leastSide {
		return wrongArgument(CodeRange, fmt.Sprintf("a sheet %d pixels wide has no room for %d columns", o.Width, s.columns), "make it wider, or choose fewer columns")
	}
	if s.size.X = o.Width; o.Width == 0 {
		s.size.X = s.columns*s.thumb.X + int(units)*s.unit
	}
	rows := (n + s.columns - 1) / s.columns
	s.size.Y = rows*(s.thumb.Y+sheetCaption*s.unit) + (sheetHeader+1)*s.unit
	return checkPixels(s.size, o.MaxPixels)
}

// longSide is the longer side of each page in pixels, unless a width is given.
func longSide(n int) int {
	switch {
	case n == 1:
		return 720
	case n <= 3:
		return 560
	case n <= 12:
		return 420
	case n <= 30:
		return 340
	}
	return 280
}

// suitable is the number of columns with which the sheet comes closest to a
// screen's shape of three to two; places that stay empty count against it.
func (s *sheet) suitable(n int) int {
	page := s.document.facts.Page
	w := int64(page.W)
	h := int64(page.H) + int64(max(page.W, page.H))*sheetCaption/perUnit
	best, least := 1, int64(-1)
	for c := 1; c <= n; c++ {
		rows := (n + c - 1) / c
		cost := 2*int64(c)*w - 3*int64(rows)*h
		if cost < 0 {
			cost = -cost
		}
		cost += int64(rows*c-n) * h * 3 / 4
		if least < 0 || cost < least {
			best, least = c, cost
		}
	}
	return best
}

// page is the size of the sheet as a page.
func (s *sheet) page() geom.Size {
	return geom.Size{W: geom.Unit(s.size.X) * sheetPixel, H: geom.Unit(s.size.Y) * sheetPixel}
}

// place is the top left corner of a small page in pixels.
func (s *sheet) place(i int) image.Point {
	margin := (s.size.X - s.columns*s.thumb.X - (s.columns-1)*sheetGap*s.unit) / 2
	return image.Pt(margin+i%s.columns*(s.thumb.X+sheetGap*s.unit),
		sheetHeader*s.unit+i/s.columns*(s.thumb.Y+sheetCaption*s.unit))
}

// paper is the sheet without its pages: title, frames and captions.
func (s *sheet) paper() (*draw.List, error) {
	d, u := s.document, geom.Unit(s.unit)*sheetPixel
	p := &paper{document: d}
	page := s.page()
	p.list.Ops = append(p.list.Ops, draw.Rect{Box: geom.Rect{W: page.W, H: page.H}, Fill: draw.Gray(0xF4)})

	left := s.place(0).X
	width := page.W - 2*geom.Unit(left)*sheetPixel
	x := geom.Unit(left) * sheetPixel
	p.write(d.project.Title, x, u*7/2, width, u*3/2, true, draw.Gray(0))
	pages := "1 page"
	if n := len(d.pages); n > 1 {
		pages = thousands(int64(n)) + " pages"
	}
	about := d.facts.Device.Title + " · " + pages
	if s.designs > len(s.shown) {
		about += fmt.Sprintf(" · %d of %d designs", len(s.shown), s.designs)
	}
	p.write(about, x, u*21/4, width, u*9/10, false, draw.Gray(0x55))

	for i, shown := range s.shown {
		at := s.place(i)
		box := geom.Rect{X: geom.Unit(at.X) * sheetPixel, Y: geom.Unit(at.Y) * sheetPixel, W: geom.Unit(s.thumb.X) * sheetPixel, H: geom.Unit(s.thumb.Y) * sheetPixel}
		p.list.Ops = append(p.list.Ops, draw.Rect{Box: box.InsetAll(-sheetPixel), Fill: draw.Gray(0xAA)}) // the page covers all but its edge
		first := &d.pages[shown.page]
		below, room := box.Bottom()+u*7/5, box.W
		if shown.pages > 1 {
			count := "× " + thousands(int64(shown.pages))
			taken := p.width(count, u*9/10, false)
			p.write(count, box.Right()-taken, below, taken, u*9/10, false, draw.Gray(0x77))
			room -= taken + u/2
		}
		p.write(first.design.name, box.X, below, room, u, true, draw.Gray(0))
		if first.key != first.design.name {
			p.write(first.key, box.X, below+u*13/10, box.W, u*9/10, false, draw.Gray(0x55))
		}
	}
	return &p.list, p.err
}

// paper collects what is drawn; its error is the first one.
type paper struct {
	document *Document
	list     draw.List
	err      error
}

// maxCaption is how many characters of a text are looked at.
const maxCaption = 200

// write writes a line, cut with an ellipsis where it is too wide.
func (p *paper) write(text string, x, y, width, size geom.Unit, bold bool, color draw.Color) {
	runes := []rune(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, text))
	whole := len(runes) <= maxCaption
	runes = runes[:min(len(runes), maxCaption)]
	line := p.shape(string(runes), bold)
	if !whole || line.Width(size) > width {
		low, high := 0, len(runes) // characters that surely fit, and that surely do not
		for low+1 < high {
			middle := (low + high) / 2
			if p.shape(cut(runes[:middle]), bold).Width(size) <= width {
				low = middle
			} else {
				high = middle
			}
		}
		line = p.shape(cut(runes[:low]), bold)
	}
	for _, run := range line.Runs {
		p.list.Ops = append(p.list.Ops, draw.Text{At: geom.Point{X: x, Y: y}, Run: run, Size: size, Color: color})
		x += run.Advance(size)
	}
}

// cut is a text that goes on.
func cut(runes []rune) string { return strings.TrimRight(string(runes), " /-") + "…" }

func (p *paper) width(text string, size geom.Unit, bold bool) geom.Unit {
	return p.shape(text, bold).Width(size)
}

func (p *paper) shape(text string, bold bool) font.Line {
	line, err := p.document.facts.Fonts.Shape(font.Spec{Family: "sans", Bold: bold}, p.document.facts.Locale.Tag(), text)
	if err != nil && p.err == nil {
		p.err = fmt.Errorf("einkpdf: %w", err)
	}
	return line
}
