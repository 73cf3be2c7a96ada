package projects

import (
	"context"
	"maps"
)

// NewProject is a project to be made.
type NewProject struct {
	Name   string // "" = the title of the file
	Source []byte // a file, or a draft of one; MaxSource at most
	// Imported says that it was made of a file of another product's: its history and the trail tell. It counts as any other.
	Imported bool
}

// Create makes a project of by's own. Errors: CodeUnauthenticated, CodeName,
// CodeTooLarge, CodeBusy, and those of Quota and of Assets.
func (s *Service) Create(ctx context.Context, by Actor, n NewProject) (Project, error) {
	if err := loggedIn(by); err != nil {
		return Project{}, err
	}
	name, err := optionalName(n.Name)
	if err != nil {
		return Project{}, err
	}
	if err := checkSize(n.Source); err != nil {
		return Project{}, err
	}
	facts, err := s.inspect(ctx, n.Source)
	if err != nil {
		return Project{}, err
	}
	b := birth{change: Created, action: ActionCreate, name: name, source: n.Source, facts: facts}
	if n.Imported {
		b.change, b.action = Imported, ActionImport
	}
	var p Project
	err = s.c.Store.Write(ctx, func(w Writer) (err error) {
		p, err = s.add(ctx, w, by, b)
		return err
	})
	if err != nil {
		return Project{}, err
	}
	s.c.Observer.OnWrite(b.change, p.Bytes)
	return p, nil
}

// optionalName is CheckName for where "" means the title of the file.
func optionalName(name string) (string, error) {
	if name == "" {
		return "", nil
	}
	return CheckName(name)
}

// birth is how a project comes to be.
type birth struct {
	change Change
	action string
	name   string // as CheckName returns it; "" = the title of the file
	source []byte
	facts  Facts // of source
	// like is the project that this one is a clone of: a file that cannot be read
	// has its title, device and pages.
	like   Project
	origin *Origin           // nil = none
	uses   []string          // assets of the version that was cloned: they become by's as well
	detail map[string]string // of the audit event
}

// add makes a project of by's own, who is logged in: all are made here. Errors:
// CodeUnauthenticated for a user who is deleted, and those of Quota and of Assets.
func (s *Service) add(ctx context.Context, w Writer, by Actor, b birth) (Project, error) {
	if err := here(ctx, w, by); err != nil {
		return Project{}, err
	}
	now, source := s.now(), bytesOf(b.source)
	p := Project{
		ID: newID(), Owner: by.id(), Version: 1, Name: b.name, Named: b.name != "",
		Title: b.like.Title, Device: b.like.Device, Pages: b.like.Pages, Bytes: len(source), SHA256: digest(source),
		CreatedAt: now, UpdatedAt: now, UpdatedBy: by.id(), Origin: b.origin,
	}
	p.take(b.facts)
	if s.c.Quota != nil { // first, so that nothing is adopted for what is refused
		if err := s.c.Quota.AddProject(ctx, w.Tx(), p.Owner, p.ID, false); err != nil {
			return Project{}, err
		}
	}
	uses, facts, err := s.uses(ctx, w, by, p, b.uses, b.origin != nil, Facts{}, b.facts)
	if err != nil {
		return Project{}, err
	}
	if err := w.Add(ctx, p, p.version(b.change, facts), source, uses); err != nil {
		return Project{}, err
	}
	p.Role = Owner
	detail := map[string]string{"version": "1"}
	if b.origin != nil {
		detail["origin"] = b.origin.Project
	}
	maps.Copy(detail, b.detail)
	return p, s.record(ctx, w, deed{action: b.action, by: by.User, project: p.ID, detail: detail})
}
