package pdfcheck

import (
	"context"
	"errors"
	"fmt"

	"github.com/einkpdf/platform/einkpdf/internal/pdfread"
)

// Options of [Verify]; the zero value checks everything that needs no plan.
type Options struct {
	Pages    int   // how many pages there must be; 0 for any number
	MaxBytes int64 // the largest file that is read; 0 for [MaxBytes]
}

// Report is what [Verify] found.
type Report struct {
	Pages        int `json:"pages"`
	Links        int `json:"links"` // those inside of the document
	Destinations int `json:"destinations"`
	Outlines     int `json:"outlines"` // entries
	Fonts        int `json:"fonts"`
	Objects      int `json:"objects"`
	// Findings is what is wrong, empty when nothing is: of each code at most
	// [MaxFindings], and then a word about the rest, of [CodeMore].
	Findings []Finding `json:"findings"`
}

// OK says whether nothing was found.
func (r *Report) OK() bool { return len(r.Findings) == 0 }

// Checks names what Verify looks at, for people.
func Checks() []string {
	return []string{"cross-reference offsets", "objects", "page tree", "page content", "links", "destinations", "outline", "fonts", "page labels", "page map", "pdfcpu strict"}
}

// Verify checks a PDF: pdfcpu's strict validation, and what pdfcpu repairs or
// passes over in silence. Every object must be where the cross-reference table has
// it and be readable, every reference must lead to an object, every stream decode.
// Counts and parents of the page tree and the outline must be right, boxes and
// rectangles be sensible numbers, content consist of known operators with the
// right operands and resources, links, destinations and outline entries lead to
// pages, annotations be objects of one page, fonts be embedded, name trees be in
// order, page labels be readable, and the page map agree with the destinations.
//
// pdfcpu is not asked about files that would keep it busy for hours or end the
// program, such as those whose objects contain themselves; that is a finding.
//
// What is wrong is a [Finding]. An error means that there was nothing to check:
// [ErrNotPDF], [ErrEncrypted], [ErrDamaged], [ErrTooLarge], or ctx.Err(). ctx is
// looked at all along, but not within pdfcpu's validation, which takes a second
// for some hundred pages.
func Verify(ctx context.Context, pdf []byte, o Options) (report *Report, err error) {
	err = guard("verifying", func() error {
		d, err := open(ctx, pdf, o.MaxBytes)
		if err != nil {
			return err
		}
		report = &Report{Pages: len(d.pages), Destinations: d.names.count}
		if o.Pages > 0 && o.Pages != len(d.pages) {
			d.list.add(Finding{Code: CodePageCount, Message: fmt.Sprintf("there are %d pages instead of %d", len(d.pages), o.Pages)})
		}
		report.Objects = d.checkObjects()
		report.Links = d.checkAnnotations()
		report.Outlines = d.checkOutline()
		report.Fonts = d.checkContent()
		d.checkLabels()
		d.checkPageMap()
		if err := d.file.Err(); err != nil {
			return public(err)
		}
		if err := checkPdfcpu(ctx, pdf, d); err != nil {
			return err
		}
		report.Findings = append(d.problems(), d.list.all()...)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("pdfcheck: %w", err)
	}
	return report, nil
}

// checkObjects reads every object, whether anything refers to it or not.
func (d *document) checkObjects() (count int) {
	d.file.Check(func(num int, v pdfread.Value) {
		count++
		pdfread.References(v, func(to pdfread.Ref) {
			if !d.file.Exists(to.Num) {
				d.list.add(Finding{Code: CodeReference, Object: num, Message: fmt.Sprintf("it refers to object %d, which does not exist", to.Num)})
			} else if gen := d.file.Generation(to.Num); gen != to.Gen {
				d.list.add(Finding{Code: CodeReference, Object: num, Message: fmt.Sprintf("it refers to %s, which is of generation %d", pdfread.Describe(to), gen)})
			}
		})
		if s, ok := v.(*pdfread.Stream); ok {
			d.checkData(num, s)
		}
	})
	return count
}

// checkData decodes a stream, unless only programs that draw it can.
func (d *document) checkData(num int, s *pdfread.Stream) {
	_, err := d.file.Decode(s)
	if errors.Is(err, pdfread.ErrLong) && d.file.Get(s.Dict["Subtype"]) == pdfread.Name("Image") {
		return
	}
	if err != nil && !errors.Is(err, pdfread.ErrFilter) {
		d.list.add(Finding{Code: CodeData, Object: num, Message: fmt.Sprintf("the stream cannot be decoded: %v", err)})
	}
}

// problems is what the reader met.
func (d *document) problems() []Finding {
	list := []Finding{}
	for _, p := range d.file.Problems() {
		list = append(list, Finding{Code: p.Code, Object: p.Object, Offset: max(p.Offset, 0), Message: p.Message})
	}
	return list
}
