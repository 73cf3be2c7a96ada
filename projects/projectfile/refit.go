package projectfile

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/device"
	"github.com/einkpdf/platform/einkpdf/edit"
	"github.com/einkpdf/platform/einkpdf/widget"
	"github.com/einkpdf/platform/projects"
)

// Refit makes of a file one for another device, as edit.Refit does: where the file
// says its lengths for any page, only the name of the device is changed in it;
// where its places are for one page size, it is scaled. A file that is for the device
// already, also by what its own device is like, stays as it is.
//
// The report is an einkpdf.CheckReport of the file on that device. Images and fonts
// are not looked at: there are no findings about missing ones, and texts in fonts of
// the file's own are measured in a built-in one. When the checks take longer than
// Config.CheckTimeout the report says so in one finding, of CodeTooSlow.
//
// The errors are projects.ErrDevice, projects.ErrDraft, projects.ErrBusy and
// ctx's. A file whose device cannot be changed for another reason, such as one that
// would become too large, is ErrDraft too, in a projects.Refusal that says why;
// that of ErrDevice has the names that were probably meant.
func (f *Files) Refit(ctx context.Context, source []byte, device string) (projects.Refit, error) {
	type result struct {
		refit projects.Refit
		err   error
	}
	done := make(chan result, 1)
	err := f.run(ctx, f.c.Timeout+f.c.CheckTimeout, func(ctx context.Context) error {
		refit, err := f.refit(ctx, source, device)
		done <- result{refit, err}
		return err
	}, func(v any) error {
		return refuse("The device could not be changed. This is a mistake of the program; please report the file.", fmt.Errorf("%w: %s", projects.ErrDraft, panicked(v).Message))
	})
	if errors.Is(err, errSlow) {
		return projects.Refit{}, refuse("Changing the device takes too long. Please try again, or with fewer pages, widgets or conditions.", fmt.Errorf("%w: %w", projects.ErrDraft, errSlow))
	}
	if err != nil {
		return projects.Refit{}, err
	}
	return (<-done).refit, nil
}

func (f *Files) refit(ctx context.Context, source []byte, name string) (projects.Refit, error) {
	project, err := f.parse(source)
	if err != nil {
		return projects.Refit{}, fmt.Errorf("%w: %w", projects.ErrDraft, err)
	}
	profile, err := project.LookupDevice(name)
	if err != nil {
		return projects.Refit{}, noDevice(err)
	}
	options := einkpdf.Options{Limits: f.c.Limits, Assets: newStandIns(project)}
	if _, err := einkpdf.Compile(ctx, project, options); err != nil {
		if ctx.Err() != nil {
			return projects.Refit{}, ctx.Err()
		}
		return projects.Refit{}, fmt.Errorf("%w: %w", projects.ErrDraft, err)
	}
	out, scaled, err := edit.Refit(source, project, name, f.c.Widgets...)
	if err == nil {
		project, err = f.parse(out) // it may be too large
	}
	if err != nil {
		return projects.Refit{}, refuse("The device cannot be changed to "+profile.Name+why(err), fmt.Errorf("%w: for %s: %w", projects.ErrDraft, profile.Name, err))
	}
	report, err := f.check(ctx, project, profile, options)
	if err != nil {
		return projects.Refit{}, err
	}
	return projects.Refit{Source: out, Scaled: scaled, Report: report}, nil
}

// check is the report of a project on its device.
func (f *Files) check(ctx context.Context, p *einkpdf.Project, profile device.Profile, o einkpdf.Options) (json.RawMessage, error) {
	within, cancel := context.WithTimeout(ctx, f.c.CheckTimeout)
	defer cancel()
	report, err := einkpdf.CheckProject(within, p, o, einkpdf.CheckOptions{})
	switch {
	case err == nil:
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case within.Err() != nil:
		report = &einkpdf.CheckReport{Device: profile.Name, Hand: "right", Orientation: p.Orientation, Ignored: []einkpdf.CheckFinding{},
			Findings: []einkpdf.CheckFinding{{Severity: widget.Warning, Code: CodeTooSlow,
				Message: fmt.Sprintf("the checks took longer than %s and were not finished", f.c.CheckTimeout), Hint: "check the file with einkpdf check"}}}
	default:
		return nil, fmt.Errorf("projectfile: check: %w", err)
	}
	return json.Marshal(report)
}
