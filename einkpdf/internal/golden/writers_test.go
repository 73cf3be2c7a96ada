package golden

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"

	"github.com/einkpdf/platform/einkpdf/gopdfout"
	"github.com/einkpdf/platform/einkpdf/internal/inktest"
	"github.com/einkpdf/platform/einkpdf/pdfcheck"
)

// Tolerances between the writers, which round and smooth in their own ways.
const (
	minAlike  = 0.99 // of the ink, within one pixel, in both directions
	linkSlack = 0.02 // points
)

// compareWriters says how the document differs as gopdf writes it: its links and
// the pictures of the same pages. Pictures of differences go to the folder out.
func compareWriters(ctx context.Context, r *result, name, out string) (problems []string, err error) {
	var b bytes.Buffer
	if err := gopdfout.WritePDF(ctx, r.document, &b); err != nil {
		return nil, err
	}
	links, err := pdfcheck.Links(b.Bytes())
	if err != nil {
		return nil, err
	}
	var lines []string
	for _, d := range pdfcheck.Compare(r.links, links, linkSlack) {
		lines = append(lines, d.String())
	}
	if len(lines) > 0 {
		problems = append(problems, "other links:\n"+shorten(lines))
	}
	if r.pictures == nil {
		return problems, nil
	}
	pictures, err := drawPages(ctx, b.Bytes(), dpi, r.pages)
	if err != nil {
		return nil, err
	}
	for _, page := range r.pages {
		own, other := r.pictures[page], pictures[page]
		lost, added := inktest.Compare(own, other)
		if own.Bounds() == other.Bounds() && min(lost, added) >= minAlike {
			continue
		}
		path := filepath.Join(out, fmt.Sprintf("%s-page-%d-gopdf.png", name, page))
		if err := sideBySide(path, own, other); err != nil {
			return nil, err
		}
		problems = append(problems, fmt.Sprintf("page %d: %.2f %% of the ink is not there, %.2f %% only there; ours, gopdf's, and the difference: %s",
			page, 100*(1-lost), 100*(1-added), path))
	}
	return problems, nil
}
