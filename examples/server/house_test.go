package main

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/auth/authtest"
)

// defaults are the settings of a server that says none.
func defaults(t testing.TB) settings {
	t.Helper()
	var commands cli
	p, err := parser(t.Context(), &commands, streams{io.Discard, io.Discard}, func(int) {})
	require.NoError(t, err)
	emptyIsUnset(p.Model)
	_, err = p.Parse([]string{"serve"})
	require.NoError(t, err)
	return commands.Serve.settings
}

// openHouse puts a server together in a folder, which has the tables already; change may alter what it is made of. TestServe begins with nothing.
func openHouse(t testing.TB, folder string, change ...func(c *houseConfig)) *house {
	t.Helper()
	there, err := isThere(folder)
	require.NoError(t, err)
	if !there {
		begun.copy(t, "tables", folder, func(folder string) {
			db, err := dataFolder(folder).create(context.Background())
			require.NoError(t, err)
			require.NoError(t, db.Close())
		})
	}
	c := houseConfig{
		folder: dataFolder(folder), at: address{url: "http://127.0.0.1:8080", insecure: true}, settings: defaults(t),
		logger: slog.New(slog.DiscardHandler), hasher: authtest.Hasher(t), renderer: "test",
	}
	for _, fn := range change {
		fn(&c)
	}
	h, err := open(t.Context(), c)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, h.close()) })
	return h
}

// ask sends a request to a handler.
func ask(h http.Handler, method, target string, form url.Values) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	r := httptest.NewRequestWithContext(context.Background(), method, target, strings.NewReader(form.Encode()))
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	h.ServeHTTP(w, r)
	return w
}

// tokenOf is that of a link.
func tokenOf(t testing.TB, link string) string {
	t.Helper()
	_, token, found := strings.Cut(link, "#token=")
	require.True(t, found, link)
	return token
}

const secret = "correct horse battery staple"

// TestFirstAdmin sets the password of the first admin by the link of the first start.
func TestFirstAdmin(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "data")
	h := openHouse(t, folder)
	first, err := h.firstAdmin(t.Context())
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(first, "http://127.0.0.1:8080/reset#token="), first)

	// A server that was killed before anybody read it prints another one, and the older one dies.
	link, err := h.firstAdmin(t.Context())
	require.NoError(t, err)
	require.NotEqual(t, first, link)
	set := func(link string) *httptest.ResponseRecorder {
		return ask(h.handler, "POST", "/reset", url.Values{"token": {tokenOf(t, link)}, "password": {secret}})
	}
	require.Equal(t, http.StatusUnprocessableEntity, set(first).Code)
	require.Equal(t, http.StatusSeeOther, set(link).Code)
	require.Equal(t, http.StatusUnprocessableEntity, set(link).Code, "it works once")

	none, err := h.firstAdmin(t.Context())
	require.NoError(t, err)
	require.Empty(t, none, "the password is set, though nobody has logged in")
	g, err := h.accounts.Login(t.Context(), auth.Credentials{Name: "admin", Password: secret}, auth.CookieSession)
	require.NoError(t, err)
	require.Equal(t, auth.RoleAdmin, g.User.Role)
	none, err = h.firstAdmin(t.Context())
	require.NoError(t, err)
	require.Empty(t, none)
}

// There is no first admin where somebody is one, and nobody takes over an account of the name.
func TestNoFirstAdmin(t *testing.T) {
	t.Parallel()
	by := auth.Operator("test")
	for name, n := range map[string]auth.NewUser{
		"somebody else":    {Name: "ann", Email: "ann@example.org", Password: secret, Role: auth.RoleAdmin},
		"of the name":      {Name: "Admin", Email: "admin@example.org", Password: secret, Role: auth.RoleAdmin},
		"a user of it":     {Name: "ADMIN", Email: "admin@example.org", Password: secret},
		"a user of its id": {Name: "ann", Email: firstAdminEmail, Password: secret},
	} {
		h := openHouse(t, filepath.Join(t.TempDir(), "data"))
		u, err := h.accounts.CreateUser(t.Context(), by, n)
		require.NoError(t, err, name)
		link, err := h.firstAdmin(t.Context())
		require.NoError(t, err, name)
		require.Empty(t, link, name)
		all, _, err := h.accounts.Users(t.Context(), by, auth.UserFilter{}, "", 0)
		require.NoError(t, err, name)
		require.Equal(t, []auth.User{u}, all, name)
	}
}

