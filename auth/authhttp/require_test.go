package authhttp_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/auth/authhttp"
)

func TestRequire(t *testing.T) {
	t.Parallel()
	m, _ := open(t, authhttp.Config{})
	for name, c := range map[string]struct {
		h                  http.Handler
		nobody, user, root int
	}{
		"user":      {m.RequireUser(who), 401, 200, 200},
		"role user": {m.RequireRole(auth.RoleUser)(who), 401, 200, 200},
		"admin":     {m.RequireRole(auth.RoleAdmin)(who), 401, 403, 200},
		"unknown":   {m.RequireRole("auditor")(who), 401, 403, 200},
		"terms":     {m.RequireTerms("2026")(who), 401, 200, 200},
		"no terms":  {m.RequireTerms("")(who), 401, 200, 200},
		"new terms": {m.RequireTerms("2027")(who), 401, 403, 403},
	} {
		require.Equal(t, c.nobody, send(c.h, "GET", nil).Code, name)
		require.Equal(t, c.user, send(c.h, "GET", fields{cookie("ada")}).Code, name)
		require.Equal(t, c.root, send(c.h, "GET", fields{bearer("root")}).Code, name)
	}
	require.Contains(t, send(m.RequireTerms("2027")(who), "GET", fields{cookie("ada")}).Body.String(), `"code":"terms-not-accepted"`)
}

// Pages send people to where they can log in.
func TestErrorsHook(t *testing.T) {
	t.Parallel()
	m, _ := open(t, authhttp.Config{Errors: func(w http.ResponseWriter, r *http.Request, err error) {
		if auth.CodeOf(err) == auth.CodeUnauthenticated {
			http.Redirect(w, r, "/login", http.StatusSeeOther)
			return
		}
		http.Error(w, "No.", authhttp.Status(err))
	}})
	w := send(m.RequireUser(who), "GET", nil)
	require.Equal(t, http.StatusSeeOther, w.Code)
	require.Equal(t, "/login", w.Header().Get("Location"))
	require.Equal(t, "private, no-store", w.Header().Get("Cache-Control"))
	require.Equal(t, 403, send(m.RequireRole(auth.RoleAdmin)(who), "GET", fields{cookie("ada")}).Code)
	require.Equal(t, 403, send(m.SameOrigin(who), "POST", fields{{"Sec-Fetch-Site", "cross-site"}}).Code)
}

// What browsers say about where a request started, and what may pass: with the
// cookie, with a token, and on a form for everybody.
func TestCrossOrigin(t *testing.T) {
	t.Parallel()
	m, _ := open(t, authhttp.Config{TrustedOrigins: []string{"https://friend.example"}})
	for name, c := range map[string]struct {
		from fields
		ok   bool // what changes something
	}{
		"same origin":               {fields{{"Sec-Fetch-Site", "same-origin"}}, true},
		"typed, bookmark":           {fields{{"Sec-Fetch-Site", "none"}}, true},
		"subdomain":                 {fields{{"Sec-Fetch-Site", "same-site"}, {"Origin", "https://evil.planner.example"}}, false},
		"another site":              {fields{{"Sec-Fetch-Site", "cross-site"}, {"Origin", "https://evil.example"}}, false},
		"another site, no origin":   {fields{{"Sec-Fetch-Site", "cross-site"}}, false},
		"a word nobody knows":       {fields{{"Sec-Fetch-Site", "near"}}, false},
		"old browser, same origin":  {fields{{"Origin", "https://planner.example"}}, true},
		"old browser, other port":   {fields{{"Origin", "https://planner.example:8443"}}, false},
		"old browser, another site": {fields{{"Origin", "https://evil.example"}}, false},
		"sandboxed frame":           {fields{{"Origin", "null"}}, false},
		"a friend":                  {fields{{"Sec-Fetch-Site", "cross-site"}, {"Origin", "https://friend.example"}}, true},
		"a friend without TLS":      {fields{{"Sec-Fetch-Site", "cross-site"}, {"Origin", "http://friend.example"}}, false},
		"no browser":                {nil, true},
	} {
		for _, method := range []string{"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "FOO"} {
			safe := method == "GET" || method == "HEAD" || method == "OPTIONS"
			want := http.StatusForbidden
			if safe || c.ok {
				want = http.StatusOK
			}
			withCookie := append(fields{cookie("ada")}, c.from...)
			require.Equal(t, want, send(m.RequireUser(who), method, withCookie).Code, "%s: %s with cookie", name, method)
			seen := "nobody"
			if want == http.StatusOK {
				seen = "ada"
			}
			require.Equal(t, seen, send(m.Identify(who), method, withCookie).Body.String(), "%s: %s", name, method)
			require.Equal(t, want, send(m.SameOrigin(who), method, c.from).Code, "%s: %s of a form", name, method)
			require.Equal(t, want, send(m.SameOrigin(who), method, withCookie).Code, "%s: %s of a form with cookie", name, method)

			withToken := append(fields{bearer("ada")}, c.from...)
			require.Equal(t, 200, send(m.RequireUser(who), method, withToken).Code, "%s: %s with token", name, method)
			require.Equal(t, 200, send(m.SameOrigin(who), method, append(withToken, cookie("root"))).Code, "%s: %s with both", name, method)
		}
	}
	require.Contains(t, send(m.RequireUser(who), "POST", fields{cookie("ada"), {"Sec-Fetch-Site", "cross-site"}}).Body.String(), `"code":"cross-origin"`)
}

// A token that only a Middleware for cookies sees is no way around the rule.
func TestCrossOriginTokenOfNobody(t *testing.T) {
	t.Parallel()
	m, _ := open(t, authhttp.Config{Cookies: &people{}})
	header := fields{bearer("x"), cookie("ada"), {"Sec-Fetch-Site", "cross-site"}}
	require.Equal(t, 403, send(m.RequireUser(who), "POST", header).Code)
	require.Equal(t, 403, send(m.SameOrigin(who), "POST", header).Code)
}
