package authhttp_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/auth/authhttp"
)

// Who asks, by what the request brings; and how RequireUser answers.
func TestWhoAsks(t *testing.T) {
	t.Parallel()
	const invalid = `Bearer realm="einkpdf", error="invalid_token"`
	for name, c := range map[string]struct {
		header    fields
		who       string
		status    int
		challenge string
		tokens    int32 // asked for, by one request
		cookies   int32
	}{
		"nothing":              {nil, "nobody", 401, `Bearer realm="einkpdf"`, 0, 0},
		"token":                {fields{bearer("ada")}, "ada", 200, "", 1, 0},
		"cookie":               {fields{cookie("ada")}, "ada", 200, "", 0, 1},
		"both":                 {fields{bearer("root"), cookie("ada")}, "root", 200, "", 1, 0},
		"bad token":            {fields{bearer("eve")}, "nobody", 401, invalid, 1, 0},
		"bad cookie":           {fields{cookie("eve")}, "nobody", 401, `Bearer realm="einkpdf"`, 0, 1},
		"bad token and cookie": {fields{bearer("eve"), cookie("ada")}, "nobody", 401, invalid, 1, 0},
		"malformed and cookie": {fields{{"Authorization", "Bearer"}, cookie("ada")}, "nobody", 401, invalid, 0, 0},
		"long token":           {fields{bearer(strings.Repeat("a", 5000))}, "nobody", 401, invalid, 0, 0},
		"long cookie":          {fields{cookie(strings.Repeat("a", 5000))}, "nobody", 401, `Bearer realm="einkpdf"`, 0, 0},
		"two tokens":           {fields{bearer("ada"), bearer("ada")}, "nobody", 400, `Bearer realm="einkpdf", error="invalid_request"`, 0, 0},
		"two and a cookie":     {fields{bearer("ada"), {"Authorization", "Basic x"}, cookie("ada")}, "nobody", 400, `Bearer realm="einkpdf", error="invalid_request"`, 0, 0},
		"two cookies":          {fields{cookie("ada"), cookie("eve")}, "nobody", 400, "", 0, 0},
		"two in one line":      {fields{{"Cookie", session + "ada; " + session + "ada"}}, "nobody", 400, "", 0, 0},
		"token, two cookies":   {fields{bearer("ada"), cookie("ada"), cookie("eve")}, "ada", 200, "", 1, 0},
		"another scheme":       {fields{{"Authorization", "Basic YWRhOng="}, cookie("ada")}, "ada", 200, "", 0, 1},
		"another cookie":       {fields{{"Cookie", "einkpdf=ada"}}, "nobody", 401, `Bearer realm="einkpdf"`, 0, 0},
		"a mistake":            {fields{cookie("nobody")}, "nobody", 500, "", 0, 1},
	} {
		m, p := open(t, authhttp.Config{})
		w := send(m.Identify(who), "GET", c.header)
		require.Equal(t, http.StatusOK, w.Code, "%s: Identify refuses nothing", name)
		require.Equal(t, c.who, w.Body.String(), name)
		require.Equal(t, c.tokens, p.tokens.Load(), name)
		require.Equal(t, c.cookies, p.secret.Load(), name)

		w = send(m.RequireUser(who), "GET", c.header)
		require.Equal(t, c.status, w.Code, name)
		require.Equal(t, c.challenge, w.Header().Get("WWW-Authenticate"), name)
		require.Equal(t, c.status == 200, w.Body.String() == c.who, name)
	}
}

// A Middleware of one kind does not look at what belongs to the other.
func TestOneKind(t *testing.T) {
	t.Parallel()
	p := &people{}
	cookies, _ := open(t, authhttp.Config{Cookies: p})
	require.Equal(t, "ada", send(cookies.Identify(who), "GET", fields{bearer("root"), cookie("ada")}).Body.String())
	w := send(cookies.RequireUser(who), "GET", fields{bearer("root")})
	require.Equal(t, 401, w.Code)
	require.Equal(t, `Cookie realm="einkpdf"`, w.Header().Get("WWW-Authenticate"))
	require.Equal(t, []string{"Cookie"}, w.Header()["Vary"])

	tokens, _ := open(t, authhttp.Config{Tokens: p})
	require.Equal(t, "nobody", send(tokens.Identify(who), "GET", fields{cookie("ada")}).Body.String())
	require.Equal(t, []string{"Authorization"}, send(tokens.Identify(who), "GET", nil).Header()["Vary"])
}

