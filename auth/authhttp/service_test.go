package authhttp_test

import (
	"context"
	"net/http/httptest"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/auth/authhttp"
	"github.com/einkpdf/platform/auth/keys"
	"github.com/einkpdf/platform/auth/password"
	"github.com/einkpdf/platform/sqldb"
)

var (
	_ authhttp.TokenAuthenticator  = (*auth.Service)(nil)
	_ authhttp.CookieAuthenticator = (*auth.Service)(nil)
)

// The real service behind the middleware: each kind of session with its own
// credential alone, until it is revoked.
func TestService(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s, trail := service(t)
	admin := auth.Operator("test")
	u, err := s.CreateUser(ctx, admin, auth.NewUser{Name: "Ada", Email: "ada@planner.example", Password: "correct horse battery", Role: auth.RoleUser})
	require.NoError(t, err)
	m, err := authhttp.New(authhttp.Config{Tokens: s, Cookies: s})
	require.NoError(t, err)
	h := m.RequireUser(who)
	login := func(kind auth.SessionKind) *auth.Grant {
		g, err := s.Login(ctx, auth.Credentials{Name: "ada", Password: "correct horse battery"}, kind)
		require.NoError(t, err)
		return g
	}

	page, program := login(auth.CookieSession), login(auth.TokenSession)
	require.NoError(t, m.SetCookie(httptest.NewRecorder(), page))
	require.Error(t, m.SetCookie(httptest.NewRecorder(), program))
	for name, c := range map[string]struct {
		header fields
		status int
	}{
		"cookie":           {fields{cookie(page.Secret)}, 200},
		"access token":     {fields{bearer(program.Access)}, 200},
		"refresh, bearer":  {fields{bearer(program.Secret)}, 401},
		"refresh, cookie":  {fields{cookie(program.Secret)}, 401},
		"access, cookie":   {fields{cookie(program.Access)}, 401},
		"cookie, bearer":   {fields{bearer(page.Secret)}, 401},
		"tampered":         {fields{bearer(program.Access + "AAAA")}, 401},
		"another's cookie": {fields{cookie("eps_AAAAAAAAAAAAAAAAAAAAAAAAAA")}, 401},
	} {
		w := send(h, "POST", c.header)
		require.Equal(t, c.status, w.Code, name)
		if c.status == 200 {
			require.Equal(t, u.ID, w.Body.String(), name)
		}
	}

	require.NoError(t, s.Logout(ctx, auth.Identity{User: u, Session: page.Session}))
	require.Equal(t, 401, send(h, "GET", fields{cookie(page.Secret)}).Code)
	page = login(auth.CookieSession)
	require.NoError(t, s.SetActive(ctx, admin, u.ID, false, "test"))
	require.Equal(t, 401, send(h, "GET", fields{cookie(page.Secret)}).Code)
	require.Equal(t, 401, send(h, "GET", fields{bearer(program.Access)}).Code)

	// What a handler does is recorded with where the request came from.
	require.NoError(t, s.SetActive(ctx, admin, u.ID, true, "test"))
	page = login(auth.CookieSession)
	var id string
	end := m.RequireUser(handler(func(ctx context.Context) {
		who, _ := authhttp.IdentityOf(ctx)
		id = audit.OriginOf(ctx).RequestID
		require.NoError(t, s.Logout(ctx, who))
	}))
	require.Equal(t, 200, send(end, "POST", fields{cookie(page.Secret)}).Code)
	events, _, err := trail.List(ctx, audit.Filter{RequestID: id}, audit.Page{})
	require.NoError(t, err)
	require.Len(t, events, 1)
	require.Equal(t, u.ID, events[0].Actor)
	require.Equal(t, "192.0.2.1", events[0].Address)
}

func service(t *testing.T) (*auth.Service, *audit.Log) {
	db, err := sqldb.OpenSQLite(t.Context(), filepath.Join(t.TempDir(), "db"), sqldb.SQLiteOptions{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	require.NoError(t, db.Migrate(t.Context(), auth.Schema()))
	hasher, err := password.New(password.Config{Params: password.Params{MemoryKiB: 8, Time: 1}, Weak: true})
	require.NoError(t, err)
	ring, err := keys.Open(keys.Config{Path: filepath.Join(t.TempDir(), "keys")})
	require.NoError(t, err)
	s, err := auth.New(auth.Config{
		Store: auth.NewSQL(db), Throttle: auth.NewSQLThrottle(db, auth.ThrottleConfig{}),
		Hasher: hasher, Keys: ring, LoginFloor: -1,
	})
	require.NoError(t, err)
	return s, audit.NewSQL(db, audit.Config{})
}
