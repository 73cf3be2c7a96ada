package httpapi

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/legacy"
	"github.com/einkpdf/platform/jobs/renderjob"
	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/projects/projectfile"
)

// Bounds of an import.
const (
	importFile = 32 << 20         // bytes of a file: what package legacy reads
	importBody = importFile + 1e6 // and what a form may have around it
	importTime = 5 * time.Minute  // that a file may come for
	maxNotes   = 200              // of the report
	maxNote    = 500              // bytes of each
)

// imported is a project of the predecessor's file, and what is not as it was.
type imported struct {
	Project projects.Project `json:"project"`
	Images  []importedImage  `json:"images"`
	Report  importReport     `json:"report"`
}

// importedImage is an image that was inside the file.
type importedImage struct {
	Name    string `json:"name"`  // as the report calls it
	Asset   string `json:"asset"` // as the project file does
	Existed bool   `json:"existed"`
}

// importReport is legacy.Report in short.
type importReport struct {
	Changed  int          `json:"changed"`
	Replaced int          `json:"replaced"`
	Dropped  int          `json:"dropped"`
	Ignored  int          `json:"ignored"`
	Notes    []importNote `json:"notes"` // what matters most first
	More     int          `json:"more,omitempty"`
}

type importNote struct {
	Kind    string `json:"kind"`
	Line    int    `json:"line,omitempty"` // of the file that was sent
	Message string `json:"message"`
}

// importProject makes a project of one of the predecessor's files. Its images become assets first, then the project is made; whoever is cut off in between sends
// the file again, and images that are there already are the same assets.
func importProject(c *call) error {
	leave, err := c.api.imports.enter(c.user())
	if err != nil {
		return err
	}
	defer leave()
	converted, err := c.convert()
	if err != nil {
		return err
	}
	images, undo, err := c.importImages(converted.Images)
	if err != nil {
		return err
	}
	names := make(map[string]string, len(images))
	for _, img := range images {
		names[img.Name] = img.Asset
	}
	source, err := converted.Source(names)
	if err != nil {
		undo()
		return unconverted(err)
	}
	p, err := c.api.c.Projects.Create(c.ctx(), c.inProjects(), projects.NewProject{Name: c.r.URL.Query().Get("name"), Source: source, Imported: true})
	if err != nil {
		undo()
		return err
	}
	h := c.w.Header()
	h.Set("Location", c.at(p))
	h.Set("ETag", tag(p.Version))
	return c.answer(http.StatusCreated, imported{p, some(images), reportOf(converted.Report)})
}

// convert reads the file, as fast as it has to come, and then its project.
func (c *call) convert() (*projectfile.Converted, error) {
	c.w = hurried{c.w, time.Now().Add(importTime)}
	about, body, err := c.receive(importFile)
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(body)
	if err != nil {
		return nil, err
	}
	done, err := c.api.imports.convert(c.ctx())
	if err != nil {
		return nil, err
	}
	defer done()
	file := cut(about.Name, 100)
	if about.Name == c.r.URL.Query().Get("name") { // that is the project's
		file = ""
	}
	converted, err := projectfile.Convert(data, file)
	if errors.Is(err, projectfile.ErrForeign) {
		return nil, refuse(http.StatusUnprocessableEntity, "not-importable", "file", "This is no project or template of the predecessor. Send a project file of einkpdf's to "+c.api.c.Prefix+"/projects instead.")
	}
	if err != nil {
		return nil, unconverted(err)
	}
	return converted, nil
}

// hurried is the http.ResponseWriter of a request that has to be here by a time. There is room for few imports at once, so that nobody may keep it by sending slowly.
type hurried struct {
	http.ResponseWriter
	until time.Time
}

// Unwrap is for http.ResponseController.
func (h hurried) Unwrap() http.ResponseWriter { return h.ResponseWriter }

// SetReadDeadline sets an earlier one; the zero time, that nothing more is awaited, is as it is.
func (h hurried) SetReadDeadline(t time.Time) error {
	if t.After(h.until) {
		t = h.until
	}
	return http.NewResponseController(h.ResponseWriter).SetReadDeadline(t)
}

// unconverted is why no project can be made of a file: its findings.
func unconverted(err error) error {
	list, ok := errors.AsType[einkpdf.Errors](err)
	if !ok {
		return err
	}
	p := refuse(http.StatusUnprocessableEntity, "import-errors", "file", "This file cannot be imported. See what is wrong with it below, mend it, and send it again.")
	for _, e := range list[:min(len(list), renderjob.MaxFindings)] {
		f := renderjob.Finding{Severity: "error", Line: e.Line, Col: e.Col, Code: e.Code, Message: cut(e.Message, maxNote), Hint: cut(e.Hint, maxNote)}
		if len(e.Pointer) <= 200 {
			f.Pointer = e.Pointer
		}
		p.Findings = append(p.Findings, f)
	}
	return p
}

// importImages makes images assets of whoever asks. undo takes back those that were not there before, for an import that comes to nothing.
func (c *call) importImages(list []projectfile.Image) (images []importedImage, undo func(), err error) {
	s, by := c.api.c.Assets, c.inAssets()
	undo = func() {
		// Also when the one who asked has gone. What cannot be taken back is an asset that they see in their list.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(c.ctx()), 10*time.Second)
		defer cancel()
		for _, img := range images {
			if !img.Existed {
				_ = s.Delete(ctx, by, img.Asset, false)
			}
		}
	}
	switch {
	case len(list) == 0:
		return nil, undo, nil
	case s == nil:
		return nil, undo, refuse(http.StatusUnprocessableEntity, "images-unsupported", "file", "There are images inside this file, and no images are kept here. Take them out of it first.")
	case len(list) > projects.MaxAssets:
		return nil, undo, refuse(http.StatusUnprocessableEntity, "import-errors", "file", fmt.Sprintf("There are %d images inside this file. Take some out: a project has at most %d.", len(list), projects.MaxAssets))
	}
	for _, img := range list {
		up, err := s.Upload(c.ctx(), by, assets.NewUpload{Name: img.Name, Size: int64(len(img.Data))}, bytes.NewReader(img.Data))
		if err != nil {
			undo()
			return nil, undo, ofImage(img.Name, err)
		}
		images = append(images, importedImage{img.Name, up.ID, up.Existed})
	}
	return images, undo, nil
}

// ofImage is what is wrong with an image, as it is said of the file around it.
func ofImage(name string, err error) error {
	e, ok := errors.AsType[*assets.Error](err)
	if !ok || e.Code == assets.CodeUnauthenticated || e.Code == assets.CodeBusy {
		return err
	}
	of := *e
	of.Field, of.Message = "file", "Of the image "+name+" in this file: "+e.Message
	return &of
}

func reportOf(r legacy.Report) importReport {
	report := importReport{Changed: r.Count(legacy.Changed), Replaced: r.Count(legacy.Replaced), Dropped: r.Count(legacy.Dropped), Ignored: r.Count(legacy.Ignored), Notes: []importNote{}}
	for _, n := range r.Notes[:min(len(r.Notes), maxNotes)] {
		report.Notes = append(report.Notes, importNote{n.Kind.String(), n.Line, cut(n.String(), maxNote)})
	}
	report.More = len(r.Notes) - len(report.Notes)
	return report
}
