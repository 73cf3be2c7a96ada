package preview

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"unicode/utf8"

	"github.com/einkpdf/platform/einkpdf"
)

// Picture says how a picture is. The zero value is what the device shows.
type Picture struct {
	SVG   bool
	Width int // pixels, 16 to Config.Pixels; 0 = the panel's. SVG has none
}

// File is an answer that is no JSON. It belongs to the caller.
type File struct {
	Type string // media type
	ETag string // strong, with its quotes; "" = it has none
	Data []byte
}

// Info is what there is to see.
type Info struct {
	Project string     `json:"project,omitempty"`
	Version int        `json:"version,omitempty"`
	Title   string     `json:"title"`
	Device  string     `json:"device"`
	Width   int        `json:"width"`  // of a page, in pixels of the panel
	Height  int        `json:"height"` //
	Pages   []PageInfo `json:"pages"`
}

// PageInfo names a page.
type PageInfo struct {
	Number int    `json:"number"` // from 1
	Key    string `json:"key"`
	Design string `json:"design"`
}

// The bounds of answers, in bytes.
const (
	maxSVG    = 8 << 20
	maxJSON   = 4 << 20
	maxDesign = 200 // of a design's name in a list of pages
)

// minWidth is that of the smallest picture, in pixels.
const minWidth = 16

// Pages lists the pages. Errors: ErrSame with the ETag, *Error, and those of Config.Projects.
func (s *Service) Pages(ctx context.Context, of Of) (info Info, etag string, err error) {
	return answer(ctx, s, of, "pages", "", func(ctx context.Context, a *shown) (Info, error) {
		d, err := a.document(ctx)
		if err != nil {
			return Info{}, err
		}
		info := Info{Project: a.source.Project, Version: a.source.Version, Title: a.project.parsed.Title, Device: short(d.Device().Name, maxDesign), Pages: make([]PageInfo, d.Len())}
		if info.Width, info.Height, err = a.panel(d); err != nil {
			return Info{}, err
		}
		for i, key := range d.Keys() {
			info.Pages[i] = PageInfo{i + 1, key, short(d.DesignOf(i), maxDesign)}
		}
		return info, nil
	})
}

// panel is the size of pages in pixels of the panel, as the device is held.
func (a *shown) panel(d *einkpdf.Document) (width, height int, err error) {
	p, err := d.Preview(einkpdf.PreviewOptions{CacheBytes: -1, MaxPixels: 1 << 28})
	if err != nil {
		return 0, 0, err
	}
	width, height = p.Size()
	return width, height, nil
}

// Page shows the page of a key or a number: "month/2026-03", "12". Errors: ErrSame with the ETag, *Error, and those of Config.Projects.
func (s *Service) Page(ctx context.Context, of Of, page string, p Picture) (File, error) {
	if p.Width != 0 && (p.SVG || p.Width < minWidth || p.Width > s.c.Pixels) {
		return File{}, refuse(CodeInvalid, "width", fmt.Sprintf("A picture cannot be %d pixels wide.", p.Width), fmt.Sprintf("choose %d to %d, or none for the width of the panel; SVG has none", minWidth, s.c.Pixels))
	}
	f := File{Type: "image/png"}
	if p.SVG {
		f.Type = "image/svg+xml"
	}
	detail := fmt.Sprintf("%s %d %s", f.Type, p.Width, page)
	var err error
	f.Data, f.ETag, err = answer(ctx, s, of, "page", detail, func(ctx context.Context, a *shown) ([]byte, error) {
		d, err := a.document(ctx)
		if err != nil {
			return nil, err
		}
		index, err := find(d, page)
		if err != nil {
			return nil, err
		}
		var out bytes.Buffer
		if p.SVG {
			err = d.WriteSVG(ctx, &out, index, einkpdf.SVGOptions{MaxBytes: maxSVG})
		} else {
			err = a.png(ctx, d, &out, index, p.Width)
		}
		return out.Bytes(), err
	})
	return f, err
}

