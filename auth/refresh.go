package auth

import (
	"context"
	"errors"

	"github.com/einkpdf/platform/audit"
)

// Refresh continues a token session: it takes the refresh token, which is used up
// by it, and gives the next one with a new access token. A token that comes a
// second time was stolen, by whoever came first or second: it ends the session
// (RFC 9700, 4.14.2; ASVS 5.0, 10.4.5). A client therefore refreshes one at a
// time. Whatever is wrong is CodeUnauthenticated: log in again. A client that does
// it all the time is CodeThrottled, and its token is as good as before.
func (s *Service) Refresh(ctx context.Context, refresh string) (*Grant, error) {
	if s.c.Keys == nil {
		return nil, errNoKeys
	}
	if !wellFormed(refresh, refreshPrefix) {
		return nil, unauthenticated()
	}
	// Who tries tokens does not make others wait to write.
	var seen Secret
	err := s.c.Store.Read(ctx, func(r Reader) (err error) {
		if seen, err = r.Secret(ctx, digest(refresh)); err != nil {
			return orUnauthenticated(err)
		}
		_, err = s.identify(ctx, r, seen, TokenSession)
		return err
	})
	if err != nil {
		return nil, err
	}
	if seen.UsedAt.IsZero() {
		if err := s.take(ctx, s.refreshesOf(seen.SessionID)); err != nil {
			return nil, err
		}
	}
	var g *Grant
	var reused bool
	err = s.c.Store.Write(ctx, func(w Writer) error {
		g, reused = nil, false
		old, err := w.Secret(ctx, digest(refresh))
		if err != nil {
			return orUnauthenticated(err)
		}
		id, err := s.identify(ctx, w, old, TokenSession)
		if err != nil {
			return err
		}
		g = &Grant{User: id.User, Session: id.Session}
		g.Session.LastUsedAt = s.now()
		next := s.newSecret(g)
		fresh, err := w.Rotate(ctx, old.Hash, s.now(), next)
		if err != nil {
			return err
		}
		if !fresh {
			g, reused = nil, true
			return s.revokeReused(ctx, w, id.Session)
		}
		if err := w.UpdateSession(ctx, g.Session); err != nil {
			return err
		}
		return s.sign(g)
	})
	if err != nil {
		return nil, err
	}
	if reused {
		s.c.Observer.OnReuse()
		return nil, unauthenticated()
	}
	return g, nil
}

// revokeReused ends a session of which a token came twice.
func (s *Service) revokeReused(ctx context.Context, w Writer, x Session) error {
	x.RevokedAt, x.RevokedFor = s.now(), "token used twice"
	if err := w.UpdateSession(ctx, x); err != nil {
		return err
	}
	return s.record(ctx, w, deed{
		action: ActionRefreshReuse, object: user(x.UserID), outcome: audit.Refused, detail: map[string]string{"session": x.ID},
	})
}

func unauthenticated() error {
	return refuse(CodeUnauthenticated, "", "Please log in.")
}

// orUnauthenticated says of what is not there that nobody is logged in.
func orUnauthenticated(err error) error {
	if errors.Is(err, ErrNotFound) {
		return unauthenticated()
	}
	return err
}
