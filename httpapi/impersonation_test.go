package httpapi_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/admin"
	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/httpapi"
	"github.com/einkpdf/platform/ratelimit"
)

// stage is a house with an admin who stands in for ada.
type stage struct {
	*house
	operators *admin.Service
	ada, root *client
	project   string // ada's
}

func newStage(t *testing.T) *stage {
	t.Helper()
	h := newHouse(t)
	require.NoError(t, h.db.Migrate(t.Context(), admin.Schema()))
	operators, err := admin.New(admin.Config{DB: h.db, Users: h.accounts.Service, Projects: h.projects, Now: h.clock.Now})
	require.NoError(t, err)
	h.config.Admin = operators
	h.api, err = httpapi.New(h.config)
	require.NoError(t, err)
	s := &stage{house: h, operators: operators, ada: h.user("ada"), root: h.admin()}
	s.project = s.ada.project("Ada's")
	return s
}

// begin begins an impersonation of ada.
func (s *stage) begin(write bool) (admin.Impersonation, string) {
	s.t.Helper()
	i, secret, err := s.operators.Impersonate(s.t.Context(), s.accounts.Identity(s.t, s.root.grant), s.ada.id, "ticket 7", write, 0)
	require.NoError(s.t, err)
	return i, secret
}

func as(secret string) option { return header("Impersonate", secret) }

// cookie sends the secret as a browser does.
func cookie(secret string) option {
	return func(r *http.Request) { r.AddCookie(&http.Cookie{Name: "__Host-einkpdf-impersonate", Value: secret}) }
}

// An admin sees what the user sees, and changes nothing.
func TestImpersonation(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	i, secret := s.begin(false)
	for _, with := range []option{as(secret), cookie(secret)} {
		s.root.do("GET", "/projects/"+s.project, nil).problem(404, "no-such-project")
		a := s.root.do("GET", "/projects/"+s.project, nil, with).want(200)
		require.Equal(t, s.ada.id+"; until="+i.Expires.Format(time.RFC3339), a.Header.Get("Impersonating"))
		require.Equal(t, "private, no-store", a.Header.Get("Cache-Control"))
		w := s.root.me(with)
		require.Equal(t, s.ada.id, w.User.ID)
		require.Equal(t, "user", w.User.Role)
		require.Nil(t, w.Session)
		require.Equal(t, s.root.id, w.Impersonation.Admin)
		require.False(t, w.Impersonation.Write)
		require.Equal(t, i.Expires.Format(time.RFC3339), w.Impersonation.Until)

		s.root.do("POST", "/projects", object{"source": planner("X", 1)}, with).problem(403, "impersonation-read-only")
		s.root.do("DELETE", "/projects/"+s.project, nil, with, header("If-Match", `"1"`)).problem(403, "impersonation-read-only")
	}
	require.Contains(t, s.logs.String(), "user="+s.ada.id+" admin="+s.root.id)
	require.NotContains(t, s.logs.String(), secret)
	s.ada.do("GET", "/projects/"+s.project, nil).want(200)
	require.Empty(t, s.ada.do("GET", "/me", nil).Header.Get("Impersonating"))
}

// What is done is the admin's, on behalf of the user.
func TestImpersonationWrites(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	_, secret := s.begin(true)
	a := s.root.do("PATCH", "/projects/"+s.project, object{"name": "Mended"}, as(secret), header("If-Match", `"1"`)).want(200)
	var p struct{ Owner, Name string }
	a.json(&p)
	require.Equal(t, s.ada.id, p.Owner)
	require.Equal(t, "Mended", p.Name)
	events, _, err := s.accounts.Trail.List(t.Context(), audit.Filter{RequestID: a.Header.Get("X-Request-Id")}, audit.Page{})
	require.NoError(t, err)
	require.NotEmpty(t, events)
	for _, e := range events {
		require.Equal(t, s.root.id, e.Actor, e.Action)
		require.Equal(t, s.ada.id, e.OnBehalf, e.Action)
	}

	// Limits count the admin: nobody is shut out by being looked after.
	s.limited(ratelimit.Create, "1/min")
	s.root.do("POST", "/projects", object{"source": planner("X", 1)}, as(secret)).want(201)
	s.root.do("POST", "/projects", object{"source": planner("X", 1)}, as(secret)).problem(429, "rate-limited")
	s.ada.do("POST", "/projects", object{"source": planner("X", 1)}).want(201)
}

