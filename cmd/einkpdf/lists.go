package main

import (
	"encoding/json"
	"fmt"
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
		e := json.NewEncoder(s.out)
		e.SetIndent("", "  ")
		return e.Encode(device.All())
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
