package auth

import (
	"context"
	"errors"
	"log/slog"
	"time"
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

// LogValue is String, for slog.
func (r Registration) LogValue() slog.Value { return slog.StringValue(r.String()) }

// Register asks for an account. nil means that a mail goes out, with a link that
// leads to ConfirmRegistration, which asks for the password again. Where the
// address has an account already, the answer, the work and the rows are the same,
// and the mail says so instead: only who reads the mailbox learns it. Names are
// public, and CodeNameTaken says that one is taken, or reserved by somebody whose
// link has not expired yet. Who registers again with the same name, address and
// password gets another link, and the older one dies. Without the password the name
// is taken: a stranger neither learns whose it is nor puts a password of his own
// behind the link that somebody waits for. Of several registrations for an address
// the one that is confirmed first counts, and the links of the others die.
//
// Errors: CodeName, CodeEmail, CodePassword, CodeTerms, CodeNameTaken,
// CodeThrottled (10 an hour from an address), CodeBusy, CodeNoMail, CodeClosed. A
// mailbox gets 3 such mails an hour; after that nothing is written but an audit
// event, and nobody is told.
func (s *Service) Register(ctx context.Context, r Registration) error {
	if err := s.open(); err != nil {
		return err
	}
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
	before, err := s.reservation(ctx, p.NameKey)
	if err != nil { // before the work of hashing
		s.give(ctx, byAddress)
		return err
	}
	if s.c.Policy.Breached != nil { // perhaps somebody else's server: asked as often as the throttle lets pass
		if err := s.policy(ctx, s.c.Policy, r.Password, p.Name, p.Email); err != nil {
			return err
		}
	}
	for again := false; ; again = true {
		if p.PasswordHash, err = s.hashOf(ctx, p, r.Password, before); err != nil {
			return err
		}
		err = s.put(ctx, p, deed{action: ActionRegister, object: "registration:" + p.ID}, func(w Writer, p *Pending) error {
			return s.reserve(ctx, w, *p)
		})
		if again || before.ID != "" || CodeOf(err) != CodeNameTaken {
			return err
		}
		// Reserved a moment ago, perhaps by the same person, who clicked twice.
		if before, err = s.reservation(ctx, p.NameKey); err != nil {
			return err
		}
	}
}

// SignsUp tells whether people sign up by themselves: neither Config.Closed nor a want of mails keeps them from it.
func (s *Service) SignsUp() bool { return !s.c.Closed && s.SendsMail() }

// open refuses whoever signs up where nobody does.
func (s *Service) open() error {
	if s.c.Closed {
		return refuse(CodeClosed, "", "Nobody can sign up here. Please ask whoever runs this service for an account.")
	}
	return nil
}

// reservation finds what reserves a name before there is a transaction.
func (s *Service) reservation(ctx context.Context, nameKey string) (p Pending, err error) {
	err = s.c.Store.Read(ctx, func(r Reader) (err error) {
		p, err = s.reserved(ctx, r, nameKey)
		return err
	})
	return p, err
}

// hashOf hashes the password of p. Where its name is reserved by before, mailbox
// and password must be the same, and the hash then is: so reserve knows that
// somebody has registered again. It is the same work for any mailbox.
func (s *Service) hashOf(ctx context.Context, p Pending, given string, before Pending) (string, error) {
	if before.ID == "" {
		return s.hash(ctx, given)
	}
	ok, err := s.chose(ctx, before, given)
	if err != nil {
		return "", err
	}
	if !ok || before.EmailKey != p.EmailKey {
		return "", nameTaken()
	}
	return before.PasswordHash, nil
}

// chose tells whether the password is that of a registration.
func (s *Service) chose(ctx context.Context, p Pending, given string) (bool, error) {
	start := time.Now()
	ok, _, err := s.c.Hasher.Verify(ctx, given, p.PasswordHash)
	s.c.Observer.OnHash(time.Since(start))
	if err != nil {
		return false, busy(err)
	}
	return ok, nil
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

// reserved finds the registration that reserves a name, expired ones left out; it
// is empty when there is none. A name that an account has is refused.
func (s *Service) reserved(ctx context.Context, r Reader, nameKey string) (Pending, error) {
	if _, err := r.AccountByName(ctx, nameKey); err == nil {
		return Pending{}, nameTaken()
	} else if !errors.Is(err, ErrNotFound) {
		return Pending{}, err
	}
	p, err := r.PendingName(ctx, nameKey)
	if errors.Is(err, ErrNotFound) || err == nil && !s.now().Before(p.ExpiresAt) {
		return Pending{}, nil
	}
	return p, err
}

// reserve makes room for p, or for an account with its name key. It refuses a name
// that somebody has or reserves, unless that was the same person: the mailbox and
// the password are the same.
func (s *Service) reserve(ctx context.Context, w Writer, p Pending) error {
	before, err := s.reserved(ctx, w, p.NameKey)
	if err != nil {
		return err
	}
	if before.ID != "" && (before.EmailKey != p.EmailKey || before.PasswordHash != p.PasswordHash) {
		return nameTaken()
	}
	before, err = w.PendingName(ctx, p.NameKey) // also one that has expired
	if err != nil {
		return notFoundIsNil(err)
	}
	return w.DeletePending(ctx, before.ID)
}

func nameTaken() error {
	return refuse(CodeNameTaken, "name", "This name is taken. Please choose another one.")
}
