package auth

import (
	"context"
	"errors"
)

// What operators and admins do. Who asks is looked at within each transaction:
// an admin who was demoted a moment ago may nothing more (ASVS 4.0.3, 4.1.1).

// MaxUsers is how many users a page of Users may have.
const MaxUsers = 200

// User returns a user: to admins any, to others themselves. Errors:
// CodeUnauthenticated, CodeForbidden, CodeNoUser.
func (s *Service) User(ctx context.Context, by Identity, userID string) (User, error) {
	var u User
	err := s.c.Store.Read(ctx, func(r Reader) error {
		if !by.operator && by.User.ID == userID {
			a, err := s.current(ctx, r, by)
			u = a.User
			return err
		}
		if err := s.mayOperate(ctx, r, by); err != nil {
			return err
		}
		a, err := r.Account(ctx, userID)
		u = a.User
		return orNoUser(err)
	})
	if err != nil {
		return User{}, err
	}
	return u, nil
}

// Users lists users to operators and admins, newest first: at most limit (1 to
// 200; 0 = 50) after the cursor that the page before returned. next is "" at the
// end. Errors: CodeUnauthenticated, CodeForbidden, ErrCursor.
func (s *Service) Users(ctx context.Context, by Identity, f UserFilter, after string, limit int) (users []User, next string, err error) {
	if limit <= 0 {
		limit = 50
	}
	query := f.Query
	f.Query = typed(query)
	err = s.c.Store.Read(ctx, func(r Reader) (err error) {
		if err := s.mayOperate(ctx, r, by); err != nil {
			return err
		}
		if f.Query != query {
			return nil // nobody is called that
		}
		users, next, err = r.Users(ctx, f, after, min(limit, MaxUsers))
		return err
	})
	return users, next, err
}

// SetActive lets a user in again, or keeps them out: then their sessions end at
// once, and links that were mailed to them die. What is so already changes nothing.
// Errors: CodeUnauthenticated, CodeForbidden, CodeReason, CodeNoUser,
// CodeLastAdmin.
func (s *Service) SetActive(ctx context.Context, by Identity, userID string, active bool, reason string) error {
	return s.operate(ctx, by, userID, reason, func(w Writer, a Account, reason string) error {
		if a.Active == active {
			return nil
		}
		action := ActionActivate
		if !active {
			action = ActionDeactivate
			if err := s.shut(ctx, w, a); err != nil {
				return err
			}
		}
		a.Active, a.UpdatedAt = active, s.now()
		if err := w.UpdateAccount(ctx, a); err != nil {
			return err
		}
		return s.record(ctx, w, deed{action: action, by: by.actor(), object: user(a.ID), detail: by.detail("reason", reason)})
	})
}

// shut ends what lets a user in.
func (s *Service) shut(ctx context.Context, w Writer, a Account) error {
	if err := s.notLast(ctx, w, a); err != nil {
		return err
	}
	if _, err := w.RevokeSessions(ctx, a.ID, "", s.now(), "deactivated"); err != nil {
		return err
	}
	return dropLinks(ctx, w, a.ID)
}

// SetRole makes a user an admin, or no longer one. It counts from the next request
// on. What is so already changes nothing. Errors: CodeUnauthenticated,
// CodeForbidden, CodeReason, CodeRole, CodeNoUser, CodeLastAdmin.
func (s *Service) SetRole(ctx context.Context, by Identity, userID string, role Role, reason string) error {
	if role != RoleUser && role != RoleAdmin {
		return badRole()
	}
	return s.operate(ctx, by, userID, reason, func(w Writer, a Account, reason string) error {
		if a.Role == role {
			return nil
		}
		if err := s.notLast(ctx, w, a); err != nil {
			return err
		}
		d := deed{action: ActionRole, by: by.actor(), object: user(a.ID), detail: by.detail("reason", reason)}
		d.detail["from"], d.detail["to"] = string(a.Role), string(role)
		a.Role, a.UpdatedAt = role, s.now()
		if err := w.UpdateAccount(ctx, a); err != nil {
			return err
		}
		return s.record(ctx, w, d)
	})
}

// operate runs fn on the account of a user, if by may and says why.
func (s *Service) operate(ctx context.Context, by Identity, userID, reason string, fn func(w Writer, a Account, reason string) error) error {
	reason = plain(reason, 200)
	return s.c.Store.Write(ctx, func(w Writer) error {
		if err := s.mayOperate(ctx, w, by); err != nil {
			return err
		}
		if reason == "" {
			return refuse(CodeReason, "reason", "Please say why: it is kept with what you do.")
		}
		a, err := w.Account(ctx, userID)
		if err != nil {
			return orNoUser(err)
		}
		return fn(w, a, reason)
	})
}

// mayOperate refuses whoever is neither an operator nor an admin.
func (s *Service) mayOperate(ctx context.Context, r Reader, by Identity) error {
	if by.operator {
		return nil
	}
	a, err := s.current(ctx, r, by)
	if err != nil {
		return err
	}
	if a.Role != RoleAdmin {
		return refuse(CodeForbidden, "", "This is for admins. Please ask one.")
	}
	return nil
}

// notLast refuses to take away the last admin who can log in.
func (s *Service) notLast(ctx context.Context, r Reader, a Account) error {
	if a.Role != RoleAdmin || !a.Active {
		return nil
	}
	n, err := r.ActiveAdmins(ctx)
	if err != nil {
		return err
	}
	if n < 2 {
		return refuse(CodeLastAdmin, "", "This is the last active admin. Please make somebody else one first.")
	}
	return nil
}

// detail is that of an event, with the name of an operator.
func (id Identity) detail(key, value string) map[string]string {
	d := map[string]string{key: value}
	if id.operator {
		d["operator"] = plain(id.User.Name, 100)
	}
	return d
}

func badRole() error { return refuse(CodeRole, "role", "The role is user or admin.") }

func orNoUser(err error) error {
	if errors.Is(err, ErrNotFound) {
		return refuse(CodeNoUser, "", "There is no such user. Please look for them in the list of users.")
	}
	return err
}
