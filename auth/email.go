package auth

import "context"

// RequestEmailChange sends a link to another mail address that leads to
// ConfirmEmailChange. The account keeps its address until then. Of several
// requests the last one counts. Where the address has another account, the answer
// is the same, and the mail says so instead.
//
// Errors: CodeUnauthenticated, CodeEmail, CodeWrongPassword, CodeThrottled (10 an
// hour from an address), CodeBusy, CodeNoMail. A mailbox gets 3 such mails an
// hour; after that nothing is written but an audit event, and nobody is told.
func (s *Service) RequestEmailChange(ctx context.Context, id Identity, password, email string) error {
	if err := s.mails(); err != nil {
		return err
	}
	email, err := CheckEmail(email)
	if err != nil {
		return err
	}
	if err := s.take(ctx, changeEmailFrom(from(ctx))); err != nil {
		return err
	}
	a, err := s.confirmed(ctx, id, password, ActionEmailRequest)
	if err != nil {
		return err
	}
	p := s.pending(PendingEmail, email, s.c.ConfirmTTL)
	p.UserID = a.ID
	return s.put(ctx, p, deed{action: ActionEmailRequest, by: a.ID, object: user(a.ID)}, func(w Writer, _ *Pending) error {
		if _, err := s.unchanged(ctx, w, id, a); err != nil {
			return err
		}
		return w.DeletePendingOf(ctx, PendingEmail, a.ID)
	})
}

// ConfirmEmailChange gives the account that the link of a mail is for the address
// that the mail went to. The old address is told, and links that were mailed
// there die. Whatever is wrong with the token is CodeLink: unknown, used, expired,
// or the address has another account by now.
func (s *Service) ConfirmEmailChange(ctx context.Context, token string) (User, error) {
	var u User
	err := s.confirm(ctx, PendingEmail, token, func(w Writer, p Pending) error {
		old, err := s.ofLink(ctx, w, p)
		if err != nil {
			return err
		}
		a := old
		a.Email, a.EmailKey, a.UpdatedAt = p.Email, p.EmailKey, s.now()
		if err := s.free(ctx, w, a); err != nil {
			if CodeOf(err) != "" {
				return badLink()
			}
			return err
		}
		if err := w.UpdateAccount(ctx, a); err != nil {
			return err
		}
		u = a.User
		if err := dropLinks(ctx, w, a.ID); err != nil {
			return err
		}
		if err := s.notice(ctx, w, PendingEmailNotice, old); err != nil {
			return err
		}
		return s.record(ctx, w, deed{action: ActionEmail, by: a.ID, object: user(a.ID)})
	})
	if err != nil {
		return User{}, err
	}
	return u, nil
}
