package httpapi_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/auth"
)

// sent is a session of a program, as login and refreshToken answer with it.
type sent struct {
	Session struct {
		ID      string
		Kind    string
		Current bool
	}
	Access    string `json:"access_token"`
	Type      string `json:"token_type"`
	ExpiresIn int    `json:"expires_in"`
	Refresh   string `json:"refresh_token"`
	Terms     string `json:"accept_terms"`
}

func (c *client) form(kind string) object {
	return object{"name": c.name, "password": c.password(), "kind": kind}
}

func bearer(token string) option { return header("Authorization", "Bearer "+token) }

// A program logs in, refreshes, and loses the session when a refresh token comes twice.
func TestTokenSession(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ada := h.user("ada")
	var first, next sent
	a := h.nobody().do("POST", "/login", ada.form("token")).want(200)
	a.json(&first)
	require.Equal(t, "private, no-store", a.Header.Get("Cache-Control"))
	require.Empty(t, a.Header.Get("Set-Cookie"))
	require.Equal(t, "token", first.Session.Kind)
	require.True(t, first.Session.Current)
	require.Equal(t, "Bearer", first.Type)
	require.Equal(t, 600, first.ExpiresIn)
	require.Empty(t, first.Terms)
	h.nobody().do("GET", "/me", nil, bearer(first.Access)).want(200)

	h.clock.Advance(11 * time.Minute)
	a = h.nobody().do("GET", "/me", nil, bearer(first.Access))
	a.problem(401, "unauthenticated")
	require.Equal(t, `Bearer realm="einkpdf", error="invalid_token"`, a.Header.Get("WWW-Authenticate"))
	a = h.nobody().do("POST", "/token/refresh", object{"refresh_token": first.Refresh}, bearer(first.Access)).want(200)
	a.json(&next)
	require.Equal(t, "private, no-store", a.Header.Get("Cache-Control"))
	require.NotEqual(t, first.Refresh, next.Refresh)
	h.nobody().do("GET", "/me", nil, bearer(next.Access)).want(200)
	h.nobody().do("POST", "/token/refresh", object{"refresh_token": first.Refresh}).problem(401, "unauthenticated")
	h.nobody().do("GET", "/me", nil, bearer(next.Access)).problem(401, "unauthenticated")
	h.nobody().do("POST", "/token/refresh", object{"refresh_token": next.Refresh}).problem(401, "unauthenticated")

	h.nobody().do("POST", "/login", object{"name": "ada", "password": ada.password()}).problem(422, "invalid-kind")
	h.nobody().do("POST", "/login", object{"name": "ada", "password": ada.password(), "kind": "basic"}).problem(422, "invalid-kind")
}

// A page has a cookie. Logging in again ends the session before.
func TestCookieSession(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ada := h.user("ada")
	cookie := func(a *answer) option {
		c, err := http.ParseSetCookie(a.Header.Get("Set-Cookie"))
		require.NoError(t, err)
		require.Equal(t, "__Host-einkpdf", c.Name)
		require.True(t, c.Secure && c.HttpOnly && c.Path == "/" && c.SameSite == http.SameSiteLaxMode)
		return func(r *http.Request) { r.Header.Add("Cookie", c.Name+"="+c.Value) }
	}
	a := h.nobody().do("POST", "/login", ada.form("cookie")).want(200)
	require.NotContains(t, string(a.Body), "token\":")
	first := cookie(a)
	h.nobody().do("GET", "/me", nil, first).want(200)
	second := cookie(h.nobody().do("POST", "/login", ada.form("cookie"), first).want(200))
	h.nobody().do("GET", "/me", nil, first).problem(401, "unauthenticated")

	// A refused login leaves the session as it is.
	h.nobody().do("POST", "/login", object{"name": "ada", "password": "wrong", "kind": "cookie"}, second).problem(401, "login-failed")
	h.nobody().do("GET", "/me", nil, second).want(200)

	// Other sites' pages do nothing with it, and do not log anybody in either.
	elsewhere := header("Sec-Fetch-Site", "cross-site")
	h.nobody().do("POST", "/logout", nil, second, elsewhere).problem(403, "cross-origin")
	h.nobody().do("POST", "/login", ada.form("cookie"), elsewhere).problem(403, "cross-origin")
	h.nobody().do("GET", "/me", nil, second, second).problem(400, "ambiguous-credentials")
	h.nobody().do("POST", "/logout", nil, second, second).problem(400, "ambiguous-credentials")

	a = h.nobody().do("POST", "/logout", nil, second).want(204)
	require.Contains(t, a.Header.Get("Set-Cookie"), "__Host-einkpdf=; Path=/; Max-Age=0")
	h.nobody().do("GET", "/me", nil, second).problem(401, "unauthenticated")
	for _, with := range [][]option{nil, {second}} {
		a = h.nobody().do("POST", "/logout", nil, with...).want(204)
		require.Contains(t, a.Header.Get("Set-Cookie"), "Max-Age=0", "a browser with a session that is over forgets it")
	}
}

// Somebody sees where they are logged in, and ends that.
func TestSessions(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ada, page := h.user("ada"), h.user("ada").pages()
	ben := h.user("ben")
	list := func(c *client) (ids []string, current string) {
		var answer struct{ Sessions []auth.Session }
		var marks struct{ Sessions []struct{ Current bool } }
		c.do("GET", "/me/sessions", nil).want(200).json(&answer).json(&marks)
		for i, s := range answer.Sessions {
			ids = append(ids, s.ID)
			if marks.Sessions[i].Current {
				require.Empty(t, current)
				current = s.ID
			}
		}
		return ids, current
	}
	ids, current := list(ada)
	require.ElementsMatch(t, []string{ada.grant.Session.ID, page.grant.Session.ID}, ids)
	require.Equal(t, ada.grant.Session.ID, current)

	ben.do("DELETE", "/me/sessions/"+page.grant.Session.ID, nil).problem(404, "no-such-session")
	ada.do("DELETE", "/me/sessions/none", nil).problem(404, "no-such-session")
	require.Empty(t, ada.do("DELETE", "/me/sessions/"+page.grant.Session.ID, nil).want(204).Header.Get("Set-Cookie"))
	page.do("GET", "/me", nil).problem(401, "unauthenticated")
	ada.do("DELETE", "/me/sessions/"+page.grant.Session.ID, nil).want(204)

	page = ada.pages()
	require.Contains(t, page.do("DELETE", "/me/sessions/"+page.grant.Session.ID, nil).want(204).Header.Get("Set-Cookie"), "Max-Age=0")

	page = ada.pages()
	var answer struct{ Ended int }
	a := page.do("DELETE", "/me/sessions", nil).want(200).json(&answer)
	require.Equal(t, 2, answer.Ended)
	require.Contains(t, a.Header.Get("Set-Cookie"), "Max-Age=0")
	ada.stay().do("GET", "/me", nil).problem(401, "unauthenticated")
	ben.do("GET", "/me", nil).want(200)
}