// The account is the user's own business, whatever the impersonation may do. What needs nobody to be logged in, and what operators do, is the admin's own.
func TestImpersonationOfAccounts(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	_, secret := s.begin(true)
	for _, c := range []struct {
		method, path string
		body         any
	}{
		{"DELETE", "/me", object{"password": s.ada.password()}},
		{"PUT", "/me/password", object{"password": s.ada.password(), "new_password": "a better horse and battery"}},
		{"POST", "/me/email", object{"password": s.ada.password(), "email": "eve@example.org"}},
		{"PUT", "/me/terms", object{"terms": "2026-01"}},
		{"GET", "/me/sessions", nil},
		{"DELETE", "/me/sessions", nil},
		{"DELETE", "/me/sessions/" + s.ada.grant.Session.ID, nil},
	} {
		s.root.do(c.method, c.path, c.body, as(secret)).problem(403, "impersonation-account")
	}
	require.Empty(t, s.accounts.Mails(t))
	s.ada.do("GET", "/me", nil).want(200)
	s.root.do("GET", "/admin/marker", nil, as(secret)).problem(404, "no-such-path")

	page := s.root.pages()
	a := page.do("POST", "/logout", nil, cookie(secret)).want(204)
	require.Empty(t, a.Header.Get("Impersonating"))
	require.Len(t, a.Header.Values("Set-Cookie"), 2, "session and impersonation are forgotten")
	page.do("GET", "/me", nil, cookie(secret)).problem(401, "unauthenticated")
	s.ada.do("GET", "/me", nil).want(200)
	a = s.nobody().do("POST", "/login", s.root.form("cookie"), cookie(secret)).want(200)
	require.Len(t, a.Header.Values("Set-Cookie"), 2)
}

// With a secret that is no good nothing is done: the admin means to be somebody else.
func TestImpersonationRefused(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	i, secret := s.begin(true)
	ben := s.user("ben")
	create := func(c *client, with ...option) *answer {
		return c.do("POST", "/projects", object{"source": planner("X", 1)}, with...)
	}
	other := s.client("other", auth.RoleAdmin)
	create(other, as(secret)).problem(403, "no-impersonation")
	create(ben, as(secret)).problem(403, "forbidden")
	create(s.root, as("epi_AAAAAAAAAAAAAAAAAAAAAAAAAA")).problem(403, "no-impersonation")
	create(s.root, as("x")).problem(403, "no-impersonation")
	create(s.root, as("")).problem(400, "invalid-parameter")
	create(s.root, as(strings.Repeat("x", 300))).problem(400, "invalid-parameter")
	create(s.root, as(secret), func(r *http.Request) { r.Header.Add("Impersonate", secret) }).problem(400, "invalid-parameter")
	twice := create(s.root, cookie(secret), cookie("x"))
	twice.problem(400, "invalid-parameter")
	require.Contains(t, twice.Header.Get("Set-Cookie"), "Max-Age=0", "else the browser would be stuck with it")
	create(s.nobody(), as(secret)).problem(401, "unauthenticated")
	s.nobody().do("GET", "/openapi.json", nil, as("x")).want(200)

	// A browser forgets one that is over; what comes next is the admin's own.
	s.clock.Advance(i.Expires.Sub(s.clock.Now()))
	require.Empty(t, s.root.do("GET", "/me", nil, as(secret)).Header.Get("Set-Cookie"))
	a := s.root.do("GET", "/me", nil, cookie(secret))
	a.problem(403, "no-impersonation")
	require.Contains(t, a.Header.Get("Set-Cookie"), "__Host-einkpdf-impersonate=; Path=/; Max-Age=0")
	_, secret = s.begin(true)
	create(s.root, as(secret)).want(201)
	require.NoError(t, s.accounts.Service.SetActive(t.Context(), auth.Operator("test"), s.ada.id, false, "test"))
	create(s.root, as(secret)).problem(403, "no-such-user")

	require.NoError(t, s.accounts.Service.SetRole(t.Context(), auth.Operator("test"), s.ada.id, auth.RoleAdmin, "test"))
	create(s.root, as(secret)).problem(403, "no-such-user")
	require.NoError(t, s.accounts.Service.SetRole(t.Context(), auth.Operator("test"), s.ada.id, auth.RoleUser, "test"))

	// Nobody who is an admin no more.
	require.NoError(t, s.accounts.Service.SetActive(t.Context(), auth.Operator("test"), s.ada.id, true, "test"))
	create(s.root, as(secret)).want(201)
	require.NoError(t, s.accounts.Service.SetRole(t.Context(), auth.Operator("test"), s.root.id, auth.RoleUser, "test"))
	create(s.root, as(secret)).problem(403, "forbidden")

	s.config.Admin = nil
	var err error
	s.api, err = httpapi.New(s.config)
	require.NoError(t, err)
	create(s.root, as(secret)).problem(403, "impersonation-unavailable")
}

// Who stands in looks after an account in whatever state it is, but has accepted the terms himself.
func TestImpersonationTerms(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	_, secret := s.begin(false)
	config := s.accounts.Config
	config.TermsVersion = "2026-02"
	var err error
	s.config.Accounts.Service, err = auth.New(config)
	require.NoError(t, err)
	s.api, err = httpapi.New(s.config)
	require.NoError(t, err)
	s.root.do("GET", "/projects/"+s.project, nil, as(secret)).problem(403, "terms-not-accepted")
	s.root.do("PUT", "/me/terms", object{"terms": "2026-02"}).want(200)
	s.root.do("GET", "/projects/"+s.project, nil, as(secret)).want(200)
	require.Empty(t, s.root.me(as(secret)).Terms)
	require.Equal(t, "2026-02", s.ada.me().Terms)
}
