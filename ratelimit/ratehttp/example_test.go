package ratehttp_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strconv"

	"github.com/einkpdf/platform/ratelimit"
	"github.com/einkpdf/platform/ratelimit/ratehttp"
)

// A program with accounts of its own says who is logged in, and which proxies it has. Others are counted by their address.
func ExampleNew() {
	policies, err := ratelimit.Defaults().With(ratelimit.Preview, "1/min")
	if err != nil {
		fmt.Println(err)
		return
	}
	guard, err := ratelimit.New(ratelimit.Config{Limiter: ratelimit.NewMemory(ratelimit.MemoryConfig{}), Policies: policies})
	if err != nil {
		fmt.Println(err)
		return
	}
	sessions := map[string]string{"secret-1": "ann", "secret-2": "ben"} // the program's: cookie -> id
	limits, err := ratehttp.New(ratehttp.Config{
		Guard: guard,
		User: func(r *http.Request) string {
			cookie, err := r.Cookie("session")
			if err != nil {
				return "" // nobody
			}
			return sessions[cookie.Value]
		},
		TrustedProxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	previews := limits.Limit(ratelimit.All, ratelimit.Preview)(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	ask := func(session, address string) {
		r := httptest.NewRequest("GET", "/previews", nil)
		r.RemoteAddr = "10.0.0.1:4711" // the proxy's
		r.Header.Set("X-Forwarded-For", address)
		r.AddCookie(&http.Cookie{Name: "session", Value: session})
		w := httptest.NewRecorder()
		previews.ServeHTTP(w, r)
		fmt.Println(session, address, w.Code)
	}
	ask("secret-1", "192.0.2.1")
	ask("secret-1", "192.0.2.2")
	ask("secret-2", "192.0.2.2")
	ask("made-up", "192.0.2.3")
	ask("other", "192.0.2.3")
	ask("other", "192.0.2.4")
	// Output:
	// secret-1 192.0.2.1 200
	// secret-1 192.0.2.2 429
	// secret-2 192.0.2.2 200
	// made-up 192.0.2.3 200
	// other 192.0.2.3 429
	// other 192.0.2.4 200
}

// Every request counts as one, and those that make a planner under a policy of their own besides. A refusal knows both.
func ExampleMiddleware_Limit() {
	policies, err := ratelimit.Defaults().With(ratelimit.PDF, "1/min")
	if err != nil {
		fmt.Println(err)
		return
	}
	guard, err := ratelimit.New(ratelimit.Config{Limiter: ratelimit.NewMemory(ratelimit.MemoryConfig{}), Policies: policies})
	if err != nil {
		fmt.Println(err)
		return
	}
	limits, err := ratehttp.New(ratehttp.Config{Guard: guard})
	if err != nil {
		fmt.Println(err)
		return
	}
	mux := http.NewServeMux()
	mux.Handle("POST /projects/{id}/pdf", limits.Limit(ratelimit.All, ratelimit.PDF)(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusAccepted)
	})))
	// With authhttp: accounts.Identify around it, so that users are counted and not addresses.

	for range 2 {
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, httptest.NewRequest("POST", "/projects/1/pdf", nil))
		fmt.Println(w.Code, w.Header().Get("RateLimit-Policy"))
		fmt.Print(w.Body)
	}
	// Output:
	// 202 "all";q=300;w=60, "pdf";q=1;w=60
	// 429 "all";q=300;w=60, "pdf";q=1;w=60
	// {"type":"https://iana.org/assignments/http-problem-types#quota-exceeded","title":"Too Many Requests","status":429,"detail":"Too many requests: planners are limited to 1 a minute. Please try again in 1 minute.","code":"rate-limited","violated-policies":["pdf"]}
}

// Under one of its policies a request counts as many as it asks for.
func ExampleMiddleware_LimitCosts() {
	guard, err := ratelimit.New(ratelimit.Config{Limiter: ratelimit.NewMemory(ratelimit.MemoryConfig{})})
	if err != nil {
		fmt.Println(err)
		return
	}
	limits, err := ratehttp.New(ratehttp.Config{Guard: guard})
	if err != nil {
		fmt.Println(err)
		return
	}
	pages := func(r *http.Request) int {
		n, _ := strconv.Atoi(r.FormValue("pages"))
		return n
	}
	previews := limits.LimitCosts(ratehttp.Cost{Policy: ratelimit.All}, ratehttp.Cost{Policy: ratelimit.Preview, Of: pages})(http.NotFoundHandler())
	for _, path := range []string{"/previews?pages=48", "/previews?pages=12"} {
		w := httptest.NewRecorder()
		previews.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		fmt.Println(w.Header().Get("RateLimit"))
	}
	// Output:
	// "all";r=299;t=1, "preview";r=12;t=1
	// "all";r=298;t=1, "preview";r=0;t=1
}

// A login form: many accounts from one address are counted, and one account from many addresses.
func ExampleMiddleware_Account() {
	policies, err := ratelimit.Defaults().With(ratelimit.Login, "2/min")
	if err != nil {
		fmt.Println(err)
		return
	}
	guard, err := ratelimit.New(ratelimit.Config{Limiter: ratelimit.NewMemory(ratelimit.MemoryConfig{}), Policies: policies})
	if err != nil {
		fmt.Println(err)
		return
	}
	limits, err := ratehttp.New(ratehttp.Config{Guard: guard})
	if err != nil {
		fmt.Println(err)
		return
	}
	login := limits.Limit(ratelimit.All, ratelimit.Login)(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !limits.Account(w, r, ratelimit.Login, r.FormValue("name")) {
			return
		}
		http.Error(w, "This is not the password.", http.StatusUnauthorized)
	}))
	for _, address := range []string{"192.0.2.1:80", "192.0.2.2:80", "192.0.2.3:80"} {
		r := httptest.NewRequest("POST", "/login?name=Ada", nil)
		r.RemoteAddr = address
		w := httptest.NewRecorder()
		login.ServeHTTP(w, r)
		fmt.Println(w.Code)
	}
	// Output:
	// 401
	// 401
	// 429
}
