package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/legacy"
)

type importCmd struct {
	File   string `arg:"" help:"File of the predecessor: its project.json, or a compiled or raw template; - for standard input."`
	Out    string `short:"o" placeholder:"PROJECT.yaml" help:"File to write, - for standard output. Without it: the file's name with .yaml in the current folder, or standard output when it comes from standard input."`
	Assets string `placeholder:"DIR" help:"Folder for the images that the file has inside. It is made if need be."`
	Report string `placeholder:"FILE" help:"File for the report of what was changed, - for standard output. Without it: standard error."`
}

// Run turns a file of the predecessor into a project file.
func (i *importCmd) Run(ctx context.Context, s streams) error {
	data, name, err := readProject(ctx, i.File, s.in)
	if err != nil {
		return err
	}
	if !legacy.Is(data) {
		return &usageError{name + " is not a project.json or template of the predecessor"}
	}
	out := i.output()
	if err := i.check(out); err != nil {
		return err
	}
	result, err := legacy.Read(data, legacy.Options{File: name})
	if err != nil {
		return err
	}
	if n := len(result.Assets); n > 0 && i.Assets == "" {
		return &usageError{fmt.Sprintf("%s has %s inside; name a folder for them: --assets DIR", name, things(n, "image"))}
	}
	file, err := einkpdf.Encoder{Header: header(name, out, i.Assets, result)}.Encode(result.Project)
	if err != nil {
		return err
	}
	if _, err := (einkpdf.Parser{File: out}).Parse(file); err != nil { // such as one that is too large
		return err
	}
	options := einkpdf.Options{Assets: result.Assets, Limits: einkpdf.Limits{Pages: importedPages}}
	if _, err := einkpdf.Compile(ctx, result.Project, options); err != nil {
		return (&origin{name, result}).locate(err)
	}
	if err := writeAssets(i.Assets, result.Assets); err != nil {
		return err
	}
	if err := writeTo(out, s.out, copyOf(file)); err != nil {
		return err
	}
	report := copyOf([]byte(result.Report.String()))
	if i.Report == "" {
		return report(s.err)
	}
	return writeTo(i.Report, s.out, report)
}

// importedPages is how many pages an imported project may have.
const importedPages = 10_000

// check refuses outputs that cannot be meant.
func (i *importCmd) check(out string) error {
	if err := checkOutput(out, i.File, ".yaml"); err != nil {
		return err
	}
	if i.Report == "" {
		return nil
	}
	if i.Report == out {
		return &usageError{"the project and the report cannot both go to " + strings.Replace(out, "-", "standard output", 1)}
	}
	return checkOutput(i.Report, i.File, ".txt")
}

// output is the file to write.
func (i *importCmd) output() string {
	if i.Out != "" {
		return i.Out
	}
	if i.File == "-" {
		return "-"
	}
	name := filepath.Base(i.File)
	return strings.TrimSuffix(name, filepath.Ext(name)) + ".yaml"
}

// header is the comment at the head of an imported project.
func header(name, out, assets string, r *legacy.Result) string {
	command := "einkpdf render FILE"
	if out != "-" {
		command = "einkpdf render " + filepath.Base(out)
	}
	if len(r.Assets) > 0 && assets != "" {
		command += " --assets DIR"
	}
	head := "Imported from " + filepath.Base(name) + ". Render it with: " + command
	if changes := counts(r.Report); changes != "" {
		head += "\nNot everything is as it was there: " + changes + "."
	}
	return head
}

// writeAssets writes images into a folder.
func writeAssets(dir string, assets legacy.Assets) error {
	if len(assets) == 0 {
		return nil
	}
	if err := os.Mkdir(dir, 0o777); err != nil && !errors.Is(err, fs.ErrExist) { //nolint:gosec // as the umask says
		return cannot("make the folder", dir, err)
	}
	for _, name := range slices.Sorted(maps.Keys(assets)) {
		if err := replace(filepath.Join(dir, filepath.Base(name)), 0, copyOf(assets[name])); err != nil {
			return err
		}
	}
	return nil
}

func copyOf(data []byte) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.Copy(w, bytes.NewReader(data))
		return err
	}
}

// openProject is the project of a file: one of our own, or one of the
// predecessor, whose images are then among the assets.
func openProject(data []byte, name string, o *einkpdf.Options) (*einkpdf.Project, *origin, error) {
	if !legacy.Is(data) {
		p, err := einkpdf.Parser{File: name, Limits: o.Limits}.Parse(data)
		return p, nil, err
	}
	result, err := legacy.Read(data, legacy.Options{File: name, Limits: o.Limits})
	if err != nil {
		return nil, nil, err
	}
	folder := o.Assets
	o.Assets = einkpdf.AssetFunc(func(asset string) ([]byte, error) {
		data, err := result.Assets.Asset(asset)
		if err != nil && folder != nil {
			return folder.Asset(asset)
		}
		return data, err
	})
	return result.Project, &origin{name, result}, nil
}

// summary says in one line that not everything is as it was there.
func summary(w io.Writer, name string, r legacy.Report) {
	if changes := counts(r); changes != "" {
		fmt.Fprintf(w, "%s: a project of the predecessor; not everything is as it was there: %s (einkpdf import lists them)\n", name, changes)
	}
}

// counts says how many things are not as they were.
func counts(r legacy.Report) string {
	var parts []string
	for _, p := range []struct {
		n    int
		what string
	}{{r.Count(legacy.Dropped), "left out"}, {r.Count(legacy.Replaced), "replaced"}, {r.Count(legacy.Changed), "changed"}} {
		if p.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", p.n, p.what))
		}
	}
	return strings.Join(parts, ", ")
}

func things(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
