package auth

import (
	"context"
	"errors"
	"time"

	"github.com/einkpdf/platform/audit"
)

// ChangePassword gives somebody who is logged in another password. All their
// other sessions end, and links that were mailed before die (ASVS 4.0.3, 2.1.6
// and 3.3.3). They are told by mail.
//
// Errors: CodeUnauthenticated, CodeWrongPassword, CodePassword, CodeThrottled,
// CodeBusy.
func (s *Service) ChangePassword(ctx context.Context, id Identity, old, new string) error {
	a, err := s.confirmed(ctx, id, old, ActionPassword)
	if err != nil {
		return err
	}
	change := changesOf(a.ID)
	if err := s.take(ctx, change); err != nil {
		return err
	}
	if err := s.policy(ctx, s.c.Policy, new, a.Name, a.Email); err != nil {
		return err
	}
	hash, err := s.hash(ctx, new)
	if err != nil {
		s.give(ctx, change)
		return err
	}
	return s.c.Store.Write(ctx, func(w Writer) error {
		a, err := s.unchanged(ctx, w, id, a)
		if err != nil {
			return err
		}
		a.PasswordHash = hash
		if err := s.setPassword(ctx, w, a, id.Session.ID, "password changed"); err != nil {
			return err
		}
		return s.record(ctx, w, deed{action: ActionPassword, by: a.ID, object: user(a.ID)})
	})
}

// confirmed reads the account of somebody who is logged in, if the password is
// theirs; what they were about to do is recorded as refused if not (ASVS 4.0.3,
// 3.7.1: ask again before what is sensitive). The tries of a user are counted
// whatever they are for.
func (s *Service) confirmed(ctx context.Context, id Identity, given, action string) (Account, error) {
	var a Account
	err := s.c.Store.Read(ctx, func(r Reader) (err error) {
		a, err = s.current(ctx, r, id)
		return err
	})
	if err != nil {
		return Account{}, err
	}
	work := hashesFrom(from(ctx))
	if err := s.take(ctx, work); err != nil {
		return Account{}, err
	}
	tries := passwordOf(a.ID)
	if err := s.take(ctx, tries); err != nil {
		return Account{}, err
	}
	ok, _, err := s.verify(ctx, s.c.Hasher, given, a)
	if err != nil {
		s.give(ctx, tries, work) // nothing was tried
		return Account{}, err
	}
	if ok {
		s.give(ctx, tries)
		return a, nil
	}
	err = s.c.Store.Write(ctx, func(w Writer) error {
		return s.record(ctx, w, deed{action: action, by: a.ID, object: user(a.ID), outcome: audit.Refused, detail: map[string]string{"why": "password"}})
	})
	if err != nil {
		return Account{}, err
	}
	return Account{}, refuse(CodeWrongPassword, "password", "This is not your password.")
}

// unchanged reads the account again within the transaction, and refuses if it has
// another password by now than the one that was verified.
func (s *Service) unchanged(ctx context.Context, r Reader, id Identity, verified Account) (Account, error) {
	a, err := s.current(ctx, r, id)
	if err != nil {
		return Account{}, err
	}
	if a.PasswordHash != verified.PasswordHash {
		return Account{}, &Error{
			Code: CodeBusy, Message: "This account is changing right now. Please try again in a moment.",
			RetryAfter: time.Second, Err: errors.New("auth: another password since it was verified"),
		}
	}
	return a, nil
}
