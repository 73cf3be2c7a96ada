package projects

import (
	"context"
	"errors"
)

// Share lets a user view or edit a project, in place of what they might before.
// The owner may. What is so already changes nothing. Errors: CodeNotFound,
// CodeForbidden, CodeTrashed, CodeGrantRole, CodeNoUser, CodeTooManyGrants.
func (s *Service) Share(ctx context.Context, by Actor, id, user string, role Role) (Grant, error) {
	err := s.c.Store.Read(ctx, func(r Reader) error { return s.mayShare(ctx, r, by, id, user, role) })
	if err != nil {
		return Grant{}, err
	}
	if s.c.Users != nil { // accounts are somewhere else: not within a transaction here
		exists, err := s.c.Users.Exists(ctx, user)
		if err != nil {
			return Grant{}, err
		}
		if !exists {
			return Grant{}, noUser()
		}
	}
	var g Grant
	err = s.c.Store.Write(ctx, func(w Writer) (err error) {
		if err := s.mayShare(ctx, w, by, id, user, role); err != nil {
			return err
		}
		g, err = s.grant(ctx, w, by, Grant{Project: id, User: user, Role: role, At: s.now()})
		return err
	})
	if err != nil {
		return Grant{}, err
	}
	return g, nil
}

// mayShare refuses a grant that cannot be: first whoever may not share, who learns
// nothing about users.
func (s *Service) mayShare(ctx context.Context, r Reader, by Actor, id, user string, role Role) error {
	p, err := s.find(ctx, r, by, id, need{Owner, inUse})
	if err != nil {
		return err
	}
	switch {
	case role != Editor && role != Viewer:
		return refuse(CodeGrantRole, "role", "The role is viewer or editor.")
	case !isKey(user, maxID):
		return noUser()
	case user == p.Owner: // CodeNoUser: that too is not one of those to share with, and a code more would help nobody
		return refuse(CodeNoUser, "user", "This project belongs to that user already.")
	}
	gone, err := r.Gone(ctx, user)
	if err != nil {
		return err
	}
	if gone {
		return noUser()
	}
	return nil
}

// grant writes a grant, if there is room for it.
func (s *Service) grant(ctx context.Context, w Writer, by Actor, g Grant) (Grant, error) {
	all, err := w.Grants(ctx, g.Project)
	if err != nil {
		return Grant{}, err
	}
	before, others := Grant{}, 0
	for _, other := range all {
		if other.User == g.User {
			before = other
		} else {
			others++
		}
	}
	switch {
	case before.Role == g.Role:
		return before, nil
	case before.Role == "" && others >= s.c.MaxGrants:
		return Grant{}, refuse(CodeTooManyGrants, "", "This project is shared with as many users as it can be. Please end one of these grants first.")
	}
	if err := w.PutGrant(ctx, g); err != nil {
		return Grant{}, err
	}
	return g, s.record(ctx, w, deed{
		action: ActionShare, by: by.User, project: g.Project, detail: map[string]string{"user": g.User, "role": string(g.Role)},
	})
}

// Unshare ends that. The owner may, and the user. It is no error if there is
// nothing to end. Whoever ends a grant of their own gets no error whatever the
// project is, and so learns nothing of it. Errors, for others: CodeNotFound,
// CodeForbidden.
func (s *Service) Unshare(ctx context.Context, by Actor, id, user string) error {
	oneself := user != "" && user == by.id()
	may := func(r Reader) error {
		if oneself {
			return nil
		}
		_, err := s.find(ctx, r, by, id, need{Owner, anywhere})
		return err
	}
	nothing := false
	err := s.c.Store.Read(ctx, func(r Reader) error {
		if err := may(r); err != nil {
			return err
		}
		role, err := r.Role(ctx, id, user)
		nothing = role == Owner || errors.Is(err, ErrNotFound)
		if nothing {
			return nil
		}
		return err
	})
	if err != nil || nothing {
		return err
	}
	return s.c.Store.Write(ctx, func(w Writer) error {
		if err := may(w); err != nil {
			return err
		}
		was, err := w.DeleteGrant(ctx, id, user)
		if err != nil || !was {
			return err
		}
		return s.unshared(ctx, w, by.User, id, user)
	})
}

// unshared records that a grant ended.
func (s *Service) unshared(ctx context.Context, w Writer, by, id, user string) error {
	return s.record(ctx, w, deed{action: ActionUnshare, by: by, project: id, detail: map[string]string{"user": user}})
}

// Grants lists to the owner whom a project is shared with, by user. Errors:
// CodeNotFound, CodeForbidden.
func (s *Service) Grants(ctx context.Context, by Actor, id string) ([]Grant, error) {
	var all []Grant
	err := s.c.Store.Read(ctx, func(r Reader) error {
		_, err := s.find(ctx, r, by, id, need{Owner, anywhere})
		if err != nil {
			return err
		}
		all, err = r.Grants(ctx, id)
		return err
	})
	if err != nil {
		return nil, err
	}
	return listed(all), nil
}

// MayReadAsset tells whether by may read an asset because a project uses it: whoever
// may read a version of a project may read what it uses. Owners of an asset may
// read it anyway; that is up to whoever keeps it.
func (s *Service) MayReadAsset(ctx context.Context, by Actor, asset string) (bool, error) {
	var may bool
	err := s.c.Store.Read(ctx, func(r Reader) (err error) {
		may, err = r.MayReadAsset(ctx, by.id(), asset)
		return err
	})
	if errors.Is(err, ErrNotFound) { // no asset has such a name
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return may, nil
}

func noUser() error { return refuse(CodeNoUser, "user", "There is no such user.") }
