package main

import (
	"net/http"
	"strings"

	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/auth/authhttp"
)

// pages are the handlers, on a service.
type pages struct {
	service *auth.Service
	m       *authhttp.Middleware
	views   views
	terms   string // version
	mails   string // folder, for whoever tries this out
}

func newPages(s *auth.Service, terms, mails string) (*pages, error) {
	v, err := parseViews()
	return &pages{service: s, views: v, terms: terms, mails: mails}, err
}

// form is a form of a view, and what it does: act returns where to go next.
type form struct {
	view, name, title string
	act               func(p *pages, w http.ResponseWriter, r *http.Request) (next string, err error)
}

// routes says what is where, and who may. Everybody's forms are SameOrigin, so that
// no other website fills them in for a visitor; the others are so by their cookie.
func (p *pages) routes() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /static/{file}", static())
	mux.Handle("GET /", p.m.Identify(http.HandlerFunc(p.missing)))
	mux.Handle("GET /{$}", p.m.Identify(p.view("welcome", "Welcome")))
	mux.Handle("GET /sent", p.m.Identify(p.view("sent", "Check your mail")))
	for path, f := range map[string]form{
		"/signup":  {"signup", "signup", "Sign up", signUp},
		"/confirm": {"confirm", "confirm", "Confirm your sign-up", confirm},
		"/login":   {"login", "login", "Log in", logIn},
		"/forgot":  {"forgot", "forgot", "Forgot your password?", forgot},
		"/reset":   {"reset", "reset", "Choose a new password", reset},
		"/email":   {"email", "email", "Confirm your new address", confirmEmail},
	} {
		mux.Handle("GET "+path, p.m.Identify(p.view(f.view, f.title)))
		mux.Handle("POST "+path, p.m.SameOrigin(p.submit(f)))
	}
	mux.Handle("GET /account", p.m.RequireUser(p.view("account", "Your account")))
	for path, act := range map[string]func(*pages, http.ResponseWriter, *http.Request) (string, error){
		"/account/terms":      acceptTerms,
		"/account/session":    revoke,
		"/account/everywhere": logOutEverywhere,
		"/account/password":   changePassword,
		"/account/address":    changeEmail,
		"/account/delete":     deleteAccount,
		"/logout":             logOut,
	} {
		name := path[strings.LastIndexByte(path, '/')+1:]
		mux.Handle("POST "+path, p.m.RequireUser(p.submit(form{"account", name, "Your account", act})))
	}
	return secure(http.MaxBytesHandler(mux, 64<<10))
}

// secure sets what every answer has. The policy lets nothing in but our own styles
// and scripts, and no other site frame a form. Referrer-Policy is not no-referrer:
// then browsers would not say either that a form was ours.
func secure(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("X-Content-Type-Options", "nosniff")
		next.ServeHTTP(w, r)
	})
}

// view shows a page.
func (p *pages) view(name, title string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.show(w, r, name, page{Title: title, Notice: notices[r.URL.Query().Get("done")]}, http.StatusOK)
	})
}

// missing says that there is no such page.
func (p *pages) missing(w http.ResponseWriter, r *http.Request) {
	p.show(w, r, "error", page{Title: "Not found", Problem: authhttp.Details{Detail: "There is no such page."}}, http.StatusNotFound)
}

// submit does what a form says and goes on to another page, so that a reload does
// not do it again; or it shows the form again, with what is wrong.
func (p *pages) submit(f form) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil {
			http.Error(w, "This is not the form of the page.", http.StatusBadRequest)
			return
		}
		next, err := f.act(p, w, r)
		if auth.CodeOf(err) == auth.CodeUnauthenticated {
			p.refused(w, r, err)
			return
		}
		if err != nil {
			d := p.m.Details(w, r, err)
			p.show(w, r, f.view, page{Title: f.title, Form: f.name, Problem: d, Values: r.PostForm}, d.Status)
			return
		}
		http.Redirect(w, r, next, http.StatusSeeOther)
	})
}

// refused answers for the middleware: who is not logged in is sent to where they
// can be, anybody else is told.
func (p *pages) refused(w http.ResponseWriter, r *http.Request, err error) {
	d := p.m.Details(w, r, err)
	if d.Status != http.StatusUnauthorized {
		p.show(w, r, "error", page{Title: d.Title, Problem: d}, d.Status)
		return
	}
	next := "/login"
	if authhttp.Failure(r.Context()) != nil {
		p.m.ClearCookie(w)
		next += "?done=over"
	}
	http.Redirect(w, r, next, http.StatusSeeOther)
}

// notices are what pages say after something was done, by the word in the address.
var notices = map[string]string{
	"confirmed":  "Your address is confirmed. You can log in now.",
	"welcome":    "Your address is confirmed, your account is there, and you are logged in.",
	"reset":      "You have a new password, and all sessions are over. Please log in with it.",
	"email":      "You have a new mail address.",
	"over":       "Your session is over. Please log in again.",
	"out":        "You are logged out.",
	"everywhere": "You are logged out on all devices.",
	"deleted":    "Your account is deleted.",
	"password":   "You have a new password. Your other sessions are over.",
	"terms":      "You have accepted the terms of use.",
	"session":    "The session is over.",
}
