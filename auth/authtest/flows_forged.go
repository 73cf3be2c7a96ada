package authtest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/auth/keys"
	"github.com/einkpdf/platform/sqldb"
)

// What no flow makes, but a mistake elsewhere could, lets nobody in.
func flowForged(t *testing.T, db *sqldb.DB) {
	s := New(t, db, func(c *auth.Config) { c.SessionTTL = time.Hour })
	reader, other := s.User(t, "reader", ""), s.User(t, "other", "")
	cookie, token := s.Login(t, "reader", auth.CookieSession), s.Login(t, "reader", auth.TokenSession)
	sign := func(userID, sessionID string) string {
		now := s.Clock.Now()
		access, err := s.Keys.Sign(keys.Claims{
			Issuer: "einkpdf", Audience: "einkpdf", Subject: userID, Session: sessionID, IssuedAt: now, Expires: now.Add(time.Minute),
		})
		require.NoError(t, err)
		return access
	}
	_, err := s.Service.AuthenticateToken(t.Context(), sign(reader.ID, token.Session.ID))
	require.NoError(t, err)

	for name, access := range map[string]string{
		"somebody else's session": sign(other.ID, token.Session.ID),
		"a cookie's session":      sign(reader.ID, cookie.Session.ID),
		"no session":              sign(reader.ID, "none"),
	} {
		_, err := s.Service.AuthenticateToken(t.Context(), access)
		require.Equal(t, auth.CodeUnauthenticated, auth.CodeOf(err), name)
	}

	id := s.Identity(t, cookie)
	_, err = s.Service.Sessions(t.Context(), auth.Identity{User: other, Session: id.Session})
	requireCode(t, auth.CodeUnauthenticated, err)

	// An account that is inactive though its sessions were not revoked.
	setActive := func(active bool) {
		a := s.account(t, reader.ID)
		a.Active = active
		require.NoError(t, s.Store.Write(t.Context(), func(w auth.Writer) error { return w.UpdateAccount(t.Context(), a) }))
	}
	setActive(false)
	for _, g := range []*auth.Grant{cookie, token} {
		_, err := s.Identify(g)
		requireCode(t, auth.CodeUnauthenticated, err)
	}
	_, err = s.Service.Refresh(t.Context(), token.Secret)
	requireCode(t, auth.CodeUnauthenticated, err)
	_, err = s.Service.Sessions(t.Context(), id)
	requireCode(t, auth.CodeUnauthenticated, err)
	setActive(true)
	s.Identity(t, cookie)

	// A session that ended between a request's authentication and what it does.
	s.Clock.Advance(time.Hour)
	_, err = s.Service.Sessions(t.Context(), id)
	requireCode(t, auth.CodeUnauthenticated, err)
}
