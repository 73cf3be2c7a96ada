package admin

import (
	"context"

	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/quota"
)

// Overview is a user as operators see one.
type Overview struct {
	User     auth.User    `json:"user"`
	Quota    *quota.Usage `json:"quota,omitempty"` // nil: there are no quotas, or none of who is inactive
	Sessions int          `json:"sessions"`        // that can be used; 100 = so many or more
}

// users are the accounts, to who may look after them.
func (s *Service) users(ctx context.Context, by auth.Identity) (*auth.Service, error) {
	if err := s.may(ctx, by); err != nil {
		return nil, err
	}
	if s.c.Users == nil {
		return nil, unsupported("users")
	}
	return s.c.Users, nil
}

// Users lists users, newest first: at most limit (1 to 200; 0 = 50) after the cursor that the page before returned; next is "" at the end. Errors:
// auth.ErrCursor.
func (s *Service) Users(ctx context.Context, by auth.Identity, f auth.UserFilter, after string, limit int) (page []auth.User, next string, err error) {
	users, err := s.users(ctx, by)
	if err != nil {
		return nil, "", err
	}
	if f.Role != "" && f.Role != auth.RoleUser && f.Role != auth.RoleAdmin {
		return nil, "", deny(CodeFilter, "role", "The role is user or admin.")
	}
	page, next, err = users.Users(ctx, by, f, after, limit)
	if page == nil {
		page = []auth.User{} // [] in JSON, and not null
	}
	return page, next, err
}

// Overview is what operators see of a user. Errors: auth.CodeNoUser.
func (s *Service) Overview(ctx context.Context, by auth.Identity, user string) (o Overview, err error) {
	users, err := s.users(ctx, by)
	if err != nil {
		return Overview{}, err
	}
	if o.User, err = users.User(ctx, by, user); err != nil {
		return Overview{}, err
	}
	if o.User.Active { // an inactive one holds none
		sessions, err := users.Sessions(ctx, auth.Identity{User: o.User})
		if err != nil && auth.CodeOf(err) != auth.CodeUnauthenticated { // deactivated meanwhile
			return Overview{}, err
		}
		o.Sessions = len(sessions)
	}
	if s.c.Quotas != nil {
		u, err := s.c.Quotas.Usage(ctx, inQuotas(by), user)
		switch {
		case err == nil:
			o.Quota = &u
		case quota.CodeOf(err) != quota.CodeNoUser: // for quotas who is inactive is nobody
			return Overview{}, err
		}
	}
	return o, nil
}

// SetActive lets a user in again, or keeps them out, at once: see auth.Service. Errors: CodeReason, auth.CodeNoUser, auth.CodeLastAdmin.
func (s *Service) SetActive(ctx context.Context, by auth.Identity, user string, active bool, reason string) error {
	users, err := s.users(ctx, by)
	if err != nil {
		return err
	}
	if reason, err = plainReason(reason); err != nil {
		return err
	}
	return users.SetActive(ctx, by, user, active, reason)
}

// SetRole makes a user an admin, or no longer one, from the next request on. Errors: CodeReason, auth.CodeRole, auth.CodeNoUser, auth.CodeLastAdmin.
func (s *Service) SetRole(ctx context.Context, by auth.Identity, user string, role auth.Role, reason string) error {
	users, err := s.users(ctx, by)
	if err != nil {
		return err
	}
	if reason, err = plainReason(reason); err != nil {
		return err
	}
	return users.SetRole(ctx, by, user, role, reason)
}

// ResetPassword mails a user the link to choose another password. Errors: CodeReason, auth.CodeNoUser (also of an inactive one), auth.CodeNoMail.
func (s *Service) ResetPassword(ctx context.Context, by auth.Identity, user, reason string) error {
	users, err := s.users(ctx, by)
	if err != nil {
		return err
	}
	if reason, err = plainReason(reason); err != nil {
		return err
	}
	return users.RequestResetFor(ctx, by, user, reason)
}
