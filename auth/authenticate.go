package auth

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/auth/keys"
	"github.com/einkpdf/platform/sqldb"
)

// Identity is who asks. AuthenticateToken and AuthenticateCookie make one; so may
// a host that identifies its users by itself, with the User alone: then there is
// no session that could have ended.
type Identity struct {
	User    User
	Session Session // empty: there is none

	operator bool
}

// Operator is the Identity of a person at the command line of the server, who
// may do what admins do. The name is for the audit trail.
func Operator(name string) Identity {
	return Identity{User: User{Name: name, Role: RoleAdmin, Active: true}, operator: true}
}

// IsOperator tells an Identity that Operator made.
func (id Identity) IsOperator() bool { return id.operator }

// actor is id in the audit trail.
func (id Identity) actor() string {
	if id.operator {
		return audit.Operator
	}
	return id.User.ID
}

// touchEvery is how exactly the last use of a session is kept, and touchAtLast where others write all the time.
const (
	touchEvery  = time.Minute
	touchAtLast = 10 * time.Minute
)

// AuthenticateToken tells whose access token it is. The signature is verified
// first; then the session and the account are looked at, so that one that was
// revoked or deactivated a moment ago is refused. Whatever is wrong is
// CodeUnauthenticated; the client may refresh.
func (s *Service) AuthenticateToken(ctx context.Context, access string) (Identity, error) {
	if s.c.Keys == nil {
		return Identity{}, errNoKeys
	}
	claims, err := s.c.Keys.Verify(access, keys.Want{Issuer: s.c.Issuer, Audience: s.c.Audience})
	if err != nil {
		return Identity{}, &Error{Code: CodeUnauthenticated, Message: "Please log in.", Err: err}
	}
	return s.authenticate(ctx, func(r Reader) (Identity, error) {
		// The token is as good as a secret that ends with it.
		id, err := s.identify(ctx, r, Secret{SessionID: claims.Session, ExpiresAt: claims.Expires}, TokenSession)
		if err == nil && id.User.ID != claims.Subject {
			return Identity{}, unauthenticated()
		}
		return id, err
	})
}

// AuthenticateCookie tells whose session the secret of a cookie belongs to.
// Whatever is wrong is CodeUnauthenticated.
func (s *Service) AuthenticateCookie(ctx context.Context, secret string) (Identity, error) {
	if !wellFormed(secret, cookiePrefix) {
		return Identity{}, unauthenticated()
	}
	return s.authenticate(ctx, func(r Reader) (Identity, error) {
		x, err := r.Secret(ctx, digest(secret))
		if err != nil {
			return Identity{}, orUnauthenticated(err)
		}
		return s.identify(ctx, r, x, CookieSession)
	})
}

func (s *Service) authenticate(ctx context.Context, look func(r Reader) (Identity, error)) (Identity, error) {
	var id Identity
	err := s.c.Store.Read(ctx, func(r Reader) (err error) {
		id, err = look(r)
		return err
	})
	if err != nil {
		return Identity{}, err
	}
	if ago := s.now().Sub(id.Session.LastUsedAt); ago >= touchEvery {
		note := ctx
		if ago < touchAtLast {
			note = sqldb.IfFree(ctx) // who only reads does not wait for those who write
		}
		// The session is good all the same, and the next request tries again.
		if err := s.touch(note, id.Session.ID); err != nil && (note == ctx || !errors.Is(err, sqldb.ErrBusy)) {
			s.c.Logger.WarnContext(ctx, "auth: the use of a session could not be noted", slog.Any("error", err))
		}
	}
	return id, nil
}

// identify reads the session of a secret and its account, and refuses what has
// ended, by itself or by somebody.
func (s *Service) identify(ctx context.Context, r Reader, secret Secret, kind SessionKind) (Identity, error) {
	x, err := r.Session(ctx, secret.SessionID)
	if err != nil {
		return Identity{}, orUnauthenticated(err)
	}
	a, err := r.Account(ctx, x.UserID)
	if err != nil {
		return Identity{}, orUnauthenticated(err)
	}
	if x.Kind != kind || !s.live(x) || !s.now().Before(secret.ExpiresAt) || !a.Active {
		return Identity{}, unauthenticated()
	}
	return Identity{User: a.User, Session: x}, nil
}

func (s *Service) touch(ctx context.Context, sessionID string) error {
	return s.c.Store.Write(ctx, func(w Writer) error {
		x, err := w.Session(ctx, sessionID)
		if err != nil {
			return err
		}
		if !s.live(x) || s.now().Sub(x.LastUsedAt) < touchEvery {
			return nil
		}
		x.LastUsedAt = s.now()
		return w.UpdateSession(ctx, x)
	})
}

// current reads the account of who asks, within the transaction that does what
// is asked: between a request's authentication and here, the session may have
// been revoked, and the account deactivated.
func (s *Service) current(ctx context.Context, r Reader, id Identity) (Account, error) {
	a, err := r.Account(ctx, id.User.ID)
	if err != nil {
		return Account{}, orUnauthenticated(err)
	}
	if !a.Active {
		return Account{}, unauthenticated()
	}
	if id.Session.ID == "" {
		return a, nil
	}
	x, err := r.Session(ctx, id.Session.ID)
	if err != nil {
		return Account{}, orUnauthenticated(err)
	}
	if x.UserID != a.ID || !s.live(x) {
		return Account{}, unauthenticated()
	}
	return a, nil
}