// TestPages are those that mails and operators lead to.
func TestPages(t *testing.T) {
	t.Parallel()
	h := openHouse(t, filepath.Join(t.TempDir(), "data"), func(c *houseConfig) {
		c.settings.Product, c.settings.LimitLogin = "Planners & <more>", "13/h"
	})
	link, err := h.firstAdmin(t.Context())
	require.NoError(t, err)
	token := tokenOf(t, link)

	for _, path := range []string{"/", "/reset", "/confirm", "/email", "/forgot", "/done?reset"} {
		w := ask(h.handler, "GET", path, nil)
		require.Equal(t, http.StatusOK, w.Code, path)
		require.Equal(t, policy, w.Header().Get("Content-Security-Policy"))
		require.Equal(t, "no-store", w.Header().Get("Cache-Control"))
		require.Contains(t, w.Body.String(), "Planners &amp; &lt;more&gt;")
		require.NotRegexp(t, `(?i)<style|style=| on[a-z]+=|<script[^>]*>[^<]`, w.Body.String(), "the policy would not let it work")
	}
	for path, kind := range map[string]string{"/style.css": "text/css; charset=utf-8", "/token.js": "text/javascript; charset=utf-8", "/icon.svg": "image/svg+xml"} {
		w := ask(h.handler, "GET", path, nil)
		require.Equal(t, http.StatusOK, w.Code, path)
		require.Equal(t, kind, w.Header().Get("Content-Type"))
	}
	for _, path := range []string{"/nothing", "/done", "/done?nothing", "/pages/page.html", "/page.html"} {
		w := ask(h.handler, "GET", path, nil)
		require.Equal(t, http.StatusNotFound, w.Code, path)
		require.Contains(t, w.Body.String(), `<a href="/">To the front page</a>`, path)
	}

	// Opening a link says whose account it is for, or that it is dead, before there is a password.
	look := func(path, token string) (int, string) {
		w := ask(h.handler, "POST", path, url.Values{"token": {token}, "password": {""}, "look": {"1"}})
		return w.Code, w.Body.String()
	}
	status, opened := look("/reset", token)
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, opened, `<input name="username" type="text" autocomplete="username" value="admin" hidden>`)
	require.Contains(t, opened, "For the account of <strong>admin</strong>.")
	require.Contains(t, opened, `<input type="hidden" name="token" value="`+token+`">`)
	require.NotContains(t, opened, `role="alert"`)
	for path, is := range map[string]int{"/reset": http.StatusUnprocessableEntity, "/email": http.StatusUnprocessableEntity, "/confirm": http.StatusForbidden} {
		status, dead := look(path, "AAAAAAAAAAAAAAAAAAAAAAAAAA")
		require.Equal(t, is, status, path)
		require.Contains(t, dead, `role="alert"`, path)
		require.NotContains(t, dead, "For the account", path)
	}
	require.Contains(t, ask(h.handler, "GET", "/done?reset", nil).Body.String(), "<code>/api/v1</code>", "what comes next")

	// What is wrong is said with the form, which keeps what is good of it.
	short := ask(h.handler, "POST", "/reset", url.Values{"token": {token}, "password": {"short"}})
	require.Equal(t, http.StatusUnprocessableEntity, short.Code)
	require.Contains(t, short.Body.String(), `role="alert"`)
	require.Contains(t, short.Body.String(), `<input type="hidden" name="token" value="`+token+`">`)
	require.Contains(t, short.Body.String(), `autocomplete="username" value="admin"`)
	require.NotContains(t, short.Body.String(), `value="short"`)
	hostile := ask(h.handler, "POST", "/forgot", url.Values{"email": {`"><script>`}})
	require.Contains(t, hostile.Body.String(), `value="&#34;&gt;&lt;script&gt;"`)
	over := ask(h.handler, "POST", "/reset", url.Values{"token": {"AAAAAAAAAAAAAAAAAAAAAAAAAA"}, "password": {secret}})
	require.Equal(t, http.StatusUnprocessableEntity, over.Code)
	require.Contains(t, over.Body.String(), `id="token"`, "another one can be pasted")
	large := ask(h.handler, "POST", "/reset", url.Values{"token": {strings.Repeat("x", maxForm)}})
	require.Equal(t, http.StatusBadRequest, large.Code)
	require.Equal(t, http.StatusNotImplemented, ask(h.handler, "POST", "/forgot", url.Values{"email": {"ann@example.org"}}).Code, "no mails go out here")

	// Another site's page cannot send it, and the whole link may be pasted.
	foreign := httptest.NewRequestWithContext(t.Context(), "POST", "/reset", strings.NewReader(url.Values{"token": {token}, "password": {secret}}.Encode()))
	foreign.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	foreign.Header.Set("Sec-Fetch-Site", "cross-site")
	w := httptest.NewRecorder()
	h.handler.ServeHTTP(w, foreign)
	require.Equal(t, http.StatusForbidden, w.Code)
	require.Equal(t, "text/html; charset=utf-8", w.Header().Get("Content-Type"))
	require.Contains(t, w.Body.String(), `<p class="wrong" role="alert"`)
	done := ask(h.handler, "POST", "/reset", url.Values{"token": {"https://planner.example/reset#token=" + token}, "password": {secret}})
	require.Equal(t, http.StatusSeeOther, done.Code)
	require.Equal(t, "/done?reset", done.Header().Get("Location"))
	often := ask(h.handler, "POST", "/reset", url.Values{"token": {token}})
	for often.Code == http.StatusUnprocessableEntity {
		often = ask(h.handler, "POST", "/reset", url.Values{"token": {token}})
	}
	require.Equal(t, http.StatusTooManyRequests, often.Code)
	require.Equal(t, "text/html; charset=utf-8", often.Header().Get("Content-Type"))
	require.NotEmpty(t, often.Header().Get("Retry-After"))
}

