package einkpdf

import (
	"context"
	"fmt"
	"io"

	"github.com/einkpdf/platform/einkpdf/internal/draw"
	"github.com/einkpdf/platform/einkpdf/internal/pdfout"
)

// Stats are figures of a written PDF.
type Stats struct {
	Pages        int   `json:"pages"`
	Links        int   `json:"links"`
	Destinations int   `json:"destinations"`
	Outlines     int   `json:"outlines"`
	Bytes        int64 `json:"bytes"`
}

// WritePDF writes the document as a PDF. It streams: w gets bytes while pages
// are drawn, so after an error w holds part of a file; write to a temporary
// place. The same document gives the same bytes.
//
// Errors are the writer's, ctx.Err(), an [Errors] of what is wrong on a page, or
// with Options.Strict an [Errors] of the warnings.
func (d *Document) WritePDF(ctx context.Context, w io.Writer) error {
	_, err := d.WritePDFStats(ctx, w)
	return err
}

// WritePDFStats is WritePDF with figures of what was written.
func (d *Document) WritePDFStats(ctx context.Context, w io.Writer) (Stats, error) {
	out := pdfout.New(w, pdfout.Options{Info: d.info(), Pages: len(d.pages)})
	forms := make(map[*design]pdfout.FormID, len(d.project.Designs))
	list := new(draw.List)
	for i := range d.pages {
		if err := ctx.Err(); err != nil {
			return Stats{}, err
		}
		if err := d.writePage(ctx, out, &d.pages[i], forms, list); err != nil {
			return Stats{}, err
		}
		if d.options.Progress != nil {
			d.options.Progress(i+1, len(d.pages))
		}
	}
	if d.options.Strict {
		if errs := d.findings.errors(d.project); len(errs) > 0 {
			return Stats{}, errs
		}
	}
	if err := out.Close(d.outline(), d.Keys()); err != nil {
		return Stats{}, fmt.Errorf("einkpdf: %w", err)
	}
	return Stats{Pages: out.Pages(), Links: out.Links(), Destinations: out.Dests(), Outlines: out.Outlines(), Bytes: out.Bytes()}, nil
}

// writePage draws a page into list, whose memory the pages share, and writes it.
func (d *Document) writePage(ctx context.Context, out *pdfout.Writer, p *page, forms map[*design]pdfout.FormID, list *draw.List) error {
	pdf := pdfout.Page{Size: d.facts.Page, Key: p.key, Label: p.label}
	if p.design.Body != nil {
		layer, err := d.layerOf(ctx, p)
		if err != nil {
			return d.pageError(err)
		}
		form, written := forms[p.design]
		if !written && len(layer.Static.Ops) > 0 {
			if form, err = out.Form(d.facts.Page, &layer.Static); err != nil {
				return fmt.Errorf("einkpdf: %w", err)
			}
			forms[p.design] = form
		}
		if err := layer.Draw(d.context(ctx, p), list); err != nil {
			return d.pageError(err)
		}
		pdf.Form, pdf.Links, pdf.Anchors, pdf.List = form, layer.Static.Links, layer.Static.Anchors, list
	}
	if err := out.Page(pdf); err != nil {
		return fmt.Errorf("einkpdf: %w", err)
	}
	return nil
}

func (d *Document) pageError(err error) error { return Errors{d.located(err)} }

func (d *Document) info() pdfout.Info {
	p := d.project
	info := pdfout.Info{Title: p.Title, Author: p.Author, Subject: p.Subject, Keywords: p.Keywords,
		Creator: "einkpdf", Producer: "einkpdf", Lang: d.facts.Locale.Tag()}
	if !p.Created.IsZero() {
		info.Created = p.Created.String()
	}
	return info
}

// outline is the tree of outline entries in page order. An entry whose "under"
// names a page without an entry of its own stands at the top.
func (d *Document) outline() []*pdfout.Outline {
	var top []*pdfout.Outline
	entries := make(map[string]*pdfout.Outline)
	for i := range d.pages {
		if p := &d.pages[i]; p.title != "" {
			entries[p.key] = &pdfout.Outline{Title: p.title, Dest: p.key, Open: p.open}
		}
	}
	for i := range d.pages {
		p := &d.pages[i]
		entry := entries[p.key]
		if entry == nil {
			continue
		}
		if above := entries[p.under]; above != nil {
			above.Children = append(above.Children, entry)
		} else {
			top = append(top, entry)
		}
	}
	return top
}
