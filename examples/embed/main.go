// Command embed renders a planner in a Go program.
//
//	go run ./examples/embed march.pdf
package main

import (
	"cmp"
	"context"
	_ "embed"
	"errors"
	"flag"
	"log"
	"os"

	"github.com/einkpdf/platform/einkpdf"
)

//go:embed planner.yaml
var planner []byte

func main() {
	flag.Parse()
	if err := render(context.Background(), planner, cmp.Or(flag.Arg(0), "planner.pdf")); err != nil {
		log.Fatal(err)
	}
}

func render(ctx context.Context, source []byte, path string) error {
	project, err := einkpdf.Parse(source)
	if err != nil {
		return err
	}
	document, err := einkpdf.Compile(ctx, project, einkpdf.Options{})
	if err != nil {
		return err
	}
	f, err := os.Create(path) //nolint:gosec // the user names it
	if err != nil {
		return err
	}
	return errors.Join(document.WritePDF(ctx, f), f.Close())
}
