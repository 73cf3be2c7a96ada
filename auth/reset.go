package auth

import (
	"cmp"
	"context"
	"errors"
)

// RequestReset sends a link to a mail address that leads to ConfirmReset, if it
// has an active account. The answer, the work and the rows are the same if not.
// The mail goes to the address of the account, whatever was typed that looks like
// it.
//
// Errors: CodeEmail, CodeThrottled (10 an hour from an address), CodeNoMail. A
// mailbox gets 3 such mails an hour; after that nothing is written but an audit
// event, and nobody is told.
func (s *Service) RequestReset(ctx context.Context, email string) error {
	if err := s.mails(); err != nil {
		return err
	}
	if email = plainAddress(email); email == "" {
		return badEmail()
	}
	if err := s.take(ctx, resetFrom(from(ctx))); err != nil {
		return err
	}
	p := s.pending(PendingReset, email, s.c.ResetTTL)
	var a Account
	err := s.c.Store.Read(ctx, func(r Reader) (err error) {
		a, err = r.AccountByEmail(ctx, p.EmailKey)
		return err
	})
	if err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	d := deed{action: ActionResetRequest}
	if err == nil {
		d.object, p.UserID = user(a.ID), a.ID
	}
	return s.put(ctx, p, d, func(w Writer, p *Pending) error {
		// It looks again, at nobody if there is nobody: that is the same work. The
		// account may have been deleted a moment ago, and a link must not go to an
		// address that it had until then.
		a, err := w.Account(ctx, cmp.Or(p.UserID, p.ID))
		if err != nil || !a.Active || a.EmailKey != p.EmailKey {
			p.UserID = ""
			return notFoundIsNil(err)
		}
		p.Email = a.Email
		return nil
	})
}

// RequestResetFor sends a user the link that RequestReset would. It is for
// operators and admins, who say why. Errors: CodeForbidden, CodeReason,
// CodeNoUser (also for an inactive one), CodeNoMail.
func (s *Service) RequestResetFor(ctx context.Context, by Identity, userID, reason string) error {
	if err := s.mails(); err != nil {
		return err
	}
	return s.operate(ctx, by, userID, reason, func(w Writer, a Account, reason string) error {
		if !a.Active {
			return refuse(CodeNoUser, "", "This account is inactive. Please activate it first.")
		}
		p := s.pending(PendingReset, a.Email, s.c.ResetTTL)
		p.UserID = a.ID
		if err := s.post(ctx, w, p); err != nil {
			return err
		}
		return s.record(ctx, w, deed{action: ActionResetRequest, by: by.actor(), object: user(a.ID), detail: by.detail("reason", reason)})
	})
}

// ConfirmReset gives the account that the link of a mail is for another password.
// All its sessions end, other links of it die, and the throttles of its logins
// are as new: whoever locked the account with wrong passwords, the owner gets in,
// and the address that the reset came from is a known one from then on.
//
// Errors: CodeLink; CodePassword, CodeThrottled and CodeBusy, after which the link
// still works.
func (s *Service) ConfirmReset(ctx context.Context, token, password string) error {
	var a Account
	err := s.c.Store.Read(ctx, func(r Reader) error { // before the work of hashing
		p, err := s.opened(ctx, r, PendingReset, token)
		if err != nil {
			return err
		}
		a, err = s.ofLink(ctx, r, p)
		return err
	})
	if err != nil {
		return err
	}
	work := hashesFrom(from(ctx))
	if err := s.take(ctx, work); err != nil {
		return err
	}
	if err := s.policy(ctx, s.c.Policy, password, a.Name, a.Email); err != nil {
		return err
	}
	hash, err := s.hash(ctx, password)
	if err != nil {
		s.give(ctx, work)
		return err
	}
	err = s.confirm(ctx, PendingReset, token, func(w Writer, p Pending) (err error) {
		if a, err = s.ofLink(ctx, w, p); err != nil {
			return err
		}
		a.PasswordHash = hash
		if err := s.setPassword(ctx, w, a, "", "password reset"); err != nil {
			return err
		}
		if err := s.know(ctx, w, a); err != nil {
			return err
		}
		return s.record(ctx, w, deed{action: ActionReset, by: a.ID, object: user(a.ID)})
	})
	if err != nil {
		return err
	}
	address := from(ctx)
	s.forget(ctx,
		loginAsStranger(a.NameKey), loginAsStranger(a.EmailKey),
		loginFromKnown(a.NameKey, address), loginFromKnown(a.EmailKey, address), passwordOf(a.ID))
	return nil
}

// ofLink reads the account that a link is for.
func (s *Service) ofLink(ctx context.Context, r Reader, p Pending) (Account, error) {
	a, err := r.Account(ctx, p.UserID)
	if errors.Is(err, ErrNotFound) || err == nil && !a.Active {
		return Account{}, badLink()
	}
	return a, err
}

// setPassword writes an account that has another password, and ends what the old
// one may have let in: its sessions but one, and its links.
func (s *Service) setPassword(ctx context.Context, w Writer, a Account, except, why string) error {
	a.UpdatedAt = s.now()
	if err := w.UpdateAccount(ctx, a); err != nil {
		return err
	}
	if _, err := w.RevokeSessions(ctx, a.ID, except, s.now(), why); err != nil {
		return err
	}
	if err := dropLinks(ctx, w, a.ID); err != nil {
		return err
	}
	return s.notice(ctx, w, PendingPasswordNotice, a)
}

// know makes the address of the request a known one of the account, which it is
// by having had a session: here one that nobody gets and that has ended.
func (s *Service) know(ctx context.Context, w Writer, a Account) error {
	if from(ctx) == "" {
		return nil
	}
	g, err := s.grant(ctx, w, a, CookieSession)
	if err != nil {
		return err
	}
	g.Session.RevokedAt, g.Session.RevokedFor = s.now(), "password reset"
	return w.UpdateSession(ctx, g.Session)
}
