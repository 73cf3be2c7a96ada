package httpapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/auth/authhttp"
	"github.com/einkpdf/platform/auth/authtest"
	"github.com/einkpdf/platform/httpapi"
	"github.com/einkpdf/platform/ratelimit"
)

// object is JSON.
type object = map[string]any

// Somebody registers, confirms, logs in, and forgets the password.
func TestRegistration(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	anybody := h.nobody()
	form := object{"name": "Ada Lovelace", "email": "Ada@Example.org", "password": "correct horse battery", "terms": "2026-01"}
	refusal := anybody.do("POST", "/registrations", object{"name": "Ada Lovelace", "email": "Ada@Example.org", "password": "correct horse battery"}).
		problem(403, "terms-not-accepted")
	require.Equal(t, "2026-01", refusal.Terms, "a stranger learns which version there is")
	a := anybody.do("POST", "/registrations", form).want(202)
	require.Empty(t, a.Body)

	token := authtest.Token(h.accounts.Mail(t))
	p := anybody.do("POST", "/registrations/confirm", object{"token": token, "password": "another one"}).problem(403, "wrong-password")
	require.Equal(t, "password", p.Field)
	var account struct{ ID, Name, Email, Role, Terms string }
	anybody.do("POST", "/registrations/confirm", object{"token": token, "password": "correct horse battery"}).want(201).json(&account)
	require.Equal(t, "Ada Lovelace", account.Name)
	require.Equal(t, "user", account.Role)
	require.Equal(t, "2026-01", account.Terms)
	anybody.do("POST", "/registrations/confirm", object{"token": token, "password": "correct horse battery"}).problem(422, "invalid-link")
	anybody.do("POST", "/registrations", object{"name": "ADA LOVELACE", "email": "eve@example.org", "password": "correct horse battery", "terms": "2026-01"}).
		problem(409, "name-taken")

	// Whether an address has an account, only its mailbox learns.
	known := anybody.do("POST", "/resets", object{"email": "ada@example.org"}).want(202)
	unknown := anybody.do("POST", "/resets", object{"email": "nobody@example.org"}).want(202)
	require.Equal(t, known.Body, unknown.Body)
	require.Equal(t, withoutID(known.Header), withoutID(unknown.Header))
	token = authtest.Token(h.accounts.Mail(t))
	require.Equal(t, "password", anybody.do("POST", "/resets/confirm", object{"token": token, "password": "short"}).problem(422, "invalid-password").Field)
	anybody.do("POST", "/resets/confirm", object{"token": token, "password": "a better horse and battery"}).want(204)
	anybody.do("POST", "/login", object{"name": "ada@example.org", "password": "correct horse battery", "kind": "token"}).problem(401, "login-failed")
	anybody.do("POST", "/login", object{"name": "ada@example.org", "password": "a better horse and battery", "kind": "token"}).want(200)
}

func withoutID(h http.Header) http.Header {
	h = h.Clone()
	h.Del("X-Request-Id")
	h.Del("RateLimit")
	return h
}

// What is about one account says nothing else to strangers: no secret of a request comes back, and none is in the log.
func TestAccountsAreSilent(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ada := h.user("ada")
	for _, a := range []*answer{
		h.nobody().do("POST", "/login", object{"name": "ada", "password": "marker-password", "kind": "cookie"}),
		h.nobody().do("POST", "/registrations", object{"name": "marker@example.org", "email": "marker@example.org", "password": "marker-password"}),
		h.nobody().do("POST", "/resets/confirm", object{"token": "marker-token", "password": "marker-password"}),
		h.nobody().do("POST", "/token/refresh", object{"refresh_token": "marker-token"}),
		ada.do("PUT", "/me/password", object{"password": "marker-password", "new_password": "marker-password-2"}),
		ada.do("GET", "/me/sessions/marker-id?marker=1", nil),
		ada.do("GET", "/me/marker", nil),
		ada.do("DELETE", "/me", object{"password": "marker-password"}),
	} {
		require.GreaterOrEqual(t, a.Status, 400, a.Request)
		require.NotContains(t, string(a.Body), "marker", a.Request)
	}
	require.NotContains(t, h.logs.String(), "marker")
	require.NotContains(t, h.logs.String(), "example.org")
	require.NotContains(t, h.logs.String(), ada.grant.Access)
}

// The rate limit of logins counts the address, and once more the account, before the password is looked at.
func TestLoginLimits(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.user("ada")
	h.limited(ratelimit.Login, "3/min")
	try := func(name, address string) *answer {
		return h.nobody().do("POST", "/login", object{"name": name, "password": "wrong wrong wrong", "kind": "token"}, func(r *http.Request) { r.RemoteAddr = address + ":1" })
	}
	for i := range 3 {
		try("ada", fmt.Sprintf("192.0.2.%d", i)).problem(401, "login-failed")
	}
	a := try("ADA", "192.0.2.9")
	a.problem(429, "rate-limited")
	require.NotEmpty(t, a.Header.Get("Retry-After"))
	require.Contains(t, a.Header.Get("RateLimit"), `"login";r=0`)
	for range 2 {
		try("somebody", "192.0.2.9").problem(401, "login-failed")
	}
	try("somebody else", "192.0.2.9").problem(429, "rate-limited")
	h.clock.Advance(time.Minute)
	try("ada", "192.0.2.9").problem(401, "login-failed")
}

