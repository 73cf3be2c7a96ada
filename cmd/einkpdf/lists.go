package main

import (
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/device"
	"github.com/einkpdf/platform/einkpdf/gallery"
)

type schemaCmd struct{}

// Run prints the JSON Schema.
func (schemaCmd) Run(s streams) error {
	schema, err := einkpdf.Parser{}.Schema()
	if err != nil {
		return err
	}
	_, err = s.out.Write(schema)
	return err
}

type devicesCmd struct {
	JSON bool `name:"json" help:"Print everything that is known, as JSON."`
}

// Run lists the devices.
func (d devicesCmd) Run(s streams) error {
	if d.JSON {
		return d.json(s.out)
	}
	w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "NAME\tDEVICE\tPIXELS\tPPI\tPAGE\tCOLOUR")
	for _, p := range device.All() {
		size, colour := p.PageSize(), "-"
		if p.Color {
			colour = string(p.Technology)
		}
		fmt.Fprintf(w, "%s\t%s\t%d×%d\t%d\t%.1f × %.1f pt\t%s\n", p.Name, p.Title, p.Width, p.Height, p.PPI, size.W.Points(), size.H.Points(), colour)
	}
	return w.Flush()
}

// deviceJSON is a device of the JSON list; lengths are in points.
type deviceJSON struct {
	Name       string            `json:"name"`
	Title      string            `json:"title"`
	Maker      string            `json:"maker"`
	WidthPx    int               `json:"width_px"`
	HeightPx   int               `json:"height_px"`
	PPI        int               `json:"ppi"`
	WidthPt    float64           `json:"width_pt"`
	HeightPt   float64           `json:"height_pt"`
	Technology device.Technology `json:"technology"`
	Greys      int               `json:"greys,omitempty"`
	Color      bool              `json:"color"`
	ColorPPI   int               `json:"color_ppi,omitempty"`
	Toolbar    *edgesJSON        `json:"toolbar_pt,omitempty"`
	DeadBands  *edgesJSON        `json:"dead_bands_pt,omitempty"`
	MinTap     float64           `json:"min_tap_pt"`
	MinText    float64           `json:"min_text_pt"`
	Source     string            `json:"source"`
	Confidence device.Confidence `json:"confidence"`
	Note       string            `json:"note,omitempty"`
}

// edgesJSON is what a device takes from its edges, for the right hand.
type edgesJSON struct {
	Top    float64 `json:"top"`
	Right  float64 `json:"right"`
	Bottom float64 `json:"bottom"`
	Left   float64 `json:"left"`
}

func newEdgesJSON(r device.Reserve) *edgesJSON {
	if !r.Measured {
		return nil // not known, rather than zero
	}
	e := r.Edges
	return &edgesJSON{e.Top.Points(), e.Right.Points(), e.Bottom.Points(), e.Left.Points()}
}

func (d devicesCmd) json(w io.Writer) error {
	list := []deviceJSON{}
	for _, p := range device.All() {
		size := p.PageSize()
		list = append(list, deviceJSON{
			Name: p.Name, Title: p.Title, Maker: p.Maker,
			WidthPx: p.Width, HeightPx: p.Height, PPI: p.PPI, WidthPt: size.W.Points(), HeightPt: size.H.Points(),
			Technology: p.Technology, Greys: p.Greys, Color: p.Color, ColorPPI: p.ColorPPI,
			Toolbar: newEdgesJSON(p.Toolbar), DeadBands: newEdgesJSON(p.DeadBands),
			MinTap: p.MinTap.Points(), MinText: p.MinText.Points(),
			Source: p.Source, Confidence: p.Confidence, Note: p.Note,
		})
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(list)
}

type galleryCmd struct {
	Name string `arg:"" optional:"" help:"Project to print; without it all are listed."`
}

// Run lists the built-in projects or prints one.
func (g galleryCmd) Run(s streams) error {
	if g.Name != "" {
		source, err := gallery.Source(g.Name)
		if err != nil {
			return &usageError{err.Error()}
		}
		_, err = s.out.Write(source)
		return err
	}
	w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "NAME\tWHAT IT IS")
	for _, e := range gallery.All() {
		fmt.Fprintf(w, "%s\t%s\n", e.Name, e.About)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintln(s.out, "\nRender one:     einkpdf render gallery:NAME\nMake it yours:  einkpdf gallery NAME > mine.yaml")
	return err
}