func TestOrigin(t *testing.T) {
	t.Parallel()
	m, _ := open(t, authhttp.Config{RequestID: func() string { return "made-here" }})
	var got audit.Origin
	h := m.Identify(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = audit.OriginOf(r.Context()) }))
	w := send(h, "GET", fields{bearer("ada"), {"User-Agent", "curl/8"}, {"X-Forwarded-For", "1.2.3.4"}, {"X-Request-Id", "made-up-by-client"}})
	require.Equal(t, audit.Origin{Actor: "ada", Address: "192.0.2.1", RequestID: "made-here", UserAgent: "curl/8"}, got)
	require.Equal(t, "made-here", w.Header().Get("X-Request-Id"))
	send(h, "GET", nil)
	require.Empty(t, got.Actor)
}

// The authenticator knows from where the request comes: it records refusals.
func TestOriginReachesAuthenticator(t *testing.T) {
	t.Parallel()
	var got audit.Origin
	m, _ := open(t, authhttp.Config{Tokens: ask(func(ctx context.Context) { got = audit.OriginOf(ctx) })})
	send(m.Identify(who), "GET", fields{bearer("x")})
	require.Equal(t, "192.0.2.1", got.Address)
	require.NotEmpty(t, got.RequestID)
	require.Empty(t, got.Actor)
}

type ask func(context.Context)

func (a ask) AuthenticateToken(ctx context.Context, _ string) (auth.Identity, error) {
	a(ctx)
	return user("ada", auth.RoleUser), nil
}

func TestCaching(t *testing.T) {
	t.Parallel()
	m, _ := open(t, authhttp.Config{})
	for name, header := range map[string]fields{"token": {bearer("ada")}, "cookie": {cookie("ada")}, "bad": {cookie("eve")}, "two": {bearer("a"), bearer("b")}} {
		w := send(m.Identify(who), "GET", header)
		require.Equal(t, "private, no-store", w.Header().Get("Cache-Control"), name)
		require.Equal(t, []string{"Authorization", "Cookie"}, w.Header()["Vary"], name)
	}
	w := send(m.Identify(who), "GET", nil)
	require.Empty(t, w.Header().Get("Cache-Control"), "what everybody may see, others may keep")
	require.Equal(t, []string{"Authorization", "Cookie"}, w.Header()["Vary"])
	require.Equal(t, "private, no-store", send(m.RequireUser(who), "GET", nil).Header().Get("Cache-Control"))

	picture := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Cache-Control", "private, max-age=60") })
	require.Equal(t, "private, max-age=60", send(m.RequireUser(picture), "GET", fields{cookie("ada")}).Header().Get("Cache-Control"))
}

// Handlers in each other ask once.
func TestIdentifyOnce(t *testing.T) {
	t.Parallel()
	m, p := open(t, authhttp.Config{})
	w := send(m.Identify(m.RequireUser(m.RequireRole(auth.RoleUser)(m.RequireTerms("2026")(m.SameOrigin(who))))), "POST", fields{cookie("ada")})
	require.Equal(t, "ada", w.Body.String())
	require.EqualValues(t, 1, p.secret.Load())
	require.Equal(t, []string{"Authorization", "Cookie"}, w.Header()["Vary"])
}

// Another Middleware inside decides by its own rules, and who is nobody there has
// done nothing there.
func TestAnotherInside(t *testing.T) {
	t.Parallel()
	outer, _ := open(t, authhttp.Config{})
	asked, actor := "", "none"
	inner, _ := open(t, authhttp.Config{Tokens: refuse(func(ctx context.Context) { asked = audit.OriginOf(ctx).Actor })})
	h := outer.Identify(inner.Identify(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		actor = audit.OriginOf(r.Context()).Actor
		who.ServeHTTP(w, r)
	})))
	require.Equal(t, "nobody", send(h, "GET", fields{cookie("ada")}).Body.String())
	require.Empty(t, actor)
	require.Equal(t, "nobody", send(h, "GET", fields{bearer("ada")}).Body.String())
	require.Empty(t, actor)
	require.Empty(t, asked)
}

type refuse func(context.Context)

func (f refuse) AuthenticateToken(ctx context.Context, _ string) (auth.Identity, error) {
	f(ctx)
	return auth.Identity{}, &auth.Error{Code: auth.CodeUnauthenticated, Message: "Please log in."}
}

