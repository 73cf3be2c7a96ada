package auth

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/auth/password"
)

// Credentials are what somebody logs in with.
type Credentials struct {
	Name     string // or the mail address
	Password string
}

// String keeps the password out of logs.
func (c Credentials) String() string { return "credentials" }

// GoString is String, for %#v.
func (c Credentials) GoString() string { return c.String() }

// LogValue is String, for slog.
func (c Credentials) LogValue() slog.Value { return slog.StringValue(c.String()) }

// Login begins a session. Unknown names, wrong passwords and inactive accounts
// are all CodeLogin, take the same work and the same time (see
// Config.LoginFloor), and leave the same rows. CodeThrottled and CodeBusy say
// when to come back.
//
// A hash that is weaker than what is made today, such as bcrypt, is replaced.
// When ctx ends after the session has begun, Login returns it all the same.
func (s *Service) Login(ctx context.Context, c Credentials, kind SessionKind) (*Grant, error) {
	if kind != CookieSession && kind != TokenSession {
		return nil, fmt.Errorf("auth: %q is no kind of session", kind)
	}
	if kind == TokenSession && s.c.Keys == nil {
		return nil, errNoKeys
	}
	g, err := s.login(ctx, c, kind)
	switch CodeOf(err) {
	case CodeLogin:
		s.c.Observer.OnLogin(LoginRefused)
	case CodeThrottled:
		s.c.Observer.OnLogin(LoginThrottled)
	default:
		if err != nil {
			s.c.Observer.OnLogin(LoginFailed)
			break
		}
		s.c.Observer.OnLogin(LoginOK)
	}
	return g, err
}

func (s *Service) login(ctx context.Context, c Credentials, kind SessionKind) (*Grant, error) {
	byAddress := loginFrom(from(ctx))
	if err := s.take(ctx, byAddress); err != nil {
		return nil, err
	}
	work := hashesFrom(from(ctx))
	if err := s.take(ctx, work); err != nil {
		return nil, err
	}
	start, legacy := time.Now(), true
	defer func() { s.pad(ctx, start, legacy) }()

	key := Key(typed(c.Name))
	who, err := s.find(ctx, key)
	if err != nil {
		return nil, err
	}
	legacy = who.legacy
	hasher := s.c.Hasher
	if legacy && s.c.LoginFloor >= 0 {
		hasher = hasher.Evenly()
	}
	byName := loginAsStranger(key)
	if who.known {
		byName = loginFromKnown(key, from(ctx))
	}
	if err := s.take(ctx, byName); err != nil {
		return nil, err
	}

	// The hash may change between the look and the write, when the same account
	// logs in twice at once and one of them replaces a weak hash.
	for range 4 {
		a := who.account
		ok, rehash, err := s.verify(ctx, hasher, c.Password, a)
		if err != nil {
			s.give(ctx, byAddress, byName, work) // nothing was tried
			return nil, err
		}
		switch {
		case a.ID == "":
			return nil, s.refuseLogin(ctx, a, "unknown")
		case !ok:
			return nil, s.refuseLogin(ctx, a, "password")
		case !a.Active:
			return nil, s.refuseLogin(ctx, a, "inactive")
		}
		if rehash != "" {
			a.PasswordHash = rehash
		}
		g, again, err := s.enter(ctx, a, who.account.PasswordHash, kind)
		if err != nil {
			return nil, err
		}
		if g != nil {
			s.give(ctx, byAddress, byName)
			return g, nil
		}
		who.account = again
	}
	return nil, busy(password.ErrBusy) // says nothing about the account
}

// found is what Login reads at once.
type found struct {
	account Account // empty: there is none
	known   bool    // the account has been logged in to from this address
	legacy  bool    // there is any account with a bcrypt hash
}

