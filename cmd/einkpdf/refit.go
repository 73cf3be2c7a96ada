package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/edit"
	"github.com/einkpdf/platform/einkpdf/legacy"
)

type refitCmd struct {
	File   string `arg:"" help:"Project file, - for standard input, or gallery:NAME for a built-in project."`
	Device string `required:"" placeholder:"NAME" help:"Device that the project is to be for: a built-in one (see: einkpdf devices) or one of the project's own."`
	Out    string `short:"o" placeholder:"PROJECT.yaml" help:"File to write, - for standard output. Without it: the project's name with the device's in the current folder, or standard output when the project comes from standard input."`
	Assets string `placeholder:"DIR" help:"Folder with the images and fonts that the project names, for the checks."`
}

// Run makes of a project file one for another device, and checks it there.
func (r *refitCmd) Run(ctx context.Context, s streams) error {
	data, name, err := readProject(ctx, r.File, s.in)
	if err != nil {
		return err
	}
	if legacy.Is(data) {
		return &usageError{name + " is a file of the predecessor; make a project of it first: einkpdf import " + r.File}
	}
	if r.Out != "" {
		if err := checkOutput(r.Out, r.File, ".yaml"); err != nil {
			return err
		}
	}
	assets, err := openAssets(r.Assets)
	if err != nil {
		return err
	}
	project, err := einkpdf.Parser{File: name}.Parse(data)
	if err != nil {
		return err
	}
	profile, err := project.LookupDevice(r.Device)
	if err != nil {
		return &usageError{"--device: " + err.Error()}
	}
	file, scaled, err := edit.Refit(data, project, r.Device)
	if err != nil {
		return err
	}
	out := r.output(profile.Name, scaled)
	if err := checkOutput(out, r.File, filepath.Ext(out)); err != nil {
		return err
	}
	if project, err = (einkpdf.Parser{File: out}).Parse(file); err != nil { // such as one that is too large
		return err
	}
	report, err := einkpdf.CheckProject(ctx, project, einkpdf.Options{Assets: assets}, einkpdf.CheckOptions{})
	if err != nil {
		return err
	}
	if err := writeTo(out, s.out, copyOf(file)); err != nil {
		return err
	}
	how := "only the device was changed"
	switch {
	case bytes.Equal(file, data):
		how = "as it was, for it is for " + profile.Name + " already"
	case scaled:
		how = "places and sizes were scaled to its page"
	}
	summarize(s.err, out, how, report)
	return nil
}

// output is the file to write.
func (r *refitCmd) output(device string, scaled bool) string {
	if r.Out != "" {
		return r.Out
	}
	if r.File == "-" {
		return "-"
	}
	name := filepath.Base(strings.TrimPrefix(r.File, galleryPrefix))
	extension := filepath.Ext(name)
	name = strings.TrimSuffix(name, extension) + "-" + device
	if scaled || extension == "" {
		extension = ".yaml"
	}
	return name + extension
}

// summarize says what was done, and what the checks found.
func summarize(w io.Writer, out, how string, report *einkpdf.CheckReport) {
	name := out
	if out == "-" {
		name = "standard output"
	}
	fmt.Fprintf(w, "%s: %s\n", name, how)
	reports := []*einkpdf.CheckReport{report}
	groups := group(reports)
	fmt.Fprintln(w, total(name, groups, reports))
	if len(groups) > 0 && out != "-" {
		fmt.Fprintln(w, "einkpdf check "+out+" lists them")
	}
}
