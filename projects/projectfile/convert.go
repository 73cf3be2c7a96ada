package projectfile

import (
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/edit"
	"github.com/einkpdf/platform/einkpdf/legacy"
	"github.com/einkpdf/platform/projects"
)

// ErrForeign is what Convert says of data that is no file of the predecessor.
var ErrForeign = errors.New("projectfile: not a file of the predecessor")

// Image is an image that was inside a file.
type Image struct {
	Name string // what the project calls it, as image-1.png; unique in the file
	Data []byte // a PNG, JPEG or GIF, decoded once and found whole
}

// Converted is a file of the predecessor as a project. It is safe for concurrent
// use.
type Converted struct {
	Title  string        // of the project; at most projects.MaxName characters
	Images []Image       // in the order of their names; the bytes must not be changed
	Report legacy.Report // what is not as it was

	file    string
	project *einkpdf.Project
}

// Convert reads one of the predecessor's files: a project.json, or a compiled or raw
// template. file is its name in errors, notes and the header of the project file; it
// is never opened. The errors are ErrForeign, and einkpdf.Errors with everything
// that is wrong with the file, each with its place.
//
// What it takes is bounded by those bounds of package legacy that are for files
// with images inside: 32 MiB of file, 800,000 values, 32 million pixels.
func Convert(data []byte, file string) (converted *Converted, err error) {
	defer func() {
		if v := recover(); v != nil {
			converted, err = nil, einkpdf.Errors{{File: file, Code: einkpdf.CodeInternal, Message: fmt.Sprintf("the file could not be read: %.200v", v)}}
		}
	}()
	if !legacy.Is(data) {
		return nil, ErrForeign
	}
	result, err := legacy.Read(data, legacy.Options{File: file})
	if err != nil {
		return nil, err
	}
	c := &Converted{Title: clean(result.Project.Title, projects.MaxName), Report: result.Report, file: file, project: result.Project}
	for _, name := range slices.SortedFunc(maps.Keys(result.Assets), byNumber) {
		c.Images = append(c.Images, Image{name, result.Assets[name]})
	}
	return c, nil
}

// byNumber sorts image-2.png before image-10.png.
func byNumber(a, b string) int {
	if len(stem(a)) != len(stem(b)) {
		return len(stem(a)) - len(stem(b))
	}
	return strings.Compare(a, b)
}

func stem(name string) string { return strings.TrimSuffix(name, filepath.Ext(name)) }

// Source is the project file, a YAML with a short comment at its head. rename has
// for the name of each image the name of the asset that it became; an image that
// it does not have keeps its name. There are no images in the file, only names.
//
// The error is an einkpdf.Errors: the file would be larger than
// projects.MaxSource, or has what no file can say.
func (c *Converted) Source(rename map[string]string) ([]byte, error) {
	project := edit.RenameAssets(c.project, rename)
	if edit.Larger(project, 2*projects.MaxSource) { // before it is made
		return nil, c.tooLarge(fmt.Sprintf("more than %d", 2*projects.MaxSource))
	}
	file, err := einkpdf.Encoder{Header: c.header()}.Encode(project)
	if err != nil {
		return nil, err
	}
	if len(file) > projects.MaxSource {
		return nil, c.tooLarge(fmt.Sprint(len(file)))
	}
	return file, nil
}

func (c *Converted) tooLarge(size string) error {
	return einkpdf.Errors{{File: c.file, Code: einkpdf.CodeTooLarge, Message: fmt.Sprintf("as a project file it has %s bytes, at most %d are allowed", size, projects.MaxSource)}}
}

// header says where the file comes from.
func (c *Converted) header() string {
	head := "Imported"
	if name := clean(filepath.Base(c.file), projects.MaxName); c.file != "" && name != "" {
		head += " from " + name
	}
	var parts []string
	for _, p := range []struct {
		kind legacy.Kind
		what string
	}{{legacy.Dropped, "left out"}, {legacy.Replaced, "replaced"}, {legacy.Changed, "changed"}} {
		if n := c.Report.Count(p.kind); n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, p.what))
		}
	}
	if len(parts) == 0 {
		return head + "."
	}
	return head + ". Not everything is as it was there: " + strings.Join(parts, ", ") + "."
}
