package pdfout

import (
	"errors"
	"fmt"
	"strings"

	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

// Close writes fonts, destinations, outline, page labels, metadata and the page
// map, and ends the file. It does not close the underlying writer. pageMap has
// one lasting key a page, or is nil to leave the map out.
func (w *Writer) Close(outline []*draw.Outline, pageMap []string) error {
	if err := w.ready(); err != nil {
		return err
	}
	w.closed = true
	if err := w.finish(outline, pageMap); err != nil {
		return w.stop(err)
	}
	return w.err
}

func (w *Writer) finish(outline []*draw.Outline, pageMap []string) error {
	if len(w.pages) == 0 {
		return errors.New("pdfout: the document has no pages")
	}
	if w.plan > 0 && len(w.pages) != w.plan {
		return fmt.Errorf("pdfout: %d pages were planned, but there are %d", w.plan, len(w.pages))
	}
	if err := w.checkDests(); err != nil {
		return err
	}
	pieces, err := w.writePageMap(pageMap)
	if err != nil {
		return err
	}
	w.writeFonts()
	w.writeResources()
	tree := w.writePageTree()
	outlines, err := w.writeOutline(outline)
	if err != nil {
		return err
	}

	cat := fmt.Appendf(nil, "<</Type/Catalog/Version/1.7/Pages %d 0 R/ViewerPreferences<</DisplayDocTitle true>>", tree)
	if num := w.writeDests(); num != 0 {
		cat = fmt.Appendf(cat, "/Names<</Dests %d 0 R>>", num)
	}
	if outlines != 0 {
		cat = fmt.Appendf(cat, "/Outlines %d 0 R/PageMode/UseOutlines", outlines)
	}
	if num := w.writeLabels(); num != 0 {
		cat = fmt.Appendf(cat, "/PageLabels %d 0 R", num)
	}
	if w.info.Lang != "" {
		cat = appendTextString(append(cat, "/Lang"...), w.info.Lang)
	}
	cat = append(cat, pieces...)
	w.flushPack()

	metadata, info, root := w.alloc(), w.alloc(), w.alloc()
	w.rawStream(metadata, "/Type/Metadata/Subtype/XML", w.info.xmp(pageMap != nil))
	w.object(info, w.info.dict(pageMap != nil))
	w.object(root, fmt.Appendf(cat, "/Metadata %d 0 R>>", metadata))
	w.writeXref(root, info)
	return w.err
}

// writePageMap writes the page keys, one a line in page order, and gives the
// catalog entry under which a later program finds them.
func (w *Writer) writePageMap(keys []string) (string, error) {
	if keys == nil {
		return "", nil
	}
	if len(keys) != len(w.pages) {
		return "", fmt.Errorf("pdfout: the page map has %d keys for %d pages", len(keys), len(w.pages))
	}
	for i, k := range keys {
		if strings.ContainsAny(k, "\r\n") {
			return "", fmt.Errorf("pdfout: the key %q of page %d has a line break", k, i+1)
		}
	}
	num := w.alloc()
	w.stream(num, "", []byte(strings.Join(keys, "\n")+"\n"))
	_, modified := w.info.dates(true)
	b := appendDate([]byte("/PieceInfo<</einkpdf<<"), "/LastModified", modified)
	return string(fmt.Appendf(b, "/Private %d 0 R>>>>", num)), nil
}
