package projects

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"strings"
)

// DeviceChange is what came of a change of device.
type DeviceChange struct {
	Project Project `json:"project"`
	// Copied says that Project is a new project of by's own, and the one asked
	// about is as it was.
	Copied bool `json:"copied"`
	// Report is what the checks find on the device: einkpdf.CheckReport.
	Report json.RawMessage `json:"report"`
}

// ChangeDevice makes a project one for another device. Editors may. Where the file
// says its lengths for any device, only the name of the device is changed in it;
// where it has places and sizes for one page size, they are scaled, in a copy: a
// clone that belongs to by. A project that is for the device already stays as it is.
//
// Errors: CodeNotFound, CodeForbidden, CodeTrashed, CodeDevice, CodeDraft,
// CodeTooLarge, CodeConflict, CodeBusy, CodeOwnerFull and those of Assets; for a copy those of Quota as
// well, and CodeUnauthenticated if by is deleted.
func (s *Service) ChangeDevice(ctx context.Context, by Actor, id string, seen int, device string) (DeviceChange, error) {
	d := doing{
		need: need{Editor, inUse}, seen: seen, change: Refitted, action: ActionRefit,
		// Only of a write like this: whether the device is right already, Files say.
		repeats: func(_ Project, current Version) bool { return current.Number > seen && current.Device == device },
	}
	var source []byte
	p, current, done, err := s.look(ctx, by, id, d, func(r Reader, p Project) (err error) {
		source, err = r.Source(ctx, id, p.Version)
		return err
	})
	if err != nil {
		return DeviceChange{}, err
	}
	if current.Draft {
		return DeviceChange{}, isDraft(nil)
	}
	fit, err := s.c.Files.Refit(ctx, bytes.Clone(source), device)
	if err != nil {
		return DeviceChange{}, refitError(err)
	}
	if done || bytes.Equal(fit.Source, source) {
		return DeviceChange{Project: p, Report: fit.Report}, nil
	}
	if err := checkSize(fit.Source); err != nil {
		return DeviceChange{}, err
	}
	facts, err := s.inspect(ctx, fit.Source)
	if err != nil {
		return DeviceChange{}, err
	}
	change := DeviceChange{Copied: fit.Scaled, Report: fit.Report}
	if fit.Scaled {
		change.Project, err = s.scaledCopy(ctx, by, id, d, fit.Source, facts)
	} else {
		change.Project, err = s.write(ctx, by, id, d, func(w Writer, e *edition) error { return s.file(ctx, w, by, e, fit.Source, facts) })
	}
	if err != nil {
		return DeviceChange{}, err
	}
	return change, nil
}

// scaledCopy makes a clone of a project with another file.
func (s *Service) scaledCopy(ctx context.Context, by Actor, id string, d doing, source []byte, facts Facts) (Project, error) {
	var p Project
	err := s.commit(ctx, by, id, d.seen, func(w Writer) error {
		origin, _, _, err := s.admit(ctx, w, by, id, d)
		if err != nil {
			return err
		}
		if err := upToDate(origin, d.seen); err != nil { // it is admitted, too, if by has refitted it meanwhile
			return err
		}
		uses, err := w.Assets(ctx, id, origin.Version)
		if err != nil {
			return err
		}
		p, err = s.add(ctx, w, by, birth{
			change: Cloned, action: ActionClone, name: origin.ownName(), source: source, facts: facts, like: origin,
			origin: &Origin{Project: id, Version: origin.Version, Name: origin.Name}, uses: uses,
			detail: map[string]string{"device": facts.Device},
		})
		if err != nil || by.id() == origin.Owner {
			return err
		}
		return w.CountClone(ctx, id, by.id())
	})
	if err != nil {
		return Project{}, err
	}
	s.c.Observer.OnWrite(Cloned, p.Bytes)
	return p, nil
}

// ownName is p's name, or "" if that is the title of its file.
func (p *Project) ownName() string {
	if p.Named {
		return p.Name
	}
	return ""
}

// refitError says in words for whoever asks what Files returned.
func refitError(err error) error {
	switch {
	case errors.Is(err, ErrDevice):
		return &Error{Code: CodeDevice, Field: "device", Message: cmp.Or(reasonOf(err), "There is no such device."), Err: err}
	case errors.Is(err, ErrDraft):
		return &Error{Code: CodeDraft, Message: cmp.Or(reasonOf(err), hasErrors), Err: err}
	}
	return orBusy(err)
}

// maxRefusal bounds the reason of a Refusal, in bytes: it may repeat what a file says.
const maxRefusal = 500

// reasonOf is the reason of a Refusal in one line, or "".
func reasonOf(err error) string {
	refusal, ok := errors.AsType[*Refusal](err)
	if !ok {
		return ""
	}
	text := strings.ToValidUTF8(cutText(refusal.Reason, maxRefusal), "")
	return strings.Join(strings.Fields(strings.Map(visible, text)), " ")
}

const hasErrors = "This project has errors. Please mend them first."

func isDraft(err error) error {
	return &Error{Code: CodeDraft, Message: hasErrors, Err: err}
}
