package authtest

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/sqldb"
)

func flowRefresh(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	u := s.User(t, "reader", "")
	first := s.Login(t, "reader", auth.TokenSession)
	g := first
	for range 5 {
		s.Clock.Advance(10 * time.Minute)
		_, err := s.Identify(g)
		requireCode(t, auth.CodeUnauthenticated, err) // the access token has expired
		next, err := s.Service.Refresh(t.Context(), g.Secret)
		require.NoError(t, err)
		require.NotEqual(t, g.Secret, next.Secret)
		require.NotEqual(t, g.Access, next.Access)
		require.Equal(t, first.Session.ID, next.Session.ID)
		require.Equal(t, s.Clock.Now(), next.Session.LastUsedAt)
		require.Equal(t, s.Clock.Now().Add(10*time.Minute), next.AccessExpires)
		require.Equal(t, u.ID, s.Identity(t, next).User.ID)
		g = next
	}
	for _, token := range []string{"", "epr_", g.Secret + "A", g.Secret[:29], "epr_" + strings.Repeat("A", 26), strings.ToLower(g.Secret), "eps_" + g.Secret[4:], g.Access} {
		_, err := s.Service.Refresh(t.Context(), token)
		requireCode(t, auth.CodeUnauthenticated, err)
	}

	// The end of the session comes whatever happens, and access tokens end with it.
	for range 3 {
		s.Clock.Advance(9*24*time.Hour + 20*time.Hour)
		var err error
		g, err = s.Service.Refresh(t.Context(), g.Secret)
		require.NoError(t, err)
	}
	s.Clock.Advance(first.Session.ExpiresAt.Sub(s.Clock.Now()) - 3*time.Minute)
	g, err := s.Service.Refresh(t.Context(), g.Secret)
	require.NoError(t, err)
	require.Equal(t, first.Session.ExpiresAt, g.AccessExpires)
	s.Clock.Advance(3 * time.Minute)
	_, err = s.Service.Refresh(t.Context(), g.Secret)
	requireCode(t, auth.CodeUnauthenticated, err)
}

func flowRefreshReuse(t *testing.T, db *sqldb.DB) {
	reuses := 0
	s := New(t, db, func(c *auth.Config) { c.Observer.OnReuse = func() { reuses++ } })
	u := s.User(t, "reader", "")
	first, other := s.Login(t, "reader", auth.TokenSession), s.Login(t, "reader", auth.TokenSession)
	second, err := s.Service.Refresh(t.Context(), first.Secret)
	require.NoError(t, err)
	s.Clock.Advance(13 * 24 * time.Hour) // as long as it would have been good for
	second, err = s.Service.Refresh(t.Context(), second.Secret)
	require.NoError(t, err)
	deeds := s.deeds(t, func() {
		_, err := s.Service.Refresh(t.Context(), first.Secret)
		requireCode(t, auth.CodeUnauthenticated, err)
	})
	require.Equal(t, []string{"auth.refresh-reuse refused  user:" + u.ID}, deeds)
	require.Equal(t, 1, reuses)

	_, err = s.Service.Refresh(t.Context(), second.Secret)
	requireCode(t, auth.CodeUnauthenticated, err)
	_, err = s.Identify(second)
	requireCode(t, auth.CodeUnauthenticated, err)
	_, err = s.Service.Refresh(t.Context(), other.Secret)
	require.NoError(t, err, "other sessions go on")
}

// Twenty at once: one rotation, nineteen refusals, and nobody has a session.
func flowRefreshAtOnce(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	s.User(t, "reader", "")
	g := s.Login(t, "reader", auth.TokenSession)
	grants, errs := make([]*auth.Grant, 20), make([]error, 20)
	var deeds []string
	rows := s.growth(t, func() {
		deeds = s.deeds(t, func() {
			together(20, func(i int) { grants[i], errs[i] = s.Service.Refresh(t.Context(), g.Secret) })
		})
	})
	rotated := 0
	for i, err := range errs {
		if err == nil {
			rotated++
			_, err := s.Service.Refresh(t.Context(), grants[i].Secret)
			requireCode(t, auth.CodeUnauthenticated, err)
			_, err = s.Identify(grants[i])
			requireCode(t, auth.CodeUnauthenticated, err)
			continue
		}
		requireCode(t, auth.CodeUnauthenticated, err)
	}
	require.Equal(t, 1, rotated)
	require.Len(t, deeds, 1, "one reuse is told, the others found no session")
	require.Equal(t, map[string]int{"ep_session_secret": 1, "ep_audit": 1}, rows)
	_, err := s.Service.Refresh(t.Context(), g.Secret)
	requireCode(t, auth.CodeUnauthenticated, err)
}

