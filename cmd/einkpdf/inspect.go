package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/geom"
)

type inspectCmd struct {
	Page string `placeholder:"N|KEY" help:"Page to look at: its number, from 1, or its key. With --line it may be left out."`
	At   string `placeholder:"X,Y" xor:"at" help:"What is at this place of the page, from its top left corner: in points, or with units, as in 35mm,70mm."`
	Line *int   `placeholder:"N" xor:"at" help:"What is written on this line of the project file, on the first page that shows it or the one of --page."`
	JSON bool   `name:"json" help:"Print the page, or what was asked for of it, as one JSON object."`
	projectFlags
}

// Validate checks what the project has no part in.
func (i *inspectCmd) Validate() error {
	switch {
	case i.Line != nil && *i.Line < 1:
		return atLeastOne("--line", i.Line)
	case i.Page == "" && i.Line == nil:
		return fmt.Errorf("say which page with --page, or which line of the project with --line")
	}
	return i.projectFlags.Validate()
}

// Run prints where the widgets and links of a page are.
func (i *inspectCmd) Run(ctx context.Context, s streams) error {
	at, err := parseAt(i.At)
	if err != nil {
		return err
	}
	o, err := i.open(ctx, s.in)
	if err != nil {
		return err
	}
	page, err := i.look(ctx, o, at)
	if err != nil {
		return o.from.locate(err)
	}
	if i.JSON {
		err = printJSON(s.out, page)
	} else {
		err = printLayout(s.out, pageName(o.document, page.Index), page, i.nothing())
	}
	if err != nil {
		return cannot("write", "standard output", err)
	}
	return nil
}

// look is what was asked for of the page, or of the first one that shows the line.
func (i *inspectCmd) look(ctx context.Context, o *opened, at func(geom.Size, geom.Unit) geom.Point) (*einkpdf.PageLayout, error) {
	if i.Page == "" {
		return o.findLine(ctx, *i.Line)
	}
	page, err := o.layout(ctx, i.Page)
	switch {
	case err != nil:
		return nil, err
	case i.Line != nil:
		o.keepLine(page, *i.Line)
	case i.At != "":
		point := at(page.Size, o.pixel())
		if point.X < 0 || point.Y < 0 || point.X > page.Size.W || point.Y > page.Size.H {
			return nil, &usageError{fmt.Sprintf("--at: %s is not on the page, which has %.2f × %.2f pt", i.At, page.Size.W.Points(), page.Size.H.Points())}
		}
		keepAt(page, point)
	}
	return page, nil
}

// nothing says that there is nothing of what was asked for.
func (i *inspectCmd) nothing() string {
	switch {
	case i.Line != nil:
		return fmt.Sprintf("nothing of this page is written on line %d; without --page, the first page is found that shows it", *i.Line)
	case i.At != "":
		return "there is no widget and no link at " + i.At
	}
	return "the page is blank"
}

// parseAt reads a place: two lengths with a comma between them, of which those
// without a unit are points.
func parseAt(text string) (func(geom.Size, geom.Unit) geom.Point, error) {
	wrong := &usageError{fmt.Sprintf("--at: %q is no place; write x and y in points, as in 100,250, or with units, as in 35mm,70mm", text)}
	x, y, two := strings.Cut(text, ",")
	if !two && text != "" {
		return nil, wrong
	}
	var lengths [2]geom.Length
	for i, part := range []string{x, y} {
		part = strings.TrimSpace(part)
		if _, plain := geom.ParseDecimal(part); plain {
			part += "pt"
		}
		l, err := geom.ParseLength(part)
		if text != "" && (err != nil || !l.Physical() && l.Unit != geom.Percent) {
			return nil, wrong
		}
		lengths[i] = l
	}
	return func(page geom.Size, pixel geom.Unit) geom.Point {
		return geom.Point{X: lengths[0].Resolve(page.W, pixel), Y: lengths[1].Resolve(page.H, pixel)}
	}, nil
}

