package auth

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/einkpdf/platform/auth/keys"
)

// errNoKeys is a mistake of the host.
var errNoKeys = errors.New("auth: Config.Keys is nil: there are no token sessions")

// maxSessions is how many sessions a user may have at a time; one more ends the
// one that was used least recently.
const maxSessions = 100

// Grant is a session that has begun or been continued, for the client. JSON does
// not show its secrets: who answers a program with them says so.
type Grant struct {
	User    User    `json:"user"`
	Session Session `json:"session"`
	Secret  string  `json:"-"` // what to keep: the cookie's value, or the refresh token

	// Of token sessions: what goes with each request, and until when.
	Access        string    `json:"-"`
	AccessExpires time.Time `json:"access_expires_at,omitzero"`
}

// String keeps the secrets out of logs.
func (g *Grant) String() string { return "grant of session " + g.Session.ID }

// GoString is String, for %#v.
func (g *Grant) GoString() string { return g.String() }

// LogValue is String, for slog.
func (g *Grant) LogValue() slog.Value { return slog.StringValue(g.String()) }

// HasTokens tells whether there are token sessions: Config.Keys sign their access tokens.
func (s *Service) HasTokens() bool { return s.c.Keys != nil }

// grant begins a session of a.
func (s *Service) grant(ctx context.Context, w Writer, a Account, kind SessionKind) (*Grant, error) {
	now := s.now()
	old, err := w.Sessions(ctx, a.ID, now)
	if err != nil {
		return nil, err
	}
	if len(old) >= maxSessions {
		x := old[len(old)-1]
		x.RevokedAt, x.RevokedFor = now, "too many sessions"
		if err := w.UpdateSession(ctx, x); err != nil {
			return nil, err
		}
	}
	g := &Grant{User: a.User, Session: Session{
		ID: newID(), UserID: a.ID, Kind: kind, Address: from(ctx), UserAgent: userAgent(ctx),
		CreatedAt: now, LastUsedAt: now, ExpiresAt: now.Add(s.c.SessionTTL),
	}}
	first := s.newSecret(g)
	if err := w.AddSession(ctx, g.Session, first); err != nil {
		return nil, err
	}
	return g, s.sign(g)
}

// newSecret gives g a secret and returns what is kept of it. A refresh token is
// for one use before the session becomes idle; a cookie is for all of it.
func (s *Service) newSecret(g *Grant) Secret {
	now, prefix, expires := s.now(), cookiePrefix, g.Session.ExpiresAt
	if g.Session.Kind == TokenSession {
		prefix = refreshPrefix
		if idle := now.Add(s.c.IdleTTL); idle.Before(expires) {
			expires = idle
		}
	}
	g.Secret = newSecret(prefix)
	return Secret{Hash: digest(g.Secret), SessionID: g.Session.ID, CreatedAt: now, ExpiresAt: expires}
}

// sign gives the grant of a token session its access token, which does not
// outlive the session.
func (s *Service) sign(g *Grant) error {
	if g.Session.Kind != TokenSession {
		return nil
	}
	now := s.now()
	g.AccessExpires = now.Add(s.c.AccessTTL)
	if g.Session.ExpiresAt.Before(g.AccessExpires) {
		g.AccessExpires = g.Session.ExpiresAt
	}
	// Tokens have whole seconds: one that would end in this one gets the next.
	g.AccessExpires = g.AccessExpires.Truncate(time.Second)
	if g.AccessExpires.Unix() <= now.Unix() {
		g.AccessExpires = now.Truncate(time.Second).Add(time.Second)
	}
	var err error
	g.Access, err = s.c.Keys.Sign(keys.Claims{
		Issuer: s.c.Issuer, Audience: s.c.Audience, Subject: g.User.ID, Session: g.Session.ID, IssuedAt: now, Expires: g.AccessExpires,
	})
	return err
}

// live tells whether a session can be used.
func (s *Service) live(x Session) bool {
	now := s.now()
	return x.RevokedAt.IsZero() && now.Before(x.ExpiresAt) && now.Sub(x.LastUsedAt) < s.c.IdleTTL
}
