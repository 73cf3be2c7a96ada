package auth

import (
	"context"
	"errors"
)

// Registration is what somebody fills in to get an account.
type Registration struct {
	Name     string
	Email    string
	Password string
	Terms    string // version of the terms of use that was accepted
}

// String keeps the password and the address out of logs.
func (r Registration) String() string { return "registration" }

// GoString is String, for %#v.
func (r Registration) GoString() string { return r.String() }

// Register asks for an account. nil means that a mail goes out, with a link that
// leads to ConfirmRegistration. Where the address has an account already, the
// answer, the work and the rows are the same, and the mail says so instead: only
// who reads the mailbox learns it. Names are public, and CodeNameTaken says that
// one is taken, or reserved by somebody whose link has not expired yet. Who
// registers again with the same name and address gets another link, and the
// older one dies.
//
// Errors: CodeName, CodeEmail, CodePassword, CodeTerms, CodeNameTaken,
// CodeThrottled (10 an hour from an address), CodeBusy, CodeNoMail. A mailbox
// gets 3 such mails an hour; after that nothing is written but an audit event,
// and nobody is told.
func (s *Service) Register(ctx context.Context, r Registration) error {
	if err := s.mails(); err != nil {
		return err
	}
	p, err := s.pendingRegistration(ctx, r)
	if err != nil {
		return err
	}
	byAddress := registerFrom(from(ctx))
	if err := s.take(ctx, byAddress); err != nil {
		return err
	}
	err = s.c.Store.Read(ctx, func(rd Reader) error { _, err := s.nameFree(ctx, rd, p); return err })
	if err != nil { // before the work of hashing
		s.give(ctx, byAddress)
		return err
	}
	if s.c.Policy.Breached != nil { // perhaps somebody else's server: asked as often as the throttle lets pass
		if err := s.policy(ctx, s.c.Policy, r.Password, p.Name, p.Email); err != nil {
			return err
		}
	}
	if p.PasswordHash, err = s.hash(ctx, r.Password); err != nil {
		return err
	}
	return s.put(ctx, p, deed{action: ActionRegister, object: "registration:" + p.ID}, func(w Writer, p *Pending) error {
		before, err := s.nameFree(ctx, w, *p)
		if err != nil || before == "" {
			return err
		}
		return w.DeletePending(ctx, before)
	})
}

func (s *Service) pendingRegistration(ctx context.Context, r Registration) (Pending, error) {
	name, err := CheckName(r.Name)
	if err != nil {
		return Pending{}, err
	}
	email, err := CheckEmail(r.Email)
	if err != nil {
		return Pending{}, err
	}
	if err := s.policy(ctx, withoutList(s.c.Policy), r.Password, name, email); err != nil {
		return Pending{}, err
	}
	if s.c.TermsVersion != "" && r.Terms != s.c.TermsVersion {
		return Pending{}, refuse(CodeTerms, "terms", "Please accept the terms of use in their current version.")
	}
	p := s.pending(PendingRegistration, email, s.c.ConfirmTTL)
	p.Name, p.NameKey, p.Terms = name, Key(name), s.c.TermsVersion
	return p, nil
}

// nameFree refuses a name that somebody has or reserves. before is a reservation
// to remove first: it has expired, or is of the same mailbox.
func (s *Service) nameFree(ctx context.Context, r Reader, p Pending) (before string, err error) {
	taken := refuse(CodeNameTaken, "name", "This name is taken. Please choose another one.")
	if _, err := r.AccountByName(ctx, p.NameKey); err == nil {
		return "", taken
	} else if !errors.Is(err, ErrNotFound) {
		return "", err
	}
	other, err := r.PendingName(ctx, p.NameKey)
	if errors.Is(err, ErrNotFound) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	if s.now().Before(other.ExpiresAt) && other.EmailKey != p.EmailKey {
		return "", taken
	}
	return other.ID, nil
}

// ConfirmRegistration makes the account that the link of a mail is for. Whatever
// is wrong with the token is CodeLink: unknown, used, expired, or the address has
// an account by now.
func (s *Service) ConfirmRegistration(ctx context.Context, token string) (User, error) {
	var u User
	err := s.confirm(ctx, PendingRegistration, token, func(w Writer, p Pending) error {
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
		if err := s.free(ctx, w, a); err != nil {
			if CodeOf(err) != "" {
				return badLink()
			}
			return err
		}
		if err := w.AddAccount(ctx, a); err != nil {
			return err
		}
		u = a.User
		if err := w.DeletePending(ctx, p.ID); err != nil {
			return err
		}
		return s.record(ctx, w, deed{action: ActionRegistered, by: a.ID, object: user(a.ID), detail: map[string]string{"registration": p.ID}})
	})
	if err != nil {
		return User{}, err
	}
	return u, nil
}