// Whatever ends a session or an account ends both kinds at once.
func flowSessionsEnd(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	operator := auth.Operator("op")
	for name, end := range map[string]func(g *auth.Grant, id auth.Identity){
		"logout": func(_ *auth.Grant, id auth.Identity) {
			require.NoError(t, s.Service.Logout(t.Context(), id))
			require.NoError(t, s.Service.Logout(t.Context(), id))
		},
		"everywhere": func(_ *auth.Grant, id auth.Identity) {
			n, err := s.Service.LogoutEverywhere(t.Context(), id)
			require.NoError(t, err)
			require.Equal(t, 2, n)
		},
		"deactivated": func(g *auth.Grant, _ auth.Identity) {
			require.NoError(t, s.Service.SetActive(t.Context(), operator, g.User.ID, false, "test"))
			require.NoError(t, s.Service.SetActive(t.Context(), operator, g.User.ID, true, "test"))
		},
		"deleted": func(g *auth.Grant, _ auth.Identity) {
			require.NoError(t, s.Service.DeleteUser(t.Context(), operator, g.User.ID, "test"))
		},
		"idle":    func(*auth.Grant, auth.Identity) { s.Clock.Advance(14 * 24 * time.Hour) },
		"expired": func(*auth.Grant, auth.Identity) { s.Clock.Advance(30 * 24 * time.Hour) },
	} {
		for _, kind := range []auth.SessionKind{auth.CookieSession, auth.TokenSession} {
			user := name + "-" + string(kind)
			s.User(t, user, "")
			s.Login(t, user, kind)
			g := s.Login(t, user, kind)
			end(g, s.Identity(t, g))
			_, err := s.Identify(g)
			requireCode(t, auth.CodeUnauthenticated, err)
			if kind == auth.TokenSession {
				_, err = s.Service.Refresh(t.Context(), g.Secret)
				requireCode(t, auth.CodeUnauthenticated, err)
			}
		}
	}
}

// A secret opens what it was made for and nothing else.
func flowSessionsAreApart(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	s.User(t, "reader", "")
	other := New(t, db) // with keys of its own
	cookie, token := s.Login(t, "reader", auth.CookieSession), s.Login(t, "reader", auth.TokenSession)
	for _, secret := range []string{"", token.Secret, "eps_" + token.Secret[4:], token.Access, cookie.Secret[4:], cookie.Secret + " ", "eps_", cookie.Session.ID} {
		_, err := s.Service.AuthenticateCookie(t.Context(), secret)
		requireCode(t, auth.CodeUnauthenticated, err)
	}
	_, err := s.Service.Refresh(t.Context(), "epr_"+cookie.Secret[4:])
	requireCode(t, auth.CodeUnauthenticated, err)
	foreign := other.Login(t, "reader", auth.TokenSession)
	for _, access := range []string{"", token.Secret, cookie.Secret, foreign.Access, token.Access + "A", token.Access[:len(token.Access)-1], strings.Repeat("a", 1<<20)} {
		_, err := s.Service.AuthenticateToken(t.Context(), access)
		requireCode(t, auth.CodeUnauthenticated, err)
		require.Equal(t, "auth: Please log in.", err.Error())
	}
	for _, secret := range []*auth.Grant{cookie, token} {
		require.Equal(t, secret.Session.ID, s.Identity(t, secret).Session.ID)
	}
}

func flowSessionsOfOneself(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	s.User(t, "reader", "")
	s.User(t, "stranger", "")
	first := s.As(t, "reader")
	s.Clock.Advance(time.Hour)
	second, stranger := s.As(t, "reader"), s.As(t, "stranger")

	all, err := s.Service.Sessions(t.Context(), second)
	require.NoError(t, err)
	require.Equal(t, []auth.Session{second.Session, first.Session}, all)

	for _, id := range []string{stranger.Session.ID, "", "\x00", strings.Repeat("x", 1000), "unknown"} {
		requireCode(t, auth.CodeNoSession, s.Service.RevokeSession(t.Context(), second, id))
	}
	deeds := s.deeds(t, func() {
		require.NoError(t, s.Service.RevokeSession(t.Context(), second, first.Session.ID))
		require.NoError(t, s.Service.RevokeSession(t.Context(), second, first.Session.ID))
	})
	require.Equal(t, []string{"auth.session-revoke ok " + second.User.ID + " user:" + second.User.ID}, deeds)
	_, err = s.Service.Sessions(t.Context(), first)
	requireCode(t, auth.CodeUnauthenticated, err)
	_, err = s.Service.LogoutEverywhere(t.Context(), first)
	requireCode(t, auth.CodeUnauthenticated, err)
	all, err = s.Service.Sessions(t.Context(), second)
	require.NoError(t, err)
	require.Equal(t, []auth.Session{second.Session}, all)
	all, err = s.Service.Sessions(t.Context(), stranger)
	require.NoError(t, err)
	require.Len(t, all, 1)
}

// The last use is kept to the minute, and keeps the session from being idle.
func flowSessionUse(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	s.User(t, "reader", "")
	for _, kind := range []auth.SessionKind{auth.CookieSession, auth.TokenSession} {
		g := s.Login(t, "reader", kind)
		s.Clock.Advance(59 * time.Second)
		require.Equal(t, g.Session.CreatedAt, s.Identity(t, g).Session.LastUsedAt)
		require.Equal(t, g.Session.CreatedAt, s.Identity(t, g).Session.LastUsedAt)
		s.Clock.Advance(time.Second)
		s.Identity(t, g)
		require.Equal(t, s.Clock.Now(), s.Identity(t, g).Session.LastUsedAt)
	}
	g := s.Login(t, "reader", auth.CookieSession)
	for range 2 {
		s.Clock.Advance(14*24*time.Hour - time.Millisecond)
		s.Identity(t, g)
	}
	all, err := s.Service.Sessions(t.Context(), s.Identity(t, g))
	require.NoError(t, err)
	require.Len(t, all, 1, "the others were not used for too long")
	s.Clock.Advance(2*24*time.Hour + time.Second)
	_, err = s.Identify(g)
	requireCode(t, auth.CodeUnauthenticated, err)
}
