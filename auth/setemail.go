package auth

import "context"

// SetEmail gives an account another mail address, without a mail to it that asks: for an operator at the command line, where no mails go
// out, or the address leads to nobody. The old address is told, if there is a Mailer, and links that were mailed there die; sessions stay. The same
// address changes nothing.
//
// It is for operators alone: an admin could have the link to a new password mailed to himself. Errors: CodeForbidden, CodeReason,
// CodeEmail, CodeEmailTaken, CodeNoUser.
func (s *Service) SetEmail(ctx context.Context, by Identity, userID, email, reason string) error {
	if !by.operator {
		return refuse(CodeForbidden, "", "This is for operators at the command line of the server. Please ask one.")
	}
	email, err := CheckEmail(email)
	if err != nil {
		return err
	}
	return s.operate(ctx, by, userID, reason, func(w Writer, old Account, reason string) error {
		if old.Email == email {
			return nil
		}
		a := old
		a.Email, a.EmailKey, a.UpdatedAt = email, Key(email), s.now()
		if err := s.free(ctx, w, a); err != nil {
			return err
		}
		if err := w.UpdateAccount(ctx, a); err != nil {
			return err
		}
		if err := dropLinks(ctx, w, a.ID); err != nil {
			return err
		}
		if err := s.notice(ctx, w, PendingEmailNotice, old); err != nil {
			return err
		}
		return s.record(ctx, w, deed{action: ActionEmail, by: by.actor(), object: user(a.ID), detail: by.detail("reason", reason)})
	})
}
