package projects

import (
	"context"
	"errors"
)

// place is where a project may be for something to be done with it.
type place int

const (
	anywhere place = iota
	inUse          // not in the trash
	inTrash
)

// need is what it takes to do something with a project. Viewer is the least.
type need struct {
	role  Role
	place place
}

// find returns a project for by, with by's Role. This is where access to projects is
// decided, and nowhere else; each method calls it in the transaction in which it
// does what it does.
//
// Whoever is no member of the project, or of one that is in somebody else's trash,
// gets CodeNotFound as if there were no such project (OWASP ASVS 4.0.3, 4.2.1).
// Errors: CodeNotFound, CodeForbidden, CodeTrashed, CodeNotTrashed.
func (s *Service) find(ctx context.Context, r Reader, by Actor, id string, n need) (Project, error) {
	if by.id() == "" {
		return Project{}, noProject()
	}
	p, err := r.Project(ctx, id)
	if err != nil {
		return Project{}, orNoProject(err)
	}
	p.Role, err = r.Role(ctx, id, by.id())
	if err != nil {
		return Project{}, orNoProject(err)
	}
	switch {
	case !p.TrashedAt.IsZero() && p.Role != Owner:
		return Project{}, noProject()
	case !p.Role.atLeast(n.role):
		return Project{}, notAllowed(n.role)
	}
	if err := p.mustBe(n.place); err != nil {
		return Project{}, err
	}
	return p, nil
}

// mustBe refuses what cannot be done with a project where it is. Errors:
// CodeTrashed, CodeNotTrashed.
func (p Project) mustBe(where place) error {
	trashed := !p.TrashedAt.IsZero()
	switch {
	case trashed && where == inUse:
		return refuse(CodeTrashed, "", "This project is in the trash. Please restore it first.")
	case !trashed && where == inTrash:
		return refuse(CodeNotTrashed, "", "This project is not in the trash: there is nothing to restore. To delete it, please put it there first.")
	}
	return nil
}

// notAllowed tells a member who may do that.
func notAllowed(least Role) error {
	if least == Owner {
		return refuse(CodeForbidden, "", "Only the owner of this project may do that. Please ask them.")
	}
	return refuse(CodeForbidden, "", "You may look at this project as it is now. To change it, or to see how it was before, please ask its owner to make you an editor.")
}

// atLeast tells whether a role may do what the other may.
func (r Role) atLeast(other Role) bool { return r.rank() >= other.rank() }

func (r Role) rank() int {
	switch r {
	case Owner:
		return 3
	case Editor:
		return 2
	case Viewer:
		return 1
	}
	return 0
}

// upToDate refuses a write that did not see the current version.
func upToDate(p Project, seen int) error {
	if p.Version == seen {
		return nil
	}
	return &Error{
		Code: CodeConflict, Field: "version", Message: "This project has changed since you opened it. Please look at what it is now before you write yours.",
		Current: &Current{Version: p.Version, At: p.UpdatedAt, By: p.UpdatedBy}, Err: ErrConflict,
	}
}

// loggedIn refuses whoever has no projects: nobody, and operators.
func loggedIn(by Actor) error {
	if by.id() == "" {
		return refuse(CodeUnauthenticated, "", "Please log in.")
	}
	return nil
}

// here refuses what a user who is deleted still had on the way, in the transaction
// that would make something for them.
func here(ctx context.Context, r Reader, by Actor) error {
	gone, err := r.Gone(ctx, by.id())
	if err == nil && gone {
		return refuse(CodeUnauthenticated, "", "Please log in.")
	}
	return err
}

func noProject() error {
	return refuse(CodeNotFound, "", "There is no such project. Please look among yours, or ask its owner to share it.")
}

func orNoProject(err error) error {
	if errors.Is(err, ErrNotFound) {
		return noProject()
	}
	return err
}