func TestHeaders(t *testing.T) {
	t.Parallel()
	for _, insecure := range []bool{true, false} {
		h := openHouse(t, filepath.Join(t.TempDir(), "data"), func(c *houseConfig) { c.at.insecure = insecure })
		for _, path := range []string{"/", "/nothing", "/healthz", "/version", "/api/v1/openapi.yaml", "/api/v1/projects", "/api/v1/nothing"} {
			header := ask(h.handler, "GET", path, nil).Header()
			require.Contains(t, header.Get("Content-Security-Policy"), "default-src 'none'", path)
			require.Equal(t, "nosniff", header.Get("X-Content-Type-Options"), path)
			require.Equal(t, "DENY", header.Get("X-Frame-Options"), path)
			require.NotEmpty(t, header.Get("Referrer-Policy"), path)
			require.Equal(t, insecure, header.Get("Strict-Transport-Security") == "", path)
		}
	}
}

// TestReady says that all checks pass of a server that has just been put together.
func TestReady(t *testing.T) {
	t.Parallel()
	h := openHouse(t, filepath.Join(t.TempDir(), "data"))
	w := ask(h.handler, "GET", "/readyz", nil)
	require.Equal(t, http.StatusOK, w.Code, w.Body.String())
	for _, check := range []string{"database", "migrations", "blobs", "disk", "worker"} {
		require.Contains(t, w.Body.String(), `"name":"`+check+`","ok":true`)
	}
	h.health.Stop()
	require.Equal(t, http.StatusServiceUnavailable, ask(h.handler, "GET", "/readyz", nil).Code)
	require.Equal(t, http.StatusOK, ask(h.handler, "GET", "/healthz", nil).Code)
}

// TestChores does everything once that the server does by itself.
func TestChores(t *testing.T) {
	t.Parallel()
	h := openHouse(t, filepath.Join(t.TempDir(), "data"))
	kinds := map[string]bool{}
	for _, c := range h.chores() {
		require.False(t, kinds[c.kind])
		kinds[c.kind] = true
		_, err := c.do(t.Context())
		require.NoError(t, err, c.kind)
	}
	require.Len(t, h.periodic(), len(kinds))
	require.Len(t, h.handlers(), len(kinds)+2, "renders, and what admins ask for")
}

// A server that was started anew makes the same pictures, and whoever has them need not fetch them again.
func TestPicturesOutliveTheServer(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "data")
	const picture = "/api/v1/templates/notebook/preview.png?width=100"
	hashed := func(c *houseConfig) { c.renderer = "" } // as a server is made
	before := ask(openHouse(t, folder, hashed).handler, "GET", picture, nil)
	require.Equal(t, http.StatusOK, before.Code)
	r := httptest.NewRequestWithContext(t.Context(), "GET", picture, nil)
	r.Header.Set("If-None-Match", before.Header().Get("ETag"))
	w := httptest.NewRecorder()
	openHouse(t, folder, hashed).handler.ServeHTTP(w, r)
	require.Equal(t, http.StatusNotModified, w.Code)
}
