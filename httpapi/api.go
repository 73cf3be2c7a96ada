package httpapi

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/einkpdf/platform/problem"
)

// API is the whole API. It is safe for concurrent use.
type API struct {
	c       Config
	handler http.Handler
}

// New makes an API. Its errors say what is wrong with c.
func New(c Config) (*API, error) {
	c, err := c.checked()
	if err != nil {
		return nil, err
	}
	a := &API{c: c}
	origins := http.NewCrossOriginProtection()
	for _, o := range c.TrustedOrigins {
		if err := origins.AddTrustedOrigin(o); err != nil {
			return nil, fmt.Errorf("httpapi: TrustedOrigins: %w", err)
		}
	}
	a.handler = a.around(a.mux(), origins)
	return a, nil
}

// ServeHTTP implements http.Handler.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) { a.handler.ServeHTTP(w, r) }

// Operation says of an operation what a test, or a gateway before the API, wants to know.
type Operation struct{ ID, Method, Path string }

// Operations are all that this API has, below Config.Prefix.
func (a *API) Operations() []Operation {
	var list []Operation
	for _, o := range a.operations() {
		list = append(list, Operation{o.id, o.method, o.path})
	}
	return list
}

// operations are the tables of all resources whose services there are.
func (a *API) operations() []operation {
	all := referenceOperations()
	if a.c.Accounts != nil {
		all = append(all, accountOperations()...)
	}
	all = append(all, meOperations()...)
	all = append(all, projectOperations()...)
	all = append(all, sharingOperations()...)
	all = append(all, galleryOperations()...)
	if a.c.Previews != nil {
		all = append(all, previewOperations()...)
	}
	if a.c.Assets != nil {
		all = append(all, assetOperations()...)
	}
	if a.c.Jobs != nil {
		all = append(all, jobOperations()...)
	}
	if a.c.Admin != nil {
		all = append(all, adminOperations()...)
	}
	return all
}

// mux has a handler for each operation. Paths and methods that there are not are problems as well.
func (a *API) mux() http.Handler {
	mux := http.NewServeMux()
	methods := map[string][]string{}
	for _, o := range a.operations() {
		var h http.Handler = a.operate(o)
		if a.c.Limits != nil {
			h = a.c.Limits.Limit(o.policies()...)(h)
		}
		mux.Handle(o.method+" "+a.c.Prefix+o.path, h)
		methods[o.path] = append(methods[o.path], o.method)
	}
	for path, allowed := range methods {
		mux.Handle(a.c.Prefix+path, a.notAllowed(allowed))
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		problem.Write(w, r, problem.Details{Status: http.StatusNotFound, Code: "no-such-path", Detail: "There is no such path. " + a.c.Prefix + "/openapi.yaml lists those that there are."})
	})
	return mux
}

// notAllowed answers for methods that a path does not have.
func (a *API) notAllowed(methods []string) http.HandlerFunc {
	allow := strings.Join(methods, ", ")
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Allow", allow)
		a.problem(w, r, refuse(http.StatusMethodNotAllowed, "method-not-allowed", "", "This path has "+allow+"."))
	}
}
