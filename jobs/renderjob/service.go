package renderjob

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"runtime"
	"time"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/jobs/isolate"
)

// Kind is the kind of the jobs.
const Kind = "render"

// Projects are the projects of users.
type Projects interface {
	// Source returns a version of a project to a user who may see it; 0 = the current one. Its errors are what Submit returns.
	Source(ctx context.Context, user, project string, version int) (Source, error)
}

// Source is a version of a project.
type Source struct {
	Project string // id: up to 200 bytes, in UTF-8 and without NUL
	Version int
	Name    string // of the project: the file is named after it
	Title   string // of the file; "" = not known
	Device  string // that the project says; "" = not known
	File    []byte
	Pages   int // on the device that the project says; 0 = not known
	// Problems are why nothing can be made of it. With any it is not rendered.
	Problems []Finding
}

// Assets are the images and fonts of users.
type Assets interface {
	// For returns what a user may read. An error that is fs.ErrNotExist says that there is no such asset, or none for the user; any
	// other error that it cannot be read now. ctx ends with the job.
	For(ctx context.Context, user string) einkpdf.Assets
}

// Config is what a Service works with. Queue and Projects are for Submit, Sandbox and Assets for Handler: a program that does one of
// these leaves the others out. Queue has its Blobs in both: what cannot be opened is made again.
type Config struct {
	Queue    jobs.Queue
	Projects Projects
	Sandbox  *isolate.Sandbox
	Assets   Assets // nil: every asset is missing
	Quota    Quota  // nil: every user may have what Project allows. It is for Submit

	// Limits bound the child of a job. Zero fields: 600 s, as much of processors' time, 256 MiB of memory, 50,000,000 bytes of output, 64 open
	// files. jobs.Config.Timeout must be longer than Time.
	Limits isolate.Limits
	// Project bounds what a project may ask for: 1,000 pages, or as many as Quota says if that is less, and what else einkpdf.Limits says.
	Project einkpdf.Limits
	// AssetBytes is how many bytes of images and fonts a job may read; 0 = 64 MiB.
	AssetBytes int64

	// Validate allows Options.Validate. Main was given pdfvalidate.Worker then.
	Validate bool
	// Validation bounds that child. Zero fields: 120 s, as much of processors' time, 1 GiB of memory.
	Validation isolate.Limits

	// Version is that of the renderer: a result is used again for the same one alone. "" = a hash of the running program, which has the renderer, its
	// fonts and the widgets in it. Programs that submit and those that render are to have the same one, so it must be given where they are not
	// the same program (isolate.Config.Command).
	Version string
	// TempDir is where files are kept while they are made; "" = os.TempDir. They have no name there on Unix, and lose it when the job
	// ends elsewhere.
	TempDir string

	Now    func() time.Time // nil = time.Now
	Logger *slog.Logger     // nil = silent
}

// Service submits and does render jobs. It is safe for concurrent use.
type Service struct {
	c       Config
	log     *slog.Logger
	parsing chan struct{} // bounds what is parsed in this process
}

// New makes a Service. Its errors say what is missing in c, or why the running program cannot be hashed.
func New(c Config) (*Service, error) {
	if (c.Queue == nil) != (c.Projects == nil) {
		return nil, errors.New("renderjob: Config needs both Queue and Projects, or none of them")
	}
	if c.Queue == nil && c.Sandbox == nil {
		return nil, errors.New("renderjob: Config needs Queue and Projects, or Sandbox, or all of them")
	}
	c.Limits = limits(c.Limits, isolate.Limits{Time: 600 * time.Second, Memory: 256 << 20, Output: 50_000_000, Files: 64})
	c.Validation = limits(c.Validation, isolate.Limits{Time: 120 * time.Second, Memory: 1 << 30, Output: 1, Files: 64})
	c.Project.Pages = cmp.Or(max(c.Project.Pages, 0), 1_000)
	c.AssetBytes = cmp.Or(max(c.AssetBytes, 0), 64<<20)
	c.TempDir = cmp.Or(c.TempDir, os.TempDir())
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Version == "" {
		v, err := version()
		if err != nil {
			return nil, err
		}
		c.Version = v
	}
	log := c.Logger
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return &Service{c, log, make(chan struct{}, 2)}, nil
}

// Version is that of the renderer.
func (s *Service) Version() string { return s.c.Version }

// limits is l with defaults.
func limits(l, otherwise isolate.Limits) isolate.Limits {
	l.Time = cmp.Or(max(l.Time, 0), otherwise.Time)
	l.CPU = cmp.Or(max(l.CPU, 0), l.Time)
	l.Memory = cmp.Or(max(l.Memory, 0), otherwise.Memory)
	l.Output = cmp.Or(max(l.Output, 0), otherwise.Output)
	l.Files = cmp.Or(max(l.Files, 0), otherwise.Files)
	return l
}

// version is a hash of the running program.
func version() (string, error) {
	path := "/proc/self/exe" // also when the file was replaced or deleted
	if runtime.GOOS != "linux" {
		var err error
		if path, err = os.Executable(); err != nil {
			return "", fmt.Errorf("renderjob: Config.Version is needed: %w", err)
		}
	}
	f, err := os.Open(path) //nolint:gosec // the running program
	if err != nil {
		return "", fmt.Errorf("renderjob: Config.Version is needed: %w", err)
	}
	defer f.Close() //nolint:errcheck // it was only read
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", fmt.Errorf("renderjob: Config.Version is needed: %w", err)
	}
	return "build-" + hex.EncodeToString(h.Sum(nil)[:12]), nil
}
