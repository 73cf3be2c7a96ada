package auth

import "context"

// LinkName says whose account the token of a link is for, so that a page can tell before anybody types a password into it, and that a dead
// link is dead: the name of the account or, of PendingRegistration, the one that was signed up with. It changes nothing, and the link
// works as before. Errors: CodeLink, CodeClosed, as those of what the link leads to.
func (s *Service) LinkName(ctx context.Context, kind PendingKind, token string) (name string, err error) {
	if kind == PendingRegistration {
		if err := s.open(); err != nil {
			return "", err
		}
	}
	err = s.c.Store.Read(ctx, func(r Reader) error {
		p, err := s.opened(ctx, r, kind, token)
		if err != nil {
			return err
		}
		if kind == PendingRegistration {
			name = p.Name
			return s.admissible(ctx, r, p)
		}
		a, err := s.ofLink(ctx, r, p)
		name = a.Name
		return err
	})
	if err != nil {
		return "", err
	}
	return name, nil
}
