package main

import (
	"context"

	"github.com/go-fonts/dejavu/dejavusans"
	"github.com/go-fonts/dejavu/dejavusansbold"
	"github.com/signintech/gopdf"
)

const (
	regular = "DejaVu Sans"
	bold    = "DejaVu Sans Bold"
)

// drawGopdf draws the workload with gopdf as its README does: one page after
// the other, everything with the calls for text, lines, rectangles and links.
// Dots are filled squares, gopdf's shortest way to a dot.
func drawGopdf(ctx context.Context, w workload, out string) (counts, error) {
	pdf := &gopdf.GoPdf{}
	pdf.Start(gopdf.Config{PageSize: gopdf.Rect{W: pageW, H: pageH}})
	if err := pdf.AddTTFFontData(regular, dejavusans.TTF); err != nil {
		return counts{}, err
	}
	if err := pdf.AddTTFFontData(bold, dejavusansbold.TTF); err != nil {
		return counts{}, err
	}
	d := gopdfDrawing{pdf: pdf, static: w.static(), counts: counts{Pages: len(w.pages)}}
	for _, p := range w.pages {
		if err := ctx.Err(); err != nil {
			return counts{}, err
		}
		if err := d.page(w, p); err != nil {
			return counts{}, err
		}
	}
	d.outline.Parse()
	return d.counts, pdf.WritePdf(out)
}

type gopdfDrawing struct {
	pdf     *gopdf.GoPdf
	static  []label
	counts  counts
	outline gopdf.OutlineNodes
}

func (d *gopdfDrawing) page(w workload, p page) error {
	pdf := d.pdf
	pdf.AddPage()
	if err := pdf.SetFont(regular, "", 9); err != nil {
		return err
	}
	pdf.SetXY(0, 0)
	pdf.SetAnchor(p.key())
	d.bookmark(p)

	pdf.SetLineWidth(0.4)
	for i := range linesN {
		y := linesY + float64(i)*linesGap
		pdf.Line(linesX1, y, linesX2, y)
	}
	for c := range calCols + 1 {
		x := calX + float64(c)*cellW
		pdf.Line(x, calY, x, calY+calRows*cellH)
	}
	for r := range calRows + 1 {
		y := calY + float64(r)*cellH
		pdf.Line(calX, y, calX+calCols*cellW, y)
	}
	for r := range dotsNY {
		for c := range dotsNX {
			pdf.RectFromUpperLeftWithStyle(dotsX+float64(c)*dotsPitch, dotsY+float64(r)*dotsPitch, dotSize, dotSize, "F")
		}
	}
	for _, l := range append(d.static[:len(d.static):len(d.static)], w.dynamic(p.day)...) {
		if err := d.label(l); err != nil {
			return err
		}
	}
	return nil
}

func (d *gopdfDrawing) label(l label) error {
	family := regular
	if l.bold {
		family = bold
	}
	if err := d.pdf.SetFont(family, "", l.size); err != nil {
		return err
	}
	d.pdf.SetXY(l.x+2, l.y+2)
	if err := d.pdf.Cell(nil, l.text); err != nil {
		return err
	}
	d.counts.Texts++
	if l.to != "" {
		d.pdf.AddInternalLink(l.to, l.x, l.y, l.w, l.h)
		d.counts.Links++
	}
	return nil
}

// bookmark adds the page to the outline, below its year and month.
func (d *gopdfDrawing) bookmark(p page) {
	node := &gopdf.OutlineNode{Obj: d.pdf.AddOutlineWithPosition(p.title())}
	if p.kind == yearPage {
		d.outline = append(d.outline, node)
		return
	}
	above := d.outline[len(d.outline)-1]
	if p.kind == dayPage {
		above = above.Children[len(above.Children)-1]
	}
	above.Children = append(above.Children, node)
}
