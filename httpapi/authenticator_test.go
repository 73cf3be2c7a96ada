package httpapi_test

import (
	"context"
	"errors"
	"net/http"
	"net/netip"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/admin"
	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/httpapi"
	"github.com/einkpdf/platform/ratelimit"
)

// keyed are a host's users by the key that they send.
type keyed map[string]auth.User

func (k keyed) Authenticate(r *http.Request) (auth.Identity, error) {
	key := r.Header.Get("X-Key")
	if key == "" {
		return auth.Identity{}, nil
	}
	u, ok := k[key]
	switch {
	case key == "outage":
		return auth.Identity{}, context.DeadlineExceeded
	case key == "broken":
		return auth.Identity{}, errors.New("marker")
	case key == "panic":
		panic("marker")
	case !ok:
		return auth.Identity{}, &auth.Error{Code: auth.CodeUnauthenticated, Message: "This key is no good. Make another one."}
	}
	return auth.Identity{User: u}, nil
}

func key(k string) option { return header("X-Key", k) }

// hosted is a house whose users are a host's.
func hosted(t *testing.T, change ...func(*httpapi.Config)) *house {
	t.Helper()
	return newHouse(t, append([]func(*httpapi.Config){func(c *httpapi.Config) {
		c.Accounts, c.Admin = nil, nil
		c.Authenticator = keyed{"a": {ID: "host-7", Name: "Ada"}, "r": {ID: "host-1", Name: "Root", Role: auth.RoleAdmin}, "nobody": {Name: "nobody"}, "long": {ID: strings.Repeat("x", 65)}}
	}}, change...)...)
}

// A host's own users use all but the accounts.
func TestAuthenticator(t *testing.T) {
	t.Parallel()
	h := hosted(t)
	for _, o := range h.api.Operations() {
		require.NotContains(t, []string{"login", "register", "deleteMe", "listSessions"}, o.ID)
	}
	h.nobody().do("POST", "/login", object{}).problem(404, "no-such-path")

	var w who
	a := h.nobody().do("GET", "/me", nil, key("a")).want(200).json(&w)
	require.Equal(t, "host-7", w.User.ID)
	require.Equal(t, "Ada", w.User.Name)
	require.Equal(t, "user", w.User.Role)
	require.Nil(t, w.Session)
	require.JSONEq(t, `{"user":{"id":"host-7","name":"Ada","role":"user"}}`, string(a.Body))
	require.Equal(t, "private, no-store", a.Header.Get("Cache-Control"))
	h.nobody().do("GET", "/me", nil, key("r")).want(200).json(&w)
	require.Equal(t, "admin", w.User.Role)

	a = h.nobody().do("POST", "/projects", object{"source": planner("X", 1)}, key("a")).want(201)
	events, _, err := h.accounts.Trail.List(t.Context(), audit.Filter{RequestID: a.Header.Get("X-Request-Id")}, audit.Page{})
	require.NoError(t, err)
	require.Len(t, events, 1)
	require.Equal(t, "host-7", events[0].Actor)
	require.Equal(t, "192.0.2.1", events[0].Address, "that of httptest's requests")
	h.nobody().do("GET", a.Header.Get("Location")[len(h.prefix):], nil, key("a")).want(200)
	h.nobody().do("GET", a.Header.Get("Location")[len(h.prefix):], nil, key("r")).want(404)
}

// Who is nobody to the host, and what goes wrong there.
func TestAuthenticatorRefuses(t *testing.T) {
	t.Parallel()
	h := hosted(t)
	for _, c := range []struct {
		key    string
		status int
		code   string
	}{
		{"", 401, "unauthenticated"},
		{"nobody", 401, "unauthenticated"},
		{"wrong", 401, "unauthenticated"},
		{"outage", 503, "unavailable"},
		{"broken", 500, "internal"},
		{"long", 500, "internal"}, // said at the door, and in the log
	} {
		h.nobody().do("GET", "/me", nil, key(c.key)).problem(c.status, c.code)
		h.nobody().do("GET", "/openapi.json", nil, key(c.key)).want(200)
	}
	// What may be there for who this was is not said not to be.
	h.nobody().do("GET", "/assets/x/content", nil, key("wrong")).problem(401, "unauthenticated")
	h.nobody().do("GET", "/assets/x/content", nil, key("outage")).problem(503, "unavailable")
	h.nobody().do("GET", "/assets/x/content", nil, key("nobody")).problem(404, "no-such-asset")
	h.nobody().do("GET", "/openapi.json", nil, key("panic")).problem(500, "internal")
	require.Contains(t, h.nobody().do("GET", "/me", nil, key("wrong")).problem(401, "unauthenticated").Detail, "Make another one.")
	h.nobody().do("POST", "/projects", object{"source": planner("X", 1)}, key("a"), header("Sec-Fetch-Site", "cross-site")).problem(403, "cross-origin")
	h.nobody().do("GET", "/me", nil, key("r"), as("x")).problem(403, "impersonation-unavailable")

	// Operators of a host look after much, but who its users are is the host's to say.
	require.NoError(t, h.db.Migrate(t.Context(), admin.Schema()))
	var err error
	h.config.Admin, err = admin.New(admin.Config{DB: h.db, Now: h.clock.Now})
	require.NoError(t, err)
	h.api, err = httpapi.New(h.config)
	require.NoError(t, err)
	h.nobody().do("GET", "/me", nil, key("a"), as("epi_AAAAAAAAAAAAAAAAAAAAAAAAAA")).problem(403, "forbidden")
	h.nobody().do("GET", "/me", nil, key("r"), as("epi_AAAAAAAAAAAAAAAAAAAAAAAAAA")).problem(403, "no-impersonation")
}

// Users are counted by their id, and others by where they come from: what the host's proxies say, or the host itself.
func TestAuthenticatorOrigin(t *testing.T) {
	t.Parallel()
	h := hosted(t, func(c *httpapi.Config) { c.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")} })
	h.limited(ratelimit.All, "1/min")
	ask := func(options ...option) *answer { return h.nobody().do("GET", "/openapi.json", nil, options...) }
	ask(key("a")).want(200)
	ask(key("a"), header("X-Forwarded-For", "198.51.100.9")).problem(429, "rate-limited")
	ask(header("X-Forwarded-For", "198.51.100.1"), header("X-Request-Id", "request-of-proxy")).want(200)
	a := ask(header("X-Forwarded-For", "198.51.100.1"), header("X-Request-Id", "request-of-proxy"))
	a.problem(429, "rate-limited")
	require.Equal(t, "request-of-proxy", a.Header.Get("X-Request-Id"))
	ask(header("X-Forwarded-For", "198.51.100.2")).want(200)
	known := func(r *http.Request) {
		*r = *r.WithContext(audit.WithOrigin(r.Context(), audit.Origin{Address: "203.0.113.1", Actor: "somebody"}))
	}
	ask(header("X-Forwarded-For", "198.51.100.1"), known).want(200)
	ask(header("X-Forwarded-For", "198.51.100.3"), known).problem(429, "rate-limited")
	ask(header("X-Forwarded-For", "198.51.100.3")).want(200)

	_, err := httpapi.New(func() httpapi.Config { c := h.config; c.TrustedProxies = make([]netip.Prefix, 1); return c }())
	require.ErrorContains(t, err, "TrustedProxies")
}
