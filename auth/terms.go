package auth

import "context"

// TermsVersion is Config.TermsVersion: the version of the terms of use that there is now, or "".
func (s *Service) TermsVersion() string { return s.c.TermsVersion }

// AcceptTerms notes that somebody has accepted the terms of use in their current
// version, which they name so that nobody accepts what they have not seen. A
// second time changes nothing. Errors: CodeUnauthenticated, CodeTerms.
func (s *Service) AcceptTerms(ctx context.Context, id Identity, version string) (User, error) {
	var u User
	err := s.c.Store.Write(ctx, func(w Writer) error {
		a, err := s.current(ctx, w, id)
		if err != nil {
			return err
		}
		if version == "" || version != s.c.TermsVersion {
			return refuse(CodeTerms, "terms", "The terms of use have changed. Please read the current version.")
		}
		if a.Terms != version || a.TermsAcceptedAt.IsZero() {
			a.Terms, a.TermsAcceptedAt, a.UpdatedAt = version, s.now(), s.now()
			if err := w.UpdateAccount(ctx, a); err != nil {
				return err
			}
			d := deed{action: ActionTerms, by: a.ID, object: user(a.ID), detail: map[string]string{"version": version}}
			if err := s.record(ctx, w, d); err != nil {
				return err
			}
		}
		u = a.User
		return nil
	})
	if err != nil {
		return User{}, err
	}
	return u, nil
}
