package projects

import (
	"context"
	"errors"
	"strconv"
)

// Unpublish takes a project out of the gallery. The owner may, and admins, who say
// why: then it is also withheld, whether it was there or not, until Readmit. It is
// no error if it is not there. Errors: CodeNotFound, CodeForbidden, CodeReason.
func (s *Service) Unpublish(ctx context.Context, by Actor, id, reason string) error {
	reason = plainReason(reason)
	may := func(r Reader) (p Project, admin bool, err error) {
		p, err = s.find(ctx, r, by, id, need{Owner, anywhere})
		if err == nil || CodeOf(err) == "" || !isAdmin(by) {
			return p, false, err
		}
		p, err = forAdmin(ctx, r, id, reason)
		return p, true, err
	}
	err := s.c.Store.Read(ctx, func(r Reader) error {
		_, _, err := may(r)
		return err
	})
	if err != nil {
		return err
	}
	return s.c.Store.Write(ctx, func(w Writer) error {
		p, admin, err := may(w)
		if err != nil {
			return err
		}
		if !admin {
			return s.unpublish(ctx, w, by, id)
		}
		return s.withhold(ctx, w, by, p, reason)
	})
}

// Readmit ends what an admin's Unpublish began: the owner may publish the project
// again. Admins may, and say why. It is no error if it is not withheld. Errors:
// CodeNotFound, CodeForbidden, CodeReason.
func (s *Service) Readmit(ctx context.Context, by Actor, id, reason string) error {
	reason = plainReason(reason)
	may := func(r Reader) (Project, error) {
		if isAdmin(by) {
			return forAdmin(ctx, r, id, reason)
		}
		_, err := s.find(ctx, r, by, id, need{role: Viewer})
		if err == nil {
			err = adminsOnly()
		}
		return Project{}, err
	}
	err := s.c.Store.Read(ctx, func(r Reader) error {
		_, err := may(r)
		return err
	})
	if err != nil {
		return err
	}
	return s.c.Store.Write(ctx, func(w Writer) error {
		p, err := may(w)
		if err != nil || p.Withheld == "" {
			return err
		}
		if err := w.Withhold(ctx, id, ""); err != nil {
			return err
		}
		return s.record(ctx, w, deed{action: ActionReadmit, by: by.User, project: id, detail: map[string]string{"reason": reason}})
	})
}

func isAdmin(by Actor) bool { return by.Admin && by.User != "" }

func adminsOnly() error { return refuse(CodeForbidden, "", "This is for admins. Please ask one.") }

// forAdmin returns any project to an admin who says why. Errors: CodeNotFound,
// CodeReason.
func forAdmin(ctx context.Context, r Reader, id, reason string) (Project, error) {
	p, err := r.Project(ctx, id)
	if err != nil {
		return Project{}, orNoProject(err)
	}
	if reason == "" {
		return Project{}, refuse(CodeReason, "reason", "Please say why: it is kept with what you do.")
	}
	return p, nil
}

// withhold keeps a project out of the gallery from now on. The last reason given is
// the one that counts.
func (s *Service) withhold(ctx context.Context, w Writer, by Actor, p Project, reason string) error {
	if p.Withheld == reason { // then it is not in the gallery
		return nil
	}
	if err := w.Withhold(ctx, p.ID, reason); err != nil {
		return err
	}
	detail, err := takeOut(ctx, w, p.ID)
	if err != nil {
		return err
	}
	detail["reason"] = reason
	return s.record(ctx, w, deed{action: ActionUnpublish, by: by.User, project: p.ID, detail: detail})
}

// unpublish removes the entry of a project, if there is one.
func (s *Service) unpublish(ctx context.Context, w Writer, by Actor, id string) error {
	detail, err := takeOut(ctx, w, id)
	if err != nil || len(detail) == 0 {
		return err
	}
	return s.record(ctx, w, deed{action: ActionUnpublish, by: by.User, project: id, detail: detail})
}

// takeOut removes the entry of a project, if there is one, and returns what the
// audit trail says of it.
func takeOut(ctx context.Context, w Writer, id string) (detail map[string]string, err error) {
	e, err := w.Entry(ctx, id)
	if errors.Is(err, ErrNotFound) {
		return map[string]string{}, nil
	}
	if err != nil {
		return nil, err
	}
	_, err = w.DeleteEntry(ctx, id)
	return map[string]string{"slug": e.Slug, "version": strconv.Itoa(e.Version)}, err
}
