package projectfile

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime"
	"time"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/widget"
	"github.com/einkpdf/platform/projects"
)

// Config is how files are read. The zero value is right for most uses.
type Config struct {
	// Limits bound what a file may ask for, as einkpdf.Limits says. FileBytes is
	// projects.MaxSource at most.
	Limits einkpdf.Limits
	// Widgets are kinds of widgets beside the built-in ones.
	Widgets []widget.Kind
	// Timeout is how long a file is worked on, not counting the time it waits for
	// its turn; 0 = 2 s. A file that takes longer is said to be too slow.
	Timeout time.Duration
	// CheckTimeout is how long Refit checks a file beyond that; 0 = 10 s.
	CheckTimeout time.Duration
	// Concurrent is how many files are worked on at a time; 0 = one for each
	// processor that Go uses.
	Concurrent int
	// Waiting is how many more may wait for their turn; 0 = 16 for each that is
	// worked on. Beyond these it is projects.ErrBusy at once.
	Waiting int
}

// Files are the project files of the renderer: a [projects.Files]. It is safe for
// concurrent use.
type Files struct {
	c    Config
	gate gate
}

var _ projects.Files = (*Files)(nil)

// New makes a Files. Negative numbers count as 0.
func New(c Config) *Files {
	if c.Limits.FileBytes <= 0 || c.Limits.FileBytes > projects.MaxSource {
		c.Limits.FileBytes = projects.MaxSource
	}
	c.Timeout = cmp.Or(max(c.Timeout, 0), 2*time.Second)
	c.CheckTimeout = cmp.Or(max(c.CheckTimeout, 0), 10*time.Second)
	c.Concurrent = cmp.Or(max(c.Concurrent, 0), runtime.GOMAXPROCS(0))
	c.Waiting = cmp.Or(max(c.Waiting, 0), 16*c.Concurrent)
	return &Files{c, newGate(c.Concurrent, c.Waiting)}
}

// Codes of problems that are not the renderer's.
const (
	CodeTooSlow       = "too-slow"        // took longer than Config.Timeout
	CodeTooManyAssets = "too-many-assets" // more than projects.MaxAssets
	CodeAssetName     = "bad-asset-name"  // that no asset can have
	CodePredecessor   = "predecessor"     // a file of einkpdf's predecessor, which Convert reads
)

// errSlow ends the work on a file that takes longer than it may.
var errSlow = fmt.Errorf("projectfile: too slow: %w", context.DeadlineExceeded)

// run waits for its turn and calls work, in a goroutine of its own. The error
// is that of work, errSlow, projects.ErrBusy, or ctx's; a panic of work is given to
// failed, whose error it then is. What work has not finished when the time is up
// it goes on with, still counted among those at work, until it looks at its
// context; it must touch nothing that the caller looks at after an error.
func (f *Files) run(ctx context.Context, timeout time.Duration, work func(context.Context) error, failed func(v any) error) error {
	if err := f.gate.enter(ctx); err != nil {
		return err
	}
	within, cancel := context.WithTimeoutCause(ctx, timeout, errSlow)
	done := make(chan error, 1)
	go func() {
		defer f.gate.leave()
		defer cancel()
		defer func() {
			if v := recover(); v != nil {
				done <- failed(v)
			}
		}()
		err := work(within)
		if errors.Is(err, within.Err()) && err != nil {
			err = ended(ctx, within)
		}
		done <- err
	}()
	select {
	case err := <-done:
		return err
	case <-within.Done():
	}
	select {
	case err := <-done: // both at once, and a result is a result
		return err
	default:
		return ended(ctx, within)
	}
}

// ended says why work came to its end before it was done.
func ended(ctx, within context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return context.Cause(within)
}
