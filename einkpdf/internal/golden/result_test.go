package golden

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"slices"
	"strings"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/internal/inktest"
	"github.com/einkpdf/platform/einkpdf/pdfcheck"
)

// result is what became of a case.
type result struct {
	opened
	document *einkpdf.Document
	pdf      []byte
	digest   []string
	links    []pdfcheck.Link
	pages    []int                   // those with pictures
	pictures map[int]*image.Paletted // nil without poppler
}

// render makes the PDF of a case and all that is compared.
func render(ctx context.Context, c testCase) (*result, error) {
	o, err := c.open()
	if err != nil {
		return nil, err
	}
	d, err := c.compile(ctx, o)
	if err != nil {
		return nil, err
	}
	r := &result{opened: o, document: d, pages: c.pages}
	var b bytes.Buffer
	if err := d.WritePDF(ctx, &b); err != nil {
		return nil, err
	}
	r.pdf = b.Bytes()
	if r.pages == nil {
		r.pages = firstPages(d)
	}
	if r.links, err = pdfcheck.Links(r.pdf); err != nil {
		return nil, err
	}
	if r.digest, err = digestOf(ctx, r); err != nil {
		return nil, fmt.Errorf("digest: %w", err)
	}
	if inktest.Available() {
		r.pictures, err = drawPages(ctx, r.pdf, dpi, r.pages)
	}
	return r, err
}

// writtenAnew is the PDF of the project after it was written as a file and read
// again.
func writtenAnew(ctx context.Context, c testCase, r *result) ([]byte, error) {
	file, err := r.project.YAML()
	if err != nil {
		return nil, err
	}
	project, err := einkpdf.Parser{File: c.name + ".yaml", Limits: einkpdf.Limits{FileBytes: 32 << 20}}.Parse(file)
	if err != nil {
		return nil, err
	}
	d, err := c.compile(ctx, opened{project: project, assets: r.assets})
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = d.WritePDF(ctx, &b)
	return b.Bytes(), err
}

// firstPages are the first pages of the designs, from 1.
func firstPages(d *einkpdf.Document) (pages []int) {
	seen := map[string]bool{}
	for i := range d.Len() {
		if name := d.DesignOf(i); !seen[name] {
			seen[name] = true
			pages = append(pages, i+1)
		}
	}
	return pages
}

// manyLinks is the most links whose table is all in a file. Of documents with
// more, the file has those of the pages with pictures, and the digest the hashes of
// each page's.
const manyLinks = 1500

// table is the link table as its file has it.
func (r *result) table() string {
	links := r.links
	if len(links) > manyLinks {
		links = slices.DeleteFunc(slices.Clone(links), func(l pdfcheck.Link) bool { return !slices.Contains(r.pages, l.Page) })
	}
	return tableOf(links)
}

// linkHashes are number and hash of the links by page, nil where the table has all
// of them.
func (r *result) linkHashes() map[int]string {
	if len(r.links) <= manyLinks {
		return nil
	}
	pages, hashes := map[int][]pdfcheck.Link{}, map[int]string{}
	for _, l := range r.links {
		pages[l.Page] = append(pages[l.Page], l)
	}
	for page, links := range pages {
		hashes[page] = fmt.Sprintf("%d %s", len(links), hashOf([]byte(tableOf(links))))
	}
	return hashes
}

func tableOf(links []pdfcheck.Link) string {
	var b strings.Builder
	_ = pdfcheck.WriteLinks(&b, links) // a builder never fails
	return b.String()
}