func TestWithIdentity(t *testing.T) {
	t.Parallel()
	m, p := open(t, authhttp.Config{})
	given := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			next.ServeHTTP(w, r.WithContext(authhttp.WithIdentity(r.Context(), user("host", auth.RoleUser))))
		})
	}
	var actor string
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		actor = audit.OriginOf(r.Context()).Actor
		who.ServeHTTP(w, r)
	})
	for _, chain := range []http.Handler{given(m.RequireUser(h)), m.Identify(given(m.RequireUser(h)))} {
		w := send(chain, "GET", fields{bearer("root")})
		require.Equal(t, "host", w.Body.String())
		require.Equal(t, "host", actor)
		require.Equal(t, "private, no-store", w.Header().Get("Cache-Control"))
		require.NotEmpty(t, w.Header().Get("X-Request-Id"))
	}
	require.EqualValues(t, 1, p.tokens.Load(), "by the outer Identify")
	require.Equal(t, 403, send(given(m.RequireRole(auth.RoleAdmin)(h)), "GET", fields{bearer("root")}).Code)
}

// A program that found nobody, and did not look at what it got, lets nobody in.
func TestWithIdentityOfNobody(t *testing.T) {
	t.Parallel()
	m, _ := open(t, authhttp.Config{})
	for _, id := range []auth.Identity{{}, {User: auth.User{Name: "Root", Role: auth.RoleAdmin}}, auth.Operator("root")} {
		ctx := authhttp.WithIdentity(t.Context(), id)
		got, ok := authhttp.IdentityOf(ctx)
		require.False(t, ok)
		require.Zero(t, got)
		for _, h := range []http.Handler{m.RequireUser(who), m.RequireRole(auth.RoleAdmin)(who), m.RequireTerms("")(who)} {
			w := httptest.NewRecorder()
			h.ServeHTTP(w, httptest.NewRequestWithContext(ctx, "GET", "/", nil))
			require.Equal(t, 401, w.Code)
		}
	}
}

// An outage is neither a stranger nor a user, and is logged once.
func TestOutage(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	m, p := open(t, authhttp.Config{Logger: slog.New(slog.NewTextHandler(&log, nil)), RequestID: func() string { return "request-7" }})
	p.err = errors.New("disk on fire")
	var failure error
	w := send(m.Identify(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		failure = authhttp.Failure(r.Context())
		id, _ := authhttp.IdentityOf(r.Context())
		require.Zero(t, id, "nothing of what came with the error")
		who.ServeHTTP(w, r)
	})), "GET", fields{cookie("ada")})
	require.Equal(t, "nobody", w.Body.String())
	require.ErrorIs(t, failure, p.err)
	require.Equal(t, 1, strings.Count(log.String(), "disk on fire"))

	log.Reset()
	w = send(m.RequireUser(who), "GET", fields{cookie("ada-secret")})
	require.Equal(t, 500, w.Code)
	require.NotContains(t, w.Body.String(), "fire")
	require.Equal(t, 1, strings.Count(log.String(), "disk on fire"))
	require.Contains(t, log.String(), "request_id=request-7")
	require.NotContains(t, log.String(), "ada-secret")

	log.Reset()
	p.err = &auth.Error{Code: auth.CodeUnauthenticated, Message: "Please log in."}
	send(m.RequireUser(who), "GET", fields{cookie("ada")})
	require.Empty(t, log.String(), "strangers fill no logs")
}

func TestRealm(t *testing.T) {
	t.Parallel()
	p := &people{}
	for scheme, c := range map[string]authhttp.Config{"Bearer": {Tokens: p, Realm: "My Planner"}, "Cookie": {Cookies: p, Realm: "My Planner"}} {
		m, _ := open(t, c)
		require.Equal(t, scheme+` realm="My Planner"`, send(m.RequireUser(who), "GET", nil).Header().Get("WWW-Authenticate"))
	}
}

// Who sent two of something is told of that and of nothing else.
func TestTwoOfAKind(t *testing.T) {
	t.Parallel()
	m, _ := open(t, authhttp.Config{})
	tokens := send(m.RequireUser(who), "GET", fields{bearer("ada"), bearer("ada")}).Body.String()
	require.Contains(t, tokens, "Authorization")
	require.NotContains(t, tokens, "cookie")
	cookies := send(m.RequireUser(who), "GET", fields{cookie("ada"), cookie("eve")}).Body.String()
	require.Contains(t, cookies, "delete the cookies")
	require.NotContains(t, cookies, "Authorization")
}
