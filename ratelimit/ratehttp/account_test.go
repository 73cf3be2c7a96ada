package ratehttp_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/ratelimit"
	"github.com/einkpdf/platform/ratelimit/ratehttp"
)

// login is a form's handler: its field says whose account.
func login(m *ratehttp.Middleware) http.Handler {
	return m.Limit("login")(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if m.Account(w, r, "login", r.Header.Get("Name")) {
			w.WriteHeader(http.StatusUnauthorized) // the password is wrong
		}
	}))
}

func attempt(name, address string) *http.Request {
	r := from("", address)
	r.Header.Set("Name", name)
	return r
}

// One account is tried from everywhere, and all accounts from one address.
func TestAccount(t *testing.T) {
	t.Parallel()
	m, clock := open(t, ratelimit.Config{Policies: few()}, ratehttp.Config{})
	h := login(m)
	for i := range 3 {
		w := send(h, attempt("ada", "192.0.2."+string(rune('1'+i))))
		require.Equal(t, 401, w.Code)
		require.Equal(t, []string{`"login";r=2;t=10`}, w.Header()["Ratelimit"], "of the address: who else tried the account is nobody's business")
		require.Equal(t, []string{`"login";q=3;w=30`}, w.Header()["Ratelimit-Policy"])
	}
	w := send(h, attempt(" ADA ", "192.0.2.4"))
	require.Equal(t, 429, w.Code)
	require.Equal(t, "10", w.Header().Get("Retry-After"))
	require.Equal(t, `"login";r=0;t=10`, w.Header().Get("RateLimit"))
	require.Contains(t, w.Body.String(), `"violated-policies":["login"]`)
	require.Equal(t, 401, send(h, attempt("ben", "192.0.2.4")).Code)

	require.Equal(t, 401, send(h, attempt("carl", "192.0.2.4")).Code)
	w = send(h, attempt("dora", "192.0.2.4"))
	require.Equal(t, 429, w.Code, "the address")
	require.Equal(t, `"login";r=0;t=10`, w.Header().Get("RateLimit"))
	clock.Advance(10 * time.Second)
	require.Equal(t, 401, send(h, attempt("dora", "192.0.2.4")).Code)
}

// Retry-After of an account that is refused is for the address, too, which paid for the try.
func TestAccountRetryAfter(t *testing.T) {
	t.Parallel()
	m, clock := open(t, ratelimit.Config{Policies: few()}, ratehttp.Config{})
	h := login(m)
	for _, address := range []string{"192.0.2.1", "192.0.2.2", "192.0.2.3"} {
		require.Equal(t, 401, send(h, attempt("ada", address)).Code)
	}
	clock.Advance(9 * time.Second) // the account is free in a second
	require.Equal(t, []int{401, 401}, statuses(t, h, 2, func() *http.Request { return attempt("ben", "192.0.2.4") }))
	w := send(h, attempt("ada", "192.0.2.4"))
	require.Equal(t, 429, w.Code)
	require.Equal(t, "10", w.Header().Get("Retry-After"), "this try was the last that the address had")
	require.Equal(t, `"login";r=0;t=10`, w.Header().Get("RateLimit"))
	clock.Advance(10 * time.Second)
	require.Equal(t, 401, send(h, attempt("ada", "192.0.2.4")).Code)
}

// The fields say nothing of an account unless it is what refuses, but Retry-After of whatever refuses further in is for it, too.
func TestAccountIsHidden(t *testing.T) {
	t.Parallel()
	m, clock := open(t, ratelimit.Config{Policies: few()}, ratehttp.Config{})
	h := m.Limit("all", "login")(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if m.Account(w, r, "login", "ada") && m.Account(w, r, "login", "eva") {
			m.Limit("pdf")(ok).ServeHTTP(w, r)
		}
	}))
	require.Equal(t, []int{200, 200}, statuses(t, h, 2, as("ada", "192.0.2.1")))
	w := send(h, from("ada", "192.0.2.2"))
	require.Equal(t, 429, w.Code)
	require.Equal(t, `"all";r=297;t=1, "login";r=2;t=10, "pdf";r=0;t=10`, w.Header().Get("RateLimit"))
	require.Equal(t, "10", w.Header().Get("Retry-After"), "the accounts have none left, and pdf would be 6")
	clock.Advance(10 * time.Second)
	require.Equal(t, []int{200, 429}, statuses(t, h, 2, as("ada", "192.0.2.3")))
	w = send(h, from("ada", "192.0.2.4"))
	require.Equal(t, `"all";r=297;t=1, "login";r=0;t=10`, w.Header().Get("RateLimit"), "now it is the account's")
}

// A name with nothing in it is no account: it passes uncounted, however many send it, and the address alone is counted.
func TestAccountEmpty(t *testing.T) {
	t.Parallel()
	m, _ := open(t, ratelimit.Config{Policies: few()}, ratehttp.Config{})
	h := login(m)
	for i, name := range []string{"", "", " ", "\t", "\u00ad", "\u200b \u200b", "", ""} {
		w := send(h, attempt(name, "192.0.2."+string(rune('1'+i))))
		require.Equal(t, 401, w.Code, "%q", name)
		require.Equal(t, []string{`"login";r=2;t=10`}, w.Header()["Ratelimit"])
	}
	require.Equal(t, []int{401, 401, 401, 429}, statuses(t, h, 4, func() *http.Request { return attempt("", "192.0.2.9") }), "by its address")
	alone := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		require.True(t, m.Account(w, r, "login", ""))
	})
	require.NotContains(t, send(alone, from("", "")).Header(), "Ratelimit")

	wrong := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { require.False(t, m.Account(w, r, "none", "")) })
	require.Equal(t, 500, send(wrong, from("", "")).Code, "a mistake of the program is one also then")
}

// A handler may ask without a Limit around it; there, what others have put into the fields stays.
func TestAccountAlone(t *testing.T) {
	t.Parallel()
	m, _ := open(t, ratelimit.Config{Policies: few()}, ratehttp.Config{})
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("RateLimit-Policy", `"proxy";q=9`)
		w.Header().Set("RateLimit", `"proxy";r=8`)
		if m.Account(w, r, "login", "ada") {
			_, _ = w.Write([]byte("ok"))
		}
	})
	w := send(h, from("", ""))
	require.Equal(t, 200, w.Code)
	require.Equal(t, []string{`"proxy";r=8`}, w.Header()["Ratelimit"])
	require.Equal(t, []int{200, 200, 429}, statuses(t, h, 3, as("", "")))
	w = send(h, from("", ""))
	require.Equal(t, []string{`"proxy";q=9, "login";q=3;w=30`}, w.Header()["Ratelimit-Policy"])
	require.Equal(t, []string{`"proxy";r=8, "login";r=0;t=10`}, w.Header()["Ratelimit"])
	require.Equal(t, "10", w.Header().Get("Retry-After"))
}
