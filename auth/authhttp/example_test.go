package authhttp_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/auth/authhttp"
)

// accounts stands for auth.Service: it knows Ada and an administrator.
type accounts struct{}

func (accounts) AuthenticateToken(_ context.Context, access string) (auth.Identity, error) {
	switch access {
	case "ada":
		return auth.Identity{User: auth.User{ID: "1", Name: "Ada", Role: auth.RoleUser}}, nil
	case "root":
		return auth.Identity{User: auth.User{ID: "2", Name: "Root", Role: auth.RoleAdmin}}, nil
	}
	return auth.Identity{}, &auth.Error{Code: auth.CodeUnauthenticated, Message: "Please log in."}
}

func (a accounts) AuthenticateCookie(ctx context.Context, secret string) (auth.Identity, error) {
	return a.AuthenticateToken(ctx, secret)
}

func get(h http.Handler, authorization string) *httptest.ResponseRecorder {
	r := httptest.NewRequest("GET", "/", nil)
	if authorization != "" {
		r.Header.Set("Authorization", authorization)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// A handler for those who are logged in.
func ExampleMiddleware_RequireUser() {
	m, err := authhttp.New(authhttp.Config{Tokens: accounts{}})
	if err != nil {
		fmt.Println(err)
		return
	}
	hello := m.RequireUser(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		who, _ := authhttp.IdentityOf(r.Context())
		_, _ = fmt.Fprintf(w, "Hello, %s", who.User.Name)
	}))
	fmt.Println(get(hello, "Bearer ada").Body)
	fmt.Println(get(hello, "").Code)
	// Output:
	// Hello, Ada
	// 401
}

// A handler for everybody, that says more to those it knows.
func ExampleMiddleware_Identify() {
	m, err := authhttp.New(authhttp.Config{Tokens: accounts{}})
	if err != nil {
		fmt.Println(err)
		return
	}
	hello := m.Identify(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := "stranger"
		if who, ok := authhttp.IdentityOf(r.Context()); ok {
			name = who.User.Name
		}
		_, _ = fmt.Fprintf(w, "Hello, %s", name)
	}))
	fmt.Println(get(hello, "").Body)
	fmt.Println(get(hello, "Bearer ada").Body)
	// Output:
	// Hello, stranger
	// Hello, Ada
}

// Programs read a code and a sentence, people the sentence.
func ExampleMiddleware_RequireRole() {
	m, err := authhttp.New(authhttp.Config{Tokens: accounts{}, RequestID: func() string { return "request-1" }})
	if err != nil {
		fmt.Println(err)
		return
	}
	users := m.RequireRole(auth.RoleAdmin)(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = fmt.Fprint(w, "Ada, Root")
	}))
	fmt.Println(get(users, "Bearer root").Body)
	fmt.Print(get(users, "Bearer ada").Body)
	// Output:
	// Ada, Root
	// {"type":"about:blank","title":"Forbidden","status":403,"detail":"You are not allowed to do this. Please ask an administrator.","code":"forbidden","request_id":"request-1"}
}

// A login form: no other website can fill it in for a visitor, and the browser
// keeps the secret.
func ExampleMiddleware_SetCookie() {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	m, err := authhttp.New(authhttp.Config{Cookies: accounts{}, Now: func() time.Time { return now }})
	if err != nil {
		fmt.Println(err)
		return
	}
	login := m.SameOrigin(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		grant := &auth.Grant{ // of auth.Service.Login(ctx, …, auth.CookieSession)
			Secret:  "ada",
			Session: auth.Session{Kind: auth.CookieSession, ExpiresAt: now.Add(30 * 24 * time.Hour)},
		}
		if err := m.SetCookie(w, grant); err != nil {
			m.Problem(w, r, err)
			return
		}
		http.Redirect(w, r, "/", http.StatusSeeOther)
	}))
	w := httptest.NewRecorder()
	login.ServeHTTP(w, httptest.NewRequest("POST", "/login", nil))
	fmt.Println(w.Code, w.Header().Get("Set-Cookie"))
	// Output:
	// 303 __Host-einkpdf=ada; Path=/; Max-Age=2592000; HttpOnly; Secure; SameSite=Lax
}

// Pages redirect where programs get a problem.
func ExampleConfig_errors() {
	pages, err := authhttp.New(authhttp.Config{
		Cookies: accounts{},
		Errors: func(w http.ResponseWriter, r *http.Request, err error) {
			if auth.CodeOf(err) == auth.CodeUnauthenticated {
				http.Redirect(w, r, "/login", http.StatusSeeOther)
				return
			}
			http.Error(w, "Sorry.", authhttp.Status(err))
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	w := get(pages.RequireUser(http.NotFoundHandler()), "")
	fmt.Println(w.Code, w.Header().Get("Location"))
	// Output:
	// 303 /login
}
