// Package preview shows pages of projects while somebody looks at them: in the process, within tight bounds of pages, pixels and time, and no more at
// once than the machine has processors. It joins the renderer with whoever has projects and assets; PDFs are made by jobs/renderjob.
//
//	previews, err := preview.New(preview.Config{Projects: renderjob.FromProjects(projects), Assets: renderjob.FromAssets(assets)})
//	file, err := previews.Page(ctx, preview.Of{User: user, Project: id}, "month/2026-03", preview.Picture{})
//
// # What is kept
//
// Projects that were shown last stay read, and compiled unless they use images or fonts, which are read anew for each answer, with the rights of
// whoever asks; with widgets of the program's own nobody knows whether they do. Answers are not kept: each has an ETag, and who has it already is told so before anything is drawn.
//
// # Who waits
//
// So many answers are made at a time, so many more wait, and of both a user has a share. Whoever comes then is told at once that it is busy
// (CodeBusy), rather than late. A render that takes too long is given up (CodeSlow), but its place is not free before it has really stopped.
package preview

import (
	"cmp"
	"crypto/rand"
	"errors"
	"log/slog"
	"runtime"
	"sync"
	"time"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/widget"
	"github.com/einkpdf/platform/jobs/renderjob"
)

// Config is what New makes a Service of. Projects must be given; the zero value of everything else is what its comment says. Negative numbers
// count as 0.
type Config struct {
	Projects renderjob.Projects // who may see which version, and its file
	Assets   renderjob.Assets   // nil: every asset is missing
	Limits   einkpdf.Limits     // of a project; zero fields: 1,000 pages, a file of 1 MiB, and what einkpdf.Limits says
	Widgets  []widget.Kind      // beside the built-in ones

	Pixels     int           // of a picture, each side; 0 = 4,000. A larger panel is shown smaller
	Timeout    time.Duration // of one answer, without the time it waits for its turn; 0 = 5 s
	Concurrent int           // answers that are made at a time; 0 = one for each processor that Go uses
	Waiting    int           // that wait for their turn; 0 = 16 for each that is made. More are CodeBusy at once
	Wait       time.Duration // for its turn; 0 = 10 s. Then it is CodeBusy, too
	Each       int           // of both, one user's; 0 = a quarter. More are CodeBusy at once, for them alone. Nobody is a user, too
	Documents  int           // compiled projects that are kept, those asked for last; 0 = 32
	Bytes      int64         // of memory that these take together, estimated; 0 = 64 MiB
	AssetBytes int64         // of images and fonts that one answer may read; 0 = 64 MiB

	// Renderer is its version, as renderjob.Service.Version has it: ETags change with it. "" = ETags hold as long as the Service.
	Renderer string

	Logger   *slog.Logger // nil = silent
	Observer Observer
}

// Observer is told what happens, to be counted. It must be quick, and is called from any goroutine.
type Observer struct {
	OnAnswer func(what string, took time.Duration, kept bool) // "page", "pages", "layout", "check"; kept: the document was compiled before
	OnBusy   func()
}

// Of is what is to be shown: a version of a project that is kept, or a file that is not saved yet.
type Of struct {
	User    string // who asks; "" = nobody, who sees what is public
	Project string // id; "" = File
	Version int    // 0 = the current one
	File    []byte // a project file, or a draft of one
	Options Options

	// Public is of a File that everybody may see: it is shown with the images and fonts that everybody may, whoever asks.
	Public bool
	// Has tells whether who asks has the answer of this ETag. Then it is not made: the error is ErrSame. nil = nobody has any.
	Has func(etag string) bool
}

// Options say how it is shown. Empty ones are as the project says.
type Options struct {
	Device      string `json:"device,omitempty"`      // a built-in one, or one of the project's own
	Locale      string `json:"locale,omitempty"`      // as en-GB
	Orientation string `json:"orientation,omitempty"` // portrait or landscape
	Hand        string `json:"hand,omitempty"`        // right, the default, or left
}

// Service shows pages. It is safe for concurrent use.
type Service struct {
	c       Config
	log     *slog.Logger
	gate    *gate
	kept    *kept
	parsing einkpdf.Parser
	schema  func() ([]byte, error)
}

// New makes a Service.
func New(c Config) (*Service, error) {
	if c.Projects == nil {
		return nil, errors.New("preview: no Projects")
	}
	c.Limits.Pages = cmp.Or(max(c.Limits.Pages, 0), 1_000)
	c.Limits.FileBytes = cmp.Or(max(c.Limits.FileBytes, 0), 1<<20)
	c.Pixels = cmp.Or(max(c.Pixels, 0), 4_000)
	c.Timeout = cmp.Or(max(c.Timeout, 0), 5*time.Second)
	c.Concurrent = cmp.Or(max(c.Concurrent, 0), runtime.GOMAXPROCS(0))
	c.Waiting = cmp.Or(max(c.Waiting, 0), 16*c.Concurrent)
	c.Wait = cmp.Or(max(c.Wait, 0), 10*time.Second)
	c.Each = cmp.Or(max(c.Each, 0), (c.Concurrent+c.Waiting+3)/4)
	c.Documents = cmp.Or(max(c.Documents, 0), 32)
	c.Bytes = cmp.Or(max(c.Bytes, 0), 64<<20)
	c.AssetBytes = cmp.Or(max(c.AssetBytes, 0), 64<<20)
	c.Renderer = cmp.Or(c.Renderer, rand.Text())
	if c.Observer.OnAnswer == nil {
		c.Observer.OnAnswer = func(string, time.Duration, bool) {}
	}
	if c.Observer.OnBusy == nil {
		c.Observer.OnBusy = func() {}
	}
	log := c.Logger
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	parser := einkpdf.Parser{Limits: c.Limits, Widgets: c.Widgets}
	return &Service{c, log, newGate(c.Concurrent, c.Waiting, c.Each, c.Wait), newKept(c.Documents, c.Bytes), parser, sync.OnceValues(parser.Schema)}, nil
}

// Schema is the JSON Schema (2020-12) of project files, with the widgets of Config. The caller must not change it.
func (s *Service) Schema() ([]byte, error) { return s.schema() }