// png draws a page as wide as asked for, or as the panel; smaller where that is beyond the bound.
func (a *shown) png(ctx context.Context, d *einkpdf.Document, out *bytes.Buffer, index, width int) error {
	most := a.s.c.Pixels
	if width == 0 {
		w, h, err := a.panel(d)
		if err != nil {
			return err
		}
		if max(w, h) > most {
			size := d.PageSize()
			width = max(int(int64(size.W)*int64(most)/int64(max(size.W, size.H))), 1) // rounded down, so that the height is not too much either
		}
	}
	p, err := d.Preview(einkpdf.PreviewOptions{Width: width, CacheBytes: -1, MaxPixels: 1 << 28}) // nothing is as large before a page is drawn
	if wrong, ok := errors.AsType[*einkpdf.ArgumentError](err); ok && wrong.Code == einkpdf.CodeTooLarge {
		return a.tooHigh()
	}
	if err != nil {
		return err
	}
	if w, h := p.Size(); max(w, h) > most {
		return a.tooHigh()
	}
	return p.WritePNG(ctx, out, index)
}

// tooHigh is of a page that is much higher than wide.
func (a *shown) tooHigh() *Error {
	return refuse(CodeInvalid, "width", fmt.Sprintf("The picture would be too high: each side may have %d pixels.", a.s.c.Pixels), "choose a smaller width")
}

// Layout is where widgets and links of a page stand, with their lines in the file. The page is named as for Page, and the errors are the same.
func (s *Service) Layout(ctx context.Context, of Of, page string) (l *einkpdf.PageLayout, etag string, err error) {
	return answer(ctx, s, of, "layout", page, func(ctx context.Context, a *shown) (*einkpdf.PageLayout, error) {
		d, err := a.document(ctx)
		if err != nil {
			return nil, err
		}
		index, err := find(d, page)
		if err != nil {
			return nil, err
		}
		l, err := d.Layout(ctx, index)
		if err == nil && sizeOf(l) > maxJSON {
			return nil, refuse(CodeLimit, "page", "The page has too many widgets and links to be listed.", "give designs and widgets shorter names, or repeat fewer items")
		}
		return l, err
	})
}

// sizeOf is about how many bytes a layout has as JSON.
func sizeOf(l *einkpdf.PageLayout) int {
	const numbers = 150 // and names of members
	n := 0
	for i := range l.Widgets {
		n += numbers + len(l.Widgets[i].Type) + len(l.Widgets[i].Pointer)
	}
	for i := range l.Links {
		n += numbers + len(l.Links[i].Target) + len(l.Links[i].Pointer)
	}
	return n
}

// Check says what a reader would stumble over, and what is wrong with a project that cannot be shown: that is no error of Check. Errors: ErrSame
// with the ETag, *Error of other codes than CodeDraft, and those of Config.Projects.
func (s *Service) Check(ctx context.Context, of Of) (r *einkpdf.CheckReport, etag string, err error) {
	r, etag, err = answer(ctx, s, of, "check", "", func(ctx context.Context, a *shown) (*einkpdf.CheckReport, error) {
		report, err := einkpdf.CheckProject(ctx, a.project.parsed, a.options(), einkpdf.CheckOptions{})
		if err != nil {
			return nil, err
		}
		return bounded(report)
	})
	if unreadable, ok := reportOf(err); ok {
		r, err = bounded(unreadable)
	}
	return r, etag, err
}

// bounded is a report with as many findings as an answer takes.
func bounded(r *einkpdf.CheckReport) (*einkpdf.CheckReport, error) {
	for {
		data, err := json.Marshal(r)
		if err != nil {
			return nil, fmt.Errorf("preview: %w", err)
		}
		if len(data) <= maxJSON || len(r.Findings)+len(r.Ignored) == 0 {
			return r, nil
		}
		ignored, findings := len(r.Ignored)/2, len(r.Findings)/2
		r.More += len(r.Findings) - findings
		r.Ignored, r.Findings = r.Ignored[:ignored], r.Findings[:findings]
	}
}

// find is the index of a page, by key, anchor or number.
func find(d *einkpdf.Document, page string) (int, error) {
	const longest = 300 // bytes, more than a key has
	if len(page) > longest || !utf8.ValidString(page) {
		return 0, refuse(CodeNoPage, "page", "There is no page of this name.", "take the key or the number of one that is listed")
	}
	if n, err := strconv.Atoi(page); err == nil {
		if _, ok := d.PageOf(page); !ok {
			if n >= 1 && n <= d.Len() {
				return n - 1, nil
			}
			return 0, refuse(CodeNoPage, "page", fmt.Sprintf("There is no page %d: there are %d.", n, d.Len()), "")
		}
	}
	return d.FindPage(cmp.Or(page, "@1"))
}
