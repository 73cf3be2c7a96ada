package httpapi_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/auth/authtest"
	"github.com/einkpdf/platform/projects"
)

// who is what GET /me says.
type who struct {
	User          struct{ ID, Name, Email, Role, Terms string }
	Session       *struct{ ID string }
	Terms         string `json:"accept_terms"`
	Impersonation *struct {
		Admin string
		Write bool
		Until string
	}
}

func (c *client) me(options ...option) (w who) {
	c.t.Helper()
	c.do("GET", "/me", nil, options...).want(200).json(&w)
	return w
}

func TestMe(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ada := h.user("ada")
	w := ada.me()
	require.Equal(t, ada.id, w.User.ID)
	require.Equal(t, "ada", w.User.Name)
	require.Equal(t, authtest.Email("ada"), w.User.Email)
	require.Equal(t, "user", w.User.Role)
	require.Equal(t, ada.grant.Session.ID, w.Session.ID)
	require.Empty(t, w.Terms)
	require.Nil(t, w.Impersonation)
	require.Equal(t, "admin", h.admin().me().User.Role)
	h.nobody().do("GET", "/me", nil).problem(401, "unauthenticated")
}

// Until somebody has accepted the terms of use, there is nothing but their account.
func TestTerms(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.accounts.User(t, "ada", auth.RoleUser)
	h.accounts.User(t, "boss", auth.RoleAdmin)
	for _, name := range []string{"ada", "boss"} {
		c := &client{h: h, t: t, name: name, grant: h.accounts.Login(t, name, auth.CookieSession)}
		require.Equal(t, "2026-01", c.me().Terms)
		var begun sent
		h.nobody().do("POST", "/login", c.form("token")).want(200).json(&begun)
		require.Equal(t, "2026-01", begun.Terms)
		p := c.do("GET", "/projects", nil).problem(403, "terms-not-accepted")
		require.Equal(t, "terms", p.Field)
		require.Equal(t, "2026-01", p.Terms, "which version it is")
		c.do("POST", "/projects", object{"source": planner("X", 1)}).problem(403, "terms-not-accepted")
		c.do("GET", "/me/sessions", nil).want(200)
		c.do("GET", "/openapi.json", nil).want(200)
		require.Equal(t, "2026-01", c.do("PUT", "/me/terms", object{"terms": "2025-01"}).problem(403, "terms-not-accepted").Terms)
		c.do("PUT", "/me/terms", object{"terms": "2026-01"}).want(200)
		require.Equal(t, "2026-01", c.me().User.Terms)
		require.Empty(t, c.me().Terms)
		c.do("GET", "/projects", nil).want(200)
	}
}

func TestPassword(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ada, page := h.user("ada"), h.user("ada").pages()
	require.Equal(t, "password", ada.do("PUT", "/me/password", object{}).problem(422, "field-missing").Field)
	require.Equal(t, "new_password", ada.do("PUT", "/me/password", object{"password": ada.password()}).problem(422, "field-missing").Field)
	require.Equal(t, "password", ada.do("PUT", "/me/password", object{"password": "wrong", "new_password": "a better horse and battery"}).problem(403, "wrong-password").Field)
	require.Equal(t, "new_password", ada.do("PUT", "/me/password", object{"password": ada.password(), "new_password": "short"}).problem(422, "invalid-password").Field)
	ada.do("PUT", "/me/password", object{"password": ada.password(), "new_password": "a better horse and battery"}).want(204)
	require.Contains(t, h.accounts.Mail(t).Text, "password")
	ada.do("GET", "/me", nil).want(200)
	page.do("GET", "/me", nil).problem(401, "unauthenticated")
	h.nobody().do("POST", "/login", object{"name": "ada", "password": "a better horse and battery", "kind": "token"}).want(200)
}

func TestEmail(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ada := h.user("ada")
	h.user("ben")
	ada.do("POST", "/me/email", object{"password": "wrong", "email": "lovelace@example.org"}).problem(403, "wrong-password")
	ada.do("POST", "/me/email", object{"password": ada.password(), "email": "lovelace"}).problem(422, "invalid-email")
	ada.do("POST", "/me/email", object{"password": ada.password(), "email": authtest.Email("ben")}).want(202)
	require.NotContains(t, h.accounts.Mail(t).Text, "#token=", "to ben, whose address it is")
	ada.do("POST", "/me/email", object{"password": ada.password(), "email": "lovelace@example.org"}).want(202)
	token := authtest.Token(h.accounts.Mail(t))
	h.nobody().do("POST", "/email/confirm", object{"token": token}).want(204)
	h.nobody().do("POST", "/email/confirm", object{"token": token}).problem(422, "invalid-link")
	require.Equal(t, "lovelace@example.org", ada.me().User.Email)
}

// Who leaves takes everything along.
func TestDeleteMe(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ada := h.user("ada")
	id := ada.project("X")
	ada.do("DELETE", "/me", nil).problem(415, "unsupported-media-type")
	ada.do("DELETE", "/me", object{"password": "wrong"}).problem(403, "wrong-password")
	page := ada.pages()
	require.Contains(t, page.do("DELETE", "/me", object{"password": ada.password()}).want(204).Header.Get("Set-Cookie"), "Max-Age=0")
	ada.stay().do("GET", "/me", nil).problem(401, "unauthenticated")
	h.drain()
	_, err := h.projects.Get(t.Context(), projects.Actor{User: ada.id}, id)
	require.Equal(t, projects.CodeNotFound, projects.CodeOf(err))
	h.admin().do("DELETE", "/me", object{"password": h.admin().password()}).problem(409, "last-admin")
}

// Who is deactivated is out at once, with whatever session.
func TestDeactivated(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ada, page := h.user("ada"), h.user("ada").pages()
	require.NoError(t, h.accounts.Service.SetActive(t.Context(), auth.Operator("test"), ada.id, false, "test"))
	for _, c := range []*client{ada.stay(), page} {
		c.do("GET", "/me", nil).problem(401, "unauthenticated")
		c.do("GET", "/projects", nil).problem(401, "unauthenticated")
	}
	h.nobody().do("POST", "/login", ada.form("token")).problem(401, "login-failed")
}
