package main

import (
	"encoding/json"
	"io"
	"net/http"
	"strconv"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/jobs/renderjob"
	"github.com/einkpdf/platform/problem"
	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/ratelimit"
	"github.com/einkpdf/platform/ratelimit/ratehttp"
)

// userHeader names who asks: where accounts are, authhttp looks at a token.
const userHeader = "X-User"

// saved is what answers say of a project.
type saved struct {
	ID      string `json:"id"`
	Version int    `json:"version"`
}

// routes are the handlers with their limits.
func (a *app) routes(limits *ratehttp.Middleware) http.Handler {
	all := limits.Limit(ratelimit.All)
	creates, pdfs := limits.Limit(ratelimit.All, ratelimit.Create), limits.Limit(ratelimit.All, ratelimit.PDF)
	mux := http.NewServeMux()
	mux.Handle("GET /projects/{id}", all(http.HandlerFunc(a.read)))
	mux.Handle("PUT /projects/{id}", all(http.HandlerFunc(a.save)))
	mux.Handle("POST /projects", creates(http.HandlerFunc(a.create)))
	mux.Handle("POST /projects/{id}/pdf", pdfs(http.HandlerFunc(a.render)))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		o := audit.Origin{Actor: r.Header.Get(userHeader), Address: r.RemoteAddr}
		mux.ServeHTTP(w, r.WithContext(audit.WithOrigin(r.Context(), o)))
	})
}

func by(r *http.Request) projects.Actor {
	return projects.Actor{User: audit.OriginOf(r.Context()).Actor}
}

func (a *app) read(w http.ResponseWriter, r *http.Request) {
	_, source, err := a.projects.Read(r.Context(), by(r), r.PathValue("id"))
	if err != nil {
		fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/yaml")
	_, _ = w.Write(source)
}

func (a *app) save(w http.ResponseWriter, r *http.Request) {
	seen, err := strconv.Atoi(r.URL.Query().Get("seen"))
	if err != nil {
		problem.Write(w, r, problem.Details{Status: http.StatusBadRequest, Code: "invalid", Detail: "Say which version was seen."})
		return
	}
	a.answer(w, r, func(source []byte) (any, error) {
		p, err := a.projects.Replace(r.Context(), by(r), r.PathValue("id"), seen, source)
		return saved{p.ID, p.Version}, err
	})
}

func (a *app) create(w http.ResponseWriter, r *http.Request) {
	a.answer(w, r, func(source []byte) (any, error) {
		p, err := a.projects.Create(r.Context(), by(r), projects.NewProject{Source: source})
		return saved{p.ID, p.Version}, err
	})
}

func (a *app) render(w http.ResponseWriter, r *http.Request) {
	a.answer(w, r, func([]byte) (any, error) {
		j, _, err := a.renders.Submit(r.Context(), by(r).User, renderjob.Request{Project: r.PathValue("id")})
		return j, err
	})
}

// answer reads the body and answers with what is made of it.
func (a *app) answer(w http.ResponseWriter, r *http.Request, do func(body []byte) (any, error)) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, projects.MaxSource))
	var made any
	if err == nil {
		made, err = do(body)
	}
	var data []byte
	if err == nil {
		data, err = json.Marshal(made)
	}
	if err != nil {
		fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(data)
}

// fail answers with an error. Nobody who is in order meets one.
func fail(w http.ResponseWriter, r *http.Request, err error) {
	d := problem.Of(err)
	if code := projects.CodeOf(err); code != "" {
		d = problem.Details{Status: http.StatusConflict, Code: string(code), Detail: err.Error()}
		if code == projects.CodeBusy {
			d.Status = http.StatusServiceUnavailable
		}
	}
	if code := jobs.CodeOf(err); code == jobs.CodeTooMany || code == jobs.CodeQueueFull {
		d = problem.Details{Status: http.StatusServiceUnavailable, Code: string(code), Detail: err.Error()}
	}
	problem.Write(w, r, d)
}
