package auth

import (
	"context"
	"errors"
	"slices"
	"strconv"
)

// Sessions lists the sessions of somebody that can be used, used last first, at
// most 100. Errors: CodeUnauthenticated.
func (s *Service) Sessions(ctx context.Context, id Identity) ([]Session, error) {
	var all []Session
	err := s.c.Store.Read(ctx, func(r Reader) error {
		a, err := s.current(ctx, r, id)
		if err != nil {
			return err
		}
		all, err = r.Sessions(ctx, a.ID, s.now())
		return err
	})
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(x Session) bool { return !s.live(x) }), nil
}

// Logout ends the session of id. One that has ended already is no error.
func (s *Service) Logout(ctx context.Context, id Identity) error {
	return s.c.Store.Write(ctx, func(w Writer) error {
		_, err := s.revoke(ctx, w, id, id.Session.ID, ActionLogout, "logout")
		return err
	})
}

// LogoutEverywhere ends all sessions of somebody, also the one that asks, and
// returns how many. Errors: CodeUnauthenticated.
func (s *Service) LogoutEverywhere(ctx context.Context, id Identity) (int, error) {
	var n int
	err := s.c.Store.Write(ctx, func(w Writer) error {
		a, err := s.current(ctx, w, id)
		if err != nil {
			return err
		}
		if n, err = w.RevokeSessions(ctx, a.ID, "", s.now(), "logout everywhere"); err != nil {
			return err
		}
		return s.record(ctx, w, deed{action: ActionLogoutAll, by: a.ID, object: user(a.ID), detail: map[string]string{"sessions": strconv.Itoa(n)}})
	})
	return n, err
}

// RevokeSession ends one of somebody's sessions. One that has ended already is no
// error. Errors: CodeUnauthenticated, CodeNoSession.
func (s *Service) RevokeSession(ctx context.Context, id Identity, sessionID string) error {
	return s.c.Store.Write(ctx, func(w Writer) error {
		if _, err := s.current(ctx, w, id); err != nil {
			return err
		}
		found, err := s.revoke(ctx, w, id, sessionID, ActionRevoke, "revoked")
		if err == nil && !found {
			return refuse(CodeNoSession, "", "There is no such session: it may have ended. Please look at the list again.")
		}
		return err
	})
}

// revoke ends a session of id's user, and tells whether there is one.
func (s *Service) revoke(ctx context.Context, w Writer, id Identity, sessionID, action, why string) (found bool, err error) {
	x, err := w.Session(ctx, sessionID)
	if errors.Is(err, ErrNotFound) || err == nil && x.UserID != id.User.ID {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if !x.RevokedAt.IsZero() {
		return true, nil
	}
	x.RevokedAt, x.RevokedFor = s.now(), why
	if err := w.UpdateSession(ctx, x); err != nil {
		return false, err
	}
	return true, s.record(ctx, w, deed{action: action, by: x.UserID, object: user(x.UserID), detail: map[string]string{"session": x.ID}})
}
