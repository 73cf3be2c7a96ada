package authhttp

import (
	"errors"
	"net/http"
	"time"

	"github.com/einkpdf/platform/auth"
)

// SetCookie gives the browser the secret of a session that was just made, until
// the session expires. Call it before the body is written. It is an error, and
// nothing is set, when the grant is of another kind: a refresh token in a cookie
// would work for nothing.
//
// The cookie is HttpOnly, so that no script reads it; SameSite=Lax, so that other
// websites send it with links alone; without Domain, and so this host's alone
// (RFC 6265bis; OWASP Session Management Cheat Sheet).
func (m *Middleware) SetCookie(w http.ResponseWriter, g *auth.Grant) error {
	if g == nil || g.Session.Kind != auth.CookieSession {
		return errors.New("authhttp: only a cookie session has a secret for a cookie")
	}
	if len(g.Secret) > maxCredential || !isSecret(g.Secret) {
		return errors.New("authhttp: the secret is none that a cookie can carry")
	}
	seconds := 0 // until the browser is closed
	if !g.Session.ExpiresAt.IsZero() {
		seconds = max(1, int(g.Session.ExpiresAt.Sub(m.config.Now())/time.Second))
	}
	m.put(w, g.Secret, seconds)
	return nil
}

// Secure tells whether cookies are for TLS alone: it is not Config.Insecure. What a program keeps in a cookie of its own follows it.
func (m *Middleware) Secure() bool { return !m.config.Insecure }

// ClearCookie makes the browser forget the secret. The session itself ends with
// auth.Service.Logout.
func (m *Middleware) ClearCookie(w http.ResponseWriter) { m.put(w, "", -1) }

func (m *Middleware) put(w http.ResponseWriter, value string, maxAge int) {
	private(w.Header())
	http.SetCookie(w, &http.Cookie{ // #nosec G124 -- Insecure is for development, see Config
		Name:     m.config.CookieName,
		Value:    value,
		Path:     "/",
		MaxAge:   maxAge,
		Secure:   !m.config.Insecure,
		HttpOnly: true,
		SameSite: http.SameSiteLaxMode,
	})
}
