package auth

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"time"

	"github.com/google/uuid"

	"github.com/einkpdf/platform/auth/keys"
	"github.com/einkpdf/platform/auth/mail"
	"github.com/einkpdf/platform/auth/password"
)

// Config is what a Service works with. Store and Throttle must be given; the
// zero value of everything else is what its comment says.
type Config struct {
	Store    Store
	Throttle Throttle

	Hasher *password.Hasher // nil: one with password's defaults
	Policy password.Policy  // of new passwords

	// Keys sign access tokens. nil: there are cookie sessions only.
	Keys     *keys.Ring
	Issuer   string // of access tokens; "" = "einkpdf"
	Audience string // of access tokens; "" = "einkpdf"

	// Mailer sends the mails, once Subscribe has been called and the Outbox
	// runs. nil: whatever needs a mail (Register, RequestReset, RequestResetFor,
	// RequestEmailChange) is refused with CodeNoMail, and notices are not
	// written; CreateUser, logins and everything else work.
	Mailer  mail.Mailer
	Links   Links                                            // of mails; must be given with a Mailer
	Mails   func(l Letter) (subject, text string, err error) // words of mails; nil = English
	Product string                                           // its name in mails; "" = "einkpdf"
	Contact string                                           // in mails, whom to ask: "help@example.com"; "" = left out

	// Closed is a service where nobody signs up: operators and admins make the
	// accounts. Register and ConfirmRegistration are refused with CodeClosed, also
	// for links that were mailed before.
	Closed bool

	AccessTTL  time.Duration // of access tokens; 0 = 10 minutes, at most 1 hour
	SessionTTL time.Duration // of sessions, whatever happens; 0 = 30 days
	IdleTTL    time.Duration // of sessions that are not used; 0 = 14 days, at least 5 minutes
	ConfirmTTL time.Duration // of links that confirm an address; 0 = 24 hours
	ResetTTL   time.Duration // of links that reset a password; 0 = 30 minutes

	// LoginFloor is what a login takes at least, whatever comes of it; one that
	// takes longer ends at the next multiple. So time tells nothing about an
	// account (OWASP Authentication Cheat Sheet, "Authentication and Error
	// Messages"). 0 = 400 ms while any account has a bcrypt hash, 150 ms after
	// that; negative = none, for tests. A machine that verifies a hash of bcrypt
	// (cost 12) in more than 350 ms needs a higher one.
	//
	// While there is such a hash, each login also computes both an argon2id and a
	// bcrypt (password.Hasher.Evenly), a third of a second: a floor alone hides
	// nothing from somebody who sends so many at once that they take longer.
	// Not with a negative floor.
	LoginFloor time.Duration

	// TermsVersion is the version of the terms of use that Register asks to be
	// accepted. "" = there are none.
	TermsVersion string

	Now      func() time.Time // nil = time.Now; the same as that of Keys
	Logger   *slog.Logger     // nil = silent
	Observer Observer
}

// Links are the pages that mails lead to: absolute URLs without a fragment. The
// token comes behind it, as #token=…, which a browser sends to no server and
// no page tells another one (ASVS 4.0.3, 8.3.1).
type Links struct {
	Confirm string // asks for the password of the sign-up: ConfirmRegistration
	Email   string // confirms another address: ConfirmEmailChange
	Reset   string // asks for a new password: ConfirmReset
	Forgot  string // asks for the address: RequestReset; without a token
}

// Observer is told what happens, to be counted. Each may be nil; they are called
// from any goroutine and must be quick.
type Observer struct {
	OnLogin func(o LoginOutcome)
	OnHash  func(took time.Duration)               // a password was hashed or verified, waiting for its turn included
	OnMail  func(kind PendingKind, outcome string) // "sent", "failed" (tried again later), "refused" (for good)
	OnReuse func()                                 // a refresh token came twice: stolen, or a client that repeats itself
}

// LoginOutcome is how a login ended.
type LoginOutcome string

// The outcomes of logins.
const (
	LoginOK        LoginOutcome = "ok"
	LoginRefused   LoginOutcome = "refused"
	LoginThrottled LoginOutcome = "throttled"
	LoginFailed    LoginOutcome = "failed" // busy, or something broke
)

// Service is accounts and everything that is done with them. It is safe for
// concurrent use, and any number of processes may have one on the same Store.
//
// Its methods return *Error for whatever the one who asked is to be told, and
// other errors for what broke: those of the Store, of the Throttle, of ctx. An
// error means that nothing was changed, but for what the method's comment says.
//
// Where requests come from is taken from the context: see audit.WithOrigin. All
// requests without an address count as from one address.
type Service struct {
	c Config
}

