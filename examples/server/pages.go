package main

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"net/url"

	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/auth/authhttp"
	"github.com/einkpdf/platform/health"
	"github.com/einkpdf/platform/problem"
	"github.com/einkpdf/platform/ratelimit"
	"github.com/einkpdf/platform/ratelimit/ratehttp"
)

//go:embed pages/*
var pageFiles embed.FS

// maxForm is how many bytes a form may have.
const maxForm = 16 << 10

// pages are what links of mails and of operators lead to, and a page that says what is here. They work without scripts: with one, nobody has to paste a link.
type pages struct {
	h     *house
	views *template.Template
}

// newPages is the handler of all of them.
func newPages(h *house, c authhttp.Config) (http.Handler, error) {
	views, err := template.ParseFS(pageFiles, "pages/*.html")
	if err != nil {
		return nil, err
	}
	p := &pages{h, views}
	mux := http.NewServeMux()
	people, limits, err := p.guards(c)
	if err != nil {
		return nil, err
	}
	mux.HandleFunc("GET /{$}", p.front)
	mux.HandleFunc("GET /done", p.done)
	mux.HandleFunc("GET /style.css", p.file("style.css", "text/css; charset=utf-8"))
	mux.HandleFunc("GET /token.js", p.file("token.js", "text/javascript; charset=utf-8"))
	mux.HandleFunc("GET /icon.svg", p.file("icon.svg", "image/svg+xml"))
	for _, f := range p.forms() {
		mux.Handle("GET "+f.path, p.view(f))
		mux.Handle("POST "+f.path, limits.Limit(ratelimit.All, ratelimit.Login)(people.SameOrigin(p.submit(f))))
	}
	mux.HandleFunc("/", p.missing)
	return people.Identify(mux), nil
}

// guards are those of the API, but that who is refused is shown a page.
func (p *pages) guards(c authhttp.Config) (people *authhttp.Middleware, limits *ratehttp.Middleware, err error) {
	c.Errors = func(w http.ResponseWriter, r *http.Request, err error) { p.refuse(w, r, p.h.people.Details(w, r, err)) }
	if people, err = authhttp.New(c); err != nil {
		return nil, nil, err
	}
	limits, err = ratehttp.New(ratehttp.Config{Guard: p.h.guard, Logger: p.h.c.logger, Errors: func(w http.ResponseWriter, r *http.Request, err error) {
		d := ratehttp.Details(err).Filled(r)
		d.SetFields(w.Header())
		p.refuse(w, r, d)
	}})
	return people, limits, err
}

// refuse says why a form was not even looked at.
func (p *pages) refuse(w http.ResponseWriter, r *http.Request, d problem.Details) {
	p.show(w, r, d.Status, page{Title: "That did not work", Wrong: d.Detail, Home: true})
}

// page is what a template shows.
type page struct {
	Title   string
	Product string
	Text    string
	Version string // of the front page
	Form    *form
	Token   string // of a form that is shown again
	Name    string // of the account that the token is for
	Wrong   string
	Email   string
	Next    bool // say what comes next
	Home    bool // a link to the front page
}

// front says what this is.
func (p *pages) front(w http.ResponseWriter, r *http.Request) {
	p.show(w, r, http.StatusOK, page{Title: p.h.c.settings.Product, Version: health.ReadVersion("").Version})
}

// done says what has been done, by the word in the address.
func (p *pages) done(w http.ResponseWriter, r *http.Request) {
	for _, f := range p.forms() {
		if f.path == "/"+r.URL.RawQuery {
			p.show(w, r, http.StatusOK, page{Title: f.title, Text: f.done, Next: true})
			return
		}
	}
	p.missing(w, r)
}

func (p *pages) missing(w http.ResponseWriter, r *http.Request) {
	p.show(w, r, http.StatusNotFound, page{Title: "Not found", Text: "There is no such page.", Home: true})
}

// view shows a form.
func (p *pages) view(f form) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.show(w, r, http.StatusOK, page{Title: f.title, Form: &f})
	})
}

// submit does what a form says and goes on to another page, so that a reload does not do it again; or it shows the form again, with what is wrong.
func (p *pages) submit(f form) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, maxForm)
		if err := r.ParseForm(); err != nil {
			p.show(w, r, http.StatusBadRequest, page{Title: f.title, Form: &f, Wrong: "This is not the form of the page. Please try again."})
			return
		}
		token := pasted(r.PostForm.Get("token"))
		name, err := p.name(r, f, token)
		if err == nil && r.PostForm.Has("look") { // by token.js, which opened a link: nothing is done yet
			p.show(w, r, http.StatusOK, page{Title: f.title, Form: &f, Token: token, Name: name})
			return
		}
		if err == nil {
			err = f.act(r, token)
		}
		if err != nil {
			d := p.h.people.Details(w, r, err)
			if auth.CodeOf(err) == auth.CodeLink {
				token = "" // so that another one can be pasted
			}
			p.show(w, r, d.Status, page{Title: f.title, Form: &f, Wrong: d.Detail, Token: token, Name: name, Email: r.PostForm.Get("email")})
			return
		}
		if f.path == "/reset" {
			p.h.people.ClearCookie(w)
		}
		http.Redirect(w, r, "/done?"+url.PathEscape(f.path[1:]), http.StatusSeeOther)
	})
}

// name is that of the account that a token is for. A link that is dead is an error, before anybody thinks of a password.
func (p *pages) name(r *http.Request, f form, token string) (string, error) {
	if !f.WantsToken {
		return "", nil
	}
	return p.h.accounts.LinkName(r.Context(), f.link, token)
}

// show writes a page. It is made in memory first, so that an error is a page and not half of one.
func (p *pages) show(w http.ResponseWriter, r *http.Request, status int, v page) {
	v.Product = p.h.c.settings.Product
	var b bytes.Buffer
	if err := p.views.ExecuteTemplate(&b, "page.html", v); err != nil {
		p.h.people.Problem(w, r, fmt.Errorf("page %s: %w", v.Title, err))
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store") // there may be a token in it
	w.WriteHeader(status)
	_, _ = b.WriteTo(w) // a browser that has gone needs no page
}

// file serves one of the files beside the pages.
func (p *pages) file(name, kind string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", kind)
		w.Header().Set("Cache-Control", "public, max-age=3600")
		http.ServeFileFS(w, r, pageFiles, "pages/"+name)
	}
}