// layout is a page with the places of the file that the project came from.
func (o *opened) layout(ctx context.Context, name string) (*einkpdf.PageLayout, error) {
	index, err := choosePage(o.document, name)
	if err != nil {
		return nil, err
	}
	page, err := o.document.Layout(ctx, index)
	if err == nil {
		o.from.places(page)
	}
	return page, err
}

// findLine is the first page that shows what is written on a line, and of it
// what is written there.
func (o *opened) findLine(ctx context.Context, line int) (page *einkpdf.PageLayout, err error) {
	if o.from != nil {
		page, _, err = o.document.FindPointer(ctx, o.from.pointer(line))
	} else {
		page, _, err = o.document.FindLine(ctx, line)
	}
	if err != nil {
		return nil, err
	}
	if page == nil {
		return nil, &usageError{fmt.Sprintf("--line: no page shows what is written on line %d", line)}
	}
	o.from.places(page)
	o.keepLine(page, line)
	return page, nil
}

// keepLine leaves of a page what is written on a line.
func (o *opened) keepLine(page *einkpdf.PageLayout, line int) {
	kept := page.OnLine(line)
	if o.from != nil {
		kept = page.OfPointer(o.from.pointer(line))
	}
	meant := map[string]bool{}
	for _, w := range kept {
		meant[w.Pointer] = true
	}
	page.Widgets = append([]einkpdf.WidgetBox{}, kept...)
	links := []einkpdf.LinkBox{}
	for _, l := range page.Links {
		if meant[l.Pointer] {
			links = append(links, l)
		}
	}
	page.Links = links
}

// keepAt leaves of a page the widget at a place, those around it, and the link there.
func keepAt(page *einkpdf.PageLayout, at geom.Point) {
	widgets, links := []einkpdf.WidgetBox{}, []einkpdf.LinkBox{}
	for _, w := range page.Around(page.At(at)) {
		widgets = append(widgets, *w)
	}
	if l := page.LinkAt(at); l != nil {
		links = append(links, *l)
	}
	page.Widgets, page.Links = widgets, links
}

// pixel is the side of a pixel of the panel.
func (o *opened) pixel() geom.Unit { return o.document.Device().Px(1) }

// printLayout prints a page for people: lengths are in points. nothing is what to
// say of a page without widgets and links.
func printLayout(out io.Writer, name string, page *einkpdf.PageLayout, nothing string) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(out, "%s\ndesign %s, %.2f × %.2f pt\n", name, page.Design, page.Size.W.Points(), page.Size.H.Points())
	if len(page.Widgets) > 0 {
		fmt.Fprintln(w, "\nLINE\tX\tY\tWIDTH\tHEIGHT\t  WIDGET")
	}
	for _, b := range page.Widgets {
		fmt.Fprintf(w, "%s\t%s\t  %s%s  %s\n", lines(b.Line, b.EndLine), box(b.Box), strings.Repeat("  ", b.Depth), b.Type, b.Pointer)
	}
	if len(page.Links) > 0 {
		fmt.Fprintln(w, "\nLINE\tX\tY\tWIDTH\tHEIGHT\t  LEADS TO")
	}
	for _, l := range page.Links {
		fmt.Fprintf(w, "%s\t%s\t  page %d: %s\n", lines(l.Line, 0), box(l.Box), l.TargetIndex+1, l.Target)
	}
	if len(page.Widgets)+len(page.Links) == 0 {
		fmt.Fprintf(out, "\n%s\n", nothing)
	}
	return w.Flush()
}

func box(r geom.Rect) string {
	return fmt.Sprintf("%.2f\t%.2f\t%.2f\t%.2f", r.X.Points(), r.Y.Points(), r.W.Points(), r.H.Points())
}

// lines are the lines from one to another; 0 is not known.
func lines(from, to int) string {
	switch {
	case from == 0:
		return "-"
	case to <= from:
		return fmt.Sprint(from)
	}
	return fmt.Sprintf("%d-%d", from, to)
}
