package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/device"
	"github.com/einkpdf/platform/einkpdf/locale"
)

// projectFlags say which project a command is about and how it is compiled.
type projectFlags struct {
	File        string `arg:"" help:"Project file, - for standard input, or gallery:NAME for a built-in project."`
	Device      string `placeholder:"NAME" help:"Device to render for, instead of the project's: a built-in one (see: einkpdf devices) or one of the project's own."`
	Orientation string `enum:",portrait,landscape" default:"" placeholder:"HOW" help:"How the device is held, portrait or landscape, instead of the project's."`
	Locale      string `placeholder:"TAG" help:"Language and region of dates, instead of the project's, as in de-AT."`
	Hand        string `enum:"right,left" default:"right" help:"Hand that holds the pen, right or left; toolbars stand on the other side."`
	Assets      string `placeholder:"DIR" help:"Folder with the images and fonts that the project names."`
	Pages       int    `name:"max-pages" placeholder:"N" default:"1000" help:"Refuse projects with more pages (default 1000)."`
}

// Validate checks what the project has no part in.
func (f *projectFlags) Validate() error {
	if f.Pages < 1 {
		return fmt.Errorf("--max-pages must be at least 1, is %d", f.Pages)
	}
	if f.Locale != "" {
		if _, err := locale.Lookup(f.Locale); err != nil {
			return fmt.Errorf("--locale: %s", strings.TrimPrefix(err.Error(), "locale: "))
		}
	}
	return nil
}

// checkDevice refuses a device that neither the project nor einkpdf knows.
func (f *projectFlags) checkDevice(project *einkpdf.Project) error {
	if f.Device == "" {
		return nil
	}
	if _, err := project.LookupDevice(f.Device); err != nil {
		return &usageError{"--device: " + err.Error()}
	}
	return nil
}

// options are the flags as the renderer takes them.
func (f *projectFlags) options() (einkpdf.Options, error) {
	assets, err := openAssets(f.Assets)
	o := einkpdf.Options{
		Device: f.Device, Orientation: f.Orientation, Locale: f.Locale, Assets: assets,
		Limits: einkpdf.Limits{Pages: f.Pages},
	}
	if f.Hand == "left" {
		o.Hand = device.Left
	}
	return o, err
}

// output is the file to write: out, or what is called as the project is.
func (f *projectFlags) output(out, suffix string) string {
	if out != "" {
		return out
	}
	if f.File == "-" {
		return "-"
	}
	name, builtin := strings.CutPrefix(f.File, galleryPrefix)
	if !builtin {
		name = filepath.Base(name)
		name = strings.TrimSuffix(name, filepath.Ext(name))
	}
	return name + suffix
}

// opened is a project that was read and compiled.
type opened struct {
	name     string // of the file, in messages
	project  *einkpdf.Project
	document *einkpdf.Document
	from     *origin
}

// open reads and compiles the project.
func (f *projectFlags) open(ctx context.Context, stdin io.Reader) (*opened, error) {
	data, name, err := readProject(ctx, f.File, stdin)
	if err != nil {
		return nil, err
	}
	options, err := f.options()
	if err != nil {
		return nil, err
	}
	project, from, err := openProject(data, name, &options)
	if err != nil {
		return nil, err
	}
	if err := f.checkDevice(project); err != nil {
		return nil, err
	}
	document, err := einkpdf.Compile(ctx, project, options)
	if err != nil {
		return nil, from.locate(err)
	}
	return &opened{name, project, document, from}, nil
}
