package auth

import (
	"context"

	"github.com/einkpdf/platform/audit"
)

// ConfirmRegistration makes the account that the link of a mail is for, for who
// also knows the password that was given to Register. The link says who reads the
// mailbox and the password who signed up, and both must be one: else somebody could
// sign up with the address of another person and a password of his own, wait until
// that person opens the link by chance, and share the account from then on (an
// account pre-hijacking attack: Sudhodanan and Paverd, USENIX Security 2022).
//
// Errors: CodeLink, whatever is wrong with the token: unknown, used, expired, or the
// address has an account by now; CodeWrongPassword, CodeThrottled (10 passwords in 10
// minutes for a link) and CodeBusy, after which the link still works. A wrong
// password is recorded as refused. CodeClosed where nobody signs up.
func (s *Service) ConfirmRegistration(ctx context.Context, token, password string) (User, error) {
	if err := s.open(); err != nil {
		return User{}, err
	}
	var p Pending
	err := s.c.Store.Read(ctx, func(r Reader) (err error) { // before the work of hashing
		if p, err = s.opened(ctx, r, PendingRegistration, token); err != nil {
			return err
		}
		return s.admissible(ctx, r, p)
	})
	if err != nil {
		return User{}, err
	}
	if err := s.signedUp(ctx, p, password); err != nil {
		return User{}, err
	}
	var u User
	err = s.confirm(ctx, PendingRegistration, token, func(w Writer, now Pending) (err error) {
		if now.ID != p.ID || now.PasswordHash != p.PasswordHash {
			return badLink() // not what the password was verified for
		}
		u, err = s.admit(ctx, w, now)
		return err
	})
	if err != nil {
		return User{}, err
	}
	return u, nil
}

// signedUp refuses whoever does not know the password of a registration.
func (s *Service) signedUp(ctx context.Context, p Pending, given string) error {
	work := hashesFrom(from(ctx))
	if err := s.take(ctx, work); err != nil {
		return err
	}
	tries := passwordOfRegistration(p.ID)
	if err := s.take(ctx, tries); err != nil {
		return err
	}
	ok, err := s.chose(ctx, p, given)
	if err != nil {
		s.give(ctx, tries, work) // nothing was tried
		return err
	}
	if ok {
		s.give(ctx, tries)
		return nil
	}
	err = s.c.Store.Write(ctx, func(w Writer) error {
		return s.record(ctx, w, deed{
			action: ActionRegistered, object: "registration:" + p.ID, outcome: audit.Refused, detail: map[string]string{"why": "password"},
		})
	})
	if err != nil {
		return err
	}
	return refuse(CodeWrongPassword, "password", "This is not the password of the sign-up that this link is for. If you signed up more than once, each mail has its own.")
}

// admissible refuses a link whose name or address has an account by now.
func (s *Service) admissible(ctx context.Context, r Reader, p Pending) error {
	err := s.free(ctx, r, Account{NameKey: p.NameKey, EmailKey: p.EmailKey})
	if CodeOf(err) != "" {
		return badLink()
	}
	return err
}

// admit makes the account of a registration.
func (s *Service) admit(ctx context.Context, w Writer, p Pending) (User, error) {
	now := s.now()
	a := Account{
		User: User{
			ID: newID(), Name: p.Name, Email: p.Email, Role: RoleUser, Active: true,
			Terms: p.Terms, CreatedAt: now, UpdatedAt: now,
		},
		NameKey: p.NameKey, EmailKey: p.EmailKey, PasswordHash: p.PasswordHash,
	}
	if p.Terms != "" {
		a.TermsAcceptedAt = p.CreatedAt
	}
	if err := s.admissible(ctx, w, p); err != nil {
		return User{}, err
	}
	if err := w.AddAccount(ctx, a); err != nil {
		return User{}, err
	}
	if err := w.DeletePending(ctx, p.ID); err != nil {
		return User{}, err
	}
	return a.User, s.record(ctx, w, deed{action: ActionRegistered, by: a.ID, object: user(a.ID), detail: map[string]string{"registration": p.ID}})
}
