package main

import (
	"fmt"
	"text/tabwriter"

	"github.com/einkpdf/platform/einkpdf"
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
	_, err := fmt.Fprintln(s.out, "\nThey are made for tablets held in portrait.\n\nRender one:     einkpdf render gallery:NAME\nMake it yours:  einkpdf gallery NAME > mine.yaml")
	return err
}