// New makes a Service. Its errors say which field of c is wrong.
func New(c Config) (*Service, error) {
	if c.Store == nil || c.Throttle == nil {
		return nil, errors.New("auth: Config needs a Store and a Throttle")
	}
	if c.Hasher == nil {
		h, err := password.New(password.Config{})
		if err != nil {
			return nil, err
		}
		c.Hasher = h
	}
	if err := c.times(); err != nil {
		return nil, err
	}
	if c.Mailer != nil {
		if err := c.Links.check(); err != nil {
			return nil, err
		}
	}
	c.Issuer = cmp.Or(c.Issuer, "einkpdf")
	c.Audience = cmp.Or(c.Audience, "einkpdf")
	c.Product = cmp.Or(c.Product, "einkpdf")
	if c.Mails == nil {
		words, err := english(c.Product, c.Contact)
		if err != nil {
			return nil, err
		}
		c.Mails = words
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	c.Observer = c.Observer.filled()
	s := &Service{c}
	if err := s.tryKeys(); err != nil {
		return nil, err
	}
	return s, nil
}

// times fills in and checks the durations.
func (c *Config) times() error {
	const day = 24 * time.Hour
	for _, d := range []struct {
		name             string
		value            *time.Duration
		preset, min, max time.Duration
	}{
		{"AccessTTL", &c.AccessTTL, 10 * time.Minute, time.Second, time.Hour},
		{"SessionTTL", &c.SessionTTL, 30 * day, time.Minute, 400 * day},
		{"IdleTTL", &c.IdleTTL, 14 * day, 5 * time.Minute, 400 * day},
		{"ConfirmTTL", &c.ConfirmTTL, day, time.Minute, 30 * day},
		{"ResetTTL", &c.ResetTTL, 30 * time.Minute, time.Minute, day},
	} {
		if *d.value == 0 {
			*d.value = d.preset
		}
		if *d.value < d.min || *d.value > d.max {
			return fmt.Errorf("auth: Config.%s is %s: %s to %s, or 0 for %s", d.name, *d.value, d.min, d.max, d.preset)
		}
	}
	if c.LoginFloor > 10*time.Second {
		return fmt.Errorf("auth: Config.LoginFloor is %s: 10 s at most", c.LoginFloor)
	}
	if len(c.TermsVersion) > maxTerms || !isText(c.TermsVersion) {
		return fmt.Errorf("auth: Config.TermsVersion has %d bytes at most", maxTerms)
	}
	return nil
}

// tryKeys finds out now whether access tokens can be signed, not at a login.
func (s *Service) tryKeys() error {
	if s.c.Keys == nil {
		return nil
	}
	now := s.c.Now()
	_, err := s.c.Keys.Sign(keys.Claims{Issuer: s.c.Issuer, Audience: s.c.Audience, Subject: "nobody", IssuedAt: now, Expires: now.Add(s.c.AccessTTL)})
	if err != nil {
		return fmt.Errorf("auth: Config.Keys cannot sign access tokens of Config.AccessTTL: %w", err)
	}
	return nil
}

func (l Links) check() error {
	for name, link := range map[string]string{"Confirm": l.Confirm, "Email": l.Email, "Reset": l.Reset, "Forgot": l.Forgot} {
		u, err := url.Parse(link)
		if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil || u.Fragment != "" {
			return fmt.Errorf("auth: Config.Links.%s is %q: mails need an absolute URL, https://…, without a fragment", name, link)
		}
	}
	return nil
}

func (o Observer) filled() Observer {
	if o.OnLogin == nil {
		o.OnLogin = func(LoginOutcome) {}
	}
	if o.OnHash == nil {
		o.OnHash = func(time.Duration) {}
	}
	if o.OnMail == nil {
		o.OnMail = func(PendingKind, string) {}
	}
	if o.OnReuse == nil {
		o.OnReuse = func() {}
	}
	return o
}

// now is the time as a Store keeps it.
func (s *Service) now() time.Time { return s.c.Now().UTC().Truncate(time.Millisecond) }

// newID makes the id of a row.
func newID() string { return uuid.NewString() }

// SendsMail tells whether there are mails: Config.Mailer sends them.
func (s *Service) SendsMail() bool { return s.c.Mailer != nil }

// mails refuses what needs a mail where none is sent.
func (s *Service) mails() error {
	if s.c.Mailer == nil {
		return refuse(CodeNoMail, "", "This service sends no mail. Please ask whoever runs it.")
	}
	return nil
}

// busy puts what the Hasher returned into words.
func busy(err error) error {
	if errors.Is(err, password.ErrBusy) {
		return &Error{Code: CodeBusy, Message: "Too many people are logging in right now. Please try again in a moment.", RetryAfter: 2 * time.Second, Err: err}
	}
	return fmt.Errorf("auth: %w", err)
}

// hash hashes a new password that the policy has let pass.
func (s *Service) hash(ctx context.Context, new string) (string, error) {
	start := time.Now()
	h, err := s.c.Hasher.Hash(ctx, new)
	s.c.Observer.OnHash(time.Since(start))
	if err != nil {
		return "", busy(err)
	}
	return h, nil
}

// withoutList is p without its list of breached passwords.
func withoutList(p password.Policy) password.Policy {
	p.Breached = nil
	return p
}

// policy refuses a password that should not be chosen.
func (s *Service) policy(ctx context.Context, p password.Policy, new string, related ...string) error {
	err := p.Check(ctx, new, append(related, s.c.Product)...)
	if errors.Is(err, password.ErrPolicy) {
		return &Error{Code: CodePassword, Field: "password", Message: sentence(err.Error()), Err: err}
	}
	if err != nil {
		return fmt.Errorf("auth: %w", err)
	}
	return nil
}
