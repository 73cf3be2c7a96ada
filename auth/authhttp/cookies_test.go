package authhttp_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/auth/authhttp"
)

func TestSetCookie(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	grant := func(secret string, expires time.Time) *auth.Grant {
		return &auth.Grant{Secret: secret, Session: auth.Session{Kind: auth.CookieSession, ExpiresAt: expires}}
	}
	for name, c := range map[string]struct {
		config authhttp.Config
		grant  *auth.Grant
		want   string
	}{
		"default": {authhttp.Config{}, grant("eps_abc", now.Add(time.Hour)),
			"__Host-einkpdf=eps_abc; Path=/; Max-Age=3600; HttpOnly; Secure; SameSite=Lax"},
		"until closed": {authhttp.Config{}, grant("eps_abc", time.Time{}),
			"__Host-einkpdf=eps_abc; Path=/; HttpOnly; Secure; SameSite=Lax"},
		"over by now": {authhttp.Config{}, grant("eps_abc", now.Add(-time.Hour)),
			"__Host-einkpdf=eps_abc; Path=/; Max-Age=1; HttpOnly; Secure; SameSite=Lax"},
		"name": {authhttp.Config{CookieName: "__Host-planner"}, grant("x", now.Add(time.Second)),
			"__Host-planner=x; Path=/; Max-Age=1; HttpOnly; Secure; SameSite=Lax"},
		"development": {authhttp.Config{Insecure: true}, grant("x", now.Add(time.Second)),
			"einkpdf=x; Path=/; Max-Age=1; HttpOnly; SameSite=Lax"},
	} {
		c.config.Now = func() time.Time { return now }
		m, _ := open(t, c.config)
		w := httptest.NewRecorder()
		require.NoError(t, m.SetCookie(w, c.grant), name)
		require.Equal(t, c.want, w.Header().Get("Set-Cookie"), name)
		require.Equal(t, "private, no-store", w.Header().Get("Cache-Control"), name)
		cookie, err := http.ParseSetCookie(w.Header().Get("Set-Cookie"))
		require.NoError(t, err, name)
		require.NoError(t, cookie.Valid(), name)
		require.Equal(t, cookie.Secure, m.Secure(), name)
	}
}

func TestSetCookieRefuses(t *testing.T) {
	t.Parallel()
	m, _ := open(t, authhttp.Config{})
	cookies := auth.Session{Kind: auth.CookieSession}
	for name, g := range map[string]*auth.Grant{
		"nil":           nil,
		"refresh token": {Secret: "epr_abc", Session: auth.Session{Kind: auth.TokenSession}},
		"empty":         {Session: cookies},
		"semicolon":     {Session: cookies, Secret: "a; Domain=example.com"},
		"newline":       {Session: cookies, Secret: "a\r\nX: y"},
		"long":          {Session: cookies, Secret: strings.Repeat("a", 5000)},
	} {
		w := httptest.NewRecorder()
		require.Error(t, m.SetCookie(w, g), name)
		require.Empty(t, w.Header()["Set-Cookie"], name)
	}
}

func TestClearCookie(t *testing.T) {
	t.Parallel()
	m, _ := open(t, authhttp.Config{})
	w := httptest.NewRecorder()
	m.ClearCookie(w)
	require.Equal(t, "__Host-einkpdf=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Lax", w.Header().Get("Set-Cookie"))
}