// find looks for an account by the key of what somebody typed: a mail address if
// it looks like one, else a name. Imported names may look like one, too.
func (s *Service) find(ctx context.Context, key string) (f found, err error) {
	err = s.c.Store.Read(ctx, func(r Reader) error {
		f = found{}
		var err error
		if f.legacy, err = r.HasLegacyHash(ctx); err != nil {
			return err
		}
		f.account, err = r.AccountByEmail(ctx, key)
		if errors.Is(err, ErrNotFound) {
			f.account, err = r.AccountByName(ctx, key)
		}
		if errors.Is(err, ErrNotFound) {
			f.account = Account{}
			return nil
		}
		if err != nil {
			return err
		}
		if address := from(ctx); address != "" {
			f.known, err = r.KnownAddress(ctx, f.account.ID, address, s.now().Add(-knownFor))
		}
		return err
	})
	return f, err
}

// verify tells whether the password is that of a, with the same work of hasher
// for no account as for one. rehash is a hash to replace the old one, if it is weak.
func (s *Service) verify(ctx context.Context, hasher *password.Hasher, given string, a Account) (ok bool, rehash string, err error) {
	start := time.Now()
	defer func() { s.c.Observer.OnHash(time.Since(start)) }()
	if a.ID == "" {
		if err := hasher.VerifyNothing(ctx, given); err != nil {
			return false, "", busy(err)
		}
		return false, "", nil
	}
	ok, weak, err := hasher.Verify(ctx, given, a.PasswordHash)
	if errors.Is(err, password.ErrMalformed) {
		s.c.Logger.ErrorContext(ctx, "auth: an account has a password hash that cannot be read", slog.String("user", a.ID))
		return false, "", nil
	}
	if err != nil {
		return false, "", busy(err)
	}
	if !ok || !weak || !a.Active {
		return ok, "", nil
	}
	// Without a better hash the login is as good: the next one tries again.
	if rehash, err = hasher.Hash(ctx, given); err != nil {
		return ok, "", nil //nolint:nilerr // see above
	}
	return ok, rehash, nil
}

// enter begins a session of a, if the account still has the hash that was
// verified. If not, it returns the account as it is now and no Grant.
func (s *Service) enter(ctx context.Context, a Account, verified string, kind SessionKind) (g *Grant, again Account, err error) {
	err = s.c.Store.Write(ctx, func(w Writer) error {
		g = nil
		var err error
		again, err = w.Account(ctx, a.ID)
		if errors.Is(err, ErrNotFound) {
			again = Account{} // deleted meanwhile
			return nil
		}
		if err != nil {
			return err
		}
		if !again.Active || again.PasswordHash != verified {
			return nil
		}
		again.PasswordHash, again.LastLoginAt = a.PasswordHash, s.now()
		if err := w.UpdateAccount(ctx, again); err != nil {
			return err
		}
		if g, err = s.grant(ctx, w, again, kind); err != nil {
			return err
		}
		return s.record(ctx, w, deed{
			action: ActionLogin, by: a.ID, object: user(a.ID),
			detail: map[string]string{"kind": string(kind), "session": g.Session.ID},
		})
	})
	if err != nil {
		return nil, Account{}, err
	}
	return g, again, nil
}

// refuseLogin records what happened, and says it to nobody else.
func (s *Service) refuseLogin(ctx context.Context, a Account, why string) error {
	d := deed{action: ActionLoginRefused, outcome: audit.Refused, detail: map[string]string{"why": why}}
	if a.ID != "" {
		d.object = user(a.ID)
	}
	err := s.c.Store.Write(ctx, func(w Writer) error { return s.record(ctx, w, d) })
	if err != nil {
		return err
	}
	return refuse(CodeLogin, "", "Name or password is wrong. Please try again, or ask for a new password.")
}

// pad waits until a login that began at start may end.
func (s *Service) pad(ctx context.Context, start time.Time, legacy bool) {
	floor := s.c.LoginFloor
	if floor == 0 {
		floor = 150 * time.Millisecond
		if legacy {
			floor = 400 * time.Millisecond
		}
	}
	if floor < 0 {
		return
	}
	wait := time.NewTimer(floor - time.Since(start)%floor)
	defer wait.Stop()
	select {
	case <-wait.C:
	case <-ctx.Done(): // nobody is there to see how long it took
	}
}
