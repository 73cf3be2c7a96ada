// Package gopdfout writes a document with the PDF library
// [github.com/signintech/gopdf] instead of the renderer's own writer: a second
// opinion on what pages look like, and a way out for programs that have to build
// on gopdf.
//
// Pages have the same size, picture and links as those of
// [einkpdf.Document.WritePDF]. gopdf has no outline that validates, no named
// destinations, no page labels, no language, no XMP metadata and no keywords; the
// file does without them, and without the page map. Ligatures and other glyphs
// without a character of their own are copied from it as private characters. What
// would change the picture is an error that matches [ErrUnsupported]:
//
//   - fonts without TrueType outlines (OpenType with CFF)
//   - characters that no font of the project has
//   - translucent dots that touch, and translucent curved lines with round ends
//   - drawings that take gopdf more than 1 GiB of memory
//
// Importing this package links gopdf in; package einkpdf does without.
package gopdfout

import (
	"context"
	"errors"
	"io"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

// ErrUnsupported is matched by the errors of documents that gopdf cannot write
// as they are. The error says which page, what on it, and where.
var ErrUnsupported = errors.New("gopdf cannot write this")

// WritePDF writes the document as a PDF. The same document gives the same bytes.
//
// gopdf keeps the whole document in memory, what pages share once for each of
// them: a planner of 400 pages, or a notebook of 200 with dots, takes about 200 MB
// and two seconds. Nothing reaches w before the file is complete; after an error
// of w itself, or when the context ends, it may hold part of it.
//
// Errors are those of [einkpdf.Document.WritePDF] and those that match
// [ErrUnsupported]. It may be called several times, also at the same time.
func WritePDF(ctx context.Context, d *einkpdf.Document, w io.Writer) error {
	_, err := WritePDFStats(ctx, d, w)
	return err
}

// WritePDFStats is WritePDF with figures of what was written. There is never an
// outline, and destinations are places that the links of pages may name.
func WritePDFStats(ctx context.Context, d *einkpdf.Document, w io.Writer) (einkpdf.Stats, error) {
	var out *backend
	err := d.Draw(ctx, func(info draw.Info) draw.Backend {
		out = newBackend(ctx, w, info)
		return out
	})
	if err != nil {
		return einkpdf.Stats{}, err
	}
	return einkpdf.Stats{Pages: out.pages, Links: out.links, Destinations: len(out.anchors), Bytes: out.bytes}, nil
}
