package projectfile

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/device"
	"github.com/einkpdf/platform/einkpdf/legacy"
	"github.com/einkpdf/platform/projects"
)

// Inspect says what a project file is: whether it can be read and compiled, and
// what is in it. Errors are the renderer's codes, and those of this package. A file
// of the predecessor has one error, CodePredecessor.
//
// The device is a built-in one: that of the file, or what a device of the file's
// own is like; only such as are like none have their own name. Designs come by
// name. Images and fonts need not be there: a file is judged as if they were.
//
// The error is projects.ErrBusy or ctx's.
func (f *Files) Inspect(ctx context.Context, source []byte) (projects.Facts, error) {
	var (
		mu    sync.Mutex
		facts found // what is known when the time is up
	)
	keep := func(now found) {
		mu.Lock()
		defer mu.Unlock()
		facts = now
	}
	err := f.run(ctx, f.c.Timeout, func(ctx context.Context) error {
		return f.inspect(ctx, source, keep)
	}, func(v any) error {
		return &failure{panicked(v)}
	})
	mu.Lock()
	defer mu.Unlock()
	if failed, ok := errors.AsType[*failure](err); ok {
		facts.problem(failed.problem)
		return facts.Facts, nil
	}
	if errors.Is(err, errSlow) {
		facts.problem(f.tooSlow())
		return facts.Facts, nil
	}
	if err != nil {
		return projects.Facts{}, err
	}
	return facts.Facts, nil
}

// failure is a problem as an error.
type failure struct{ problem projects.Problem }

func (f *failure) Error() string { return f.problem.Message }

func (f *Files) tooSlow() projects.Problem {
	return projects.Problem{Code: CodeTooSlow, Message: fmt.Sprintf("looking at the file takes longer than %s", f.c.Timeout),
		Hint: "save it again; if that does not help, use fewer pages, widgets or conditions"}
}

// inspect gives keep what is known: when the file is read, and at the end.
func (f *Files) inspect(ctx context.Context, source []byte, keep func(found)) error {
	var facts found
	project, err := f.parse(source)
	if err != nil && len(source) <= f.c.Limits.FileBytes && legacy.Is(source) {
		facts.problem(projects.Problem{Code: CodePredecessor, Message: "this is a project of einkpdf's predecessor",
			Hint: "import it: with the command einkpdf import, or where the service imports projects"})
		keep(facts)
		return nil
	}
	if err != nil {
		facts.wrong(err)
		keep(facts)
		return nil
	}
	facts.Read = true
	facts.Title = clean(project.Title, projects.MaxName)
	facts.Device = cleanBytes(deviceOf(project), maxName)
	for _, name := range slices.Sorted(maps.Keys(project.Designs)) {
		if len(facts.Designs) < projects.MaxDesigns {
			facts.Designs = append(facts.Designs, cleanBytes(name, maxName))
		}
	}
	facts.assets(project)
	facts.Errors = slices.Clip(facts.Errors) // what is added later is not in what is kept
	keep(facts)
	document, err := einkpdf.Compile(ctx, project, einkpdf.Options{Limits: f.c.Limits, Assets: newStandIns(project)})
	if ctx.Err() != nil && err != nil {
		return ctx.Err()
	}
	if err != nil {
		facts.wrong(err)
	} else {
		facts.Pages = document.Len()
	}
	keep(facts)
	return nil
}

// maxName bounds the names of devices and designs, in bytes.
const maxName = 128

func (f *Files) parse(source []byte) (*einkpdf.Project, error) {
	return einkpdf.Parser{Limits: f.c.Limits, Widgets: f.c.Widgets}.Parse(source)
}

// deviceOf is the name of a built-in device: the project's, or the one that the
// project's own device is like. It is the own one's name if that is like none.
func deviceOf(p *einkpdf.Project) string {
	profile, err := p.LookupDevice(cmp.Or(p.Device, "remarkable-2"))
	if err != nil {
		return ""
	}
	if like := p.Devices[profile.Name].Like; like != "" {
		if profile, err = device.Lookup(like); err != nil {
			return ""
		}
	}
	return profile.Name
}
