// Package preview shows pages of projects while somebody looks at them: in the process, within tight bounds of pages, pixels and time, and no more at
// once than the machine has processors. It joins the renderer with whoever has projects and assets; PDFs are made by jobs/renderjob.
package preview

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"time"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/widget"
	"github.com/einkpdf/platform/jobs/renderjob"
)

// Config is what New makes a Service of. Projects must be given; the zero value of everything else is what its comment says.
type Config struct {
	Projects renderjob.Projects // who may see which version, and its file
	Assets   renderjob.Assets   // nil: every asset is missing
	Limits   einkpdf.Limits     // of a project; zero fields: 1,000 pages, and what einkpdf.Limits says
	Widgets  []widget.Kind      // beside the built-in ones

	Pixels     int           // of a picture, each side; 0 = 4,000
	Timeout    time.Duration // of one answer, without the time it waits for its turn; 0 = 5 s
	Concurrent int           // answers that are made at a time; 0 = one for each processor that Go uses
	Waiting    int           // that wait for their turn; 0 = 16 for each that is made. More are CodeBusy at once
	Each       int           // of these, one user's; 0 = a quarter. More are CodeBusy at once, for them alone
	Documents  int           // compiled projects that are kept, those asked for last; 0 = 32
	Bytes      int64         // of project files of these, together; 0 = 8 MiB

	Logger   *slog.Logger // nil = silent
	Observer Observer
}

// Observer is told what happens, to be counted.
type Observer struct {
	OnAnswer func(what string, took time.Duration, kept bool) // "page", "pages", "check"; kept: the document was compiled before
	OnBusy   func()
}

// Code is what went wrong, for programs.
type Code string

// The codes of *Error.
const (
	CodeInvalid Code = "invalid-options" // Field says which
	CodeNoPage  Code = "no-such-page"
	CodeDraft   Code = "draft" // Findings say why it cannot be shown
	CodeLimit   Code = "project-too-large"
	CodeBusy    Code = "busy"     // RetryAfter says when
	CodeSlow    Code = "too-slow" // it took longer than Config.Timeout
)

// Error is an error for the one who asked.
type Error struct {
	Code       Code
	Message    string
	Hint       string
	Field      string
	Findings   []renderjob.Finding // of CodeDraft
	RetryAfter time.Duration
	Err        error
}

func (e *Error) Error() string { return "preview: " + e.Message }

// Unwrap returns what was behind it.
func (e *Error) Unwrap() error { return e.Err }

// Of is what is to be shown: a version of a project that is kept, or a file that is not saved yet.
type Of struct {
	User    string // who asks; "" = nobody, who sees what is public
	Project string // id; "" = File
	Version int    // 0 = the current one
	File    []byte // a project file, or a draft of one
	Options Options
}

// Options say how it is shown. Empty ones are as the project says.
type Options struct {
	Device, Locale, Orientation, Hand string
}

// Picture says how a picture is. The zero value is what the device shows.
type Picture struct {
	SVG   bool
	Width int // pixels; 0 = the panel's
}

// Info is what there is to see.
type Info struct {
	Project string     `json:"project,omitempty"`
	Version int        `json:"version,omitempty"`
	Title   string     `json:"title"`
	Device  string     `json:"device"`
	Width   int        `json:"width"`  // of a page, in pixels of the panel
	Height  int        `json:"height"` //
	Pages   []PageInfo `json:"pages"`
}

// PageInfo names a page.
type PageInfo struct {
	Number int    `json:"number"` // from 1
	Key    string `json:"key"`
	Design string `json:"design"`
}

// Service shows pages. It is safe for concurrent use.
type Service struct{ c Config }

// New makes a Service.
func New(c Config) (*Service, error) {
	if c.Projects == nil {
		return nil, errors.New("preview: no Projects")
	}
	return &Service{c}, nil
}

// Pages lists the pages. Errors: *Error, and those of Config.Projects.
func (s *Service) Pages(ctx context.Context, of Of) (Info, error) { return Info{}, errors.New("preview: not built") }

// Page shows the page of a key or a number ("month/2026-03", "12"): w gets the picture once all of it is there, so nothing is written with an error. etag is the
// same as long as the picture is.
func (s *Service) Page(ctx context.Context, of Of, page string, p Picture, w func(contentType, etag string) io.Writer) error {
	return errors.New("preview: not built")
}

// Layout is where widgets and links of a page stand, with their lines in the file.
func (s *Service) Layout(ctx context.Context, of Of, page string) (*einkpdf.PageLayout, error) {
	return nil, errors.New("preview: not built")
}

// Check says what a reader would stumble over.
func (s *Service) Check(ctx context.Context, of Of) (*einkpdf.CheckReport, error) { return nil, errors.New("preview: not built") }