// Where somebody sends too many wrong passwords, accounts slow down by themselves as well.
func TestLoginThrottled(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.user("ada")
	wrong := object{"name": "ada", "password": "wrong wrong wrong", "kind": "cookie"}
	var a *answer
	for i := range 11 {
		a = h.nobody().do("POST", "/login", wrong, func(r *http.Request) { r.RemoteAddr = fmt.Sprintf("192.0.2.%d:1", i) })
	}
	a.problem(429, "too-many-attempts")
	require.NotEmpty(t, a.Header.Get("Retry-After"))
}

// A server that sends no mail, and has no tokens, says so.
func TestAccountsWithout(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.user("ada")
	config := h.accounts.Config
	config.Keys, config.Mailer = nil, nil
	service, err := auth.New(config)
	require.NoError(t, err)
	m, err := authhttp.New(authhttp.Config{Cookies: service, Insecure: true})
	require.NoError(t, err)
	h.config.Accounts = &httpapi.Accounts{Service: service, HTTP: m}
	h.api, err = httpapi.New(h.config)
	require.NoError(t, err)

	h.nobody().do("POST", "/registrations", object{"name": "ben", "email": "ben@example.org", "password": "correct horse battery", "terms": "2026-01"}).
		problem(501, "mail-unavailable")
	for path, there := range map[string]bool{
		"/registrations": false, "/registrations/confirm": false, "/resets": false, "/me/email": false, "/admin/users/{user}/reset": false,
		"/resets/confirm": true, "/login": true, // an operator may hand out a link
	} {
		require.Equal(t, there, h.describes(path), "%s: what this server cannot do is not described", path)
	}
	h.nobody().do("POST", "/login", object{"name": "ada", "password": authtest.Password("ada"), "kind": "token"}).problem(422, "invalid-kind")
	h.nobody().do("POST", "/token/refresh", object{"refresh_token": "x"}).problem(401, "unauthenticated")
	a := h.nobody().do("POST", "/login", object{"name": "ada", "password": authtest.Password("ada"), "kind": "cookie"}).want(200)
	require.True(t, strings.HasPrefix(a.Header.Get("Set-Cookie"), "einkpdf="))
	require.NotContains(t, a.Header.Get("Set-Cookie"), "Secure")
}

// describes tells whether the description that is served has a path.
func (h *house) describes(path string) bool {
	h.t.Helper()
	var doc struct{ Paths map[string]any }
	h.nobody().do("GET", "/openapi.json", nil).want(200).json(&doc)
	return doc.Paths[path] != nil
}

// Where nobody signs up, that is said of registrations and of the links of earlier ones; everything else is as it was.
func TestAccountsClosed(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.user("ada")
	config := h.accounts.Config
	config.Closed = true
	service, err := auth.New(config)
	require.NoError(t, err)
	m, err := authhttp.New(authhttp.Config{Tokens: service, Cookies: service, Insecure: true})
	require.NoError(t, err)
	h.config.Accounts = &httpapi.Accounts{Service: service, HTTP: m}
	h.api, err = httpapi.New(h.config)
	require.NoError(t, err)

	h.nobody().do("POST", "/registrations", object{"name": "ben", "email": "ben@example.org", "password": "correct horse battery", "terms": "2026-01"}).
		problem(403, "sign-up-closed")
	h.nobody().do("POST", "/registrations/confirm", object{"token": "x", "password": "correct horse battery"}).problem(403, "sign-up-closed")
	require.False(t, h.describes("/registrations"))
	require.False(t, h.describes("/registrations/confirm"))
	require.True(t, h.describes("/resets"))
	h.nobody().do("POST", "/resets", object{"email": "ben@example.org"}).want(202)
	h.nobody().do("POST", "/login", object{"name": "ada", "password": authtest.Password("ada"), "kind": "token"}).want(200)
}

// Bodies that are no JSON, of a wrong shape or too large are refused before anything is looked up.
func TestAccountBodies(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for _, path := range []string{"/registrations", "/registrations/confirm", "/resets", "/resets/confirm", "/email/confirm", "/login", "/token/refresh"} {
		c := h.nobody()
		c.do("POST", path, nil).problem(415, "unsupported-media-type")
		c.do("POST", path, "name=ada", header("Content-Type", "application/x-www-form-urlencoded")).problem(415, "unsupported-media-type")
		c.do("POST", path, "", header("Content-Type", "application/json")).problem(400, "invalid-json")
		c.do("POST", path, "{", header("Content-Type", "application/json")).problem(400, "invalid-json")
		c.do("POST", path, "{} {}", header("Content-Type", "application/json")).problem(400, "invalid-json")
		require.Equal(t, "admin", c.do("POST", path, object{"admin": true}).problem(422, "unknown-field").Field)
		long := c.do("POST", path, object{strings.Repeat("ä", 4<<10): true}).problem(422, "unknown-field")
		require.LessOrEqual(t, len(long.Field), 80)
		require.LessOrEqual(t, len(long.Detail), 200)
		require.Equal(t, "The body is an object here. Send one.", c.do("POST", path, []string{}).problem(422, "invalid-field").Detail)
		c.do("POST", path, object{"token": strings.Repeat("x", 17<<10)}).problem(413, "body-too-large")
		c.do("POST", path, `{"token":"`+strings.Repeat("x", 17<<10), header("Content-Type", "application/json"), func(r *http.Request) { r.ContentLength = -1 }).
			problem(413, "body-too-large")
	}
	require.Empty(t, h.accounts.Mails(t))
}
