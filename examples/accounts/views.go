package main

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"

	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/auth/authhttp"
)

//go:embed views static
var files embed.FS

// static serves the style sheet and the script, the same for everybody.
func static() http.Handler {
	next := http.FileServerFS(files)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "public, max-age=3600")
		next.ServeHTTP(w, r)
	})
}

// views are the templates by name, each with the layout around it.
type views map[string]*template.Template

func parseViews() (views, error) {
	funcs := template.FuncMap{"date": date, "clock": clock, "device": device}
	layout, err := template.New("layout.html").Funcs(funcs).ParseFS(files, "views/layout.html")
	if err != nil {
		return nil, err
	}
	entries, err := files.ReadDir("views")
	if err != nil {
		return nil, err
	}
	all := views{}
	for _, e := range entries {
		if e.Name() == "layout.html" {
			continue
		}
		t, err := layout.Clone()
		if err != nil {
			return nil, err
		}
		if all[strings.TrimSuffix(e.Name(), ".html")], err = t.ParseFS(files, path.Join("views", e.Name())); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// page is what a template shows.
type page struct {
	Title    string
	Notice   string
	User     *auth.User // nil: nobody is logged in
	Terms    string     // current version
	Mails    string     // folder
	Sessions []auth.Session
	Session  string // id of the one that asks

	Form    string // that something is wrong with
	Problem authhttp.Details
	Values  url.Values // what was filled in
}

// input is a field of a form.
type input struct {
	ID, Name, Label, Type, Autocomplete, Value, Hint string
	Bad                                              bool
}

// Input makes a field. It keeps what was filled in, but never a password.
func (p page) Input(form, name, label, kind, autocomplete, hint string) input {
	i := input{ID: form + "-" + name, Name: name, Label: label, Type: kind, Autocomplete: autocomplete, Hint: hint}
	if p.Form == form {
		if kind != "password" {
			i.Value = p.Values.Get(name)
		}
		blamed := p.Problem.Field
		if form == "password" && p.Problem.Code == string(auth.CodePassword) {
			blamed = "new" // there are two passwords in this one
		}
		i.Bad = blamed == name
	}
	return i
}

// Wrong is what is wrong with a form, if anything.
func (p page) Wrong(form string) string {
	if p.Form == form {
		return p.Problem.Detail
	}
	return ""
}

// show writes a page. It is made in memory first, so that an error is a page and
// not half of one.
func (p *pages) show(w http.ResponseWriter, r *http.Request, view string, v page, status int) {
	v.Terms, v.Mails = p.terms, p.mails
	if id, ok := authhttp.IdentityOf(r.Context()); ok {
		v.User, v.Session = &id.User, id.Session.ID
		if view == "account" {
			var err error
			if v.Sessions, err = p.service.Sessions(r.Context(), id); err != nil {
				p.refused(w, r, err)
				return
			}
		}
	}
	var b bytes.Buffer
	if err := p.views[view].ExecuteTemplate(&b, "layout.html", v); err != nil {
		p.m.Problem(w, r, fmt.Errorf("view %s: %w", view, err))
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = b.WriteTo(w) // a browser that has gone needs no page
}

func date(t time.Time) string  { return t.UTC().Format("2 January 2006") }
func clock(t time.Time) string { return t.UTC().Format("2 Jan 2006, 15:04 UTC") }

// device says in a few words what a session is on.
func device(userAgent string) string {
	first := func(names ...string) string {
		for i := 0; i < len(names); i += 2 {
			if strings.Contains(userAgent, names[i]) {
				return names[i+1]
			}
		}
		return ""
	}
	browser := first("Edg", "Edge", "OPR/", "Opera", "Firefox/", "Firefox", "Chrome/", "Chrome", "Safari/", "Safari")
	system := first("Android", "Android", "iPhone", "iPhone", "iPad", "iPad", "Windows", "Windows", "CrOS", "ChromeOS", "Mac OS", "macOS", "Linux", "Linux")
	switch {
	case browser != "" && system != "":
		return browser + " on " + system
	case browser+system != "":
		return browser + system
	case userAgent == "":
		return "Unknown device"
	}
	name, _, _ := strings.Cut(userAgent, "/")
	return name
}
